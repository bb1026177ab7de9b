"""Reading what is owed and paid."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.core.compiled import Compiled
from daying.core.money import ZERO
from daying.customers.models import Customer
from daying.customers.pool.sparing import spares
from daying.orders.credit import Owed, counts
from daying.people.queries import limit
from daying.receivables.models import Account, Allocation, Billing, BillingState, LedgerEntry, Receipt, ReceiptState

# Among how many of the oldest open billings a sum that fits a receipt exactly is sought, and of how many parts.
LOOKED_AT, MOST_PARTS = 30, 3
SAME_REFERENCE = Compiled(
    lambda bank, reference: (
        Receipt.objects.filter(bank_reference=reference, bank=bank)
        .exclude(bank_reference="")
        .exclude(state=ReceiptState.REVERSED)
    )
)
Proposal = list[tuple[Billing, Decimal]]


def billings_seen_by(user: Any) -> QuerySet[Billing]:
    """The billings of customers this person may see."""
    return limit(Billing.objects.all(), user, via="customer")


def receipts_seen_by(user: Any) -> QuerySet[Receipt]:
    """The receipts of customers this person may see."""
    return limit(Receipt.objects.all(), user, via="customer")


def allocations_seen_by(user: Any) -> QuerySet[Allocation]:
    """The allocations of customers this person may see."""
    return limit(Allocation.objects.all(), user, via="customer")


def ledger_seen_by(user: Any) -> QuerySet[LedgerEntry]:
    """The entries of customers this person may see."""
    return limit(LedgerEntry.objects.all(), user, via="customer")


def open_items(customer: Customer | int, *, currency: str | None = None) -> QuerySet[Billing]:
    """The customer's open billings, the oldest due first."""
    items = Billing.objects.filter(customer=customer, state=BillingState.OPEN)
    return (items if currency is None else items.filter(currency=currency)).order_by("due_on", "pk")


OLDEST = Compiled(lambda customer, currency: open_items(customer, currency=currency)[:LOOKED_AT])


ACCOUNTS = Compiled(lambda customer: Account.objects.filter(customer=customer).order_by("currency"))
OVERDUE_OF = Compiled(
    lambda customer, today: (
        overdue(today).filter(customer=customer).only("currency", "total", "settled_amount").order_by()
    )
)


def overdue(today: date) -> QuerySet[Billing]:
    """Open billings whose due day has passed."""
    return Billing.objects.filter(state=BillingState.OPEN, due_on__lt=today)


@spares(_("unpaid balance"))
def unpaid(today: date) -> QuerySet[Billing]:
    """Billings that are not paid in full, due or not."""
    return Billing.objects.filter(state=BillingState.OPEN)


@counts(_("Open receivables"))
def receivable(customer: int, today: date) -> list[Owed]:
    """What the customer owes by currency, less what it has paid and nobody has allocated yet.

    That counts against what is overdue first. Two queries, one where nothing is owed.
    """
    accounts = ACCOUNTS(customer)
    late: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for billing in OVERDUE_OF(customer, today) if any(account.balance > 0 for account in accounts) else ():
        late[billing.currency] += billing.open_amount
    return [Owed(one.currency, one.balance, max(late[one.currency] - one.unallocated, ZERO)) for one in accounts]


def to_allocate() -> QuerySet[Receipt]:
    """Receipts in the ledger of which something is not allocated yet."""
    return Receipt.objects.filter(state=ReceiptState.RECORDED, allocated_amount__lt=F("amount"))


def same_bank_reference(receipt: Receipt) -> Receipt | None:
    """Another receipt that stands, with the same reference of the same bank."""
    if not receipt.bank_reference:
        return None
    same = SAME_REFERENCE(receipt.bank, receipt.bank_reference)
    return next((other for other in same if other.pk != receipt.pk), None)


def standing_allocations(receipt: Receipt) -> QuerySet[Allocation]:
    """The receipt's allocations that nobody has taken back."""
    taken_back = Allocation.objects.filter(receipt=receipt, reverses_id__isnull=False).values("reverses_id")
    return Allocation.objects.filter(Q(receipt=receipt, reverses_id=None) & ~Q(pk__in=taken_back)).order_by("pk")


def propose_allocation(receipt: Receipt) -> Proposal:
    """Which billings the receipt probably pays: those that add up to it exactly, or else the oldest due. One query."""
    items = OLDEST(receipt.customer_id, receipt.currency)
    exact = _exactly(items, receipt.free_amount)
    return [(item, item.open_amount) for item in exact] if exact else oldest_first(receipt)


def oldest_first(receipt: Receipt) -> Proposal:
    """As much of the oldest due billings as the receipt pays. One query."""
    free, proposed = receipt.free_amount, []
    for item in open_items(receipt.customer_id, currency=receipt.currency).iterator(chunk_size=100):
        if free <= 0:
            break
        amount = min(free, item.open_amount)
        proposed.append((item, amount))
        free -= amount
    return proposed


def _exactly(items: Iterable[Billing], amount: Decimal) -> tuple[Billing, ...] | None:
    """The fewest of these billings whose open amounts make the amount, the oldest of such."""
    known = [(item.open_amount, item) for item in items]
    for parts in range(1, MOST_PARTS + 1):
        for chosen in combinations(known, parts):
            if sum(open_amount for open_amount, _item in chosen) == amount:
                return tuple(item for _open_amount, item in chosen)
    return None
