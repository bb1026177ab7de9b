"""The quick way through a bill: most waybills are right, and that is told from whole numbers without any record."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import F, OuterRef, Subquery

from daying.carriers import kept
from daying.carriers.bills.judging import Bill, other_payer
from daying.carriers.choosing import tariffs_for
from daying.carriers.models import BilledWaybill, CarrierBill, Payer, Waybill, WaybillState
from daying.carriers.ratebook import Ratebook, plain
from daying.carriers.rating import rate

Row = tuple[Any, ...]
THEIRS = ("pk", "waybill", "billed_on", "account", "payer", "n_amount", "n_repeated", "elsewhere")
WAYBILL = 1
OURS = ("waybill__account", "waybill__service", "waybill__booked_on", "waybill__payer", "waybill__state")
START = len(THEIRS) + len(OURS)
WRITTEN = ["id", "tariff_id", "own_weight", "own_amount", "excess", "worked"]
NOTHING = Decimal("0.00")


class Key(NamedTuple):
    """By what a tariff is chosen."""

    account: str
    service: str
    booked_on: date


class Asking(NamedTuple):
    """The same of one carrier, in the words in which waybills are asked."""

    carrier_id: int
    account: str
    service: str
    booked_on: date


class Tariffs:
    """The tariffs of a carrier as they are chosen for waybills, each made ready once for a whole bill."""

    def __init__(self, carrier: int) -> None:
        self.carrier = carrier
        self.known: dict[Key, Ratebook | None] = {}

    def learn(self, keys: Collection[Key]) -> None:
        """Find those that are not known yet. Five queries, none where all are known."""
        new = [key for key in keys if key not in self.known]
        if new:
            asked = cast("list[Waybill]", [Asking(self.carrier, *key) for key in new])
            self.known.update(zip(new, tariffs_for(asked), strict=True))

    def of(self, account: str, service: str, booked_on: date) -> Ratebook | None:
        """The one that holds for a waybill that was learnt; None where none does."""
        return self.known.get(Key(account, service, booked_on))


def batches(bill: CarrierBill, at_once: int) -> Iterator[list[Row]]:
    """The waybills of a bill in their order, as rows of `THEIRS`, `OURS` and what rating asks. One query for each."""
    rows = BilledWaybill.objects.filter(bill=bill).order_by("pk").annotate(elsewhere=elsewhere(bill))
    asked = {"n_amount": kept.as_kept(F("amount")), "n_repeated": kept.as_kept(F("repeated"))}
    numbered: Any = rows.annotate(**asked, **kept.figures("waybill__"))
    values = numbered.values_list(*THEIRS, *OURS, *kept.columns("waybill__"))
    last = 0
    while some := list(values.filter(pk__gt=last)[:at_once]):
        last = some[-1][0]
        yield some


def elsewhere(bill: CarrierBill) -> Subquery:
    """The month of an earlier bill of the carrier that has the same waybill."""
    other = BilledWaybill.objects.filter(number=OuterRef("number"), bill__carrier=bill.carrier_id, bill__lt=bill.pk)
    return Subquery(other.order_by("bill").values("bill__month")[:1])


def key_of(row: Row) -> Key:
    """By what the tariff of a waybill is chosen."""
    return Key(*row[len(THEIRS) : len(THEIRS) + 3])


def right(row: Row, book: Ratebook | None, bill: Bill) -> BilledWaybill | None:
    """The waybill with what it comes to, when nothing is to be said of it; None when it is to be judged in full."""
    key, waybill, billed_on, account, payer, asked, repeated, other = row[: len(THEIRS)]
    booked_on, paid_by, state = row[len(THEIRS) + 2 : START]
    is_theirs = bool(account and bill.account) and plain(account) != plain(bill.account)
    if waybill is None or book is None or other or repeated or is_theirs or other_payer(payer):
        return None
    if paid_by != Payer.MONTHLY or state == WaybillState.CANCELLED or f"{billed_on or booked_on:%Y-%m}" != bill.month:
        return None
    rated = rate(kept.parcel(row[START:]), book)
    if rated.fault or abs(asked - rated.fen) > bill.tolerance:
        return None
    values = [key, book.tariff.pk, rated.weight_kg, rated.total, NOTHING, []]
    return BilledWaybill.from_db(None, WRITTEN, values)
