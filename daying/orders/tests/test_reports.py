"""Figures about orders taken, by zone too, worked out by hand (M2.3, M6.2)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.carriers.models import Carrier
from daying.core.actor import SYSTEM
from daying.core.periods import parse
from daying.customers import actions
from daying.customers.factories import customer
from daying.customers.models import Customer, Zone
from daying.customers.queries import customers_seen_by
from daying.orders import reports
from daying.orders.factories import draft_order, released_order
from daying.orders.models import SalesOrder, State
from daying.products.factories import product
from daying.quotes import actions as quotes
from daying.quotes.factories import opportunity
from daying.quotes.models import Reason

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def three_orders(cast):
    """March: 19.7625 and 0.3350 of the engineer's customer; April: 100.00 of another engineer's."""
    ours, theirs = customer(cast.engineer, tax_rate=D(0)), customer(cast.other_engineer, tax_rate=D(0))
    bearing = product()
    line = {"product": bearing, "quantity": D(3), "unit_price": D("7.75"), "discount": D("0.15")}
    small = {"product": bearing, "quantity": D(1), "unit_price": D("0.3350")}
    days = {"requested_on": date(2026, 5, 1)}
    released_order(ours, lines=[line], ordered_on=date(2026, 3, 16), **days)
    released_order(ours, lines=[small], ordered_on=date(2026, 3, 31), **days)
    released_order(theirs, lines=[{"product": product(), "quantity": D(1)}], ordered_on=date(2026, 4, 1), **days)
    return ours, theirs


def test_revenue_is_added_up_exactly_and_rounded_once(three_orders):
    (row,) = reports.orders_taken(parse("2026-03"), Customer.objects.all())

    # 19.7625 + 0.3350 = 20.0975; line by line it would be 19.76 + 0.34
    assert (row["revenue"], row["orders"], row["net"]) == (D("20.10"), 2, D("20.10"))


def test_drafts_and_cancelled_orders_are_not_taken(cast, three_orders):
    draft_order(three_orders[0], ordered_on=date(2026, 3, 20))
    SalesOrder.objects.filter(ordered_on=date(2026, 3, 31)).update(state=State.CANCELLED)

    (row,) = reports.orders_taken(parse("2026-03"), Customer.objects.all())

    assert (row["revenue"], row["orders"]) == (D("19.76"), 1)


def test_months_follow_the_cut_off_day(three_orders):
    calendar = reports.orders_by_month(parse("2026Q1"), Customer.objects.all())
    cut_off = reports.orders_by_month(parse("2026Q2", cutoff=15), Customer.objects.all())

    assert [(row["month"], row["orders"]) for row in calendar] == [(parse("2026-03").label, 2)]
    assert [(row["month"], row["orders"], row["revenue"]) for row in cut_off] == [
        (parse("2026-04").label, 3, D("120.10"))
    ]


def test_a_figure_counts_only_what_its_reader_sees(cast, three_orders):
    rows = reports.orders_by_customer(parse("2026"), customers_seen_by(cast.engineer))

    assert [(row["customer"], row["revenue"]) for row in rows] == [(three_orders[0], D("20.10"))]


def test_the_largest_come_first(cast, three_orders):
    everyone = Customer.objects.all()

    by_owner = reports.orders_by_owner(parse("2026"), everyone)
    by_product = reports.orders_by_product(parse("2026"), everyone)

    assert [row["owner"] for row in by_owner] == [cast.other_engineer, cast.engineer]
    assert [(row["revenue"], row["quantity"]) for row in by_product] == [(D("100.00"), 1), (D("20.10"), 4)]


def test_freight_is_told_by_carrier(cast):
    speedy = Carrier.objects.create(code="S", name="Speedy")
    ours = customer(cast.engineer)
    for freight in ("32.38", "11.61"):
        released_order(ours, carrier=speedy, freight=D(freight))
    released_order(ours)

    rows = reports.freight_by_carrier(parse("2026"), Customer.objects.all())

    assert [(row["carrier"], row["freight"]) for row in rows] == [(speedy, D("43.99")), (None, D("0.00"))]


def test_each_zone_tells_its_customers_orders_and_open_opportunities(cast):
    south, north = (Zone.objects.create(code=code, name=name) for code, name in (("S", "华南"), ("N", "华北")))
    ours = customer(cast.engineer, zone=south, tax_rate=D(0))
    customer(cast.engineer, zone=north)
    actions.close(customer(cast.engineer, zone=north), by=SYSTEM, reason="停业")
    customer(cast.engineer)
    line = {"product": product(), "quantity": D(2), "unit_price": D(50)}
    days = {"ordered_on": date(2026, 3, 16), "requested_on": date(2026, 5, 1)}
    released_order(ours, lines=[line], **days)
    opportunity(ours, amount=D(300))
    opportunity(ours, amount=D(700), currency="USD")
    quotes.lose(opportunity(ours), by=SYSTEM, on=date(2026, 3, 3), reason=Reason.PRICE)

    rows = reports.zones(parse("2026-03"), Customer.objects.all())

    told = ("zone", "currency", "customers", "orders", "revenue", "open", "expected")
    assert [tuple(row.get(name) for name in told) for row in rows] == [
        (north, "CNY", 1, None, None, None, None),
        (south, "CNY", 1, 1, D(100), 1, D(300)),
        (south, "USD", None, None, None, 1, D(700)),
        (None, "CNY", 1, None, None, None, None),
    ]


def test_a_zone_opens_its_orders_and_opportunities(cast, client):
    zone = Zone.objects.create(code="S", name="华南")
    ours, elsewhere = customer(cast.engineer, zone=zone), customer(cast.engineer)
    orders = [released_order(one, ordered_on=date(2026, 3, 16)) for one in (ours, elsewhere)]
    opportunity(ours, title="伺服电机"), opportunity(elsewhere, title="减速机")
    client.force_login(cast.director)

    page, behind = (client.get(f"/reports/zones/{place}?period=2026-03") for place in ("", "records/numerator/"))
    url = f"/zones/{zone.public_id}/panels"
    tabs = [client.get(f"{url}/{tab}/").content.decode() for tab in ("sales-orders", "opportunities")]

    assert "华南" in page.content.decode()
    assert all(order.number in behind.content.decode() for order in orders)
    assert [orders[0].number in tabs[0], orders[1].number in tabs[0]] == [True, False]
    assert ["伺服电机" in tabs[1], "减速机" in tabs[1]] == [True, False]
