"""Twenty people act on one order at the same moment (T16b); credit is judged one after the other (M4.3)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.actions import set_credit_limit
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.orders import actions, credit
from daying.orders.changing.actions import submit_change
from daying.orders.factories import ORDERED_ON, change_of, draft_order, released_order, reviewed_order
from daying.orders.models import ChangeOrder, OrderLine, SalesOrder, State

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
PEOPLE = 20


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


def test_of_twenty_who_submit_a_change_one_is_first(cast):
    order = released_order(customer(cast.engineer), (50,))
    written = [change_of(order, {"quantity": D(51 + place)}) for place in range(PEOPLE)]

    done = all_at_once(lambda place: submit_change(written[place], by=cast.engineer, on=date(2026, 3, 10)))

    assert sum(done) == 1
    assert ChangeOrder.objects.filter(number__isnull=False).count() == 1


def test_twenty_who_enter_one_customers_order_enter_it_once(cast):
    ours = customer(cast.engineer)

    done = all_at_once(lambda _: draft_order(ours, customer_po="PO-88"))

    assert sum(done) == 1
    assert SalesOrder.objects.count() == 1


def released_together(cast):
    """The states of four orders of 1,000 each, of a customer with a limit of 2,500, released at the same moment."""
    firm = set_credit_limit(customer(cast.engineer), by=SYSTEM, credit_limit=D(2500))
    orders = [reviewed_order(firm) for _n in range(4)]
    all_at_once(lambda place: actions.release(orders[place], by=cast.customer_service, on=ORDERED_ON), people=4)
    return sorted(SalesOrder.objects.values_list("state", flat=True))


def test_orders_released_together_do_not_slip_under_the_limit_together(cast):
    assert released_together(cast) == [State.ON_HOLD] * 2 + [State.RELEASED] * 2


@pytest.mark.postgres
def test_twin_without_the_lock_on_the_customer_they_slip_under_it(cast, monkeypatch):
    judged = threading.Barrier(4)

    def unlocked(key):
        judged.wait()
        return [Customer.objects.get(pk=key)]

    monkeypatch.setattr(credit, "LIMITED", unlocked)

    assert released_together(cast) == [State.RELEASED] * 4
