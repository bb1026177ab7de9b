"""Orders that go back to a trade show (M2.5)."""

from datetime import date

import pytest
from django.test import Client

from daying.core.periods import Month
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.market import actions
from daying.market.factories import approved_show, lead
from daying.orders import reports as orders
from daying.orders.factories import lines, released_order

pytestmark = pytest.mark.django_db
MARCH = Month(2026, 3)


@pytest.fixture
def show(cast):
    return approved_show(cast.manager)


@pytest.fixture
def firm(cast, show):
    """Met at the show as a visitor whom nobody knew."""
    met = actions.file(lead(show, cast.engineer), by=cast.engineer)
    return actions.qualify(met.prospect, by=cast.engineer, on=date(2026, 3, 8)).customer


def test_orders_are_traced_back_to_the_show(cast, show, firm):
    released_order(firm, lines=lines(10), ordered_on=date(2026, 3, 9))
    released_order(firm, lines=lines(10), ordered_on=date(2026, 3, 2))  # before the show
    released_order(customer(cast.engineer), lines=lines(10), ordered_on=date(2026, 3, 9))  # never there

    (row,) = orders.orders_from_shows(MARCH, Customer.objects.all())

    assert (row["show"], row["customers"], row["orders"]) == (show, 1, 1)


def test_orders_of_a_customer_who_came_to_see_us_count_too(cast, show):
    known = customer(cast.engineer, name="天津华泰机械有限公司")
    actions.file(lead(show, cast.engineer, company=known.name), by=cast.engineer)
    released_order(known, lines=lines(10), ordered_on=date(2026, 3, 9))

    (row,) = orders.orders_from_shows(MARCH, Customer.objects.all())

    assert (row["customers"], row["orders"]) == (1, 1)


def test_the_show_has_a_tab_with_them(cast, show, firm):
    order = released_order(firm, lines=lines(10), ordered_on=date(2026, 3, 9))
    client = Client()
    client.force_login(cast.manager)

    tab = client.get(f"/trade-shows/{show.public_id}/panels/sales-orders/", headers={"HX-Request": "true"})

    assert order.number in tab.content.decode()
