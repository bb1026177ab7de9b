"""Goods move, and nothing is taken that is not there. Answers a part of M3.8."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.products.factories import product
from daying.stock import queries
from daying.stock.actions import Move, move
from daying.stock.factories import stocked, warehouse
from daying.stock.models import MovementKind, StockBalance, StockMovement

pytestmark = pytest.mark.django_db
MARCH_2, MARCH_3, MARCH_9 = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 9)


def took(place, item, quantity, **values):
    return move([Move(place, item, -Decimal(quantity), MovementKind.SHIPMENT, **values)], by=SYSTEM, on=MARCH_9)


def told(movements):
    return [(one.lot, one.received_on, one.quantity) for one in movements]


def test_the_oldest_goes_first_and_is_split_over_lots():
    place, item = warehouse(), product()
    stocked(place, item, 5, on=MARCH_3, lot="B")
    stocked(place, item, 4, on=MARCH_2, lot="C")

    gone = took(place, item, 6)

    assert told(gone) == [("C", MARCH_2, -4), ("B", MARCH_3, -2)]
    assert [(row.lot, row.quantity) for row in queries.lots(item)] == [("B", 3)]
    assert queries.balance(item, place) == 3


def test_a_lot_that_is_named_is_taken_alone():
    place, item = warehouse(), product()
    stocked(place, item, 5, lot="A")
    stocked(place, item, 5, on=MARCH_3, lot="B")

    gone = took(place, item, 5, lot="B")

    assert told(gone) == [("B", MARCH_3, -5)]
    with pytest.raises(Refused, match=r"Of lot B of .* there are 0 件"):
        took(place, item, 1, lot="B")


def test_more_than_is_there_is_refused_and_nothing_is_written():
    place, item, other = warehouse(), product(), product()
    stocked(place, item, 5)
    stocked(place, other, 5)
    moves = [Move(place, one, Decimal(-3), MovementKind.SHIPMENT) for one in (other, item, item)]

    with pytest.raises(Refused, match=r"there are 5 件 in .*, 6 are wanted"):
        move(moves, by=SYSTEM, on=MARCH_9)

    assert StockMovement.objects.count() == 2
    assert queries.on_hand([item, other]) == {item.pk: 5, other.pk: 5}


def test_what_came_later_cannot_have_left_before():
    place, item = warehouse(), product()
    stocked(place, item, 5, on=MARCH_9)

    with pytest.raises(Refused, match="there are 0"):
        move([Move(place, item, Decimal(-1), MovementKind.SHIPMENT)], by=SYSTEM, on=MARCH_3)


def test_goods_that_are_moved_on_keep_lot_and_age():
    here, there, item = warehouse(), warehouse(), product()
    stocked(here, item, 2, on=MARCH_2, lot="A")
    stocked(here, item, 2, on=MARCH_3, lot="B")

    move([Move(here, item, Decimal(-3), MovementKind.TRANSFER, to=there)], by=SYSTEM, on=MARCH_9)

    assert told(queries.lots(item, warehouses=[there])) == [("A", MARCH_2, 2), ("B", MARCH_3, 1)]
    assert queries.on_hand([item]) == {item.pk: 4}


def test_where_it_is_allowed_goods_leave_first_and_are_covered_when_they_come():
    place, item = warehouse(allows_negative=True), product()

    took(place, item, 3)
    below = queries.balance(item, place)
    stocked(place, item, 5, on=MARCH_9, lot="A")

    assert below == -3
    assert told(queries.lots(item)) == [("A", MARCH_9, 2)]
    assert not verify()


def test_what_is_used_up_is_no_row_any_more_and_the_books_hold():
    place, item = warehouse(), product()
    stocked(place, item, 5)
    took(place, item, 5)

    assert not StockBalance.objects.exists()
    assert not verify()


def test_many_moves_take_as_many_statements_as_two(django_assert_max_num_queries):
    place, items = warehouse(), [product() for _ in range(12)]
    for item in items:
        stocked(place, item, 5)

    with django_assert_max_num_queries(12):
        move([Move(place, item, Decimal(-2), MovementKind.SHIPMENT) for item in items], by=SYSTEM, on=MARCH_9)


def test_a_warehouse_out_of_use_takes_no_goods():
    with pytest.raises(Refused, match="not in use"):
        stocked(warehouse(is_active=False), product(), 1)
