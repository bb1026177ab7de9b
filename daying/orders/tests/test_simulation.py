"""What the last quarter would have been at the new price, from the orders that were taken (M3.7)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.orders.factories import draft_order, released_order
from daying.products import actions
from daying.products.factories import price_list, product
from daying.products.models import PriceListCustomer

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.mark.parametrize("has_own_list", [False, True])
def test_orders_of_the_last_quarter_are_told_at_the_new_price(cast, has_own_list):
    item, buyer, standard = product(tax_rate=D("0.13")), customer(cast.engineer), price_list(is_standard=True)
    if has_own_list:
        PriceListCustomer.objects.create(customer=buyer, price_list=price_list())
    line = {"product": item, "quantity": D(10), "unit_price": D(113)}
    for on, discount in ((date(2026, 3, 2), D("0.1")), (date(2025, 12, 31), D(0)), (date(2026, 4, 1), D(0))):
        released_order(buyer, ordered_on=on, lines=[{**line, "discount": discount}])
    draft_order(buyer, lines=[line])

    with journal.acting("products.open_adjustment", date(2026, 5, 4)):
        told = {"effective_on": date(2026, 7, 1), "reason": "x", "price_list": standard}
        adjustment = actions.open_adjustment(by=SYSTEM, lines=[{"product": item, "new_price": D("124.30")}], **told)

    figures = adjustment.lines.values_list("sold_quantity", "sold_amount", "new_amount").get()
    assert figures == ((0, 0, 0) if has_own_list else (D(10), D(900), D(990)))
