"""Many take from one shelf at the same moment, and a month is closed while they do."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.products.factories import product
from daying.stock import actions, queries
from daying.stock.actions import Move, move
from daying.stock.factories import stocked, warehouse
from daying.stock.models import MovementKind

pytestmark = pytest.mark.django_db(transaction=True)
MARCH_9, MARCH_31, APRIL_2 = date(2026, 3, 9), date(2026, 3, 31), date(2026, 4, 2)
PEOPLE = 16


def all_at_once(act, people=PEOPLE):
    """What each of them got: True, or False where it was refused."""
    gate = threading.Barrier(people)

    def one(place):
        gate.wait()
        try:
            act(place)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def test_sixteen_who_take_seven_each_of_fifty_take_forty_nine(cast):
    place, item = warehouse(), product()
    stocked(place, item, 30, lot="A")
    stocked(place, item, 20, on=MARCH_9, lot="B")

    done = all_at_once(lambda _: move([Move(place, item, Decimal(-7), MovementKind.SHIPMENT)], by=SYSTEM, on=MARCH_9))

    assert sum(done) == 7
    assert queries.balance(item, place) == 1
    assert not verify()


def test_those_who_pass_goods_to_and_fro_do_not_block_each_other(cast):
    here, there, items = warehouse(), warehouse(), [product() for _ in range(4)]
    for item in items:
        stocked(here, item, 100)
        stocked(there, item, 100)

    def swap(place):
        first, other = (here, there) if place % 2 else (there, here)
        order = items if place % 3 else items[::-1]
        moves = [Move(first, item, Decimal(-1), MovementKind.TRANSFER, to=other) for item in order]
        move(moves, by=SYSTEM, on=MARCH_9)

    assert all(all_at_once(swap))
    assert queries.on_hand(items) == {item.pk: 200 for item in items}
    assert not verify()


def test_goods_new_in_a_warehouse_wait_for_a_closing_or_are_kept_by_it(cast):
    place, items = warehouse(), [product() for _ in range(PEOPLE)]

    def act(number):
        if number == PEOPLE // 2:
            actions.close_month(by=SYSTEM, closed_on=MARCH_31, on=APRIL_2)
        else:
            stocked(place, items[number], 1, on=MARCH_9)

    done = all_at_once(act)

    kept = queries.sums(MARCH_31, ["product"])
    assert len(kept) == sum(done) - 1
    assert sum(queries.on_hand(items).values()) == sum(kept.values())
