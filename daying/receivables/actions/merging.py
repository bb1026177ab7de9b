"""Two files of one customer become one: the ledger of the one is closed by its opposite and opened at the other."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Sum

from daying.core.actor import Actor
from daying.core.money import ZERO
from daying.customers.merging import moves
from daying.customers.models import Customer
from daying.receivables import queries
from daying.receivables.actions import books
from daying.receivables.buckets import BUCKET_NAMES, bucket
from daying.receivables.models import (
    Account,
    Allocation,
    EntryKind,
    LedgerEntry,
    Receipt,
    ReceiptState,
)

AT_ONCE = 500
KEPT = ("currency", "document_type", "document_id", "document_number", "on", "due_on")


@moves(LedgerEntry, Allocation, Account)
def move_books(loser: Customer, winner: Customer, by: Actor) -> None:
    """Ledger and allocations are never rewritten: each goes by its opposite, on its own day. Billings moved before."""
    accounts = Account.objects.select_for_update().filter(customer__in=[loser.pk, winner.pk]).order_by("pk")
    currencies = {account.currency: account.as_at for account in accounts if account.customer_id == loser.pk}
    LedgerEntry.objects.bulk_create(_transfers(loser, winner, by), batch_size=AT_ONCE)
    _move_allocations(loser, winner, by)
    for currency, as_at in sorted(currencies.items()):
        for customer in (loser, winner):
            _recount(books.lock_account(customer.pk, currency, as_at))


def _transfers(loser: Customer, winner: Customer, by: Actor) -> Iterable[LedgerEntry]:
    """For what each document left in the ledger on a day, the opposite here and the same there."""
    left = LedgerEntry.objects.filter(customer=loser).order_by().values(*KEPT).annotate(left=Sum("amount"))
    for row in left.exclude(left=0).order_by("on", "document_id"):
        amount: Decimal = row.pop("left")
        told = {**row, "kind": EntryKind.TRANSFER, "reason": f"{loser.code} → {winner.code}", "created_by_id": by.pk}
        yield LedgerEntry(customer=loser, amount=-amount, **told)
        yield LedgerEntry(customer=winner, amount=amount, **told)


def _move_allocations(loser: Customer, winner: Customer, by: Actor) -> None:
    """Those that stand are taken back here and made again there."""
    taken_back = Allocation.objects.filter(customer=loser, reverses_id__isnull=False).values("reverses_id")
    standing = Allocation.objects.filter(customer=loser, reverses_id=None).exclude(pk__in=taken_back).order_by("pk")
    new = []
    for one in standing:
        same = {"receipt_id": one.receipt_id, "billing_id": one.billing_id, "currency": one.currency, "on": one.on}
        same |= {"due_on": one.due_on, "created_by_id": by.pk, "reason": f"{loser.code} → {winner.code}"}
        new.append(Allocation(customer=loser, amount=-one.amount, reverses_id=one.pk, **same))
        new.append(Allocation(customer=winner, amount=one.amount, **same))
    Allocation.objects.bulk_create(new, batch_size=AT_ONCE)


def _recount(account: Account) -> None:
    """Add the account up again from the documents. Two queries."""
    for name in BUCKET_NAMES:
        setattr(account, name, ZERO)
    open_total = ZERO
    for item in queries.open_items(account.customer_id, currency=account.currency):
        name = bucket(item.due_on, account.as_at)
        setattr(account, name, getattr(account, name) + item.open_amount)
        open_total += item.open_amount
    account.unallocated = _free(account)
    account.balance = open_total - account.unallocated
    account.save()


def _free(account: Account) -> Decimal:
    recorded = Receipt.objects.filter(
        customer=account.customer_id, currency=account.currency, state=ReceiptState.RECORDED
    )
    receipts = recorded.filter(allocated_amount__lt=F("amount"))
    return sum((receipt.free_amount for receipt in receipts), ZERO)
