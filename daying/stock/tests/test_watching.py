"""Goods that lie too long or that nobody takes, and what they cost, worked out by hand (M3.8, M8.3)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.core.periods import parse
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.products.factories import product
from daying.stock import actions, reports
from daying.stock.factories import jit_warehouse, stocked, warehouse
from daying.stock.models import MovementKind, SafetyStock, StockBalance, StockLevel, StockPolicy
from daying.stock.queries import watching

pytestmark = pytest.mark.django_db
JUNE_30, TODAY = date(2026, 6, 30), date(2026, 7, 1)
MARCH = parse("2026-03")
D = Decimal


@pytest.fixture
def place():
    return warehouse(code="W")


def shipped(place, item, quantity, on):
    actions.move([actions.Move(place, item, -D(quantity), MovementKind.SHIPMENT)], by=SYSTEM, on=on)


def of(rows, item):
    return next(row for row in rows if row["product"] == item)


def test_a_lot_is_too_old_the_day_after_the_policy_allows(place):
    item = product()
    stocked(place, item, 1, on=date(2026, 1, 1), lot="A")  # 181 days before 1 July
    stocked(place, item, 1, on=date(2026, 1, 2), lot="B")  # 180 days

    old = StockBalance.objects.filter(watching.too_old(TODAY, StockPolicy()))

    assert [row.lot for row in old] == ["A"]


def test_slow_is_what_lies_there_and_nobody_took(place):
    idle, taken, fresh, gone = (product() for _ in range(4))
    for item, day in ((idle, 1), (taken, 1), (gone, 1)):
        stocked(place, item, 5, on=date(2026, 3, day))
    stocked(place, fresh, 5, on=date(2026, 6, 1))
    shipped(place, taken, 1, date(2026, 6, 20))
    shipped(place, gone, 5, date(2026, 3, 2))

    slow = StockLevel.objects.filter(watching.slow(TODAY, StockPolicy()))

    assert [level.product for level in slow] == [idle]


def test_ageing_puts_each_lot_into_its_bucket(place):
    item = product()
    # Up to 31 March: 30, 31, 90 and 91 days old.
    for quantity, day in (
        (1, date(2026, 3, 1)),
        (2, date(2026, 2, 28)),
        (4, date(2025, 12, 31)),
        (8, date(2025, 12, 30)),
    ):
        stocked(place, item, quantity, on=day)
    stocked(place, item, 16, on=date(2025, 10, 1))  # 181 days: too old

    row = of(reports.stock_ageing(MARCH, Customer.objects.all()), item)

    buckets = [row[name] for name in ("up_to_30", "up_to_90", "up_to_180", "up_to_360", "older")]
    assert buckets == [1, 6, 8, 16, 0]
    assert (row["quantity"], row["too_old"], row["flag"]) == (31, 16, "too old, slow-moving")


def test_slow_stock_tells_what_lies_there_for_how_much(place):
    dear, cheap, unknown = product(cost=D("60.25")), product(cost=D(1)), product(cost=None)
    for item in (cheap, dear, unknown):
        stocked(place, item, 4, on=date(2025, 12, 1))
    shipped(place, dear, 1, date(2025, 12, 11))

    rows = reports.slow_stock(MARCH, Customer.objects.all())

    assert [(row["product"], row["days"], row["cost"]) for row in rows] == [
        (dear, 110, D("180.75")),  # 3 × 60.25, since 11 December
        (cheap, 120, D(4)),
        (unknown, 120, None),
    ]


def test_stock_at_a_day_counts_customers_sites_in_sight_alone(cast, place):
    item = product()
    theirs = jit_warehouse(customer(cast.other_engineer))
    stocked(place, item, 4)
    stocked(theirs, item, 3)

    everything = reports.stock_at_day(MARCH, Customer.objects.all())
    ours = reports.stock_at_day(MARCH, Customer.objects.filter(owner=cast.engineer))

    assert [row["quantity"] for row in everything] == [4, 3]
    assert [(row["warehouse"], row["quantity"]) for row in ours] == [(place, 4)]


def test_the_effect_of_a_safety_stock_compares_as_many_days_before_as_since(place):
    item = product()
    stocked(place, item, 6, on=date(2026, 3, 15))
    shipped(place, item, 6, date(2026, 3, 17))
    stocked(place, item, 9, on=date(2026, 3, 22))
    SafetyStock.objects.create(product=item, quantity=D(5), effective_on=date(2026, 3, 22))

    row = of(reports.safety_stock_effect(MARCH, Customer.objects.all()), item)

    # 12 to 21 March: three days nothing, two days 6, five days nothing; 22 to 31 March: 9 each day.
    assert (row["days"], row["average_before"], row["average_after"]) == (10, D("1.200"), 9)
    assert (row["out_before"], row["out_after"]) == (8, 0)


def test_below_is_what_lies_in_our_own_warehouses_against_what_holds_today(cast, place):
    short, enough, later = (product() for _ in range(3))
    for item in (short, enough, later):
        stocked(place, item, 4)
        stocked(jit_warehouse(customer(cast.engineer)), item, 50)
    SafetyStock.objects.create(product=short, quantity=D(5), effective_on=date(2026, 6, 1))
    SafetyStock.objects.create(product=enough, quantity=D(9), effective_on=date(2026, 1, 1))
    SafetyStock.objects.create(product=enough, quantity=D(4), effective_on=date(2026, 6, 1))
    SafetyStock.objects.create(product=later, quantity=D(9), effective_on=date(2026, 8, 1))

    assert [one.product for one in watching.below_safety_stock(JUNE_30)] == [short]
