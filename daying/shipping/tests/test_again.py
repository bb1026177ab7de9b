"""What is planned for an order fits it again after a change (M5.4, M5.6)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.orders.changing import actions as changing
from daying.orders.factories import change_of, released_order
from daying.products.factories import product
from daying.shipping import actions
from daying.shipping.factories import PLANNED_ON, planned_shipment
from daying.shipping.models import Shipment, State
from daying.shipping.queries import orders_to_plan
from daying.work import actions as work
from daying.work.models import Copy
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 6)
LATER = date(2026, 4, 3)
OUT = {"is_taken_out": True}


@pytest.fixture
def order(cast):
    return released_order(customer(cast.engineer), (10, 5))


def done(order, *changed):
    change = changing.submit_change(change_of(order, *changed), by=SYSTEM, on=ON)
    for opinion in opinions_on(change):
        work.agree(opinion, by=SYSTEM)
    change.refresh_from_db()
    assert change.state == "done"
    return change


def plans():
    """Day, and quantity by line number of the order, of each shipment that is planned or packed."""
    rows = Shipment.objects.filter(state__in=["planned", "picked"]).order_by("planned_on", "pk")
    return [(one.planned_on, {line.order_line.position: line.quantity for line in one.lines.all()}) for one in rows]


def test_a_smaller_quantity_cuts_the_last_shipment_first(cast, order):
    planned_shipment(order, (6,))
    planned_shipment(order, (4, 5), planned_on=date(2026, 3, 12))

    done(order, {"quantity": D(7)})

    assert plans() == [(PLANNED_ON, {1: 6}), (date(2026, 3, 12), {1: 1, 2: 5})]


def test_a_line_taken_out_leaves_its_shipments(cast, order):
    alone, both = planned_shipment(order, (4,)), planned_shipment(order, (6, 5))

    done(order, OUT)

    alone.refresh_from_db()
    both.refresh_from_db()
    assert alone.state == State.CANCELLED
    assert "CO-2026-000001" in alone.cancelled_for
    assert plans() == [(PLANNED_ON, {2: 5})]


def test_a_line_promised_for_another_day_leaves_on_it(cast, order):
    planned_shipment(order, (10,))
    planned_shipment(order, (0, 5))

    done(order, {"requested_on": LATER})

    assert plans() == [(PLANNED_ON, {2: 5}), (LATER, {1: 10})]
    assert Shipment.objects.count() == 2


def test_of_a_shipment_of_both_only_the_line_moved_leaves_later(cast, order):
    shipment = planned_shipment(order)

    done(order, {"requested_on": LATER})

    assert plans() == [(PLANNED_ON, {2: 5}), (LATER, {1: 10})]
    assert Shipment.objects.exclude(pk=shipment.pk).get().number == "SH-2026-000002"


def test_what_stands_packed_is_cancelled_and_to_be_planned_again(cast, order):
    packed = planned_shipment(order, (10,))
    actions.pick(packed, by=cast.warehouse)

    done(order, {"quantity": D(7)})

    packed.refresh_from_db()
    assert packed.state == State.CANCELLED
    assert list(orders_to_plan()) == [order]


def test_a_new_price_leaves_the_plan(cast, order):
    shipment = planned_shipment(order)

    done(order, {"unit_price": D(9)})

    shipment.refresh_from_db()
    assert shipment.version == 1


def test_a_line_added_is_to_be_planned(cast, order):
    planned_shipment(order)
    assert not orders_to_plan().exists()

    done(order, {"line_number": None, "product": product(), "quantity": D(3), "unit_price": D(10)})

    assert list(orders_to_plan()) == [order]


def test_who_planned_is_told(cast, order):
    actions.plan_shipment(order, by=cast.warehouse, planned_on=PLANNED_ON)

    done(order, {"quantity": D(7)})

    assert "SH-2026-000001" in Copy.objects.get(person=cast.warehouse).note
