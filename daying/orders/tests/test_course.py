"""What becomes of a released order (M5.6)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import events, journal
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions, queries
from daying.orders.events import DeliveryDateMoved, OrderCancelled
from daying.orders.factories import WANTED_ON, lines, released_order
from daying.orders.models import DateMove, State

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 10)
LATER = date(2026, 4, 3)


@pytest.fixture
def told(monkeypatch):
    """What is told while the test runs."""
    heard = []
    for event in (DeliveryDateMoved, OrderCancelled):
        monkeypatch.setitem(events._inside, event, [heard.append])
    return heard


def line_ids(order):
    return list(order.lines.values_list("pk", flat=True))


def test_partial_and_complete_shipments_are_counted(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    first, second = line_ids(order)

    order = actions.count_shipped(order, {first: D(4)}, by=cast.warehouse, on=ON)
    assert order.state == State.PARTLY_SHIPPED
    order = actions.count_shipped(order, {first: D(6), second: D(5)}, by=cast.warehouse, on=ON)

    assert order.state == State.SHIPPED
    assert [line.open_quantity for line in order.lines.all()] == [0, 0]
    assert journal.history(order).first().changes["shipped"] == [None, {"1": "6", "2": "5"}]


def test_more_than_ordered_is_not_shipped(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    first, second = line_ids(order)
    actions.count_shipped(order, {first: D(7)}, by=cast.warehouse, on=ON)

    with pytest.raises(Refused):
        actions.count_shipped(order, {first: D("3.001"), second: D(5)}, by=cast.warehouse, on=ON)

    assert [line.shipped_quantity for line in order.lines.all()] == [D(7), D(0)]


@pytest.mark.parametrize("quantity", [D(0), D(-1)])
def test_nothing_is_shipped_backwards(cast, quantity):
    order = released_order(customer(cast.engineer))

    with pytest.raises(Refused):
        actions.count_shipped(order, {line_ids(order)[0]: quantity}, by=cast.warehouse, on=ON)


def test_a_line_of_another_order_is_not_counted(cast):
    order, other = (released_order(customer(cast.engineer)) for _ in range(2))

    with pytest.raises(Refused):
        actions.count_shipped(order, {line_ids(other)[0]: D(1)}, by=cast.warehouse, on=ON)


def test_an_order_on_hold_is_not_shipped_until_it_is_resumed(cast):
    order = released_order(customer(cast.engineer))
    order = actions.hold(order, by=cast.finance, reason="逾期未付款")

    with pytest.raises(Refused):
        actions.count_shipped(order, {line_ids(order)[0]: D(1)}, by=cast.warehouse, on=ON)

    order = actions.resume(order, by=cast.finance)
    assert (order.state, order.held_state, order.stopped_for) == (State.RELEASED, "", "")


def test_counting_forty_lines_costs_no_more_statements_than_one(cast):
    used = []
    for count in (1, 1, 40):  # the first one reads what the process then remembers
        order = released_order(customer(cast.engineer), lines=lines(*[2] * count))
        keys = line_ids(order)
        with CaptureQueriesContext(connection) as statements:
            actions.count_shipped(order, dict.fromkeys(keys, D(1)), by=cast.warehouse, on=ON)
        used.append(len(statements))

    assert used[1] == used[2] < 12


def test_a_date_moved_by_us_keeps_the_first_promise(cast, told):
    order = released_order(customer(cast.engineer), (10, 5))

    order = actions.move_delivery_date(order, by=cast.pmc, on=ON, to=LATER, reason="缺料", positions="2")

    first, second = order.lines.all()
    assert (first.confirmed_on, second.confirmed_on) == (WANTED_ON, LATER)
    assert second.first_confirmed_on == WANTED_ON
    assert order.confirmed_on == LATER
    assert told == [DeliveryDateMoved(order.pk, (second.pk,), LATER, False)]


def test_a_moved_line_is_told_in_the_journal_and_makes_a_new_version(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    actions.move_delivery_date(order, by=cast.pmc, on=ON, to=LATER, reason="缺料", positions="1")

    moved = actions.move_delivery_date(order, by=cast.pmc, on=ON, to=LATER, reason="缺料", positions="2")

    assert moved.version == order.version + 2
    before, after = journal.history(order).first().changes["lines"]
    assert (before[0]["confirmed_on"], after[0]["confirmed_on"]) == (WANTED_ON.isoformat(), LATER.isoformat())


def test_a_date_moved_at_the_customers_wish_is_a_new_promise(cast):
    order = released_order(customer(cast.engineer))

    order = actions.move_delivery_date(
        order, by=cast.customer_service, on=ON, to=LATER, reason="客户推迟", is_customers_wish=True
    )

    assert order.lines.get().first_confirmed_on == LATER
    move = DateMove.objects.get()
    assert (move.from_on, move.to_on, move.reason, move.is_customers_wish) == (WANTED_ON, LATER, "客户推迟", True)


@pytest.mark.parametrize("positions", ["3", "1, x"])
def test_only_open_lines_are_moved(cast, positions):
    order = released_order(customer(cast.engineer), (10, 5))

    with pytest.raises(Refused):
        actions.move_delivery_date(order, by=cast.pmc, on=ON, to=LATER, reason="缺料", positions=positions)


def test_a_rest_is_closed_only_with_a_reason(cast, told):
    order = released_order(customer(cast.engineer))
    order = actions.count_shipped(order, {line_ids(order)[0]: D(4)}, by=cast.warehouse, on=ON)

    with pytest.raises(Refused):
        actions.close(order, by=cast.customer_service, on=ON)
    closed = actions.close(order, by=cast.customer_service, on=ON, reason="客户不要了")

    assert closed.state == State.CLOSED
    assert told == [OrderCancelled(order.pk, ON)]
    assert not queries.open_lines(customer=closed.customer).exists()


def test_overdue_is_what_was_promised_for_an_earlier_day_and_is_still_open(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    actions.count_shipped(order, {line_ids(order)[0]: D(10)}, by=cast.warehouse, on=ON)

    assert not queries.overdue_lines(WANTED_ON).exists()
    assert [line.position for line in queries.overdue_lines(date(2026, 3, 21))] == [2]
    assert list(queries.overdue_orders(date(2026, 3, 21))) == [order]
