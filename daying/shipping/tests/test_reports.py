"""Figures about deliveries, worked out by hand, and the books (M5.7)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.periods import parse
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by
from daying.orders.factories import released_order
from daying.orders.models import OrderLine
from daying.shipping import invariants, reports
from daying.shipping.factories import dispatched_shipment

pytestmark = pytest.mark.django_db
D = Decimal
MARCH = parse("2026-03")
WANTED = date(2026, 3, 20)
LATE = date(2026, 3, 21)


@pytest.fixture
def four_orders(cast):
    """All wanted on 20 March: one shipped that day, one a day late, one begun in time, one not at all."""
    ours = customer(cast.engineer)
    on_time, late, begun, _waiting = (released_order(ours, (10,)) for _ in range(4))
    dispatched_shipment(on_time, on=WANTED)
    dispatched_shipment(late, (4,), on=WANTED)
    dispatched_shipment(late, on=LATE)
    dispatched_shipment(begun, (4,), on=WANTED)
    return on_time, late, begun


def test_a_line_is_on_time_when_all_of_it_left_by_its_day(four_orders):
    rate = reports.on_time_rate(MARCH, Customer.objects.all())

    assert (rate.numerator, rate.denominator) == (1, 4)
    assert [line.order for line in reports.lines_due(MARCH, Customer.objects.all(), "numerator")] == [four_orders[0]]


def test_without_lines_due_there_is_no_data(four_orders):
    assert reports.on_time_rate(parse("2026-04"), Customer.objects.all()).rate is None


def test_orders_are_on_time_late_or_open(four_orders):
    (row,) = reports.order_punctuality(MARCH, Customer.objects.all())

    assert row == {"orders": 4, "shipped": 2, "on_time": 1, "late": 1, "open": 2}
    assert reports.orders_on_time(MARCH, Customer.objects.all()).rate == D("0.5")
    shipped = reports.orders_shipped(MARCH, Customer.objects.all(), "denominator")
    assert set(shipped) == set(four_orders[:2])


def test_a_figure_counts_only_what_its_reader_sees(cast, four_orders):
    assert reports.order_punctuality(MARCH, customers_seen_by(cast.other_engineer)) == []


def test_the_books_agree_and_a_wrong_quantity_is_found(four_orders):
    assert not list(invariants.wrong_quantities())

    OrderLine.objects.filter(order=four_orders[2]).update(shipped_quantity=D(5))

    assert [row["shipped_quantity"] for row in invariants.wrong_quantities()] == [D(5)]
