"""What must always hold of the ledger."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.money import ZERO, MoneyField
from daying.core.verify import Row, invariant, numbered
from daying.receivables.buckets import BUCKET_NAMES, bucket
from daying.receivables.models import (
    Account,
    Allocation,
    Billing,
    BillingState,
    DocumentType,
    LedgerEntry,
    Receipt,
    ReceiptState,
)

numbered(Billing, "BL")
numbered(Receipt, "RC")
Sums = dict[tuple[int, str], Decimal]
OPEN = ExpressionWrapper(F("total") - F("settled_amount"), output_field=MoneyField())
FREE = ExpressionWrapper(F("amount") - F("allocated_amount"), output_field=MoneyField())


@invariant("balances", _("A customer's kept balance is the sum of the ledger entries."))
def wrong_balances() -> Iterable[Row]:
    """Accounts that differ from the ledger, or are missing."""
    return _differing(_sums(Account.objects.all(), F("balance")), _sums(LedgerEntry.objects.all(), F("amount")))


@invariant("open items", _("The ledger's balance is what is open of billings less what is free of receipts."))
def wrong_open_items() -> Iterable[Row]:
    """Customers whose documents add up to something else than their entries."""
    documents = _sums(Billing.objects.all(), OPEN)
    for key, free in _sums(_recorded(), FREE).items():
        documents[key] = documents.get(key, ZERO) - free
    return _differing(_sums(LedgerEntry.objects.all(), F("amount")), documents)


@invariant("unallocated receipts", _("What is kept as not allocated is what is free of the receipts."))
def wrong_unallocated() -> Iterable[Row]:
    """Accounts that differ from their receipts."""
    kept = _sums(Account.objects.all(), F("unallocated"))
    return _differing(kept, _sums(_recorded(), FREE))


@invariant("ageing", _("The kept buckets hold the open billings by their age on the account's day."))
def wrong_buckets() -> Iterable[Row]:
    """Accounts with a bucket that differs. Two queries."""
    accounts = {(account.customer_id, account.currency): account for account in Account.objects.all()}
    aged: dict[Any, Decimal] = defaultdict(lambda: ZERO)
    rows = Billing.objects.filter(state=BillingState.OPEN).order_by().values_list("customer", "currency", "due_on")
    for customer, currency, due_on, amount in rows.annotate(sum=Sum(OPEN)):
        account = accounts.get((customer, currency))
        if account:
            aged[customer, currency, bucket(due_on, account.as_at)] += amount
    for key, account in accounts.items():
        wrong = [name for name in BUCKET_NAMES if getattr(account, name) != aged[(*key, name)]]
        if wrong:
            yield {"customer": key[0], "currency": key[1], "buckets": wrong}


@invariant("settled billings", _("What is settled of a billing is the sum of its allocations."))
def wrong_settled() -> Iterable[Row]:
    """Billings whose kept amount differs."""
    added = Billing.objects.annotate(allocated=_added("allocations__amount"))
    return added.exclude(allocated=F("settled_amount")).values("id", "number", "settled_amount", "allocated")


@invariant("allocated receipts", _("What is allocated of a receipt is the sum of its allocations."))
def wrong_allocated() -> Iterable[Row]:
    """Receipts whose kept amount differs."""
    added = Receipt.objects.annotate(added=_added("allocations__amount"))
    return added.exclude(added=F("allocated_amount")).values("id", "number", "allocated_amount", "added")


@invariant("allocations", _("An allocation is between a receipt and a billing of one customer and currency."))
def wrong_allocations() -> Iterable[Row]:
    """Allocations that say something else than their two sides, which may have gone to a customer it merged into."""
    fits = Q(customer=F("billing__customer")) | Q(customer__merged_into=F("billing__customer"))
    fits &= Q(customer=F("receipt__customer")) | Q(customer__merged_into=F("receipt__customer"))
    fits &= Q(currency=F("billing__currency"), due_on=F("billing__due_on")) & Q(currency=F("receipt__currency"))
    return Allocation.objects.exclude(fits).values("id", "receipt", "billing")


@invariant("ledger of billings", _("Every billing stands in the ledger with its total."))
def billings_not_in_ledger() -> Iterable[Row]:
    """Billings whose entries add up to something else, or that have none."""
    booked = Billing.objects.annotate(booked=_booked(DocumentType.BILLING))
    return booked.filter(Q(booked=None) | ~Q(booked=F("total"))).values("id", "number", "total", "booked")


@invariant("ledger of receipts", _("Every posted receipt stands in the ledger, and a reversed one with its opposite."))
def receipts_not_in_ledger() -> Iterable[Row]:
    """Receipts whose entries add up to something else, or that have none."""
    booked = Receipt.objects.annotate(booked=_booked(DocumentType.RECEIPT))
    wrong = Q(state=ReceiptState.RECORDED) & (Q(booked=None) | ~Q(booked=-F("amount")))
    wrong |= Q(state=ReceiptState.REVERSED) & (Q(booked=None) | ~Q(booked=0))
    wrong |= Q(state=ReceiptState.DRAFT, booked__isnull=False)
    return booked.filter(wrong).values("id", "number", "amount", "booked")


def _recorded() -> QuerySet[Receipt]:
    return Receipt.objects.filter(state=ReceiptState.RECORDED)


def _sums(rows: QuerySet[Any], expression: Any) -> Sums:
    """What the rows add up to for each customer and currency, nothing left out but zero."""
    grouped = rows.order_by().values_list("customer", "currency").annotate(sum=Sum(expression))
    return {(customer, currency): added for customer, currency, added in grouped if added}


def _differing(kept: Sums, found: Sums) -> list[Row]:
    keys = sorted({*kept, *found})
    return [
        {"customer": key[0], "currency": key[1], "kept": kept.get(key, ZERO), "found": found.get(key, ZERO)}
        for key in keys
        if kept.get(key, ZERO) != found.get(key, ZERO)
    ]


def _added(path: str) -> Any:
    return Coalesce(Sum(path), ZERO, output_field=MoneyField())


def _booked(document_type: str) -> Any:
    entries = LedgerEntry.objects.filter(document_type=document_type, document_id=OuterRef("pk")).order_by()
    return Subquery(entries.values("document_id").annotate(sum=Sum("amount")).values("sum"), output_field=MoneyField())
