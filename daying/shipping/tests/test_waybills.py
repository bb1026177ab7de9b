"""A shipment is booked with its carrier in one step, and moved on by what the waybill tells (M5.7, M6.5)."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from daying.carriers import actions as carriers
from daying.carriers.factories import carrier
from daying.carriers.models import Waybill
from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.customers.models import CustomerAddress
from daying.desk.resource import REGISTRY
from daying.orders.factories import released_order
from daying.shipping import actions, links
from daying.shipping.factories import dispatched_shipment, planned_shipment
from daying.shipping.models import Shipment, ShipmentException, State
from daying.shipping.tests.people import contact

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 10)
NEXT = date(2026, 3, 12)


@pytest.fixture
def order(cast):
    """Ten at 100 with tax inside, to 江苏, for a customer who pays on delivery."""
    firm = customer(cast.engineer, name="苏州电机有限公司", terms="on_delivery")
    contact(firm, name="李工", phone="13800000000", email="li@dianji.example")
    return released_order(firm, delivery_address="江苏省苏州市工业园区1号")


def test_one_step_fills_the_courier_book(cast, order):
    shipment = actions.pick(planned_shipment(order), by=cast.warehouse, cartons=2, gross_weight_kg=D("12.5"))

    booked = actions.book(shipment, by=cast.warehouse, on=ON, number="sf 123", carrier=carrier())

    waybill = Waybill.objects.get()
    assert (waybill.number, waybill.pieces, waybill.actual_weight) == ("SF123", 2, D("12.5"))
    assert (waybill.receiver_name, waybill.receiver_phone) == ("李工", "13800000000")
    assert (waybill.to_province, waybill.declared_value, waybill.cod_amount) == ("江苏", D(1000), D(1000))
    assert waybill.subject == shipment
    assert (booked.tracking_number, booked.carrier) == ("SF123", carrier())


def test_the_address_in_the_customers_file_says_whom_to_ask_for(cast, order):
    place = {"address": "江苏省苏州市工业园区1号", "recipient": "二号仓", "contact": "赵姐", "phone": "0512-1"}
    changes.create(CustomerAddress(customer=order.customer, **place), by=SYSTEM)

    actions.book(planned_shipment(order), by=cast.warehouse, on=ON, number="SF1", carrier=carrier())

    waybill = Waybill.objects.get()
    assert (waybill.receiver_company, waybill.receiver_name) == ("二号仓", "赵姐")


def test_without_a_carrier_or_with_a_number_in_the_book_nothing_is_booked(cast, order):
    shipment = planned_shipment(order)
    with pytest.raises(Refused):
        actions.book(shipment, by=cast.warehouse, on=ON, number="SF1")

    actions.book(shipment, by=cast.warehouse, on=ON, number="SF1", carrier=carrier())
    with pytest.raises(Refused):
        actions.book(shipment, by=cast.warehouse, on=ON, number="SF1")

    assert Waybill.objects.count() == 1


def test_what_the_carrier_delivered_is_delivered(cast, order):
    shipment = dispatched_shipment(order)
    booked = actions.book(shipment, by=cast.warehouse, on=ON, number="SF1", carrier=carrier())
    waybill = Waybill.objects.get()

    carriers.deliver_waybill(waybill, by=cast.warehouse, on=NEXT, received_by="门卫")

    booked.refresh_from_db()
    assert (booked.state, booked.delivered_on) == (State.DELIVERED, NEXT)


def test_in_two_parcels_it_is_delivered_with_the_second(cast, order):
    shipment = dispatched_shipment(order)
    for number in ("SF1", "SF2"):
        actions.book(shipment, by=cast.warehouse, on=ON, number=number, carrier=carrier())
    first, second = Waybill.objects.order_by("number")

    carriers.deliver_waybill(first, by=cast.warehouse, on=NEXT)
    assert Shipment.objects.get().state == State.DISPATCHED
    carriers.deliver_waybill(second, by=cast.warehouse, on=NEXT)

    assert Shipment.objects.get().state == State.DELIVERED


def test_what_went_wrong_on_the_way_is_followed_up(cast, order):
    shipment = dispatched_shipment(order)
    actions.book(shipment, by=cast.warehouse, on=ON, number="SF1", carrier=carrier())

    carriers.refuse_waybill(Waybill.objects.get(), by=cast.warehouse, on=NEXT, reason="仓库盘点不收货")

    found = ShipmentException.objects.get()
    assert (found.kind, found.origin, found.shipment) == ("refusal", "waybill", shipment)
    assert "仓库盘点不收货" in found.details


def test_a_waybill_booked_under_our_number_finds_its_shipment(cast, order):
    shipment = dispatched_shipment(order)

    carriers.book_waybill(
        {"number": "SF9", "carrier": carrier(), "reference": str(shipment), "booked_on": ON}, by=cast.warehouse
    )

    shipment.refresh_from_db()
    assert shipment.tracking_number == "SF9"
    assert Waybill.objects.get().subject == shipment


def test_a_waybill_of_samples_moves_no_shipment(cast, order):
    shipment = dispatched_shipment(order)
    samples = carriers.book_waybill({"number": "SF9", "carrier": carrier(), "booked_on": ON}, by=cast.warehouse)

    carriers.deliver_waybill(samples, by=cast.warehouse, on=NEXT)

    shipment.refresh_from_db()
    assert shipment.state == State.DISPATCHED


def test_the_customer_reads_what_the_carrier_tells_and_not_what_we_noted(cast, order, monkeypatch):
    monkeypatch.setattr("daying.shipping.views.timezone.localdate", lambda *_: NEXT)
    shipment = dispatched_shipment(order)
    actions.book(shipment, by=cast.warehouse, on=ON, number="SF1", carrier=carrier())
    at = datetime(2026, 3, 11, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    report = carriers.Report(Waybill.objects.get().pk, at, "in_transit", "苏州", "快件到达苏州中转场")
    carriers.track([report], by=cast.warehouse, source="webhook")
    carriers.refuse_waybill(Waybill.objects.get(), by=cast.warehouse, on=NEXT, reason="此客户爱找茬")

    told = Client().get(f"/track/{links.token_for(shipment)}/").content.decode()

    assert "快件到达苏州中转场" in told
    assert "爱找茬" not in told
    assert "1,000" not in told


def test_the_page_of_a_shipment_lists_the_waybills_that_name_it(cast, order, client):
    shipment = planned_shipment(order)
    typed = {"carrier": carrier(), "number": "SF9", "booked_on": ON, "reference": shipment.number}
    carriers.book_waybill(typed, by=cast.customer_service)
    client.force_login(cast.director)

    page = client.get(REGISTRY[Shipment].url("panel", shipment, key="waybills"))

    assert "SF9" in page.content.decode()
