"""The papers of a shipment: what the warehouse picks, what the customer signs, what stands on the carton (M5.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from daying.core import changes, printing
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.products.models import CustomerPart
from daying.shipping import actions, papers
from daying.shipping.factories import planned_shipment

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def shipment(cast):
    """Ten of our 6204, which the customer calls BRG-01, in two cartons."""
    firm = customer(cast.engineer, name="天津滨海电机有限公司", english_name="Binhai Motors Ltd")
    ours = product(code="6204", unit="套")
    changes.create(CustomerPart(customer=firm, product=ours, code="BRG-01"), by=SYSTEM)
    order = released_order(
        firm,
        lines=[{"product": ours, "quantity": D(10)}],
        customer_po="PO-778",
        delivery_address="天津滨海新区1号",
    )
    planned = planned_shipment(order)
    return actions.pick(planned, by=SYSTEM, cartons=2, gross_weight_kg=D("12.5"), net_weight_kg=D(11))


def test_the_delivery_note_speaks_the_customers_numbers(shipment):
    told = papers.told(shipment, "delivery", "zh")

    assert told["rows"] == [["1", "BRG-01", "6204  轴承", "套", "10", "", ""]]
    assert ("客户订单号", "PO-778") in told["facts"]
    assert told["received"] == ["收货人（签字盖章）", "收货日期"]
    assert [value for _name, value in told["totals"]] == ["2", "12.5", "11", "10"]


def test_the_english_note_names_the_customer_in_english(shipment):
    told = papers.told(shipment, "delivery", "en")

    assert told["title"] == "Delivery note"
    assert told["facts"][0] == ("Customer", "Binhai Motors Ltd")


@pytest.mark.parametrize("kind", ["picking", "delivery", "packing", "label"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_paper_prints_without_doubts_and_names_no_price(shipment, kind, language):
    told = papers.told(shipment, kind, language)

    assert "100.00" not in str({**told, "code": ""})
    assert printing.compiled(f"shipping/{kind}", told)[1] == []


def test_there_is_a_label_for_each_package_with_the_way_to_the_tracking_page(shipment):
    told = papers.told(shipment, "label", "zh")

    assert told["packages"] == ["1 / 2", "2 / 2"]
    assert told["code"].startswith("<svg")


def test_the_papers_are_for_those_who_see_the_shipment(cast, shipment):
    answers = {}
    for who in ("engineer", "other_engineer", "warehouse"):
        client = Client()
        client.force_login(getattr(cast, who))
        answers[who] = client.get(f"/shipments/{shipment.public_id}/papers/delivery/zh/")

    assert answers["warehouse"].content.startswith(b"%PDF-")
    assert answers["engineer"]["Content-Type"] == "application/pdf"
    assert answers["other_engineer"].status_code == 404


@pytest.mark.parametrize("wrong", ["papers/receipt/zh/", "papers/delivery/fr/"])
def test_there_is_no_other_paper_and_no_other_language(cast, shipment, wrong):
    client = Client()
    client.force_login(cast.warehouse)

    assert client.get(f"/shipments/{shipment.public_id}/{wrong}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"cartons": 0},
        {"cartons": 100_000},
        {"gross_weight_kg": D(-1)},
        {"gross_weight_kg": D(1), "net_weight_kg": D(2)},
        {"package_sizes": "x" * 201},
    ],
)
def test_packages_that_cannot_be_are_refused(cast, wrong):
    planned = planned_shipment(released_order(customer(cast.engineer)))

    with pytest.raises(Refused):
        actions.pick(planned, by=cast.warehouse, **wrong)

    planned.refresh_from_db()
    assert planned.state == "planned"


def test_a_count_is_corrected_and_what_is_left_empty_stays(cast, shipment):
    again = actions.repack(shipment, by=cast.warehouse, cartons=3)

    assert (again.cartons, again.gross_weight_kg) == (3, D("12.5"))


def test_goods_do_not_arrive_before_they_leave(cast):
    order = released_order(customer(cast.engineer))

    with pytest.raises(Refused):
        planned_shipment(order, planned_on=date(2026, 3, 10), expected_on=date(2026, 3, 9))
