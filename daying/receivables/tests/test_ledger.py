"""The ledger, its ageing at any day, and the proof of what is kept (M6.1)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from daying.core import verify
from daying.core.errors import Refused
from daying.core.periods import parse
from daying.core.testing import guards_lifted
from daying.customers.factories import customer
from daying.customers.models import Customer, Terms
from daying.customers.queries import customers_seen_by
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.receivables import actions, ageing, reports
from daying.receivables.buckets import BUCKET_NAMES
from daying.receivables.factories import billed, received
from daying.receivables.models import Account, Billing, LedgerEntry
from daying.shipping.factories import dispatched_shipment

pytestmark = pytest.mark.django_db
D = Decimal
AS_AT = date(2026, 3, 31)


def faults():
    ours = [one for one in verify.all_invariants().values() if one.question.__module__.startswith("daying.receiv")]
    return [one.name for one in ours if list(one.question())]


def test_a_dispatched_shipment_is_billed_at_the_orders_prices(cast):
    ours = customer(cast.engineer, terms=Terms.AFTER_DELIVERY, payment_days=45)
    line = {"product": product(), "quantity": D(10), "unit_price": D("11.30"), "tax_rate": D("0.13")}
    order = released_order(ours, lines=[line])

    shipment = dispatched_shipment(order, (4,), on=date(2026, 3, 10))

    bill = Billing.objects.get()
    assert (bill.shipment, bill.order, bill.billed_on) == (shipment, order, date(2026, 3, 10))
    # 4 × 11.30 = 45.20, of which 5.20 is tax; 45 days from 10 March
    assert (bill.net_total, bill.tax_total, bill.total) == (D("40.00"), D("5.20"), D("45.20"))
    assert bill.due_on == date(2026, 4, 24)
    entry = LedgerEntry.objects.get()
    assert (entry.amount, entry.due_on, entry.document_number) == (D("45.20"), bill.due_on, bill.number)
    assert faults() == []


@pytest.mark.parametrize(
    ("late", "name"),
    [
        (-5, "not_due"),
        (0, "not_due"),
        (1, "days_30"),
        (30, "days_30"),
        (31, "days_60"),
        (61, "days_90"),
        (91, "days_180"),
        (181, "days_365"),
        (365, "days_365"),
        (366, "older"),
    ],
)
def test_what_is_owed_is_aged_by_days_past_due(cast, late, name):
    ours = customer(cast.engineer)
    billed(ours, 100, on=date(2025, 1, 1), due=AS_AT - timedelta(days=late))

    (past,) = ageing.ageing(AS_AT)
    (today,) = ageing.ageing_today(AS_AT)

    assert {bucket: past[bucket] for bucket in BUCKET_NAMES if past[bucket]} == {name: D(100)}
    assert {bucket: getattr(today, bucket) for bucket in BUCKET_NAMES if getattr(today, bucket)} == {name: D(100)}
    assert (past["balance"], today.balance) == (D(100), D(100))
    assert faults() == []


def test_a_past_day_is_told_as_the_books_stood_then(cast):
    ours = customer(cast.engineer)
    billed(ours, 100, on=date(2026, 1, 5), due=date(2026, 2, 5))
    receipt = received(ours, 70, on=date(2026, 2, 20))
    actions.allocate_oldest(receipt, by=cast.finance, on=date(2026, 3, 1))

    told = {day: ageing.ageing(date(2026, *day)) for day in [(1, 4), (1, 5), (2, 20), (3, 1)]}

    assert told[1, 4] == []
    assert told[1, 5][0]["not_due"] == D(100)
    # received but not allocated: 100 overdue, 70 free, 30 in all
    assert [told[2, 20][0][name] for name in ("days_30", "unallocated", "balance")] == [D(100), D(70), D(30)]
    assert [told[3, 1][0][name] for name in ("days_30", "unallocated", "balance")] == [D(30), D(0), D(30)]


def test_ageing_is_one_statement_however_many_customers(cast, django_assert_num_queries):
    for _ in range(5):
        billed(customer(cast.engineer), 10)
    billed(customer(cast.other_engineer), 10)

    with django_assert_num_queries(1):
        assert len(ageing.ageing(AS_AT)) == 6
    assert len(ageing.ageing(AS_AT, customers_seen_by(cast.engineer))) == 5


def test_accounts_are_rolled_once_a_day(cast):
    billed(customer(cast.engineer), 10, due=date(2026, 3, 30))

    assert ageing.roll(AS_AT) == 1
    assert ageing.roll(AS_AT) == 0
    assert Account.objects.get().days_30 == D(10)


def test_the_ageing_report_shows_the_largest_balance_first(cast):
    small, large = customer(cast.engineer), customer(cast.engineer)
    billed(small, 10)
    billed(large, 500)

    rows = reports.ageing_of_customers(parse("2026-03"), Customer.objects.all())

    assert [(row["customer"], row["days_30"]) for row in rows] == [(large, D(500)), (small, D(10))]


def test_credits_and_reversed_receipts_are_not_collected(cast):
    ours = customer(cast.engineer)
    received(ours, 50)
    received(ours, 30, method="cash")
    actions.adjust(by=cast.finance, on=date(2026, 3, 3), customer=ours, amount=D(-5), reason="折让")
    actions.reverse_receipt(received(ours, 20), by=cast.finance, on=date(2026, 3, 4), reason="退票")

    rows = reports.collected(parse("2026-03"), Customer.objects.all())

    assert sorted(row["amount"] for row in rows) == [D(30), D(50)]
    assert faults() == []


def test_an_adjustment_needs_a_reason(cast):
    with pytest.raises(Refused):
        actions.adjust(by=cast.finance, on=AS_AT, customer=customer(cast.engineer), amount=D(5), reason="")


def test_a_whole_course_leaves_the_books_proved(cast):
    ours = customer(cast.engineer)
    for amount in (100, 60, 35):
        billed(ours, amount)
    first = actions.allocate_proposed(received(ours, 95), by=cast.finance, on=AS_AT)
    actions.allocate_oldest(received(ours, 500), by=cast.finance, on=AS_AT)
    actions.reverse_receipt(first, by=cast.finance, on=AS_AT, reason="退票")
    actions.adjust(by=cast.finance, on=AS_AT, customer=ours, amount=D("7.50"), reason="运费")
    ageing.roll(AS_AT)

    assert faults() == []


@pytest.mark.parametrize(
    ("table", "change", "names"),
    [
        ("account", "balance = balance + 1, not_due = not_due + 1", {"balances", "ageing"}),
        ("billing", "settled_amount = settled_amount - 1, state = 'open'", {"settled billings", "open items"}),
        ("receipt", "allocated_amount = allocated_amount - 1", {"allocated receipts", "unallocated receipts"}),
        ("ledgerentry", "amount = amount + 1", {"balances", "ledger of billings", "ledger of receipts"}),
        ("allocation", "amount = amount + 1", {"settled billings", "allocated receipts"}),
        ("allocation", "currency = 'USD'", {"allocations"}),
    ],
)
def test_tampering_is_found(cast, table, change, names):
    ours = customer(cast.engineer)
    billed(ours, 100)
    actions.allocate_oldest(received(ours, 60), by=cast.finance, on=AS_AT)

    with guards_lifted(connection), connection.cursor() as cursor:
        cursor.execute(f"UPDATE receivables_{table} SET {change}")

    assert names <= set(faults())
