"""A shipment from its plan to the customer (M5.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import events, journal
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions as orders
from daying.orders.factories import lines, released_order
from daying.orders.models import State as OrderState
from daying.shipping import actions, queries
from daying.shipping.events import ShipmentDelivered, ShipmentDispatched
from daying.shipping.models import State

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 10)


@pytest.fixture
def told(monkeypatch):
    """What is told while the test runs."""
    heard = []
    for event in (ShipmentDispatched, ShipmentDelivered):
        monkeypatch.setitem(events._inside, event, [heard.append])
    return heard


def plan(order, by, **values):
    return actions.plan_shipment(order, by=by, **{"planned_on": ON, **values})


def some(order, *quantities):
    """Lines that ship these quantities of the order's lines."""
    return [{"order_line": line, "quantity": D(q)} for line, q in zip(order.lines.all(), quantities, strict=True) if q]


def test_a_plan_without_lines_takes_all_that_is_open(cast):
    order = released_order(customer(cast.engineer), (10, 5), delivery_address="深圳南山")

    shipment = plan(order, cast.customer_service)

    assert (shipment.number, shipment.state) == ("SH-2026-000001", State.PLANNED)
    assert (shipment.customer_id, shipment.address) == (order.customer_id, "深圳南山")
    assert [line.quantity for line in shipment.lines.all()] == [D(10), D(5)]


def test_goods_are_planned_once(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    plan(order, cast.customer_service, lines=some(order, 7, 0))

    with pytest.raises(Refused):
        plan(order, cast.customer_service, lines=some(order, "3.001", 0))
    rest = plan(order, cast.customer_service)

    assert [line.quantity for line in rest.lines.all()] == [D(3), D(5)]
    with pytest.raises(Refused):
        plan(order, cast.customer_service)


def test_a_product_fills_the_lines_of_the_order_in_turn(cast):
    (line,) = lines(4)
    order = released_order(customer(cast.engineer), lines=[line, {**line, "quantity": D(6)}])

    shipment = plan(order, cast.warehouse, lines=[{"id": None, "product": line["product"], "quantity": D(5)}])

    assert [one.quantity for one in shipment.lines.all()] == [D(4), D(1)]


@pytest.mark.parametrize("quantity", [D(0), D(-1)])
def test_only_quantities_above_zero_are_planned(cast, quantity):
    order = released_order(customer(cast.engineer))

    with pytest.raises(Refused):
        plan(order, cast.warehouse, lines=[{"order_line": order.lines.get(), "quantity": quantity}])


def test_a_product_that_is_not_on_the_order_is_not_planned(cast):
    order = released_order(customer(cast.engineer))

    with pytest.raises(Refused):
        plan(order, cast.warehouse, lines=lines(1))


def test_an_order_on_hold_is_not_planned(cast):
    order = orders.hold(released_order(customer(cast.engineer)), by=cast.finance, reason="逾期未付款")

    with pytest.raises(Refused):
        plan(order, cast.warehouse)


def test_dispatch_counts_on_the_order_and_is_told(cast, told):
    order = released_order(customer(cast.engineer), (10, 5))
    shipment = plan(order, cast.customer_service, lines=some(order, 10, 2))

    shipment = actions.pick(shipment, by=cast.warehouse)
    shipment = actions.dispatch(shipment, by=cast.warehouse, on=ON, tracking_number="SF1234")

    order.refresh_from_db()
    assert order.state == OrderState.PARTLY_SHIPPED
    assert [line.shipped_quantity for line in order.lines.all()] == [D(10), D(2)]
    assert (shipment.state, shipment.dispatched_on, shipment.tracking_number) == (State.DISPATCHED, ON, "SF1234")
    assert told == [ShipmentDispatched(shipment.pk, order.pk, order.customer_id, ON, cast.warehouse.pk)]


def test_a_delivery_is_confirmed_after_dispatch(cast, told):
    order = released_order(customer(cast.engineer))
    shipment = actions.dispatch(plan(order, cast.warehouse), by=cast.warehouse, on=ON)

    with pytest.raises(Refused):
        actions.deliver(shipment, by=cast.customer_service, on=date(2026, 3, 9))
    shipment = actions.deliver(shipment, by=cast.customer_service, on=date(2026, 3, 12))

    assert (shipment.state, shipment.delivered_on) == (State.DELIVERED, date(2026, 3, 12))
    assert told[-1] == ShipmentDelivered(shipment.pk, order.pk, order.customer_id, date(2026, 3, 12))


def test_only_the_warehouse_dispatches(cast):
    shipment = plan(released_order(customer(cast.engineer)), cast.engineer)

    with pytest.raises(PermissionDenied):
        actions.dispatch(shipment, by=cast.engineer, on=ON)


def test_what_is_cancelled_is_open_again(cast):
    order = released_order(customer(cast.engineer))
    shipment = actions.cancel(plan(order, cast.warehouse), by=cast.warehouse, reason="改期")

    assert shipment.cancelled_for == "改期"
    assert [line.to_plan for line in queries.open_to_ship(order)] == [D(10)]
    assert plan(order, cast.warehouse).number == "SH-2026-000002"


def test_a_plan_is_changed_until_it_is_picked(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    shipment = plan(order, cast.warehouse, lines=some(order, 7, 0))
    values = {"order": order, "planned_on": date(2026, 3, 11)}

    changed = actions.amend(shipment, by=cast.warehouse, version=1, lines=some(order, 8, 1), **values)

    assert [line.quantity for line in changed.lines.all()] == [D(8), D(1)]
    assert journal.history(changed).first().changes["planned_on"] == ["2026-03-10", "2026-03-11"]
    picked = actions.pick(changed, by=cast.warehouse)
    with pytest.raises(Refused):
        actions.amend(picked, by=cast.warehouse, **values)


def test_a_closed_rest_is_not_left_planned(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    actions.dispatch(plan(order, cast.warehouse, lines=some(order, 10, 0)), by=cast.warehouse, on=ON)
    rest = plan(order, cast.warehouse)

    orders.close(order, by=cast.customer_service, on=ON, reason="客户不要了")

    rest.refresh_from_db()
    assert rest.state == State.CANCELLED


def test_forty_lines_cost_no_more_statements_than_one(cast):
    used = []
    for count in (1, 40):
        order = released_order(customer(cast.engineer), lines=lines(*[2] * count))
        with CaptureQueriesContext(connection) as statements:
            shipment = plan(order, cast.warehouse)
            actions.amend(shipment, by=cast.warehouse, order=order, planned_on=ON, lines=some(order, *[1] * count))
            actions.dispatch(shipment, by=cast.warehouse, on=ON)
        used.append(len(statements))

    assert used[1] <= used[0]


def test_shipments_are_seen_with_their_customer(cast):
    shipment = plan(released_order(customer(cast.engineer)), cast.warehouse)

    assert list(queries.shipments_seen_by(cast.engineer)) == [shipment]
    assert not queries.shipments_seen_by(cast.other_engineer).exists()
    assert list(queries.shipments_seen_by(cast.finance)) == [shipment]


def test_an_order_awaits_its_plan_until_one_is_there(cast):
    order = released_order(customer(cast.engineer))
    assert list(queries.orders_to_plan()) == [order]

    shipment = plan(order, cast.warehouse)

    assert not queries.orders_to_plan().exists()
    assert list(queries.to_pick(ON)) == [shipment]
    assert not queries.to_pick(date(2026, 3, 9)).exists()
