"""Orders take the price that the customer has, with as many statements for many lines as for one."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.customers.factories import customer
from daying.orders.factories import draft_order
from daying.orders.models import OrderLine
from daying.products.factories import agreed_price, product
from daying.products.models import PriceSource, Product

pytestmark = pytest.mark.django_db
D = Decimal


def ordered(buyer, *items, **values):
    """Price and source of each line, and the statements that the order cost."""
    lines = [{"product": item, "quantity": D(10), **values} for item in items]
    with CaptureQueriesContext(connection) as asked:
        order = draft_order(buyer, lines=lines, ordered_on=date(2026, 3, 2))
    told = [(line.unit_price, line.price_source) for line in OrderLine.objects.filter(order=order)]
    return told, [one["sql"] for one in asked]


def agreed(buyer, price):
    return Product.objects.get(pk=agreed_price(buyer, product(list_price=D(100)), price).product_id)


def test_an_empty_price_is_the_agreed_one_and_a_typed_one_says_so(cast):
    buyer = customer(cast.engineer)
    item = agreed(buyer, D(88))

    assert ordered(buyer, item)[0] == [(D(88), PriceSource.AGREEMENT)]
    assert ordered(buyer, item, unit_price=D(88))[0] == [(D(88), PriceSource.AGREEMENT)]
    assert ordered(buyer, item, unit_price=D(80))[0] == [(D(80), PriceSource.TYPED)]
    assert ordered(buyer, product(list_price=D(100)))[0] == [(D(100), PriceSource.PRODUCT)]


def test_prices_cost_three_statements_however_many_lines(cast):
    buyer = customer(cast.engineer)
    items = [agreed(buyer, D(88)) for _ in range(30)]
    ordered(buyer, product())

    plain, one, many = (len(ordered(buyer, *some)[1]) for some in ([product()], items[:1], items))

    assert (one - plain, many - plain) == (3, 3)


def test_products_without_listed_prices_ask_no_list(cast):
    agreed(buyer := customer(cast.engineer), D(88))

    statements = ordered(buyer, product())[1]

    assert [sql for sql in statements if "price" in sql.partition(" FROM ")[2].partition(" WHERE ")[0]] == []
