"""Shipments in the browser."""

import pytest

from daying.customers.factories import customer
from daying.desk.tests.house import signed_in
from daying.orders.factories import released_order
from daying.shipping.models import Shipment

pytestmark = pytest.mark.django_db


def test_a_released_order_becomes_a_shipment_in_one_form(cast):
    order = released_order(customer(cast.engineer), (10, 5))
    browser = signed_in(cast.customer_service)
    address = f"/shipments/new/?order={order.public_id}"

    assert browser.get(address).status_code == 200
    answer = browser.post(address, {"order": order.public_id, "planned_on": "2026-03-10", "freight": "0"})

    shipment = Shipment.objects.get()
    assert answer.headers["Location"] == f"/shipments/{shipment.public_id}/"
    assert shipment.lines.count() == 2
    assert browser.get(answer.headers["Location"]).status_code == 200
