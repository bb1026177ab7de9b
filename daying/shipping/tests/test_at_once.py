"""Many want the same stock at the same moment: nobody gets what is not there, or what is another's (M5.6, M5.7)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.shipping import actions
from daying.shipping.factories import planned_shipment, reserved
from daying.shipping.models import Reservation, Shipment, State
from daying.shipping.plan.allocating import Decision, allocate
from daying.stock.factories import stocked, warehouse
from daying.stock.queries import on_hand

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
ON = date(2026, 3, 10)
PEOPLE = 8


def all_at_once(act, people=PEOPLE):
    """Whether each was let through, all of them beginning together."""
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


@pytest.fixture
def goods(cast):
    """A product of which twenty lie in the main warehouse."""
    made = product(code="6204")
    stocked(warehouse(code="CP", is_main=True), made, 20)
    return made


def wanted(cast, goods, quantity):
    """A released order for so many."""
    return released_order(customer(cast.engineer), lines=[{"product": goods, "quantity": D(quantity)}])


def test_eight_who_dispatch_five_each_of_twenty_dispatch_four_times(cast, goods):
    plans = [planned_shipment(wanted(cast, goods, 5)) for _n in range(PEOPLE)]

    done = all_at_once(lambda place: actions.dispatch(plans[place], by=cast.warehouse, on=ON))

    assert sum(done) == 4
    assert on_hand([goods])[goods.pk] == 0


def test_what_is_kept_for_one_is_not_taken_by_seven_others(cast, goods):
    first = wanted(cast, goods, 12)
    reserved(first, 12)
    plans = [planned_shipment(first), *(planned_shipment(wanted(cast, goods, 4)) for _n in range(PEOPLE - 1))]

    done = all_at_once(lambda place: actions.dispatch(plans[place], by=cast.warehouse, on=ON))

    assert done[0]
    assert sum(done) == 3  # twelve are kept, and of the other eight two take four each
    assert Shipment.objects.get(pk=plans[0].pk).state == State.DISPATCHED


def test_eight_who_reserve_five_each_of_twenty_reserve_four_times(cast, goods):
    lines = [wanted(cast, goods, 5).lines.get() for _n in range(PEOPLE)]

    done = all_at_once(
        lambda place: allocate(goods, [Decision(lines[place].pk, D(5))], by=cast.pmc, on=ON, reason="按交期")
    )

    assert sum(done) == 4
    assert sum(Reservation.objects.values_list("quantity", flat=True)) == D(20)
