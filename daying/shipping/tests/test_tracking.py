"""What the customer is told and reads behind the link: that shipment and nothing else (M5.7)."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core import signing
from django.test import Client

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.models import OutgoingMail
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.shipping import actions, links
from daying.shipping.factories import dispatched_shipment, planned_shipment
from daying.shipping.tests.people import contact

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 10)


@pytest.fixture
def firm(cast):
    """A customer with a contact who has an address."""
    made = customer(cast.engineer, name="天津滨海电机有限公司")
    contact(made, name="李工", email="li@binhai.example")
    return made


@pytest.fixture
def shipment(firm):
    """Ten of 6204 at 98.76 each, dispatched on 10 March."""
    line = {"product": product(code="6204"), "quantity": D(10), "unit_price": D("98.76")}
    return dispatched_shipment(released_order(firm, lines=[line], customer_po="PO-778"))


def page(token, **headers):
    return Client(**headers).get(f"/track/{token}/")


@pytest.fixture
def today(monkeypatch):
    """It is 11 March 2026."""
    monkeypatch.setattr("daying.shipping.views.timezone.localdate", lambda *_: date(2026, 3, 11))


def test_the_notice_goes_to_the_contact_with_the_link(cast, shipment):
    told = actions.send_notice(shipment, by=cast.customer_service, on=ON)

    mail = OutgoingMail.objects.get()
    assert (mail.to, told.notice_sent_on, told.notice_to) == ("li@binhai.example", ON, "li@binhai.example")
    assert "PO-778" in mail.body
    assert "98.76" not in mail.body
    (token,) = re.findall(r"/track/([^/\s]+)/", mail.body)
    assert links.read(token, ON).shipment == shipment


def test_a_foreign_customer_is_written_to_in_english(cast):
    firm = customer(cast.engineer, name="Northwind GmbH", country="Germany")
    contact(firm, name="Anna", email="anna@northwind.example")
    shipment = dispatched_shipment(released_order(firm))

    actions.send_notice(shipment, by=cast.customer_service, on=ON)

    assert OutgoingMail.objects.get().subject == f"Your shipment {shipment}"


def test_without_an_address_nobody_is_written_to(cast):
    shipment = dispatched_shipment(released_order(customer(cast.engineer)))

    with pytest.raises(Refused, match="电子邮"):
        actions.send_notice(shipment, by=cast.customer_service, on=ON)


def test_another_customers_contact_is_not_written_to(cast, shipment):
    other = contact(customer(cast.engineer, name="别家公司"), name="张", email="z@other.example")

    with pytest.raises(Refused):
        actions.send_notice(shipment, by=cast.customer_service, on=ON, contact=other)


def test_the_page_shows_how_it_stands_and_no_price(shipment, today):
    answer = page(links.token_for(shipment))

    told = answer.content.decode()
    assert answer.status_code == 200
    assert "6204" in told
    assert "PO-778" in told
    assert "2026-03-20" in told
    assert "98.76" not in told
    assert "987.6" not in told
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_it_speaks_the_customers_language_unless_the_visitor_chose_one(cast, shipment, today):
    token = links.token_for(shipment)
    chosen = Client()
    chosen.cookies["django_language"] = "en"

    assert "您的订单" in page(token, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Your order" in chosen.get(f"/track/{token}/").content.decode()


def test_the_link_of_one_shipment_shows_no_other(firm, shipment, today):
    secret = product(code="SECRET-9")
    planned_shipment(released_order(firm, lines=[{"product": secret, "quantity": D(1)}], customer_po="PO-OTHER"))

    told = page(links.token_for(shipment)).content.decode()

    assert "SECRET-9" not in told
    assert "PO-OTHER" not in told


@pytest.mark.parametrize(
    "token", ["x", "1", "a" * 5000, "eyJhIjoxfQ:abc", signing.Signer(salt="another").sign_object([1, 999999])]
)
def test_a_link_that_is_not_ours_opens_nothing(shipment, today, token):
    answer = page(token)

    assert answer.status_code == 404
    assert "6204" not in answer.content.decode()


def test_a_forged_number_opens_nothing(shipment, today):
    token = links.token_for(shipment)

    assert page(token[:-1] + ("A" if token[-1] != "A" else "B")).status_code == 404


def test_the_link_ends(shipment, monkeypatch):
    token = links.token_for(shipment)
    monkeypatch.setattr("daying.shipping.views.timezone.localdate", lambda *_: date(2026, 6, 9))
    assert page(token).status_code == 404  # 90 days after 10 March is 8 June

    monkeypatch.setattr("daying.shipping.views.timezone.localdate", lambda *_: date(2026, 6, 8))
    assert page(token).status_code == 200


def test_a_cancelled_shipment_is_not_shown(firm, today):
    shipment = planned_shipment(released_order(firm))
    token = links.token_for(shipment)
    actions.cancel(shipment, by=SYSTEM, reason="改期")

    assert page(token).status_code == 404


def test_who_asks_without_end_is_asked_to_wait(shipment, today, monkeypatch):
    monkeypatch.setattr("daying.shipping.views.MOST_LOOKS", 2)
    token, client = links.token_for(shipment), Client()

    answers = [client.get(f"/track/{token}/").status_code for _n in range(3)]

    assert answers == [200, 200, 429]


def test_the_page_only_reads(shipment, today):
    assert Client().post(f"/track/{links.token_for(shipment)}/").status_code == 405
