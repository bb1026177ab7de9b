"""Which price held when, and where it came from (M3.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.products import actions
from daying.products.factories import agreed_price, listed_price, price_list, product
from daying.products.models import ExchangeRate, PriceListCustomer
from daying.products.queries import prices_of_customer, prices_of_product

pytestmark = pytest.mark.django_db
D = Decimal
TODAY, JULY = date(2026, 6, 1), date(2026, 7, 1)


def told(prices):
    return [(price.row.price, price.row.valid_from, price.until) for price in prices]


def page(person, path):
    client = Client()
    client.force_login(person)
    return client.get(path)


def adjusted(item, on_list, price):
    """An application that every department has agreed to."""
    lines = [{"product": item, "new_price": price}]
    where = {"price_list": on_list, "effective_on": JULY, "reason": "铜价上涨"}
    submitted = actions.submit_adjustment(actions.open_adjustment(by=SYSTEM, lines=lines, **where), by=SYSTEM, on=TODAY)
    return actions.agree_adjustment(submitted, by=SYSTEM, on=TODAY)


def test_each_price_holds_until_the_day_before_the_next(cast):
    item, on_list = product(), price_list()
    listed_price(on_list, item, D(100))
    adjustment = adjusted(item, on_list, D(110))

    prices = prices_of_product(item, cast.director, TODAY)

    assert told(prices) == [(D(110), JULY, None), (D(100), date(2026, 1, 1), date(2026, 6, 30))]
    assert [price.adjustment for price in prices] == [adjustment, None]
    assert [price.holds(TODAY) for price in prices] == [False, True]


def test_one_that_ends_gives_way_to_the_one_before(cast):
    item, on_list = product(), price_list()
    listed_price(on_list, item, D(100))
    listed_price(on_list, item, D(80), valid_from=JULY, valid_until=date(2026, 7, 31))

    assert told(prices_of_product(item, cast.director, TODAY)) == [
        (D(80), JULY, date(2026, 7, 31)),
        (D(100), date(2026, 1, 1), None),
    ]


def test_prices_of_quantities_and_customers_follow_each_other_apart(cast):
    item, buyer = product(), customer(cast.engineer)
    agreed_price(buyer, item, D(10))
    agreed_price(buyer, item, D(9), quantity_from=D(100), valid_from=JULY)
    agreed_price(customer(cast.engineer), item, D(8), valid_from=JULY)

    assert {until for _price, _from, until in told(prices_of_product(item, cast.engineer, TODAY))} == {None}


def test_margins_are_told_to_who_sees_costs_with_tax_and_rate_taken_out(cast):
    item, buyer = product(cost=D(60), tax_rate=D("0.13")), customer(cast.engineer)
    changes.create(ExchangeRate(currency="USD", rate=D(8), valid_from=TODAY), by=SYSTEM)
    agreed_price(buyer, item, D(113))
    agreed_price(buyer, item, D(10), currency="USD", price_includes_tax=False)

    margins = {price.currency: price.margin for price in prices_of_product(item, cast.manager, TODAY)}

    # 113 is 100 without tax, of which 60 are costs; these are 7.50 USD.
    assert margins == {"CNY": D("0.4"), "USD": D("0.25")}
    assert {price.margin for price in prices_of_product(item, cast.engineer, TODAY)} == {None}


def test_prices_of_customers_of_others_are_not_told(cast):
    item = product()
    agreed_price(customer(cast.other_engineer), item, D(77))

    assert prices_of_product(item, cast.engineer, TODAY) == []


def test_a_customer_has_what_is_agreed_and_the_list_of_their_own(cast):
    item, buyer, dealers = product(), customer(cast.engineer), price_list(name="经销商价")
    agreed_price(buyer, item, D(88))
    listed_price(dealers, item, D(90))
    listed_price(price_list(is_standard=True), item, D(95))
    changes.create(PriceListCustomer(customer=buyer, price_list=dealers), by=SYSTEM)

    assert sorted(price.row.price for price in prices_of_customer(buyer, cast.engineer, TODAY)) == [D(88), D(90)]


def test_the_statements_do_not_grow_with_the_prices(cast, django_assert_max_num_queries):
    item = product()
    for _n in range(5):
        listed_price(price_list(), item, D(95))
        agreed_price(customer(cast.engineer), item, D(90))

    assert cast.manager.has_perm("products.view_cost")  # rights are read once

    with django_assert_max_num_queries(6):
        assert len(prices_of_product(item, cast.manager, TODAY)) == 10


def test_the_page_shows_prices_with_their_document_and_costs_to_those_who_may(cast):
    item, on_list = product(cost=D(60)), price_list(name="标准价")
    listed_price(on_list, item, D(100))
    adjustment = adjusted(item, on_list, D(110))

    seen = {name: page(getattr(cast, name), f"/products/{item.public_id}/prices/") for name in ("manager", "engineer")}
    texts = {name: answer.content.decode() for name, answer in seen.items()}

    assert all("标准价" in text and "CNY 110.00" in text and adjustment.number in text for text in texts.values())
    assert ("按当前成本的毛利率" in texts["manager"], "按当前成本的毛利率" in texts["engineer"]) == (True, False)


def test_the_page_of_a_customer_is_for_those_who_see_the_customer(cast):
    buyer = customer(cast.engineer)
    agreed_price(buyer, product(name="插座"), D(88))
    path = f"/customers/{buyer.public_id}/prices/"

    assert "插座" in page(cast.engineer, path).content.decode()
    assert page(cast.other_engineer, path).status_code == 404
    assert page(cast.warehouse, path).status_code == 403
