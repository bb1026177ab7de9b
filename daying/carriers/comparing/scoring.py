"""The service score of carriers: each figure as a share of the best, weighted as the policy says, out of 100."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from daying.carriers.models import CarrierPolicy

TEN = Decimal(10)
ONE = Decimal(1)


@dataclass(frozen=True)
class Service:
    """The figures of a carrier by which it is scored; None where nothing is known. Rates are shares, hours a mean."""

    on_time: Decimal | None
    pick_up: Decimal | None
    hours: Decimal | None
    harm: Decimal | None
    bill_errors: Decimal | None
    price_per_kg: Decimal | None


def scores(services: Sequence[Service], policy: CarrierPolicy) -> list[Decimal | None]:
    """A score from 0 to 100 for each carrier in its turn; None where nothing of it is known.

    on time, picked up on time: the rate itself. speed, price: the best mean hours and the best price per kg ÷ the
    carrier's own. care: 1 − 10 × the rate of lost and damaged. bills: 1 − the rate of waybills billed wrong. Each is
    between 0 and 1; the score is their mean by the policy's weights, of those that are known.
    """
    hours = min((one.hours for one in services if one.hours), default=None)
    price = min((one.price_per_kg for one in services if one.price_per_kg), default=None)
    return [_score(_parts(one, hours, price), policy) for one in services]


def _parts(one: Service, hours: Decimal | None, price: Decimal | None) -> dict[str, Decimal | None]:
    return {
        "on_time": one.on_time,
        "pick_up": one.pick_up,
        "speed": hours / one.hours if hours and one.hours else None,
        "care": None if one.harm is None else max(ONE - TEN * one.harm, Decimal(0)),
        "bills": None if one.bill_errors is None else max(ONE - one.bill_errors, Decimal(0)),
        "price": price / one.price_per_kg if price and one.price_per_kg else None,
    }


def _score(parts: dict[str, Decimal | None], policy: CarrierPolicy) -> Decimal | None:
    known = {name: part for name, part in parts.items() if part is not None and getattr(policy, name)}
    weights = sum(getattr(policy, name) for name in known)
    if not weights:
        return None
    return round(100 * sum((part * getattr(policy, name) for name, part in known.items()), Decimal(0)) / weights, 1)
