"""What is done with carriers' bills: entered, read in, checked, claimed, agreed, paid."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.carriers.bills import booking, checking
from daying.carriers.bills.events import CarrierBillAgreed
from daying.carriers.bills.reading import Read
from daying.carriers.models import (
    BillDifference,
    BilledWaybill,
    BillState,
    Carrier,
    CarrierBill,
    DifferenceState,
)
from daying.core import changes, compiled, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.models import Attachment
from daying.core.money import ZERO
from daying.core.progress import progress
from daying.core.workflow import action, transition
from daying.expenses.models import MONTH
from daying.people.models import Department

CHANGE, DECIDE = "carriers.change_carrierbill", "carriers.decide_billdifference"
UNREAD = (BillState.DRAWN_UP, BillState.CHECKED)
AT_ONCE = 2_000


@action(right="carriers.add_carrierbill", serves="M6.5", label=gettext_lazy("Enter a carrier's bill"))
def draw_up(
    *,
    by: Actor,
    carrier: Carrier,
    month: str,
    department: Department,
    account: str = "",
    number: str = "",
    remarks: str = "",
) -> CarrierBill:
    """Enter a bill, without what it says: its file is read next. month: 2026-03."""
    MONTH(month)
    told = {"account": account.strip(), "number": number.strip(), "remarks": remarks}
    return changes.create(CarrierBill(carrier=carrier, month=month, department=department, **told), by=by)


@action(right=CHANGE, serves="M6.5", label=gettext_lazy("Keep the carrier's file"))
def keep_file(bill: CarrierBill, *, by: Actor, file: Attachment, sheet: dict[str, Any]) -> CarrierBill:
    """Note which file the bill is read from, and what its columns mean. sheet: headings and mapping."""
    _must_be_open(changes.locked(CarrierBill, bill.pk))
    # The columns are no news for the journal: the mapping that is kept for the carrier has its own.
    CarrierBill.objects.filter(pk=bill.pk).update(sheet=sheet, faults=[], fault_count=0)
    return changes.update(bill, {"file": file}, by=by)


@action(right=CHANGE, serves="M6.5", label=gettext_lazy("Read the carrier's file"))
def take(bill: CarrierBill, *, by: Actor, read: Read) -> CarrierBill:
    """Write what the file says in place of what was there; with a fault in any row, the faults alone."""
    bill = changes.locked(CarrierBill, bill.pk)
    _must_be_open(bill)
    bill.faults = [[one.row, one.heading, one.value, one.sentence] for one in read.faults]
    CarrierBill.objects.filter(pk=bill.pk).update(faults=bill.faults)
    before = journal.snapshot(bill)
    bill.fault_count = read.fault_count
    if not read.fault_count and not read.waybills:
        raise Refused(_("The file has no row with a waybill number."))
    if not read.fault_count:
        _replace(bill, read, by)
    return changes.save(bill, before, verb="carriers.take", by=by)


@transition(
    CarrierBill,
    label=pgettext_lazy("of a carrier's bill", "Check"),
    source=UNREAD,
    target=BillState.CHECKED,
    right=CHANGE,
    serves="M6.5",
)
def check(bill: CarrierBill, *, by: Actor) -> None:
    """Compare it with the courier book and the tariffs. What was decided before of the same differences stays."""
    if not bill.waybills:
        raise Refused(_("Read the carrier's file first."))
    checking.check(bill, by=by)
    bill.tariff_amount = checking.sums(bill)["tariff_amount"]
    bill.checked_at = timezone.now()


@transition(
    BillDifference,
    label=pgettext_lazy("of a carrier's bill", "Accept"),
    source=(DifferenceState.OPEN, DifferenceState.CLAIMED),
    target=DifferenceState.ACCEPTED,
    right=DECIDE,
    serves="M6.5",
    inputs={"reason": gettext_lazy("Because")},
)
def accept(difference: BillDifference, *, by: Actor, on: date, reason: str = "") -> None:
    """The carrier is right, or it is not worth a word: it is paid as billed."""
    _decide(difference, by, on, reason)


@transition(
    BillDifference,
    label=pgettext_lazy("of a carrier's bill", "Claim"),
    source=(DifferenceState.OPEN, DifferenceState.ACCEPTED),
    target=DifferenceState.CLAIMED,
    right=DECIDE,
    serves="M6.5",
    inputs={"reason": gettext_lazy("Because")},
)
def claim(difference: BillDifference, *, by: Actor, on: date, reason: str = "") -> None:
    """The carrier is to take it back."""
    _decide(difference, by, on, reason)


@action(right=DECIDE, serves="M6.5", label=gettext_lazy("Decide on many differences"))
def decide_all(bill: CarrierBill, *, by: Actor, on: date, decision: str, reason: str = "", because: str = "") -> int:
    """Accept or claim all that is still open of a bill, of one reason or of all. Five statements. Returns how many."""
    if decision not in (DifferenceState.ACCEPTED, DifferenceState.CLAIMED):
        raise Refused(_("One accepts a difference or claims it."))
    _must_be_checked(changes.locked(CarrierBill, bill.pk))
    rows = BillDifference.objects.filter(bill=bill, state=DifferenceState.OPEN)
    rows = rows.filter(reason=reason) if reason else rows
    told = {"state": decision, "decided_for": because, "decided_by_id": by.pk, "decided_on": on}
    return _written(rows, told, by, because)


@transition(
    CarrierBill,
    label=gettext_lazy("Send the claims"),
    source=BillState.CHECKED,
    target=BillState.CLAIMED,
    right=CHANGE,
    serves="M6.5",
)
def send_claims(bill: CarrierBill, *, by: Actor, on: date) -> None:
    """The claim file went to the carrier: from now on its answers are noted. Refused while something is undecided."""
    _refuse_open(bill)
    claimed = BillDifference.objects.filter(bill=bill, state=DifferenceState.CLAIMED)
    if not claimed.exists():
        raise Refused(_("Nothing is claimed. Agree to the bill."))
    bill.claimed_on, bill.claimed_amount = on, booking.added(claimed, "amount")


@transition(
    CarrierBill,
    label=gettext_lazy("Decide again"),
    source=BillState.CLAIMED,
    target=BillState.CHECKED,
    right=CHANGE,
    serves="M6.5",
)
def decide_again(bill: CarrierBill, *, by: Actor) -> None:
    """Something was claimed by mistake. Refused once the carrier has answered."""
    if BillDifference.objects.filter(bill=bill, answered_on__isnull=False).exists():
        raise Refused(_("The carrier has answered already."))
    bill.claimed_on, bill.claimed_amount = None, ZERO


@transition(
    BillDifference,
    label=gettext_lazy("Carrier grants"),
    source=(DifferenceState.CLAIMED, DifferenceState.REFUSED),
    target=DifferenceState.GRANTED,
    right=DECIDE,
    serves="M6.5",
    inputs={"amount": gettext_lazy("Amount, empty: all of it"), "text": gettext_lazy("Answer")},
)
def grant(difference: BillDifference, *, by: Actor, on: date, amount: Decimal | None = None, text: str = "") -> None:
    """The carrier takes it back, or a part of it."""
    _must_be_claimed(changes.locked(CarrierBill, difference.bill_id))
    granted = difference.amount if amount is None else amount
    if abs(granted) > abs(difference.amount) or granted * difference.amount < 0:
        raise Refused(_("More than %(amount)s was not claimed.") % {"amount": difference.amount}, field="amount")
    difference.granted_amount, difference.answer, difference.answered_on = granted, text, on


@transition(
    BillDifference,
    label=gettext_lazy("Carrier refuses"),
    source=(DifferenceState.CLAIMED, DifferenceState.GRANTED),
    target=DifferenceState.REFUSED,
    right=DECIDE,
    serves="M6.5",
    inputs={"text": gettext_lazy("Answer")},
)
def refuse(difference: BillDifference, *, by: Actor, on: date, text: str = "") -> None:
    """The carrier stays with it."""
    _must_be_claimed(changes.locked(CarrierBill, difference.bill_id))
    difference.granted_amount, difference.answer, difference.answered_on = ZERO, text, on


@action(right=DECIDE, serves="M6.5", label=gettext_lazy("Note the carrier's answer to many claims"))
def answer_all(bill: CarrierBill, *, by: Actor, on: date, is_granted: bool, reason: str = "", text: str = "") -> int:
    """The carrier grants or refuses all that is still unanswered, of one reason or of all. Returns how many."""
    _must_be_claimed(changes.locked(CarrierBill, bill.pk))
    rows = BillDifference.objects.filter(bill=bill, state=DifferenceState.CLAIMED)
    rows = rows.filter(reason=reason) if reason else rows
    if not is_granted:
        return _written(rows, {"state": DifferenceState.REFUSED, "answer": text, "answered_on": on}, by, text)
    return _granted(rows, {"state": DifferenceState.GRANTED, "answer": text, "answered_on": on}, by)


@transition(
    CarrierBill,
    label=pgettext_lazy("of a carrier's bill", "Agree"),
    source=(BillState.CHECKED, BillState.CLAIMED),
    target=BillState.AGREED,
    right="carriers.agree_carrierbill",
    serves="M6.5",
)
def agree(bill: CarrierBill, *, by: Actor, on: date) -> None:
    """What is billed less what the carrier took back is to be paid: the cost is booked, nothing changes any more."""
    _refuse_open(bill)
    if BillDifference.objects.filter(bill=bill, state=DifferenceState.CLAIMED).exists():
        raise Refused(_("Some claims await the carrier's answer. Note it, or accept them."))
    bill.granted_amount = booking.granted(bill)
    bill.agreed_on, bill.agreed_amount = on, bill.billed_amount - bill.granted_amount
    booking.book(bill, by=by, on=on)
    tell(CarrierBillAgreed(bill.pk, bill.carrier_id, bill.month, bill.agreed_amount, by.pk))


@transition(
    CarrierBill,
    label=gettext_lazy("Paid"),
    source=BillState.AGREED,
    target=BillState.SETTLED,
    right="carriers.settle_carrierbill",
    serves="M6.5",
    inputs={"payment": gettext_lazy("Payment")},
)
def settle(bill: CarrierBill, *, by: Actor, on: date, payment: str = "") -> None:
    """The agreed amount was paid. payment: by what the bank knows it."""
    bill.paid_on, bill.payment = on, payment[:60]


def _replace(bill: CarrierBill, read: Read, by: Actor) -> None:
    BillDifference.objects.filter(bill=bill).delete()
    BilledWaybill.objects.filter(bill=bill).delete()
    found = [*read.waybills.values()]
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        compiled.insert_many([BilledWaybill(bill=bill, created_by_id=by.pk, **one.values()) for one in some])
        progress(start + len(some), len(found), _("%(count)d waybills written") % {"count": start + len(some)})
    bill.rows, bill.skipped, bill.waybills = read.rows, read.skipped, len(found)
    bill.told_total, bill.billed_amount, bill.tariff_amount = read.told_total, read.amount, ZERO
    bill.state, bill.checked_at = BillState.DRAWN_UP, None


def _decide(difference: BillDifference, by: Actor, on: date, reason: str) -> None:
    _must_be_checked(changes.locked(CarrierBill, difference.bill_id))
    difference.decided_by_id, difference.decided_on, difference.decided_for = by.pk, on, reason[:200]


def _written(rows: QuerySet[BillDifference], values: dict[str, Any], by: Actor, note: str) -> int:
    return len(changes.update_many([*rows], values, by=by, note=note))


def _granted(rows: QuerySet[BillDifference], values: dict[str, Any], by: Actor) -> int:
    """Each in its own amount: some statements for every amount there is would be many, so row by row in one."""
    found, told = [*rows.select_for_update(of=("self",)).order_by("pk")], []
    for one in found:
        before = journal.snapshot(one)
        one.granted_amount, one.version = one.amount, one.version + 1
        for name, value in values.items():
            setattr(one, name, value)
        told.append(journal.difference(before, journal.snapshot(one)))
    if found:
        compiled.update_many(found, [*values, "granted_amount", "version"])
        journal.write_many(journal.build_many(found, "carriers.answer_all", by=by, changes=told))
    return len(found)


def _refuse_open(bill: CarrierBill) -> None:
    count = BillDifference.objects.filter(bill=bill, state=DifferenceState.OPEN).count()
    if count:
        raise Refused(_("%(count)d differences are still to be decided.") % {"count": count})


def _must_be_open(bill: CarrierBill) -> None:
    if bill.state not in UNREAD:
        raise Refused(_("%(bill)s is “%(state)s”.") % {"bill": bill, "state": bill.get_state_display()})


def _must_be_checked(bill: CarrierBill) -> None:
    if bill.state != BillState.CHECKED:
        raise Refused(_("Differences are decided while the bill is “%(state)s”.") % {"state": BillState.CHECKED.label})


def _must_be_claimed(bill: CarrierBill) -> None:
    if bill.state != BillState.CLAIMED:
        raise Refused(_("Send the claims first."))
