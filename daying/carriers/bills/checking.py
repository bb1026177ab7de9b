"""A whole bill against the courier book and the tariffs, some thousand waybills at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from daying.carriers.bills import quick
from daying.carriers.bills.judging import Bill, Judged, judge
from daying.carriers.bills.quick import Tariffs
from daying.carriers.models import (
    BillDifference,
    BilledWaybill,
    CarrierBill,
    CarrierPolicy,
    DifferenceState,
    Payer,
    Waybill,
    WaybillState,
)
from daying.core import compiled
from daying.core.actor import Actor
from daying.core.money import ZERO, MoneyField
from daying.core.periods import parse
from daying.core.progress import progress

AT_ONCE = 2_000
JUDGED = ["tariff_id", "own_weight", "own_amount", "excess", "worked"]
# What judging asks of either side: half of the columns, and so half of the time.
ASKED = ["row", "rows", "number", "billed_on", "account", "payer", "from_place", "to_place", "receiver", "service"]
ASKED += ["weight", "freight", "insurance", "packing", "cod_fee", "surcharge", "discount", "amount", "repeated"]
OURS = ["carrier_id", "account", "service", "booked_on", "payer", "state", "from_province", "from_city", "to_province"]
OURS += ["to_city", "actual_weight", "volume", "length", "width", "height", "pieces", "declared_value", "cod_amount"]
OURS += ["packing", "is_carried_up"]
DECIDED = ["state", "decided_for", "decided_by_id", "decided_on"]


def check(bill: CarrierBill, *, by: Actor) -> int:
    """Match, rate and compare every waybill of a bill; what was decided of a difference that is the same again, stays.

    Inside a transaction. Statements: a handful for every two thousand waybills. Returns how many differences there are.
    """
    match(bill)
    decided = _decided(bill)
    BillDifference.objects.filter(bill=bill).delete()
    count = done = 0
    for right, judged in judged_all(bill):
        differences = [one for each in judged for one in _written(each, bill, decided, by)]
        compiled.update_many([*right, *(billed for billed, _told in judged)], JUDGED)
        compiled.insert_many(differences)
        count, done = count + len(differences), done + len(right) + len(judged)
        progress(done, bill.waybills, _("%(count)d waybills checked") % {"count": done})
    return count


def judged_all(bill: CarrierBill) -> Iterator[tuple[list[BilledWaybill], list[tuple[BilledWaybill, Judged]]]]:
    """Part by part: those that are right, and those of which something is to be said, each with what came of it."""
    known = Bill(bill.account, bill.month, int(CarrierPolicy.now().tolerance * 100))
    tariffs = Tariffs(bill.carrier_id)
    for rows in quick.batches(bill, AT_ONCE):
        tariffs.learn({quick.key_of(row) for row in rows if row[quick.WAYBILL]})
        found = {row[0]: quick.right(row, tariffs.of(*quick.key_of(row)), known) for row in rows}
        right = [one for one in found.values() if one is not None]
        others = [key for key, one in found.items() if one is None]
        yield right, judge_all(_records(bill, others), known, tariffs) if others else []


def match(bill: CarrierBill) -> None:
    """Find each number in the courier book of the carrier. One statement."""
    ours = Waybill.objects.filter(carrier=bill.carrier_id, number=OuterRef("number"))
    BilledWaybill.objects.filter(bill=bill).update(waybill=Subquery(ours.values("pk")[:1]))


def judge_all(some: Sequence[Any], bill: Bill, tariffs: Tariffs) -> list[tuple[BilledWaybill, Judged]]:
    """Judge billed waybills that were read with ours and `elsewhere`, and note on each what came of it."""
    judged = []
    for one in some:
        ours = one.waybill
        book = tariffs.of(ours.account, ours.service, ours.booked_on) if ours else None
        told = judge(one, ours, one.elsewhere or "", book, bill)
        one.tariff_id = told.rated.book.tariff.pk if told.rated else None
        one.own_weight = told.rated.weight_kg if told.rated else None
        one.own_amount, one.excess, one.worked = told.own_amount, told.excess, told.worked
        judged.append((one, told))
    return judged


def sums(bill: CarrierBill) -> dict[str, Any]:
    """What the waybills of a bill come to by the tariffs. One query."""
    added = BilledWaybill.objects.filter(bill=bill).aggregate(own=Sum("own_amount", output_field=MoneyField()))
    return {"tariff_amount": added["own"] or ZERO}


def unbilled(bill: CarrierBill) -> QuerySet[Waybill]:
    """What the courier book has of the month and account, and no bill of the carrier asks for."""
    period: Any = parse(bill.month)
    ours = Waybill.objects.filter(carrier=bill.carrier_id, booked_on__range=period.dates, payer=Payer.MONTHLY)
    ours = ours.filter(account__in=["", bill.account]) if bill.account else ours
    billed = BilledWaybill.objects.filter(number=OuterRef("number"), bill__carrier=bill.carrier_id)
    return ours.filter(~Exists(billed)).exclude(state=WaybillState.CANCELLED).order_by("booked_on", "pk")


def _records(bill: CarrierBill, keys: Sequence[int]) -> list[Any]:
    """These waybills of the bill in their order, each with ours, and with the month of an earlier bill that has it."""
    rows = BilledWaybill.objects.filter(pk__in=keys).select_related("waybill").order_by("pk")
    rows = rows.only(*ASKED, *(f"waybill__{name}" for name in OURS))
    return list(rows.annotate(elsewhere=quick.elsewhere(bill)))


def _decided(bill: CarrierBill) -> dict[tuple[int, str, Any], dict[str, Any]]:
    rows = BillDifference.objects.filter(bill=bill).exclude(state=DifferenceState.OPEN).order_by()
    return {
        (row["billed_id"], row["reason"], row["amount"]): {name: row[name] for name in DECIDED}
        for row in rows.values("billed_id", "reason", "amount", *DECIDED)
    }


def _written(
    judged: tuple[BilledWaybill, Judged], bill: CarrierBill, decided: dict[Any, dict[str, Any]], by: Actor
) -> Iterator[BillDifference]:
    billed, told = judged
    for one in told.found:
        kept = decided.get((billed.pk, one.reason, one.amount), {})
        both = {"theirs": one.theirs, "ours": one.ours, "created_by_id": by.pk}
        yield BillDifference(bill=bill, billed=billed, reason=str(one.reason), amount=one.amount, **both, **kept)
