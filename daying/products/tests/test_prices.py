"""Which price a customer has: agreed, of their list, of the standard list, the product's own (M3.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers import merging
from daying.customers.factories import customer
from daying.desk.resource import resource_for
from daying.products.factories import agreed_price, listed_price, price_list, product
from daying.products.models import (
    CustomerPrice,
    ExchangeRate,
    PriceListCustomer,
    PriceSource,
    Product,
    ProductUnit,
)
from daying.products.queries import PriceBook, price_for

pytestmark = pytest.mark.django_db
D = Decimal
MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 1)


def found(item, buyer, *, on=MARCH, quantity=1, currency="CNY"):
    told = price_for(item, customer=buyer, currency=currency, on=on, quantity=D(quantity))
    return told.amount, told.source


def test_a_product_without_lists_costs_its_list_price_and_nothing_is_asked(cast, django_assert_num_queries):
    item, buyer = product(list_price=D(100)), customer(cast.engineer)

    with django_assert_num_queries(0):
        assert found(item, buyer) == (D(100), PriceSource.PRODUCT)


def test_the_nearest_price_counts(cast):
    item, buyer = fresh(product(list_price=D(100))), customer(cast.engineer)
    listed_price(price_list(is_standard=True), item, D(95))
    item = fresh(item)
    assert found(item, buyer) == (D(95), PriceSource.STANDARD_LIST)

    dealers = price_list()
    listed_price(dealers, item, D(90))
    assert found(item, buyer) == (D(95), PriceSource.STANDARD_LIST)
    changes.create(PriceListCustomer(customer=buyer, price_list=dealers), by=SYSTEM)
    assert found(item, buyer) == (D(90), PriceSource.CUSTOMER_LIST)

    agreed_price(buyer, item, D(88))
    assert found(item, buyer) == (D(88), PriceSource.AGREEMENT)
    assert found(item, customer(cast.engineer)) == (D(95), PriceSource.STANDARD_LIST)


@pytest.mark.parametrize(("quantity", "price"), [(1, 10), (99, 10), (100, 9), (500, 9)])
def test_more_cost_less_from_the_agreed_quantity_on(cast, quantity, price):
    item, buyer = product(), customer(cast.engineer)
    agreed_price(buyer, item, D(10))
    agreed_price(buyer, item, D(9), quantity_from=D(100))

    assert found(fresh(item), buyer, quantity=quantity)[0] == D(price)


def test_a_later_price_takes_over_on_its_day_and_an_ended_one_gives_way(cast):
    item, buyer = product(list_price=D(100)), customer(cast.engineer)
    agreed_price(buyer, item, D(90), valid_from=MARCH)
    agreed_price(buyer, item, D(80), valid_from=JUNE, valid_until=date(2026, 6, 30))
    item = fresh(item)

    days = (date(2026, 3, 1), MARCH, date(2026, 5, 31), JUNE, date(2026, 6, 30), date(2026, 7, 1))
    assert [found(item, buyer, on=day)[0] for day in days] == [D(100), D(90), D(90), D(80), D(80), D(90)]


def test_a_price_in_another_currency_or_of_a_list_out_of_use_does_not_count(cast):
    item, buyer = product(list_price=D(100)), customer(cast.engineer)
    agreed_price(buyer, item, D(14), currency="USD")
    listed_price(price_list(is_standard=True, is_active=False), item, D(95))
    item = fresh(item)

    assert found(item, buyer) == (D(100), PriceSource.PRODUCT)
    assert found(item, buyer, currency="USD") == (D(14), PriceSource.AGREEMENT)


def test_a_price_without_tax_is_told_with_tax_to_who_pays_with_tax(cast):
    item, buyer = product(tax_rate=D("0.13")), customer(cast.engineer, price_includes_tax=True)
    agreed_price(buyer, item, D(100), price_includes_tax=False)
    item = fresh(item)
    book = PriceBook([item], customers=[buyer], days=[MARCH])

    assert book.of(buyer, on=MARCH)(item, D(1), D("0.13")).amount == D("113.0000")


def test_a_thousand_products_cost_as_many_statements_as_one(cast):
    buyer, items = customer(cast.engineer), [product() for _ in range(20)]
    standard = price_list(is_standard=True)
    for item in items:
        listed_price(standard, item, D(95))
    items = [*Product.objects.filter(has_prices=True)]

    counts = []
    for some in (items[:1], items):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            PriceBook(some, customers=[buyer], days=[MARCH])
        counts.append(len(asked))

    assert counts == [3, 3]


def test_the_grid_brings_the_price_of_the_typed_quantity(cast):
    item, buyer = product(), customer(cast.engineer)
    agreed_price(buyer, item, D(10))
    agreed_price(buyer, item, D(9), quantity_from=D(100))
    around = {"customer": str(buyer.public_id), "ordered_on": "2026-03-02"}

    def brought(**typed):
        told = resource_for(Product).defaults([fresh(item)], cast.engineer, {**around, **typed})[0]
        return told["unit_price"], told["by_quantity"]

    assert brought() == (None, True)
    assert brought(quantity="5") == (D(10), True)
    assert brought(quantity="100") == (D(9), True)
    assert brought(quantity="viel") == (None, True)


def fresh(item):
    return Product.objects.get(pk=item.pk)


@pytest.mark.parametrize("has_own", [True, False])
def test_of_two_merged_customers_one_list_stays(cast, has_own):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    theirs, own = price_list(), price_list()
    changes.create(PriceListCustomer(customer=loser, price_list=theirs), by=SYSTEM)
    if has_own:
        changes.create(PriceListCustomer(customer=winner, price_list=own), by=SYSTEM)

    merging.merge(loser, by=cast.director, winner=winner, reason="同一家公司")

    assert [one.price_list for one in PriceListCustomer.objects.all()] == [own if has_own else theirs]
    assert PriceListCustomer.objects.get().customer == winner


def test_a_price_by_the_box_is_told_by_the_piece(cast):
    item, buyer = product(), customer(cast.engineer)
    box = changes.create(ProductUnit(product=item, name="箱", factor=D(20)), by=SYSTEM)
    agreed_price(buyer, item, D(12))
    agreed_price(buyer, item, D(200), unit=box, quantity_from=D(2))
    item = fresh(item)

    assert [found(item, buyer, quantity=count)[0] for count in (39, 40)] == [D(12), D(10)]


def test_a_price_in_a_unit_of_another_product_is_refused(cast):
    box = changes.create(ProductUnit(product=product(), name="箱", factor=D(20)), by=SYSTEM)

    with pytest.raises(ValidationError):
        CustomerPrice(customer=customer(cast.engineer), product=product(), price=D(1), unit=box).clean()


def test_a_list_price_is_told_abroad_at_the_rate_of_the_day(cast, django_assert_num_queries):
    items, buyer = [product(list_price=D(71)) for _ in range(3)], customer(cast.engineer, currency="USD")
    for day, rate in ((MARCH, D("7.1")), (JUNE, D("7.0"))):
        changes.create(ExchangeRate(currency="USD", rate=rate, valid_from=day), by=SYSTEM)

    assert found(items[0], buyer, on=date(2026, 3, 1), currency="USD") == (None, PriceSource.PRODUCT)
    assert found(items[0], buyer, on=date(2026, 5, 31), currency="USD") == (D(10), PriceSource.CONVERTED)
    with django_assert_num_queries(1):
        price = PriceBook(items, customers=[buyer], days=[JUNE]).of(buyer, on=JUNE)
        assert {price(item, D(1), D(0)).amount for item in items} == {D("10.1429")}
