"""The books themselves: a customer's account is locked, the ledger is added to, and the kept summary goes with it.

Locks are taken in one order everywhere: the receipt, then the customer's account, then the billings by id. Two people
who work on one customer wait for each other and never deadlock.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from daying.core import changes, compiled
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.receivables.models import (
    Account,
    Billing,
    DocumentType,
    EntryKind,
    LedgerEntry,
    Receipt,
)

ACCOUNTS = Compiled(lambda customer: Account.objects.select_for_update().filter(customer=customer).order_by("pk"))
Told = dict[str, Any]


def lock_account(customer_id: int, currency: str, on: date) -> Account:
    """The customer's account, its row locked until the transaction ends; opened where there is none yet."""
    for _attempt in range(2):
        for account in ACCOUNTS(customer_id):
            if account.currency == currency:
                return account
        new = Account(customer_id=customer_id, currency=currency, as_at=on)
        Account.objects.bulk_create([new], ignore_conflicts=True)
    raise AssertionError("unreachable")


def lock_billings(keys: Iterable[int]) -> dict[int, Billing]:
    """The billings as they stand now, by id, locked in the order of their ids."""
    wanted = sorted(keys)
    if len(wanted) == 1:
        return {wanted[0]: changes.locked(Billing, wanted[0])}
    billings = Billing.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    return {billing.pk: billing for billing in billings}


def enter_billing(account: Account, billing: Billing, *, by: Actor, kind: str) -> None:
    """Put a billing into the ledger. Two statements."""
    told: Told = {"on": billing.billed_on, "due_on": billing.due_on, "reason": billing.reason}
    _entry(billing, DocumentType.BILLING, by=by, kind=kind, amount=billing.total, **told).save()
    account.owe(billing.due_on, billing.total)
    account.keep()


def enter_receipt(account: Account, receipt: Receipt, *, by: Actor, kind: str) -> None:
    """Put a receipt into the ledger. Two statements."""
    told: Told = {"on": receipt.received_on, "reason": receipt.remarks}
    _entry(receipt, DocumentType.RECEIPT, by=by, kind=kind, amount=-receipt.amount, **told).save()
    account.receive(receipt.amount)
    account.keep()


def enter_reversal(account: Account, receipt: Receipt, *, by: Actor, on: date, reason: str) -> None:
    """Put the opposite of a receipt's entry into the ledger. Three statements."""
    entries = LedgerEntry.objects.exclude(kind=EntryKind.TRANSFER)
    first = entries.get(document_type=DocumentType.RECEIPT, document_id=receipt.pk, reverses_id=None)
    told: Told = {"on": max(on, first.on), "reason": reason}
    entry = _entry(receipt, DocumentType.RECEIPT, by=by, kind=EntryKind.REVERSAL, amount=-first.amount, **told)
    entry.reverses_id = first.pk
    entry.save()
    account.receive(-receipt.amount)
    account.keep()


def write_settled(billings: Sequence[Billing]) -> None:
    """Write what is settled of many billings. One statement."""
    compiled.update_many(billings, ["settled_amount", "state"])


def _entry(
    document: Billing | Receipt,
    document_type: str,
    *,
    by: Actor,
    kind: str,
    amount: Decimal,
    on: date,
    reason: str,
    due_on: date | None = None,
) -> LedgerEntry:
    return LedgerEntry(
        kind=kind,
        customer_id=document.customer_id,
        currency=document.currency,
        amount=amount,
        on=on,
        due_on=due_on,
        document_type=document_type,
        document_id=document.pk,
        document_number=str(document.number),
        reason=reason,
        created_by_id=by.pk,
    )
