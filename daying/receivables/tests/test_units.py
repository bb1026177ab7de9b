"""What was ordered by the box is billed to the cent, though its pieces have no round price."""

from decimal import Decimal

import pytest

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.products.models import ProductUnit
from daying.receivables.models import BillingLine
from daying.shipping.factories import dispatched_shipment

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.mark.parametrize(("shipped", "amount", "boxes"), [(12000, "100000.00", "1000"), (30, "250.00", "2.5")])
def test_boxes_are_billed_at_the_price_of_the_box(cast, shipped, amount, boxes):
    item = product()
    changes.create(ProductUnit(product=item, name="箱", factor=D(12)), by=SYSTEM)
    line = {"product": item, "quantity": D(1000), "unit": "箱", "unit_price": D(100)}
    order = released_order(customer(cast.engineer), lines=[line])

    dispatched_shipment(order, [shipped])

    billed = BillingLine.objects.get()
    assert (billed.amount, billed.unit_quantity) == (D(amount), D(boxes))


def test_pieces_out_of_a_box_are_billed_as_such_and_told_in_pieces(cast):
    item = product(unit="只")
    changes.create(ProductUnit(product=item, name="箱", factor=D(12)), by=SYSTEM)
    line = {"product": item, "quantity": D(10), "unit": "箱", "unit_price": D(100)}
    order = released_order(customer(cast.engineer), lines=[line])

    dispatched_shipment(order, [10])

    billed = BillingLine.objects.get()
    assert (billed.amount, billed.unit_quantity) == (D("83.33"), None)
    assert billed.as_ordered == (D(10), "只", D("8.3333"))
