"""Quantities typed in a further unit: kept in the product's own, exact to the cent, shown as ordered (M5.3)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.desk.resource import resource_for
from daying.orders import actions
from daying.orders.changing.actions import submit_change
from daying.orders.factories import ORDERED_ON, WANTED_ON, change_of, draft_order, released_order
from daying.orders.models import OrderLine, SalesOrder
from daying.products.factories import agreed_price, product
from daying.products.models import PriceSource, Product, ProductUnit
from daying.quotes import actions as quoting
from daying.quotes.models import Quotation
from daying.quotes.paper import told
from daying.work import actions as work
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db
D = Decimal


def boxed(factor="20", **values):
    """A product that is also sold by the box."""
    item = product(**values)
    changes.create(ProductUnit(product=item, name="箱", factor=D(factor)), by=SYSTEM)
    return item


def ordered(cast, **line):
    """The only line of an order."""
    return draft_order(customer(cast.engineer), lines=[line]).lines.get()


def change(order, **values):
    """A change of the first line to which every department asked has agreed."""
    asked = submit_change(change_of(order, values), by=SYSTEM, on=ORDERED_ON)
    for opinion in opinions_on(asked):
        work.agree(opinion, by=SYSTEM)


def test_boxes_are_kept_as_pieces_with_the_box_beside(cast):
    line = ordered(cast, product=boxed(), quantity=D(10), unit="箱", unit_price=D(200))

    assert (line.quantity, line.unit_price, line.amount) == (D(200), D(10), D(2000))
    assert (line.unit, line.factor, line.unit_quantity, line.price_per_unit) == ("箱", D(20), D(10), D(200))


def test_the_products_own_unit_is_no_further_one(cast):
    line = ordered(cast, product=boxed(unit="只"), quantity=D(10), unit="只", unit_price=D(3))

    assert (line.unit, line.quantity, line.unit_price, line.price_per_unit) == ("", D(10), D(3), None)


def test_a_price_that_does_not_divide_stays_exact(cast):
    line = ordered(cast, product=boxed("12"), quantity=D(1000), unit="箱", unit_price=D(100))

    assert line.unit_price == D("8.3333")
    assert line.amount == D("100000.00")


def test_a_price_agreed_by_the_box_is_found_for_the_box_to_the_cent(cast):
    item, buyer = boxed("12"), customer(cast.engineer)
    agreed_price(buyer, item, D(100), unit=item.units.get())
    line = {"product": Product.objects.get(pk=item.pk), "quantity": D(3), "unit": "箱"}

    kept = draft_order(buyer, lines=[line]).lines.get()

    assert (kept.price_per_unit, kept.amount, kept.price_source) == (D(100), D("300.00"), PriceSource.AGREEMENT)


def test_a_list_price_is_told_for_the_box(cast):
    line = ordered(cast, product=boxed(list_price=D("2.5")), quantity=D(2), unit="箱")

    assert (line.price_per_unit, line.amount, line.found_price) == (D(50), D("100.00"), None)


def test_a_price_typed_otherwise_is_kept_with_ours_beside(cast):
    line = ordered(cast, product=boxed(list_price=D("2.5")), quantity=D(2), unit="箱", unit_price=D(40))

    assert (line.price_source, line.unit_price, line.found_price) == (PriceSource.TYPED, D(2), D("2.5"))


def test_a_unit_that_the_product_has_not_is_refused_with_those_it_has(cast):
    item = boxed(unit="只")

    with pytest.raises(Refused, match="只, 箱"):
        ordered(cast, product=item, quantity=D(1), unit="托")
    assert not SalesOrder.objects.exists()


@pytest.mark.parametrize(
    ("factor", "places", "quantity", "unit"),
    [("2.5", 0, "3", "箱"), ("0.333", 2, "0.1", "箱"), ("20", 0, "0.5", "")],
)
def test_what_does_not_come_out_in_the_products_places_is_refused(cast, factor, places, quantity, unit):
    item = boxed(factor, places=places)

    with pytest.raises(Refused, match=str(places)):
        ordered(cast, product=item, quantity=D(quantity), unit=unit)
    assert not SalesOrder.objects.exists()


def test_many_lines_in_boxes_cost_one_statement_more(cast):
    buyer, items = customer(cast.engineer), [boxed() for _ in range(30)]
    used = []
    for some, unit in ((items[:1], ""), (items[:1], ""), (items[:1], "箱"), (items, "箱")):
        with CaptureQueriesContext(connection) as asked:
            draft_order(buyer, lines=[{"product": item, "quantity": D(1), "unit": unit} for item in some])
        used.append(len(asked))

    assert (used[2] - used[1], used[3] - used[2]) == (1, 0)


def test_the_form_and_the_copy_show_what_was_typed(cast, client):
    client.force_login(cast.engineer)
    order = ordered(cast, product=boxed(), quantity=D(10), unit="箱", unit_price=D(200)).order

    for address in (f"/sales-orders/{order.public_id}/edit/", f"/sales-orders/new/?copy={order.public_id}"):
        (row,) = client.get(address).context["draft"].grid.rows
        texts = {cell.column.name: cell.text for cell in row.cells}
        assert (texts["quantity"], texts["unit"], texts["unit_price"]) == ("10", "箱", "200")


def test_amending_the_head_leaves_the_boxes(cast):
    line = ordered(cast, product=boxed("12"), quantity=D(10), unit="箱", unit_price=D(100))

    head = {"customer": line.order.customer, "ordered_on": ORDERED_ON, "requested_on": WANTED_ON}
    actions.amend(line.order, by=cast.engineer, freight=D(5), **head)

    line.refresh_from_db()
    assert (line.quantity, line.unit_quantity, line.price_per_unit, line.amount) == (D(120), D(10), D(100), D(1000))


def test_a_quotation_in_boxes_is_printed_in_boxes_and_becomes_an_order_in_boxes(cast):
    buyer = customer(cast.engineer)
    line = {"product": boxed(), "quantity": D(10), "unit": "箱", "unit_price": D(200)}
    days = {"quoted_on": date(2026, 3, 2), "valid_until": date(2026, 4, 1)}
    quotation = quoting.open_quotation(by=SYSTEM, customer=buyer, lines=[line], **days)

    assert told(quotation, "zh")["rows"][0][2:5] == ["10", "箱", "200.00"]
    order = actions.open_from_quotation(quotation, by=SYSTEM, on=date(2026, 3, 3))
    kept = order.lines.get()
    assert (kept.quantity, kept.unit, kept.price_per_unit, order.total) == (D(200), "箱", D(200), D("2000.00"))


@pytest.mark.parametrize(("quantity", "left"), [(240, ("箱", D(20))), (250, ("", None))])
def test_a_change_to_broken_boxes_is_told_in_pieces(cast, quantity, left):
    order = released_order(
        customer(cast.engineer), lines=[{"product": boxed("12"), "quantity": D(10), "unit": "箱", "unit_price": D(120)}]
    )

    change(order, quantity=D(quantity))

    line = order.lines.get()
    assert (line.unit, line.unit_quantity) == left
    assert line.amount == D(quantity) * 10


def test_a_changed_price_counts_for_the_box_too(cast):
    order = released_order(
        customer(cast.engineer), lines=[{"product": boxed("12"), "quantity": D(10), "unit": "箱", "unit_price": D(120)}]
    )

    change(order, unit_price=D(9))

    line = OrderLine.objects.get()
    assert (line.price_per_unit, line.amount) == (D(108), D("1080.00"))


def test_the_grid_brings_the_price_of_the_unit_typed(cast):
    item, buyer = boxed(), customer(cast.engineer)
    agreed_price(buyer, item, D(10))
    agreed_price(buyer, item, D(9), quantity_from=D(100))
    around = {"customer": str(buyer.public_id), "ordered_on": "2026-03-02", "unit": "箱"}

    def brought(**typed):
        found = Product.objects.get(pk=item.pk)
        return resource_for(Product).defaults([found], cast.engineer, {**around, **typed})[0]["unit_price"]

    assert [brought(quantity="4"), brought(quantity="5")] == [D(200), D(180)]


def test_quotations_in_boxes_show_them_on_the_page(cast, client):
    client.force_login(cast.engineer)
    line = {"product": boxed(), "quantity": D(10), "unit": "箱", "unit_price": D(200)}
    days = {"quoted_on": date(2026, 3, 2), "valid_until": date(2026, 4, 1)}
    quoting.open_quotation(by=SYSTEM, customer=customer(cast.engineer), lines=[line], **days)

    page = client.get(f"/quotations/{Quotation.objects.get().public_id}/").content.decode()

    assert "箱" in page
