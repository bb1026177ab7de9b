"""A dispatch takes from stock, the oldest lots first, and never what is kept for others (M5.6, M5.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions as orders
from daying.orders.factories import lines, released_order
from daying.products.factories import product
from daying.shipping import actions, invariants
from daying.shipping.factories import planned_shipment, reserved
from daying.shipping.models import Reservation, State
from daying.stock.factories import stocked, warehouse
from daying.stock.models import StockBalance, StockMovement
from daying.stock.queries import balance

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 10)


@pytest.fixture
def goods():
    """A product of which twelve lie in the main warehouse: five of lot A, older, seven of lot B."""
    made = product(code="6204", unit="套")
    main = warehouse(code="CP", name="成品仓", is_main=True)
    stocked(main, made, 5, on=date(2026, 3, 1), lot="A")
    stocked(main, made, 7, on=date(2026, 3, 5), lot="B")
    return made


def wanted(cast, goods, quantity, **values):
    """A released order for so many of them."""
    return released_order(customer(cast.engineer), lines=[{"product": goods, "quantity": D(quantity)}], **values)


def sent(order, by):
    return actions.dispatch(planned_shipment(order), by=by, on=ON)


def test_the_oldest_lots_leave_first_and_the_movement_says_which(cast, goods):
    shipment = sent(wanted(cast, goods, 8), cast.warehouse)

    moved = StockMovement.objects.filter(kind="shipment").order_by("pk")
    assert [(one.lot, one.quantity, one.document) for one in moved] == [("A", D(-5), shipment), ("B", D(-3), shipment)]


def test_short_stock_is_refused_with_what_is_wanted_and_what_is_there(cast, goods):
    order = wanted(cast, goods, 13)
    shipment = planned_shipment(order)

    with pytest.raises(Refused) as refusal:
        actions.dispatch(shipment, by=cast.warehouse, on=ON)

    assert "6204" in str(refusal.value)
    assert "13" in str(refusal.value)
    assert "12" in str(refusal.value)
    shipment.refresh_from_db()
    order.refresh_from_db()
    assert (shipment.state, order.state) == (State.PLANNED, "released")


def test_where_no_warehouse_is_kept_nothing_is_counted(cast):
    sent(released_order(customer(cast.engineer)), cast.warehouse)

    assert not StockMovement.objects.exists()


def test_the_shipments_own_warehouse_goes_before_the_main_one(cast, goods):
    other = warehouse(code="TJ")
    stocked(other, goods, 20)

    shipment = planned_shipment(wanted(cast, goods, 8), warehouse=other)
    actions.dispatch(shipment, by=cast.warehouse, on=ON)

    assert balance(goods, other) == D(12)


def test_a_customers_warehouse_ships_nothing(cast, goods):
    from daying.stock.factories import jit_warehouse

    place = jit_warehouse(customer(cast.engineer))

    with pytest.raises(Refused):
        planned_shipment(wanted(cast, goods, 8), warehouse=place)


def test_what_is_kept_for_another_order_stays(cast, goods):
    first, second = wanted(cast, goods, 8), wanted(cast, goods, 8)
    reserved(first, 8)

    with pytest.raises(Refused) as refusal:
        sent(second, cast.warehouse)
    assert str(first) in str(refusal.value)
    sent(first, cast.warehouse)

    assert Reservation.objects.get().state == "used"


def test_the_same_goods_without_a_decision_go_to_whoever_comes_first(cast, goods):
    wanted(cast, goods, 8)

    assert sent(wanted(cast, goods, 8), cast.warehouse).state == State.DISPATCHED


def test_a_part_shipped_leaves_the_rest_kept(cast, goods):
    order = wanted(cast, goods, 8)
    reserved(order, 8)

    actions.dispatch(planned_shipment(order, (3,)), by=cast.warehouse, on=ON)

    assert [(one.state, one.quantity) for one in Reservation.objects.all()] == [("held", D(5))]


def test_an_order_that_is_closed_lets_its_stock_go(cast, goods):
    order = wanted(cast, goods, 8)
    reserved(order, 8)
    actions.dispatch(planned_shipment(order, (3,)), by=cast.warehouse, on=ON)

    orders.close(order, by=cast.customer_service, on=ON, reason="客户不要了")

    assert [(one.state, one.quantity) for one in Reservation.objects.all()] == [("released", D(0))]


def test_a_line_promised_anew_lets_its_stock_go_and_leaves_on_the_new_day(cast, goods):
    order = wanted(cast, goods, 8)
    reserved(order, 8)
    shipment = planned_shipment(order)

    orders.move_delivery_date(order, by=cast.pmc, on=ON, to=date(2026, 4, 2), reason="缺料")

    shipment.refresh_from_db()
    assert Reservation.objects.get().state == "released"
    assert shipment.planned_on == date(2026, 4, 2)


def test_what_stands_packed_is_not_planned_again(cast, goods):
    order = wanted(cast, goods, 8)
    shipment = actions.pick(planned_shipment(order), by=cast.warehouse)

    orders.move_delivery_date(order, by=cast.pmc, on=ON, to=date(2026, 4, 2), reason="缺料")

    shipment.refresh_from_db()
    assert shipment.state == State.PICKED


def test_forty_lines_take_from_stock_with_no_more_statements_than_two(cast):
    main = warehouse(is_main=True)
    used = []
    for count in (2, 40):
        order = released_order(customer(cast.engineer), lines=lines(*[2] * count))
        for line in order.lines.select_related("product"):
            stocked(main, line.product, 2)
        reserved(order, 2)
        shipment = planned_shipment(order)
        with CaptureQueriesContext(connection) as statements:
            actions.dispatch(shipment, by=cast.warehouse, on=ON)
        used.append(len(statements))

    assert used[1] <= used[0]


def test_the_books_hold_after_it_all_and_what_was_tampered_with_is_found(cast, goods):
    order = wanted(cast, goods, 8)
    reserved(order, 8)
    shipment = actions.dispatch(planned_shipment(order, (3,)), by=cast.warehouse, on=ON)
    checks = (invariants.kept_beyond_open, invariants.received_elsewhere, invariants.left_otherwise)
    assert [list(check()) for check in checks] == [[], [], []]

    Reservation.objects.update(quantity=D(6))
    shipment.lines.update(quantity=D(2))

    assert len(list(invariants.kept_beyond_open())) == 1
    assert len(list(invariants.left_otherwise())) == 1


def test_what_comes_back_lies_where_it_lay_and_is_to_be_shipped_again(cast, goods):
    order = wanted(cast, goods, 8)
    shipment = sent(order, cast.warehouse)

    back = actions.bring_back(shipment, by=cast.warehouse, on=date(2026, 3, 12), reason="客户拒收")

    order.refresh_from_db()
    assert (back.state, back.dispatched_on, back.returned_on) == (State.RETURNED, None, date(2026, 3, 12))
    assert (order.state, order.lines.get().open_quantity) == ("released", D(8))
    lots = StockBalance.objects.order_by("lot").values_list("lot", "received_on", "quantity")
    assert list(lots) == [("A", date(2026, 3, 1), D(5)), ("B", date(2026, 3, 5), D(7))]
    assert list(invariants.left_otherwise()) == []
    assert list(invariants.wrong_quantities()) == []
    assert sent(order, cast.warehouse).state == State.DISPATCHED


def test_of_two_parts_the_one_that_came_back_is_open_again(cast, goods):
    order = wanted(cast, goods, 8)
    first = actions.dispatch(planned_shipment(order, (3,)), by=cast.warehouse, on=ON)
    sent(order, cast.warehouse)

    actions.bring_back(first, by=cast.warehouse, on=ON, reason="地址不详")

    order.refresh_from_db()
    assert (order.state, order.lines.get().open_quantity) == ("partly_shipped", D(3))


@pytest.mark.parametrize("how", ["delivered", "closed", "too early"])
def test_what_cannot_come_back_does_not(cast, goods, how):
    order = wanted(cast, goods, 8)
    shipment, on = sent(order, cast.warehouse), ON
    if how == "delivered":
        actions.deliver(shipment, by=cast.warehouse, on=ON)
    elif how == "closed":
        orders.close(order, by=cast.customer_service, on=ON)
    else:
        on = date(2026, 3, 9)

    with pytest.raises(Refused):
        actions.bring_back(shipment, by=cast.warehouse, on=on, reason="客户拒收")

    assert StockMovement.objects.filter(kind="return").count() == 0
