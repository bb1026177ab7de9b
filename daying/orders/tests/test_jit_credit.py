"""What lies of ours at a customer counts against its credit (M4.3, M3.8)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.customers.factories import customer
from daying.orders import credit
from daying.products.factories import product
from daying.stock.jit.factories import accepted, agreement_in_force, filled_up

pytestmark = pytest.mark.django_db
D = Decimal
APRIL_2 = date(2026, 4, 2)


@pytest.fixture
def firm(cast):
    return customer(cast.engineer)


@pytest.fixture
def item():
    return product(list_price=D("11.30"), places=0)


def test_what_lies_at_a_customer_counts_against_the_credit_limit(firm, item):
    under = agreement_in_force(firm, item)
    filled_up(under, item, 10)

    found = credit.exposure(firm, APRIL_2)

    assert found.amount == D("113.00")
    accepted(under, {"product": item, "quantity": 10})
    assert credit.exposure(firm, APRIL_2).amount == D("113.00")  # it is owed now
