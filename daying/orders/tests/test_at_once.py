"""Twenty people act on one order at the same moment (T16b)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions
from daying.orders.factories import draft_order, released_order
from daying.orders.models import OrderLine, SalesOrder

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
PEOPLE = 20


def all_at_once(act):
    """What each of the twenty got: True, or False where it was refused."""
    gate = threading.Barrier(PEOPLE)

    def one(place):
        gate.wait()
        try:
            act(place)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def test_twenty_who_ship_seven_each_of_fifty_ship_forty_nine(cast):
    order = released_order(customer(cast.engineer), (50,))
    line = order.lines.get()

    done = all_at_once(lambda _: actions.count_shipped(order, {line.pk: D(7)}, by=cast.warehouse, on=date(2026, 3, 10)))

    assert sum(done) == 7
    assert OrderLine.objects.get().shipped_quantity == D(49)


@pytest.mark.postgres
def test_twin_without_the_lock_too_much_is_shipped(cast, monkeypatch):
    order = released_order(customer(cast.engineer), (50,))
    line = order.lines.get()
    read = threading.Barrier(PEOPLE)

    def unlocked(record):
        read.wait()
        return SalesOrder.objects.get(pk=record.pk)

    monkeypatch.setattr("daying.orders.actions.course.lock", unlocked)

    done = all_at_once(lambda _: actions.count_shipped(order, {line.pk: D(7)}, by=cast.warehouse, on=date(2026, 3, 10)))

    assert sum(done) * 7 > 50


def test_twenty_who_enter_one_customers_order_enter_it_once(cast):
    ours = customer(cast.engineer)

    done = all_at_once(lambda _: draft_order(ours, customer_po="PO-88"))

    assert sum(done) == 1
    assert SalesOrder.objects.count() == 1
