"""Shipment statistics, on time line by line, and exceptions counted, worked out by hand (M5.7, M6.3)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.carriers.factories import carrier
from daying.core.actor import SYSTEM
from daying.core.periods import parse
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.orders import actions as orders
from daying.orders.factories import released_order
from daying.people.models import Department
from daying.products.factories import product
from daying.shipping import actions
from daying.shipping.factories import dispatched_shipment, planned_shipment
from daying.shipping.models import Shipment
from daying.shipping.reports import exceptions, lines, statistics

pytestmark = pytest.mark.django_db
D = Decimal
MARCH = parse("2026-03")
QUARTER = parse("2026-Q1")


@pytest.fixture
def shipped(cast):
    """Two customers: one gets 10 of 6204 whole and 3 of 7 of 6305, the other 4 of 6204; one shipment of April.

    Prices include 13 % tax: 113.00 is 100.00 net; 33.90 is 30.00 net.
    """
    first, second = customer(cast.engineer, name="甲公司"), customer(cast.engineer, name="乙公司")
    small, large = product(code="6204", list_price=D("113.00")), product(code="6305", list_price=D("33.90"))
    both = released_order(first, lines=[{"product": small, "quantity": D(10)}, {"product": large, "quantity": D(7)}])
    parcel = planned_shipment(both, (10, 3), carrier=carrier(), freight=D("25.50"))
    actions.pick(parcel, by=SYSTEM, cartons=2, gross_weight_kg=D("12.5"))
    actions.dispatch(parcel, by=SYSTEM, on=date(2026, 3, 10))
    dispatched_shipment(released_order(second, lines=[{"product": small, "quantity": D(4)}]), on=date(2026, 2, 10))
    dispatched_shipment(released_order(second, lines=[{"product": small, "quantity": D(1)}]), on=date(2026, 4, 1))
    return {"first": first, "second": second, "small": small, "large": large}


def told(rows, *names):
    return [tuple(row.get(name) for name in names) for row in rows]


def test_shipments_by_customer_add_up_to_the_cent(shipped):
    rows = statistics.shipments_by_customer(QUARTER, Customer.objects.all())

    # 10 × 100 + 3 × 30 = 1,090; 4 × 100 = 400
    assert told(rows, "customer", "shipments", "lines", "amount") == [
        (shipped["first"], 1, 2, D("1090.00")),
        (shipped["second"], 1, 1, D("400.00")),
    ]
    assert told(rows, "packages", "weight", "freight")[0] == (2, D("12.5"), D("25.50"))


def test_by_product_quantities_are_added(shipped):
    rows = statistics.shipments_by_product(QUARTER, Customer.objects.all())

    assert told(rows, "product", "quantity", "amount") == [
        (shipped["small"], D(14), D("1400.00")),
        (shipped["large"], D(3), D("90.00")),
    ]


def test_by_carrier_what_has_none_stands_without(shipped):
    rows = statistics.shipments_by_carrier(QUARTER, Customer.objects.all())

    assert told(rows, "carrier", "amount") == [(carrier(), D("1090.00")), (None, D("400.00"))]


def test_by_month_each_day_falls_into_its_month(shipped):
    rows = statistics.shipments_by_month(QUARTER, Customer.objects.all())

    assert told(rows, "shipments", "amount", "freight") == [(1, D("400.00"), 0), (1, D("1090.00"), D("25.50"))]


def test_only_what_one_sees_is_counted(shipped):
    only = Customer.objects.filter(pk=shipped["second"].pk)

    assert len(statistics.shipments_by_customer(QUARTER, only)) == 1
    assert statistics.shipments_gone(QUARTER, only, "denominator").count() == 1


@pytest.fixture
def due(cast):
    """Promised for 20 March: one in time, one moved by us to the 25th and kept then, one a day late, one not sent."""
    ours = customer(cast.engineer)
    in_time, moved, late, waiting = (released_order(ours) for _n in range(4))
    orders.move_delivery_date(moved, by=cast.pmc, on=date(2026, 3, 12), to=date(2026, 3, 25), reason="缺料")
    dispatched_shipment(in_time, on=date(2026, 3, 20))
    dispatched_shipment(moved, on=date(2026, 3, 25))
    dispatched_shipment(late, on=date(2026, 3, 21))
    return in_time, moved, late, waiting


def test_each_line_tells_its_days_and_why_it_was_late(cast, due):
    in_time, moved, late, waiting = due
    actions.something_wrong(
        Shipment.objects.get(order=late), by=cast.warehouse, on=date(2026, 3, 21), kind="delay", details="车坏了"
    )

    rows = {row["order"]: row for row in lines.on_time_lines(MARCH, Customer.objects.all())}

    assert rows[in_time]["days_late"] is None
    assert told([rows[moved]], "first", "last", "dispatched", "days_late", "reason") == [
        (date(2026, 3, 20), date(2026, 3, 25), date(2026, 3, 25), 5, "缺料")
    ]
    assert (rows[late]["days_late"], rows[late]["reason"]) == (1, "车坏了")
    assert (rows[waiting]["days_late"], rows[waiting]["shipped"]) == (11, D(0))  # up to the end of March


def test_the_rate_by_the_first_and_by_the_last_confirmed_day(due):
    (row,) = lines.on_time_by_customer(MARCH, Customer.objects.all())

    assert told([row], "due", "on_time", "rate", "by_last", "rate_last") == [(4, 1, D("0.25"), 2, D("0.5"))]


def test_by_department_product_and_month_the_same_lines_are_counted(due):
    for rows in (
        lines.on_time_by_department(MARCH, Customer.objects.all()),
        lines.on_time_by_product(MARCH, Customer.objects.all()),
        lines.on_time_by_month(MARCH, Customer.objects.all()),
    ):
        assert sum(row["due"] for row in rows) == 4
        assert sum(row["on_time"] for row in rows) == 1
    assert isinstance(lines.on_time_by_department(MARCH, Customer.objects.all())[0]["department"], Department)


def test_exceptions_are_counted_by_kind_and_carrier(cast, shipped):
    shipment = Shipment.objects.get(carrier=carrier())
    first, _second = (
        actions.report_exception(
            by=cast.warehouse, shipment=shipment, kind="damage", details="破损", opened_on=date(2026, 3, day)
        )
        for day in (12, 13)
    )
    taken = actions.take_in_hand(first, by=cast.engineer, cause="装卸", measure="补发")
    actions.close_exception(taken, by=cast.engineer, on=date(2026, 3, 16), result="完成")

    (row,) = exceptions.exceptions_by_kind(MARCH, Customer.objects.all())

    assert told([row], "kind", "opened", "closed", "in_time", "days") == [("damage", 2, 1, 1, D("4.0"))]
    assert exceptions.exceptions_by_carrier(MARCH, Customer.objects.all())[0]["carrier"] == carrier()
