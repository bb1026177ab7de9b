"""The KPIs, with figures worked out by hand. The story of an order has more of them (M5.8, M10.1)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.carriers.models import Carrier
from daying.core.periods import parse
from daying.core.reports import Ratio, reports_for
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.orders.factories import released_order
from daying.performance import kpis
from daying.products.factories import product
from daying.receivables import actions
from daying.receivables.factories import billed, received
from daying.shipping.actions import record_past_shipments
from daying.shipping.factories import dispatched_shipment

pytestmark = pytest.mark.django_db
D = Decimal
EVERYBODY = Customer.objects.all()
MARCH = parse("2026-03")


def test_sales_are_what_left_the_house_without_tax(cast):
    line = {"product": product(), "quantity": D(3), "unit_price": D("1.13"), "tax_rate": D("0.13")}
    order = released_order(customer(cast.engineer), lines=[line])
    dispatched_shipment(order, (1,), on=date(2026, 3, 31))
    dispatched_shipment(order, on=date(2026, 4, 1))

    assert kpis.sales(MARCH, EVERYBODY.all()) == [{"currency": "CNY", "shipments": 1, "net": D("1.00")}]
    assert kpis.sales(parse("2026"), EVERYBODY.all())[0]["net"] == D("3.00")


def test_sales_count_past_shipments_of_another_system(cast):
    order = released_order(customer(cast.engineer, tax_rate=D(0)), (10,))
    record_past_shipments([{"order": order, "dispatched_on": date(2026, 3, 9)}], by=cast.director)

    assert kpis.sales(MARCH, EVERYBODY.all())[0]["net"] == order.net_total


def test_collection_divides_by_what_was_overdue_and_what_fell_due(cast):
    ours = customer(cast.engineer)
    billed(ours, 100, on=date(2026, 1, 5), due=date(2026, 2, 5))  # 40 of it are still open when March begins
    actions.allocate_oldest(received(ours, 60, on=date(2026, 2, 10)), by=cast.finance, on=date(2026, 2, 10))
    billed(ours, 200, on=date(2026, 2, 20), due=date(2026, 3, 31))
    billed(ours, 500, on=date(2026, 3, 1), due=date(2026, 4, 1))  # not due in March
    received(ours, 90, on=date(2026, 3, 15))
    received(ours, 7, on=date(2026, 3, 15), currency="USD")

    assert kpis.collection_rate(MARCH, EVERYBODY.all()) == Ratio(D(90), D(240))


def test_freight_is_told_by_carrier(cast):
    swift = Carrier.objects.create(code="SF", name="顺丰")
    released_order(customer(cast.engineer), carrier=swift, freight=D("32.38"))

    (row,) = kpis.freight(MARCH, EVERYBODY.all())

    assert (row["carrier"], row["freight"]) == (swift, D("32.38"))


def test_kpis_are_the_figures_of_the_command_line(cast):
    names = {each.name for each in reports_for(cast.director) if each.is_kpi}

    assert names >= {"sales", "revenue", "collection-rate", "on-time", "orders-punctual", "freight"}
    assert all(each.formula and each.serves for each in reports_for(cast.director) if each.is_kpi)
