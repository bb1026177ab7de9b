"""A large ledger: opening balances by the million, most of them open, some paid, and the accounts right.

The billings are not put into the search index: nobody searches these books.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from bench.process import Figures
from daying.core.actor import SYSTEM
from daying.core.ids import uuid7
from daying.core.models import Counter
from daying.customers.actions import open_customers
from daying.customers.models import Customer
from daying.demo.copies import insert
from daying.people.models import Employee
from daying.receivables.models import Account, Allocation, Billing, LedgerEntry, Receipt

AT_ONCE, DAYS, TERM, PAID_AFTER = 5_000, 730, 30, 20
EVERY_PAID = 11  # one of so many is paid
LONG_AGO = date(2000, 1, 1)  # the accounts are brought up from this day when they are asked for


class Item(NamedTuple):
    """An opening balance. receipt: the number under which it was paid, empty while it is open. cents: whole ones."""

    key: int
    number: str
    customer: int
    on: date
    due: date
    cents: int
    receipt: str

    @property
    def paid_on(self) -> date:
        return self.on + timedelta(days=PAID_AFTER)


class Openings:
    """The items, the same ones each time they are gone through."""

    def __init__(self, count: int, customers: list[int]) -> None:
        self.count, self.customers, self.today = count, customers, timezone.localdate()
        self.first = 1 + max(_last(model) for model in (Billing, Receipt, LedgerEntry, Allocation))
        self.given = {(each.kind, each.year): each.last for each in Counter.objects.all()}
        self.numbers: Tally[tuple[str, int]] = Tally()

    def __iter__(self) -> Iterator[Item]:
        self.numbers = Tally(self.given)
        for place in range(self.count + self.count // (EVERY_PAID - 1)):
            on = self.today - timedelta(days=PAID_AFTER + place * 7 % DAYS)
            is_paid = place % EVERY_PAID == EVERY_PAID - 1
            customer = self.customers[place % len(self.customers)]
            receipt = self._number("RC", on + timedelta(days=PAID_AFTER)) if is_paid else ""
            due, cents = on + timedelta(days=TERM), 1_000 + place % 9_000
            yield Item(self.first + place, self._number("BL", on), customer, on, due, cents, receipt)

    def _number(self, kind: str, on: date) -> str:
        self.numbers[kind, on.year] += 1
        return f"{kind}-{on.year}-{self.numbers[kind, on.year]:06d}"


@transaction.atomic
def fill(items: int, customers: int) -> Figures:
    """Write so many open items, and a tenth as many paid ones, of new customers."""
    owner = Employee.objects.get(username="engineer1")
    rows = [{"name": f"上海第{number}精密机械有限公司", "owner": owner} for number in range(1, customers + 1)]
    openings = Openings(items, [customer.pk for customer in open_customers(rows, by=SYSTEM)])
    offset = openings.count * 2  # the entries of receipts come after those of billings
    _write(Billing, map(_billing, openings))
    _write(LedgerEntry, (_entry(item, item.key, "billing") for item in openings))
    _write(Receipt, (_receipt(item) for item in openings if item.receipt))
    _write(LedgerEntry, (_entry(item, item.key + offset, "receipt") for item in openings if item.receipt))
    _write(Allocation, (_allocation(item) for item in openings if item.receipt))
    _write_accounts(openings)
    for (kind, year), last in openings.numbers.items():
        Counter.objects.update_or_create(kind=kind, year=year, defaults={"last": last})
    _follow_on()
    return {}


def _record(key: int) -> dict[str, Any]:
    return {"id": key, "public_id": uuid7().hex, "version": 1, "created_at": timezone.now().isoformat(" ")}


def _billing(item: Item) -> dict[str, Any]:
    return {
        **_record(item.key),
        "currency": "CNY",
        "price_includes_tax": True,
        "net_total": item.cents,
        "tax_total": 0,
        "total": item.cents,
        "number": item.number,
        "kind": "opening",
        "state": "settled" if item.receipt else "open",
        "customer_id": item.customer,
        "billed_on": item.on.isoformat(),
        "due_on": item.due.isoformat(),
        "settled_amount": item.cents if item.receipt else 0,
        "fapiao_number": "",
        "reason": "期初",
    }


def _receipt(item: Item) -> dict[str, Any]:
    return {
        **_record(item.key),
        "number": item.receipt,
        "state": "recorded",
        "customer_id": item.customer,
        "received_on": item.paid_on.isoformat(),
        "method": "transfer",
        "amount": item.cents,
        "currency": "CNY",
        "bank": "",
        "bank_reference": "",
        "allocated_amount": item.cents,
        "remarks": "",
    }


def _entry(item: Item, key: int, document: str) -> dict[str, Any]:
    is_billing = document == "billing"
    return {
        **_record(key),
        "kind": "opening" if is_billing else "receipt",
        "customer_id": item.customer,
        "currency": "CNY",
        "amount": item.cents if is_billing else -item.cents,
        "on": (item.on if is_billing else item.paid_on).isoformat(),
        "due_on": item.due.isoformat() if is_billing else None,
        "document_type": document,
        "document_id": item.key,
        "document_number": item.number if is_billing else item.receipt,
        "reason": "期初" if is_billing else "",
    }


def _allocation(item: Item) -> dict[str, Any]:
    return {
        **_record(item.key),
        "receipt_id": item.key,
        "billing_id": item.key,
        "customer_id": item.customer,
        "currency": "CNY",
        "amount": item.cents,
        "on": item.paid_on.isoformat(),
        "due_on": item.due.isoformat(),
        "reason": "",
    }


def _write_accounts(openings: Openings) -> None:
    owed: Tally[int] = Tally()
    for item in openings:
        owed[item.customer] += 0 if item.receipt else item.cents
    rows = [_account(customer, cents) for customer, cents in owed.items()]
    Account.objects.bulk_create(rows, batch_size=AT_ONCE)


def _account(customer: int, cents: int) -> Account:
    amount = Decimal(cents).scaleb(-2)
    return Account(customer_id=customer, currency="CNY", as_at=LONG_AGO, balance=amount, not_due=amount)


def _write(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    waiting = iter(rows)
    while batch := list(islice(waiting, AT_ONCE)):
        insert(model, list(batch[0]), [tuple(row.values()) for row in batch])


def _last(model: Any) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def _follow_on() -> None:
    """New keys come after those given here; and the planner knows the tables."""
    with connection.cursor() as cursor:
        models = [Customer, Billing, Receipt, LedgerEntry, Allocation]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
