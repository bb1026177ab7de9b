"""What a consignment costs under a tariff, and why: in whole numbers, explained line by line when somebody asks.

The words are made only when they are read, so that a bill of 100,000 rows is rated in a second.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from daying.carriers.models import Rounding, SurchargeBase, SurchargeKind
from daying.carriers.parcels import Parcel
from daying.carriers.ratebook import Fare, Lane, Ratebook, Service, Surcharge, plain, rounded
from daying.carriers.wording import kg, share, told_fare, told_surcharge, told_weight, yuan

NO_SERVICE, NO_START, NO_END, NO_FARE = "no_service", "no_start", "no_end", "no_fare"
NO_WEIGHT, TOO_HEAVY, NO_BAND = "no_weight", "too_heavy", "no_band"
NO_FARE_BAND = Fare(0, 0, 0, 0, 0, 0, 0, 0)
ASKED_FOR = (SurchargeKind.PACKING, SurchargeKind.UPSTAIRS)


class Explained(NamedTuple):
    """One line of a rating: what it is, how it came about, and the amount in RMB, None where it is none."""

    label: str
    how: str
    amount: Decimal | None


class Rated(NamedTuple):
    """What a consignment costs. fault: why it cannot be rated, as a code, with `sentence` in words; "" where it can.

    weight: chargeable, in g. divisor: by which its volume counted, 0 where its weight counted. Amounts are in fen.
    charges: each surcharge with what it came to. discount: what is taken off, above zero.
    """

    parcel: Parcel
    book: Ratebook
    lane: Lane
    fault: str = ""
    weight: int = 0
    divisor: int = 0
    fare: Fare = NO_FARE_BAND
    freight: int = 0
    charges: tuple[tuple[Surcharge, int], ...] = ()
    discount: int = 0
    fen: int = 0

    @property
    def total(self) -> Decimal | None:
        """In RMB; None where it cannot be rated."""
        return None if self.fault else Decimal(self.fen).scaleb(-2)

    @property
    def weight_kg(self) -> Decimal | None:
        """Chargeable; None where it cannot be rated."""
        return None if self.fault else Decimal(self.weight).scaleb(-3)

    @property
    def sentence(self) -> str:
        """Why it cannot be rated, for people."""
        return _sentence(self) if self.fault else ""

    @property
    def lines(self) -> list[Explained]:
        """How it came about, line by line; the amounts add up to the total. Empty where it cannot be rated."""
        return [] if self.fault else [*_lines(self)]

    def charged(self, kind: str) -> int:
        """What the surcharges of one kind come to, in fen."""
        return sum(fen for surcharge, fen in self.charges if surcharge.kind == kind)


def rate(parcel: Parcel, tariff: Ratebook) -> Rated:
    """What a consignment costs under a tariff. Pure: no query, no clock.

    Freight: the band of the chargeable weight, rounded as the service says; surcharges on it; then the discount.
    """
    lane = tariff.lane(*parcel[:5])
    service = lane.service
    if service is None:
        return Rated(parcel, tariff, lane, NO_SERVICE)
    if not (parcel.from_province and parcel.to_province and lane.fares):
        return Rated(parcel, tariff, lane, _nowhere(parcel))
    weight, divisor = chargeable(parcel, service, lane.fares[0].divisor)
    fare = next((band for band in lane.fares if band.above < weight and (weight <= band.up_to or not band.up_to)), None)
    if fare is None or (service.maximum and weight > service.maximum):
        return Rated(parcel, tariff, lane, _unfit(weight, service), weight, divisor)
    freight = freight_of(weight, fare, service)
    charges = tuple(_charges(parcel, lane, weight, freight)) if lane.surcharges else ()
    total = freight + sum(fen for _surcharge, fen in charges)
    discount = rounded((total if service.is_discount_on_all else freight) * service.discount, 10_000, Rounding.HALF_UP)
    return Rated(parcel, tariff, lane, "", weight, divisor, fare, freight, charges, discount, total - discount)


def chargeable(parcel: Parcel, service: Service, divisor: int) -> tuple[int, int]:
    """The greater of weight and volume, rounded, in g; and the divisor where volume it was, else 0. 0 g: no weight."""
    divisor = divisor or service.divisor
    over, under = parcel.grams, 1
    if service.counts_volume and divisor and parcel.volume > parcel.grams * divisor:
        over, under = parcel.volume, divisor
    if over >= service.heavy_from * under and service.heavy_from:
        step, rounding = service.heavy_step, service.heavy_rounding
    else:
        step, rounding = service.light_step, service.light_rounding
    weight = rounded(over, step * under, rounding) * step
    return max(weight, service.minimum), divisor if under > 1 else 0


def freight_of(weight: int, fare: Fare, service: Service) -> int:
    """First price and the steps above the first weight, at least the minimum, rounded as the service says. In fen."""
    price = fare.first_price * 100
    if fare.step and weight > fare.first:
        price += -(-(weight - fare.first) // fare.step) * fare.step_price
    price = max(price, fare.minimum * 100)
    return rounded(price, service.fare_step, service.fare_rounding) * service.fare_step // 100


def _charges(parcel: Parcel, lane: Lane, weight: int, freight: int) -> Iterator[tuple[Surcharge, int]]:
    packing = plain(parcel.packing)
    has_own = any(one.kind == SurchargeKind.PACKING and one.packing == packing for one in lane.surcharges)
    for one in lane.surcharges:
        if one.kind in ASKED_FOR and not _is_asked(one, parcel, packing, has_own):
            continue
        base = base_of(one.base, parcel, weight, freight)
        if one.above < base and (base <= one.up_to or not one.up_to):
            yield one, _surcharge_fen(one, base)


def _is_asked(surcharge: Surcharge, parcel: Parcel, packing: str, has_own: bool) -> bool:
    if surcharge.kind == SurchargeKind.UPSTAIRS:
        return parcel.is_carried_up
    return bool(packing) and surcharge.packing == (packing if has_own else "")


def base_of(base: str, parcel: Parcel, weight: int, freight: int) -> int:
    """What a surcharge is counted by: fen, g or pieces."""
    if base == SurchargeBase.DECLARED:
        return parcel.declared
    if base == SurchargeBase.COD:
        return parcel.cod
    if base == SurchargeBase.FREIGHT:
        return freight
    if base == SurchargeBase.WEIGHT:
        return weight
    return parcel.pieces if base == SurchargeBase.PIECE else 1


def _surcharge_fen(one: Surcharge, base: int) -> int:
    if one.base == SurchargeBase.WEIGHT:
        fen = rounded(one.amount * base, 100_000, Rounding.HALF_UP)
    elif one.base == SurchargeBase.PIECE:
        fen = rounded(one.amount * base, 100, Rounding.HALF_UP)
    else:
        share_of = 0 if one.base == SurchargeBase.WAYBILL else base * one.rate
        fen = rounded(one.amount * 100 + share_of, 10_000, Rounding.HALF_UP)
    fen = max(fen, one.least)
    return fen if one.most is None else min(fen, one.most)


def _nowhere(parcel: Parcel) -> str:
    if not parcel.from_province:
        return NO_START
    return NO_FARE if parcel.to_province else NO_END


def _unfit(weight: int, service: Service) -> str:
    if not weight:
        return NO_WEIGHT
    return TOO_HEAVY if service.maximum and weight > service.maximum else NO_BAND


def _lines(rated: Rated) -> Iterator[Explained]:
    service = rated.lane.service
    assert service
    yield Explained(_("Chargeable weight"), told_weight(rated.parcel, service, rated.weight, rated.divisor), None)
    yield Explained(
        _("Freight, %(service)s, %(start)s to %(end)s")
        % {"service": service.name, "start": rated.lane.from_zone, "end": rated.lane.to_zone},
        told_fare(rated.weight, rated.fare, service),
        Decimal(rated.freight).scaleb(-2),
    )
    for surcharge, fen in rated.charges:
        base = base_of(surcharge.base, rated.parcel, rated.weight, rated.freight)
        label, how = told_surcharge(surcharge, base, rated.parcel)
        yield Explained(label, how, Decimal(fen).scaleb(-2))
    if rated.discount:
        base = rated.fen + rated.discount if service.is_discount_on_all else rated.freight
        how = _("%(share)s off %(amount)s") % {"share": share(service.discount), "amount": yuan(base)}
        yield Explained(_("Discount"), how, -Decimal(rated.discount).scaleb(-2))


def _sentence(rated: Rated) -> str:
    parcel, service = rated.parcel, rated.lane.service
    told = {
        "tariff": rated.book,
        "service": service.name if service else parcel.service,
        "start": f"{parcel.from_province}{parcel.from_city}",
        "end": f"{parcel.to_province}{parcel.to_city}",
        "weight": kg(rated.weight),
        "most": kg(service.maximum) if service else "",
    }
    if rated.fault == NO_SERVICE and not parcel.service:
        return _("The waybill names no service product, and %(tariff)s has several.") % told
    return {
        NO_SERVICE: _("%(tariff)s has no service product “%(service)s”."),
        NO_START: _("It does not say from which province it comes."),
        NO_END: _("It does not say to which province it goes."),
        NO_FARE: _("%(tariff)s has no fare of %(service)s from %(start)s to %(end)s."),
        NO_WEIGHT: _("It has no weight, and %(service)s has no minimum weight."),
        TOO_HEAVY: _("%(service)s takes up to %(most)s, and this is %(weight)s."),
        NO_BAND: _("%(tariff)s has no fare of %(service)s from %(start)s to %(end)s for %(weight)s."),
    }[rated.fault] % told
