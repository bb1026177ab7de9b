"""A warehouse is counted against its books, and somebody else posts the differences (M3.8)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.products.factories import product
from daying.products.models import Category
from daying.stock import actions, queries
from daying.stock.factories import stocked, warehouse
from daying.stock.models import CountState, MovementKind, StockMovement
from tests.fingerprint import fingerprint

pytestmark = pytest.mark.django_db
MARCH_2, MARCH_9, APRIL_20 = date(2026, 3, 2), date(2026, 3, 9), date(2026, 4, 20)
D = Decimal


@pytest.fixture
def place():
    return warehouse()


@pytest.fixture
def item():
    return product(code="P-9", places=0)


def drafted(place, *lines, by=SYSTEM, **values):
    return actions.draft_count(by=by, warehouse=place, counted_on=MARCH_9, lines=lines, **values)


def found(item, quantity, lot="A", **values):
    return {"product": item, "lot": lot, "received_on": MARCH_2, "counted_quantity": quantity, **values}


def amended(count, *lines, by=SYSTEM):
    return actions.amend_count(count, by=by, warehouse=count.warehouse, counted_on=MARCH_9, lines=lines)


def told(count):
    return [
        (line.lot, line.book_quantity, line.counted_quantity, line.difference_quantity) for line in count.lines.all()
    ]


def test_an_empty_count_lists_what_lies_there_by_the_books(place, item):
    stocked(place, item, 5, lot="A")
    stocked(place, item, 4, lot="B")
    stocked(warehouse(), item, 4, lot="C")

    count = drafted(place)

    assert (count.number, count.state) == ("CC-2026-000001", CountState.DRAFT)
    assert told(count) == [("A", 5, None, None), ("B", 4, None, None)]


def test_a_count_of_a_category_leaves_the_rest_out(place, item):
    rings = changes.create(Category(code="R", name="密封圈"), by=SYSTEM)
    stocked(place, item, 5, lot="A")
    stocked(place, product(category=rings), 4, lot="B")

    assert told(drafted(place, category=rings)) == [("B", 4, None, None)]


def test_what_is_missing_and_what_was_found_come_into_the_books(cast, place, item):
    stocked(place, item, 5, lot="A")
    stocked(place, item, 4, lot="B")
    count = drafted(place, by=cast.warehouse)

    lines = (found(item, D(3), reason="丢失"), found(item, D(4), "B"), found(item, D(2), "Z", reason="盘盈"))
    amended(count, *lines, by=cast.warehouse)
    counted = actions.finish_count(count, by=cast.warehouse)
    posted = actions.post_count(counted, by=cast.finance, on=MARCH_9)

    assert told(posted) == [("A", 5, 3, -2), ("B", 4, 4, 0), ("Z", 0, 2, 2)]
    assert (posted.counted_by, posted.posted_by) == (cast.warehouse, cast.finance)
    moved = StockMovement.objects.filter(kind=MovementKind.COUNT).order_by("pk")
    assert [(one.lot, one.quantity, one.note, one.document) for one in moved] == [
        ("A", -2, "丢失", posted),
        ("Z", 2, "盘盈", posted),
    ]
    assert queries.balance(item, place) == 9
    assert not verify()


def test_whoever_counted_does_not_post(cast, place, item):
    stocked(place, item, 5, lot="A")
    counted = actions.finish_count(drafted(place, found(item, D(5))), by=cast.warehouse)

    with pytest.raises((Refused, PermissionDenied)):
        actions.post_count(counted, by=cast.warehouse, on=MARCH_9)


def test_goods_that_move_meanwhile_are_no_difference(place, item):
    stocked(place, item, 5, lot="A")
    count = drafted(place)
    actions.move([actions.Move(place, item, D(-2), MovementKind.SHIPMENT)], by=SYSTEM, on=MARCH_9)

    amended(count, found(item, D(4), reason="丢失"))
    actions.post_count(actions.finish_count(count, by=SYSTEM), by=SYSTEM, on=MARCH_9)

    assert queries.balance(item, place) == 2  # 5 by the books, 4 there, 2 gone since


def test_lines_of_the_books_stay_though_they_are_taken_out_of_the_form(place, item):
    stocked(place, item, 5, lot="A")
    stocked(place, item, 4, lot="B")
    count = drafted(place)

    amended(count, found(item, D(4), "B"))

    assert told(count) == [("B", 4, 4, 0), ("A", 5, None, None)]
    with pytest.raises(Refused, match="1 lines are not counted yet"):
        actions.finish_count(count, by=SYSTEM)


def test_a_difference_without_a_reason_is_refused(place, item):
    stocked(place, item, 5, lot="A")
    count = drafted(place, found(item, D(4)))

    with pytest.raises(Refused, match="1 differences have no reason: P-9"):
        actions.finish_count(count, by=SYSTEM)


def test_counted_again_after_it_was_opened_and_cancelled_at_last(place, item):
    stocked(place, item, 5, lot="A")
    counted = actions.finish_count(drafted(place, found(item, D(5))), by=SYSTEM)

    with pytest.raises(Refused, match="Open it again first"):
        amended(counted, found(item, D(5)))
    opened = actions.reopen_count(counted, by=SYSTEM)
    gone = actions.cancel_count(opened, by=SYSTEM, reason="重盘")

    assert (opened.counted_by, gone.state) == (None, CountState.CANCELLED)
    assert drafted(place)  # the next one may begin


def test_a_warehouse_is_counted_once_at_a_time(place, item):
    stocked(place, item, 5)
    drafted(place)

    with pytest.raises(Refused, match="is being counted already"):
        drafted(place)


def test_differences_of_a_closed_month_are_posted_today(place, item):
    stocked(place, item, 5, lot="A")
    counted = actions.finish_count(drafted(place, found(item, D(4), reason="丢失")), by=SYSTEM)
    actions.close_month(by=SYSTEM, closed_on=date(2026, 3, 31), on=APRIL_20)

    actions.post_count(counted, by=SYSTEM, on=APRIL_20)

    assert StockMovement.objects.get(kind=MovementKind.COUNT).moved_on == APRIL_20


BAD = [
    ([], "nothing lies in"),
    ([{"counted_quantity": D(-1)}], "is not below zero"),
    ([{"counted_quantity": D("0.5")}], "0 decimal places at most"),
    ([{}, {}], "stands twice in the count"),
    ([{"received_on": APRIL_20}], "not there since a day after they came"),
]


@pytest.mark.parametrize(("lines", "sentence"), BAD)
def test_bad_input_is_refused_in_a_sentence_and_nothing_is_written(place, item, lines, sentence):
    before = fingerprint("core.counter")

    with pytest.raises(Refused, match=sentence):
        drafted(place, *({**found(item, D(1)), **one} for one in lines))

    assert fingerprint("core.counter") == before
