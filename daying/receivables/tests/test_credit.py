"""What a customer owes counts against its credit (M4.3)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.customers.actions import set_credit_limit
from daying.customers.factories import customer
from daying.orders import actions as orders
from daying.orders import credit
from daying.orders.factories import reviewed_order
from daying.orders.models import State
from daying.receivables.factories import billed, received

pytestmark = pytest.mark.django_db
D = Decimal
DUE, LATE = date(2026, 3, 10), date(2026, 3, 11)


@pytest.fixture
def firm(cast):
    return set_credit_limit(customer(cast.engineer), by=SYSTEM, credit_limit=D(100000))


def test_what_is_owed_counts_less_what_was_paid(firm):
    billed(firm, 1000, due=DUE)
    received(firm, 300)

    found = credit.exposure(firm, DUE)

    assert (found.amount, found.late) == (D(700), {})


def test_paid_and_not_allocated_yet_is_not_overdue(firm):
    billed(firm, 1000, due=DUE)
    assert credit.exposure(firm, LATE).late == {"CNY": D(1000)}

    received(firm, 1000)

    assert credit.exposure(firm, LATE).late == {}


def test_an_overdue_customer_within_its_limit_is_held_until_it_pays(cast, firm):
    billed(firm, 1000, due=DUE)
    order = orders.release(reviewed_order(firm), by=cast.customer_service, on=LATE)
    hold = order.credit_holds.get()
    assert (order.state, hold.overdue) == (State.ON_HOLD, D(1000))

    received(firm, 1000)
    orders.check_again(hold, by=cast.customer_service, on=LATE)

    order.refresh_from_db()
    assert order.state == State.RELEASED


def test_an_overdue_customer_without_a_limit_is_not_held(cast):
    firm = customer(cast.engineer)
    billed(firm, 1000, due=DUE)

    order = orders.release(reviewed_order(firm), by=cast.customer_service, on=LATE)

    assert order.state == State.RELEASED


def test_the_customers_page_tells_the_exposure(cast, client, firm):
    billed(firm, 1000, due=date(2020, 1, 1))
    client.force_login(cast.engineer)

    page = client.get(f"/customers/{firm.public_id}/").content.decode()

    assert "CNY 1,000.00" in page
    assert "100,000.00" in page
