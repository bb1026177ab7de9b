"""Which receipt settles which billing. Never more than either side has, however many people allocate at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, compiled, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, lock, transition
from daying.receivables import queries
from daying.receivables.actions import books
from daying.receivables.models import Account, Allocation, Billing, Receipt, ReceiptState

Amounts = Sequence[tuple[Billing, Decimal]]
RIGHT = "receivables.allocate_receipt"


def has_a_rest(receipt: Receipt, by: Actor) -> bool:
    """The receipt is allocated in full."""
    return bool(receipt.free_amount > 0)


def is_allocated(receipt: Receipt, by: Actor) -> bool:
    """Nothing of the receipt is allocated."""
    return bool(receipt.allocated_amount > 0)


@action(right=RIGHT, serves="M6.1")
def allocate(receipt: Receipt, *, billing_amounts: Amounts, by: Actor, on: date) -> Receipt:
    """Settle billings with so much of a receipt each. All or nothing; nine statements however many billings."""
    fresh: Receipt = lock(receipt)
    before = journal.snapshot(fresh)
    told = _allocate(fresh, billing_amounts, by=by, on=on)
    return changes.save(fresh, before, verb="receivables.allocate", by=by, told=told)


@transition(
    Receipt,
    label=gettext_lazy("Allocate as proposed"),
    source=ReceiptState.RECORDED,
    target=None,
    right=RIGHT,
    when=has_a_rest,
    serves="M6.1",
)
def allocate_proposed(receipt: Receipt, *, by: Actor, on: date) -> journal.Changes:
    """To the billings that add up to it exactly, or else to the oldest due."""
    return _allocate(receipt, queries.propose_allocation(receipt), by=by, on=on)


@transition(
    Receipt,
    label=gettext_lazy("Allocate to the oldest"),
    source=ReceiptState.RECORDED,
    target=None,
    right=RIGHT,
    when=has_a_rest,
    serves="M6.1",
)
def allocate_oldest(receipt: Receipt, *, by: Actor, on: date) -> journal.Changes:
    """To the billings that have been due the longest."""
    return _allocate(receipt, queries.oldest_first(receipt), by=by, on=on)


@transition(
    Receipt,
    label=gettext_lazy("Allocate to a billing"),
    source=ReceiptState.RECORDED,
    target=None,
    right=RIGHT,
    when=has_a_rest,
    serves="M6.1",
    inputs={"billing": gettext_lazy("Billing"), "amount": gettext_lazy("Amount (empty: as much as possible)")},
)
def allocate_to(
    receipt: Receipt, *, by: Actor, on: date, billing: Billing, amount: Decimal | None = None
) -> journal.Changes:
    """To one billing of the customer."""
    most = min(receipt.free_amount, billing.open_amount)
    return _allocate(receipt, [(billing, most if amount is None else amount)], by=by, on=on)


@transition(
    Receipt,
    label=gettext_lazy("Take back the allocations"),
    source=ReceiptState.RECORDED,
    target=None,
    right=RIGHT,
    when=is_allocated,
    serves="M6.1",
    inputs={"reason": gettext_lazy("Reason")},
)
def take_back(receipt: Receipt, *, by: Actor, on: date, reason: str) -> None:
    """Open again what the receipt has settled."""
    account = books.lock_account(receipt.customer_id, receipt.currency, on)
    take_back_all(receipt, account, by=by, on=on, reason=reason)
    account.keep()


@action(right=RIGHT, serves="M6.1")
def reverse_allocation(allocation: Allocation, *, by: Actor, on: date, reason: str) -> Receipt:
    """Take one allocation back by its opposite. Refused when that has happened before."""
    fresh: Receipt = lock(allocation.receipt)
    before = journal.snapshot(fresh)
    account = books.lock_account(fresh.customer_id, fresh.currency, on)
    standing = list(queries.standing_allocations(fresh).filter(pk=allocation.pk))
    if not standing:
        raise Refused(_("This allocation was taken back before."))
    _take_back(fresh, account, standing, by=by, on=on, reason=reason)
    account.keep()
    return changes.save(fresh, before, verb="receivables.reverse_allocation", by=by, note=reason)


def take_back_all(receipt: Receipt, account: Account, *, by: Actor, on: date, reason: str) -> None:
    """Take back all that stands of a locked receipt. The account is counted, and left to the caller to save."""
    _take_back(receipt, account, list(queries.standing_allocations(receipt)), by=by, on=on, reason=reason)


def _allocate(receipt: Receipt, amounts: Amounts, *, by: Actor, on: date) -> journal.Changes:
    """Write allocations of a locked receipt, which the caller saves. Returns what the journal is told."""
    account = books.lock_account(receipt.customer_id, receipt.currency, on)
    billings = books.lock_billings(billing.pk for billing, _amount in amounts)
    wanted = [(billings[billing.pk], amount) for billing, amount in amounts]
    _must_fit(receipt, wanted)
    _write(receipt, account, [_of(receipt, billing, amount, on) for billing, amount in wanted], billings, by=by)
    account.keep()
    return {"allocated": [None, {billing.number: str(amount) for billing, amount in wanted}]}


def _must_fit(receipt: Receipt, wanted: Amounts) -> None:
    if receipt.state != ReceiptState.RECORDED:
        raise Refused(_("%(receipt)s is not in the ledger, so nothing can be allocated.") % {"receipt": receipt})
    if not wanted:
        raise Refused(_("There is nothing to allocate: the customer has no open billing in this currency."))
    for billing, amount in wanted:
        _must_fit_one(receipt, billing, amount)
    if len({billing.pk for billing, _amount in wanted}) < len(wanted):
        raise Refused(_("Name each billing once."))
    total = sum(amount for _billing, amount in wanted)
    if total > receipt.free_amount:
        told = {"receipt": receipt, "free": receipt.free_amount, "asked": total}
        raise Refused(_("%(receipt)s: %(asked)s cannot be allocated, only %(free)s is left.") % told, field="amount")


def _must_fit_one(receipt: Receipt, billing: Billing, amount: Decimal) -> None:
    if (billing.customer_id, billing.currency) != (receipt.customer_id, receipt.currency):
        raise Refused(_("%(billing)s is of another customer or currency.") % {"billing": billing}, field="billing")
    if amount <= 0:
        raise Refused(_("An allocation is above zero."), field="amount")
    if amount > billing.open_amount:
        told = {"billing": billing, "open": billing.open_amount, "asked": amount}
        raise Refused(_("%(billing)s: %(asked)s cannot be settled, only %(open)s is open.") % told, field="amount")


def _take_back(
    receipt: Receipt, account: Account, allocations: Sequence[Allocation], *, by: Actor, on: date, reason: str
) -> None:
    billings = books.lock_billings(allocation.billing_id for allocation in allocations)
    opposites = []
    for old in allocations:
        new = _of(receipt, billings[old.billing_id], -old.amount, max(on, old.on))
        new.reverses_id, new.reason = old.pk, reason
        opposites.append(new)
    _write(receipt, account, opposites, billings, by=by)


def _of(receipt: Receipt, billing: Billing, amount: Decimal, on: date) -> Allocation:
    """An allocation on the business date, which is never before either side was there."""
    return Allocation(
        receipt=receipt,
        billing=billing,
        customer_id=billing.customer_id,
        currency=billing.currency,
        amount=amount,
        on=max(on, billing.billed_on, receipt.received_on),
        due_on=billing.due_on,
    )


def _write(
    receipt: Receipt, account: Account, allocations: Iterable[Allocation], billings: dict[int, Billing], *, by: Actor
) -> None:
    allocations = list(allocations)
    for allocation in allocations:
        allocation.created_by_id = by.pk
        receipt.allocated_amount += allocation.amount
        account.settle(allocation.due_on, allocation.amount)
        billings[allocation.billing_id].settle(allocation.amount)
    if allocations:
        compiled.insert_many(allocations)
        books.write_settled(list(billings.values()))
