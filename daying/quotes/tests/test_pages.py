"""Quotations on the screen: entered in the form, margins for some, and what waits for whom."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from daying.customers.factories import customer
from daying.products.factories import product
from daying.quotes import actions, pages
from daying.quotes.factories import approved
from daying.quotes.models import Quotation
from daying.work import actions as work
from daying.work.queries import awaiting

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def handed_in(cast):
    """Ten at 100 less 8 % with tax inside that cost 55 each: 814.16 less 550.00 leaves 264.16."""
    drafted = actions.open_quotation(
        by=cast.engineer,
        customer=customer(cast.engineer),
        quoted_on=ON,
        valid_until=date(2026, 4, 1),
        lines=[{"product": product(cost=Decimal(55)), "quantity": Decimal(10), "discount": Decimal("0.08")}],
    )
    return actions.submit(drafted, by=cast.engineer, on=ON)


def test_the_margin_is_on_the_managers_page_and_not_on_the_engineers(cast, handed_in):
    address = f"/quotations/{handed_in.public_id}/"

    assert "264.16" in browser(cast.manager).get(address).content.decode()
    assert "264.16" not in browser(cast.engineer).get(address).content.decode()


def test_a_quotation_is_entered_in_the_form(cast):
    item, ours = product(), customer(cast.engineer)
    sent = {
        "customer": str(ours.public_id),
        "quoted_on": "2026-03-02",
        "valid_until": "2026-04-01",
        "line.id": [""],
        "line.product": [str(item.public_id)],
        "line.product.text": [str(item)],
        "line.description": [""],
        "line.quantity": ["3"],
        "line.unit": [""],
        "line.unit_price": [""],
        "line.discount": ["5%"],
        "line.tax_rate": [""],
    }

    browser(cast.engineer).post("/quotations/new/", sent)

    # 3 × 100 less 5 %
    assert Quotation.objects.get().total == Decimal("285.00")


def test_the_home_page_calls_the_approver_and_then_the_author(cast, handed_in):
    opinion = awaiting(cast.manager, ON).get()
    assert opinion.countersignature.subject == handed_in
    assert not awaiting(cast.engineer, ON).exists()

    work.refuse(opinion, by=cast.manager, text="价格太低")

    assert list(pages.sent_back(cast.engineer, ON)) == [handed_in]


def test_an_answer_is_wanted_before_the_quotation_expires(cast, handed_in):
    actions.send(approved(handed_in), by=cast.engineer, on=ON)

    assert not pages.expiring(cast.engineer, ON).exists()
    assert list(pages.expiring(cast.engineer, date(2026, 3, 28))) == [handed_in]
