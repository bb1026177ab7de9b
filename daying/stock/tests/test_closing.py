"""A closed month stays as it is, and the balance of any day costs the same however much moved before it (M3.8)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.products.factories import product
from daying.stock import actions, queries
from daying.stock.factories import stocked, warehouse
from daying.stock.models import ClosedBalance, MovementKind, StockClosing, StockMovement

pytestmark = pytest.mark.django_db
FEBRUARY_10, FEBRUARY_28, MARCH_5, MARCH_31 = date(2026, 2, 10), date(2026, 2, 28), date(2026, 3, 5), date(2026, 3, 31)
APRIL_20 = date(2026, 4, 20)
D = Decimal


@pytest.fixture
def place():
    return warehouse()


@pytest.fixture
def item():
    return product()


def closed(day, on=APRIL_20):
    return actions.close_month(by=SYSTEM, closed_on=day, on=on)


def shipped(place, item, quantity, on):
    actions.move([actions.Move(place, item, -D(quantity), MovementKind.SHIPMENT)], by=SYSTEM, on=on)


def test_nothing_moves_in_a_closed_month(place, item):
    stocked(place, item, 5, on=FEBRUARY_10)
    closed(FEBRUARY_28)

    for kind, quantity in ((MovementKind.SHIPMENT, D(-1)), (MovementKind.RECEIPT, D(1))):
        with pytest.raises(Refused, match="closed up to 2026-02-28: nothing moves on 2026-02-28 any more"):
            actions.move([actions.Move(place, item, quantity, kind)], by=SYSTEM, on=FEBRUARY_28)

    assert StockMovement.objects.count() == 1
    shipped(place, item, 1, date(2026, 3, 1))


def test_the_balance_of_a_day_before_at_and_after_the_closing(place, item):
    stocked(place, item, 5, on=FEBRUARY_10)
    shipped(place, item, 2, FEBRUARY_28)
    stocked(place, item, 10, on=MARCH_5)
    shipped(place, item, 4, MARCH_31)
    closing = closed(FEBRUARY_28)

    days = [date(2026, 2, 9), FEBRUARY_10, FEBRUARY_28, date(2026, 3, 4), MARCH_5, MARCH_31]

    assert [queries.balance(item, place, on=day) for day in days] == [0, 5, 3, 3, 13, 9]
    assert queries.balance(item, place) == 9
    assert closing.places == 1
    assert list(ClosedBalance.objects.values_list("quantity", "received_on")) == [(3, FEBRUARY_10)]
    assert not verify()


def test_the_balance_of_a_day_takes_three_queries_however_much_moved(
    place, item, django_assert_num_queries, django_assert_max_num_queries
):
    for day in range(1, 25):
        stocked(place, item, 2, on=date(2026, 2, day))
        shipped(place, item, 1, date(2026, 2, day))
    with django_assert_max_num_queries(12):
        closed(FEBRUARY_28)

    with django_assert_num_queries(3):
        there = queries.balance(item, place, on=MARCH_31)

    assert there == 24


def test_a_movement_before_the_last_closing_is_not_read(place, item):
    """The plan asks the movements for days after the closing alone."""
    stocked(place, item, 5, on=FEBRUARY_10)
    closed(FEBRUARY_28)
    with transaction.atomic():
        asked = []
        with connection.execute_wrapper(
            lambda run, sql, given, *rest: (asked.append((sql, given)), run(sql, given, *rest))[1]
        ):
            queries.balance(item, place, on=MARCH_31)

    of_movements = [sql for sql, _given in asked if "stock_stockmovement" in sql]
    assert len(of_movements) == 1
    assert '"moved_on" >' in of_movements[0]


def test_months_in_between_are_closed_with_it_and_a_second_closing_takes_up_the_first(place, item):
    stocked(place, item, 5, on=FEBRUARY_10)
    closed(FEBRUARY_28)
    shipped(place, item, 5, MARCH_5)

    assert closed(MARCH_31).places == 0
    assert queries.balance(item, place, on=FEBRUARY_28) == 5


BAD = [
    (date(2026, 3, 30), "last day of a month"),
    (date(2026, 4, 30), "when it is over"),
    (FEBRUARY_28, "closed up to 2026-02-28 already"),
    (date(2026, 1, 31), "closed up to 2026-02-28 already"),
]


@pytest.mark.parametrize(("day", "sentence"), BAD)
def test_only_a_month_that_is_over_and_open_is_closed(place, item, day, sentence):
    stocked(place, item, 5, on=FEBRUARY_10)
    closed(FEBRUARY_28)

    with pytest.raises(Refused, match=sentence):
        closed(day)


def test_a_month_closes_by_itself_when_the_days_for_late_entries_are_over(place, item):
    assert actions.close_what_is_due(date(2026, 3, 11), by=SYSTEM) is None  # nothing moved yet
    stocked(place, item, 5, on=FEBRUARY_10)

    days = [date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 12)]
    made = [actions.close_what_is_due(day, by=SYSTEM) for day in days]

    assert [one and one.closed_on for one in made] == [None, FEBRUARY_28, None]


def test_what_was_closed_is_not_changed(place, item):
    stocked(place, item, 5, on=FEBRUARY_10)
    closed(FEBRUARY_28)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE stock_closedbalance SET quantity = 7")

    assert ClosedBalance.objects.get().quantity == 5


def test_a_month_is_closed_on_the_screen_and_over_the_api(cast, client, place, item):
    stocked(place, item, 5, on=FEBRUARY_10)
    client.force_login(cast.warehouse)

    client.post("/stock-closings/new/", {"closed_on": "2026-02-28"})
    told = client.post("/api/v1/stock-closings", {"closed_on": "2026-03-31"}, "application/json")

    assert told.status_code == 201, told.content
    assert queries.closed_up_to() == MARCH_31
    assert StockClosing.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_moves_goods_while_a_month_is_closed_is_counted_or_refused(place):
    """Twelve people enter receipts into the month that somebody closes: what was taken in is in the closed balance."""
    items = [product() for _ in range(12)]
    gate = threading.Barrier(len(items) + 1)

    def one(act):
        gate.wait()
        try:
            act()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    acts = [lambda item=item: stocked(place, item, 1, on=FEBRUARY_28 - timedelta(days=1)) for item in items]
    with ThreadPoolExecutor(len(items) + 1) as pool:
        *entered, is_closed = pool.map(one, [*acts, lambda: closed(FEBRUARY_28)])

    assert is_closed
    assert ClosedBalance.objects.count() == sum(entered) == StockMovement.objects.count()
    assert StockClosing.objects.get().places == sum(entered)
    assert not verify()
