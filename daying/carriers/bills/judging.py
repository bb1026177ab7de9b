"""One billed waybill against ours: what it should cost, and for which reasons the carrier asks something else.

Pure: no query, no clock. Amounts are in fen until they are told. The reasons of a waybill add up to what is asked too
much: each is what changing that one thing, after those before it, changes of the price; what is left is the price.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from daying.carriers.models import (
    BilledWaybill,
    Payer,
    Reason,
    Rounding,
    SurchargeKind,
    Waybill,
    WaybillState,
)
from daying.carriers.parcels import FEN, GRAMS, Parcel, parcel_of
from daying.carriers.places import place_in
from daying.carriers.ratebook import Ratebook, plain, rounded
from daying.carriers.rating import Rated, rate
from daying.core.written import money, quantity

PARTS = {
    "insurance": SurchargeKind.INSURANCE,
    "packing": SurchargeKind.PACKING,
    "cod_fee": SurchargeKind.COD_FEE,
}
BY_RECEIVER = ("到付", "收方", "receiver", "collect", "consignee")
IN_CASH = ("现付", "现结", "cash", "prepaidcash")
SHOWN = 120


@dataclass(frozen=True)
class Found:
    """One reason with its amount in fen, and both figures as people read them."""

    reason: str
    fen: int
    theirs: str = ""
    ours: str = ""

    @property
    def amount(self) -> Decimal:
        """In RMB."""
        return Decimal(self.fen).scaleb(-2)


@dataclass
class Judged:
    """What came of a waybill. rated: by the tariff, None where none holds or it was not asked."""

    rated: Rated | None = None
    found: list[Found] = field(default_factory=list)

    @property
    def excess(self) -> Decimal:
        """What is asked too much, below zero where too little is asked."""
        return Decimal(sum(one.fen for one in self.found)).scaleb(-2)

    @property
    def own_amount(self) -> Decimal | None:
        """What it comes to by the tariff; None where it could not be rated."""
        return self.rated.total if self.rated else None

    @property
    def worked(self) -> list[list[Any]]:
        """How that came about, where something differs."""
        if not self.found or self.rated is None:
            return []
        return [[line.label, line.how, None if line.amount is None else str(line.amount)] for line in self.rated.lines]


@dataclass(frozen=True)
class Bill:
    """What of a bill its waybills are judged by. tolerance: differences up to so many fen are passed."""

    account: str
    month: str
    tolerance: int = 0


def judge(billed: BilledWaybill, ours: Waybill | None, elsewhere: str, book: Ratebook | None, bill: Bill) -> Judged:
    """What is to be said of a billed waybill.

    elsewhere: the name of an earlier bill that has it too, else "". book: the tariff that holds for it.
    """
    asked = _fen(billed.amount)
    whole = _of_all(billed, ours, elsewhere, bill, asked)
    if whole is not None or ours is None:
        return Judged(None, [whole] if whole else [])
    parcel = parcel_of(ours)
    rated = rate(parcel, book) if book else None
    again = _fen(billed.repeated)
    told = Judged(rated)
    if again:
        told.found.append(Found(Reason.DOUBLED, again, money(billed.repeated), _rows(billed)))
    should = rated.fen if rated and not rated.fault else asked - again
    if month := _other_month(billed, ours, bill):
        told.found.append(Found(Reason.OTHER_MONTH, should, month, bill.month))
    if rated is None or rated.fault:
        why = rated.sentence if rated else _("No tariff holds for it.")
        told.found.append(Found(Reason.NO_TARIFF, 0, money(billed.amount), why[:SHOWN]))
    elif abs(asked - again - should) > bill.tolerance:
        told.found += _differing(billed, rated, asked - again)
    return told


def _of_all(billed: BilledWaybill, ours: Waybill | None, elsewhere: str, bill: Bill, asked: int) -> Found | None:
    """A reason why nothing of it is to be paid here."""
    if bill.account and billed.account and plain(billed.account) != plain(bill.account):
        return Found(Reason.NOT_OURS, asked, billed.account, bill.account)
    if payer := other_payer(billed.payer):
        return Found(Reason.NOT_OURS, asked, billed.payer, str(payer.label))
    if ours is None:
        return Found(Reason.NOT_IN_BOOK, asked, billed.receiver[:SHOWN])
    if ours.payer != Payer.MONTHLY:
        return Found(Reason.NOT_OURS, asked, billed.payer, str(Payer(ours.payer).label))
    if ours.state == WaybillState.CANCELLED:
        return Found(Reason.NOT_OURS, asked, "", str(WaybillState.CANCELLED.label))
    return Found(Reason.DOUBLED, asked, money(billed.amount), elsewhere[:SHOWN]) if elsewhere else None


@lru_cache(maxsize=256)
def other_payer(told: str) -> Payer | None:
    """Who pays by the words of the bill, where that is not we by the month."""
    word = plain(told).replace(" ", "")
    if any(mark in word for mark in BY_RECEIVER):
        return Payer.RECEIVER
    return Payer.CASH if any(mark in word for mark in IN_CASH) else None


def _other_month(billed: BilledWaybill, ours: Waybill, bill: Bill) -> str:
    month = f"{billed.billed_on or ours.booked_on:%Y-%m}"
    return "" if month == bill.month else month


def _differing(billed: BilledWaybill, ours: Rated, asked: int) -> Iterator[Found]:
    """The reasons in their turn, what none of them explains as the price."""
    rest = asked - ours.fen
    last = ours
    for one, then in _steps(billed, ours):
        last = then or last
        rest -= one.fen
        if one.fen or then is None:
            yield one
    for one in (_surcharges(billed, ours), _discount(billed, last)):
        rest -= one.fen
        if one.fen:
            yield one
    if rest:
        theirs = money(billed.freight - billed.discount)
        yield Found(Reason.PRICE, rest, theirs, money(Decimal(_net(last)).scaleb(-2)))


def _steps(billed: BilledWaybill, ours: Rated) -> Iterator[tuple[Found, Rated | None]]:
    """Their weight, then their product, then their zone, each rated. Where it cannot be, nothing comes after it."""
    last = ours
    for reason, parcel, theirs, own in _changed(billed, ours):
        changed = _with(last.parcel, parcel)
        then = rate(changed, ours.book)
        if then.fault:
            yield Found(reason, _fen(billed.freight - billed.discount) - _net(last), theirs, own), None
            return
        yield Found(reason, _net(then) - _net(last), theirs, own), then
        last = then


def _changed(billed: BilledWaybill, ours: Rated) -> Iterator[tuple[str, dict[str, Any], str, str]]:
    if billed.weight is not None and int(billed.weight * GRAMS) != ours.weight:
        told = f"{quantity(billed.weight)} kg", f"{quantity(Decimal(ours.weight).scaleb(-3))} kg"
        yield Reason.WEIGHT, {"grams": int(billed.weight * GRAMS), "volume": 0}, *told
    parcel, service = ours.parcel, ours.lane.service
    named = service.name if service else parcel.service
    if billed.service and plain(billed.service) != plain(named):
        yield Reason.SERVICE, {"service": billed.service}, billed.service, named
    moved = {**_moved("from", billed.from_place, parcel), **_moved("to", billed.to_place, parcel)}
    if moved:
        own = f"{parcel.from_province}{parcel.from_city} → {parcel.to_province}{parcel.to_city}"
        yield Reason.ZONE, moved, f"{billed.from_place} → {billed.to_place}"[:SHOWN], own


def _moved(end: str, told: str, parcel: Parcel) -> dict[str, str]:
    """Where they say it comes from or goes to, when that is elsewhere. A province alone says nothing of the city."""
    place = place_in(told.replace(" ", "").replace(",", "").replace("-", "").replace("/", ""))
    here = getattr(parcel, f"{end}_province"), getattr(parcel, f"{end}_city")
    if not place.province or (place.province == here[0] and place.city in ("", here[1])):
        return {}
    return {f"{end}_province": place.province, f"{end}_city": place.city}


def _with(parcel: Parcel, changed: dict[str, Any]) -> Parcel:
    return parcel._replace(**changed)


def _surcharges(billed: BilledWaybill, ours: Rated) -> Found:
    """All that is asked beside the freight, against all that is agreed."""
    agreed = {part: ours.charged(kind) for part, kind in PARTS.items()}
    agreed["surcharge"] = sum(fen for _one, fen in ours.charges) - sum(agreed.values())
    theirs = {part: _fen(getattr(billed, part)) for part in agreed}
    differing = [part for part in agreed if theirs[part] != agreed[part]]
    fen = sum(theirs[part] - agreed[part] for part in differing)
    return Found(Reason.SURCHARGE, fen, _named(differing, theirs), _named(differing, agreed))


def _named(parts: list[str], fen: dict[str, int]) -> str:
    labels = {part: BilledWaybill._meta.get_field(part).verbose_name for part in parts}  # type: ignore[union-attr]
    return ", ".join(f"{labels[part]} {money(Decimal(fen[part]).scaleb(-2))}" for part in parts)[:SHOWN]


def _discount(billed: BilledWaybill, last: Rated) -> Found:
    """What is taken off, against the agreed share of what they ask; a freight told without it is compared as it is."""
    taken, freight = _fen(billed.discount), _fen(billed.freight)
    is_before = bool(taken) or abs(freight - last.freight) < abs(freight - _net(last))
    theirs, ours = freight, last.freight
    if last.lane.service and last.lane.service.is_discount_on_all:
        theirs, ours = _fen(billed.amount + billed.discount), last.fen + last.discount
    agreed = rounded(last.discount * max(theirs, 0), ours, Rounding.HALF_UP) if ours else 0
    return Found(
        Reason.DISCOUNT,
        agreed - taken if is_before else 0,
        money(billed.discount),
        money(Decimal(agreed).scaleb(-2)),
    )


def _rows(billed: BilledWaybill) -> str:
    return _("rows %(rows)s") % {"rows": ", ".join(map(str, billed.rows[:8]))}


def _net(rated: Rated) -> int:
    """The freight less the discount."""
    return rated.freight - rated.discount


def _fen(amount: Decimal) -> int:
    return int(amount * FEN)
