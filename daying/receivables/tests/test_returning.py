"""What came back before the customer had it is credited (M6.1, M5.7)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.receivables import actions
from daying.receivables.models import Account, Billing, Receipt
from daying.shipping import actions as shipping
from daying.shipping.factories import dispatched_shipment

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 12)


def test_its_billing_is_settled_by_the_credit(cast):
    shipment = dispatched_shipment(released_order(customer(cast.engineer)))

    shipping.bring_back(shipment, by=cast.warehouse, on=ON, reason="客户拒收")

    billing, credit = Billing.objects.get(), Receipt.objects.get()
    assert (billing.open_amount, credit.free_amount, credit.amount) == (0, 0, billing.total)
    assert Account.objects.get().balance == 0
    assert verify() == []


def test_what_was_paid_already_stays_as_a_credit(cast):
    shipment = dispatched_shipment(released_order(customer(cast.engineer)))
    billing = Billing.objects.get()
    paid = actions.record_receipt(by=SYSTEM, customer=billing.customer, received_on=ON, amount=billing.total)
    actions.allocate_oldest(actions.post(paid, by=SYSTEM, on=ON), by=SYSTEM, on=ON)

    shipping.bring_back(shipment, by=cast.warehouse, on=ON, reason="客户拒收")

    assert Account.objects.get().balance == -billing.total
    assert verify() == []
