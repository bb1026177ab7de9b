"""Products on the screen: what a line takes from them, and who sees costs."""

from decimal import Decimal

import pytest
from django.test import Client

from daying.customers.factories import customer
from daying.desk.resource import resource_for
from daying.products.factories import product
from daying.products.models import Product

pytestmark = pytest.mark.django_db


def brought(item, by, **around):
    return resource_for(Product).defaults([item], by, around)[0]


def test_a_line_takes_price_and_tax_rate_from_the_product(cast):
    item = product(name="轴承", list_price=Decimal("12.50"))

    assert brought(item, cast.engineer) == {
        "description": "轴承",
        "unit_price": Decimal("12.50"),
        "tax_rate": Decimal("0.13"),
    }


def test_a_customer_abroad_brings_its_own_tax_rate_and_no_list_price(cast):
    abroad = customer(cast.engineer, currency="USD", tax_rate=Decimal(0))

    told = brought(product(), cast.engineer, customer=str(abroad.public_id))

    assert (told["unit_price"], told["tax_rate"]) == (None, Decimal(0))


@pytest.mark.parametrize("named", ["", "x", "01a20838-49aa-7aaa-8aaa-aaaaaaaaaaaa"])
def test_a_customer_that_is_none_brings_nothing(cast, named):
    assert brought(product(), cast.engineer, customer=named)["unit_price"] == Decimal(100)


def test_costs_are_for_those_who_may_see_them(cast):
    item = product(cost=Decimal("61.37"))

    def page(person):
        client = Client()
        client.force_login(person)
        return client.get(f"/products/{item.public_id}/").content.decode()

    assert "61.37" in page(cast.manager)
    assert "61.37" not in page(cast.engineer)


def test_what_is_no_longer_sold_is_not_offered(cast):
    product(is_active=False)
    sold = product()

    assert list(resource_for(Product).offered(cast.engineer)) == [sold]
