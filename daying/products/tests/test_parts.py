"""Customers' own part numbers, wherever a product is named for that customer; and prices from a sheet (M5.3)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.desk import imports
from daying.products.factories import price_list, product
from daying.products.models import CustomerPart, PriceListLine
from daying.products.queries import by_customer_part

pytestmark = pytest.mark.django_db
LOOKUP = "/products/lookup/"


@pytest.fixture
def buyer(cast):
    return customer(cast.engineer, code="KH-1")


@pytest.fixture
def clerk(cast):
    client = Client()
    client.force_login(cast.engineer)
    return client


def called(buyer, code, item):
    changes.create(CustomerPart(customer=buyer, code=code, product=item), by=SYSTEM)
    return item


def test_a_part_number_means_its_product_to_its_customer_only(cast, buyer):
    item = called(buyer, "ax-7", product())

    assert by_customer_part(buyer, ["AX-7", "AX-8"]) == {"AX-7": item}
    assert by_customer_part(customer(cast.engineer), ["AX-7"]) == {}


def test_lookup_and_paste_know_the_numbers_of_the_customer_in_the_form(buyer, clerk):
    item, around = called(buyer, "AX-7", product()), {"customer": str(buyer.public_id)}

    offered = clerk.get(LOOKUP, {"q": "ax-7", **around}).json()["results"]
    pasted = clerk.post(LOOKUP, {"texts": ["AX-7", item.code], **around}).json()["results"]

    assert [one["id"] for one in [*offered, *pasted]] == [str(item.public_id)] * 3
    assert "error" in clerk.post(LOOKUP, {"texts": ["AX-7"]}).json()["results"][0]


def test_a_number_of_theirs_that_is_ours_for_something_else_is_told(buyer, clerk):
    ours = product(code="B-1")
    called(buyer, "B-1", product())

    told = clerk.post(LOOKUP, {"texts": [ours.code], "customer": str(buyer.public_id)}).json()["results"][0]

    assert "B-1" in told["error"]


def test_an_order_typed_with_part_numbers_is_saved(buyer, clerk):
    item = called(buyer, "AX-7", product(list_price=Decimal(20)))
    typed = {"customer": buyer.pk, "ordered_on": "2026-03-02", "requested_on": "2026-03-20", "freight": "0"}
    line = {"id": "", "product": "", "product.text": "AX-7", "description": "", "quantity": "3", "unit": ""}
    line |= {"unit_price": "", "discount": "", "tax_rate": "", "requested_on": ""}

    page = clerk.get("/sales-orders/new/").context["draft"].form["customer"]
    typed["customer"] = str(buyer.public_id) if "public_id" in str(page.field.to_field_name) else buyer.pk
    answer = clerk.post("/sales-orders/new/", {**typed, **{f"line.{name}": text for name, text in line.items()}})

    assert answer.status_code == 302
    assert buyer.orders.get().lines.get().product == item


def test_orders_of_a_sheet_name_products_as_their_customers_do(cast, buyer, tmp_path):
    other = customer(cast.engineer, code="KH-2")
    items = called(buyer, "AX-7", product()), called(other, "AX-7", product())
    path = tmp_path / "orders.csv"
    head = "customer,customer_po,ordered_on,requested_on,lines.product,lines.quantity"
    rows = [f"KH-{n},PO-{n},2026-03-02,2026-03-20,AX-7,5" for n in (1, 2)]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    outcome = imports.run_file("sales-orders", path, None, by=cast.director)

    assert [*outcome.faults] == []
    assert tuple(one.orders.get().lines.get().product for one in (buyer, other)) == items


def test_a_sheet_brings_listed_prices(cast, tmp_path):
    item, on_list = product(code="B-9"), price_list(code="STD")
    path = tmp_path / "prices.csv"
    path.write_text("price_list,product,起订量,单价,valid_from\nSTD,B-9,,95,2026-06-01\nSTD,B-9,100,90,2026-06-01\n")

    imports.run_file("listed-prices", path, None, by=cast.director)

    told = PriceListLine.objects.filter(price_list=on_list, product=item, valid_from=date(2026, 6, 1))
    assert sorted(told.values_list("quantity_from", "price")) == [
        (Decimal(0), Decimal(95)),
        (Decimal(100), Decimal(90)),
    ]
    item.refresh_from_db()
    assert item.has_prices
