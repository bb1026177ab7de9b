"""What a customer owes speaks against another order of theirs (M5.4, M4.3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.orders import actions as orders
from daying.orders.factories import draft_order
from daying.receivables.factories import billed
from daying.work.queries import open_on

pytestmark = pytest.mark.django_db


def warnings_on(firm, day):
    order = orders.submit(draft_order(firm, ordered_on=day), by=SYSTEM, on=day)
    return open_on(order).warnings.splitlines()


def test_what_is_overdue_is_a_red_line_from_the_day_after_it_was_due(cast):
    firm = customer(cast.engineer, terms="prepaid")
    due_on = billed(firm, 500).due_on

    assert len(warnings_on(firm, due_on + timedelta(days=1))) == 1
    assert not warnings_on(firm, due_on)


@pytest.mark.parametrize(("limit", "is_red"), [("1500", False), ("1499.99", True)])
def test_an_order_beyond_the_limit_is_a_red_line(cast, limit, is_red):
    firm = customer(cast.engineer, credit_limit=Decimal(limit), terms="prepaid")
    due_on = billed(firm, 500).due_on  # the order of ten at 100 makes 1,500 of it

    assert bool(warnings_on(firm, due_on)) == is_red
