"""Customers with whom something is going on stay with their owners; deals are found from orders (M3.2)."""

from datetime import date, timedelta

import pytest

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.actions import record_follow_up
from daying.customers.factories import customer, pool
from daying.customers.models import Customer, CustomerState
from daying.customers.pool import actions as pools
from daying.customers.pool.reclaiming import about_to_fall
from daying.customers.pool.sparing import reasons_to_keep
from daying.orders import actions as orders
from daying.orders.factories import draft_order, lines
from daying.quotes import actions as quotes
from daying.quotes.factories import opportunity
from daying.receivables.factories import billed

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)


@pytest.fixture
def ours(cast):
    pool(cast.engineer.department, cast.engineer)
    entered = customer(cast.engineer)
    Customer.objects.filter(pk=entered.pk).update(owned_since=ON - timedelta(days=40))
    return Customer.objects.get()


def quoted(ours):
    values = {"quoted_on": ON, "valid_until": date(2026, 4, 9), "lines": lines(5)}
    return quotes.open_quotation(by=SYSTEM, customer=ours, **values)


def test_nothing_going_on_it_falls(ours):
    assert reasons_to_keep(ours, ON) == []
    assert list(about_to_fall(ON)) == [ours]


def test_an_open_quotation_keeps_it_until_it_expires(ours):
    quoted(ours)

    assert len(reasons_to_keep(ours, date(2026, 4, 9))) == 1
    assert not about_to_fall(date(2026, 4, 9)).exists()
    assert reasons_to_keep(ours, date(2026, 4, 10)) == []


def test_an_open_order_keeps_it_until_it_is_cancelled(ours):
    order = draft_order(ours)
    assert len(reasons_to_keep(ours, ON)) == 1

    orders.cancel(order, by=SYSTEM, on=ON, reason="客户取消")

    assert reasons_to_keep(ours, ON) == []


def test_what_is_not_paid_keeps_it(ours):
    billed(ours, 1000)

    assert len(reasons_to_keep(ours, ON)) >= 1
    with pytest.raises(Refused):
        pools.release_to_pool(ours, by=SYSTEM, on=ON, reason="换")


def test_neither_quotation_nor_order_is_made_for_a_customer_in_the_pool(ours):
    pooled = pools.release_to_pool(ours, by=SYSTEM, on=ON, reason="换")
    assert pooled.state == CustomerState.ACTIVE

    with pytest.raises(Refused):
        quoted(pooled)
    with pytest.raises(Refused):
        draft_order(pooled)


def test_an_order_that_is_submitted_is_a_deal(ours):
    order = draft_order(ours)
    assert Customer.objects.get().first_deal_on is None

    orders.submit(order, by=SYSTEM, on=ON)

    ours.refresh_from_db()
    assert ours.first_deal_on == ours.last_deal_on == order.ordered_on


def test_orders_of_another_system_are_deals_too(ours):
    rows = [
        {"number": str(day), "customer": ours, "ordered_on": date(1996, 7, day), "requested_on": date(1996, 8, day)}
        for day in (4, 9)
    ]
    orders.take_over_orders([{**row, "lines": lines(5)} for row in rows], by=SYSTEM)

    ours.refresh_from_db()
    assert (ours.first_deal_on, ours.last_deal_on) == (date(1996, 7, 4), date(1996, 7, 9))


def test_a_planned_follow_up_and_an_open_opportunity_keep_a_customer(ours, cast):
    said = {"customer": ours, "done_on": ON - timedelta(days=39), "summary": "谈新产品"}
    record_follow_up(by=cast.engineer, **said, next_on=ON + timedelta(days=3), next_what="带样品")
    opportunity(ours, expected_on=ON + timedelta(days=9))

    assert len(reasons_to_keep(ours, ON)) == 2
    assert reasons_to_keep(ours, ON + timedelta(days=10)) == []
