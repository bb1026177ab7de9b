"""An auditor reads and prints how an order was reviewed (ISO 9001, 8.2.3.2; M5.4)."""

import pytest
from django.test import Client

from daying.customers.factories import customer
from daying.orders import actions
from daying.orders.factories import ORDERED_ON, draft_order
from daying.orders.review_record import askings
from daying.work import actions as work
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast):
    """Refused by Finance once, then handed in again and agreed to by PMC."""
    order = actions.submit(draft_order(customer(cast.engineer)), by=cast.engineer, on=ORDERED_ON)
    work.refuse(opinions_on(order).get(department__code="FIN"), by=cast.finance, text="逾期货款未清")
    order.refresh_from_db()
    order = actions.submit(order, by=cast.engineer, on=ORDERED_ON)
    pmc = opinions_on(order).filter(department__code="PMC").first()
    work.agree(pmc, by=cast.pmc, text="可排产", conditions="分两批")
    return order


def page_of(order, person):
    client = Client()
    client.force_login(person)
    return client.get(f"/sales-orders/{order.public_id}/review-record/")


def test_the_record_tells_of_every_asking_and_answer_in_their_order(cast, order):
    first, second = askings(order, cast.auditor)

    assert [(one.department.code, one.state) for one in first.opinions] == [("FIN", "refused"), ("PMC", "lapsed")]
    assert [(one.department.code, one.state) for one in second.opinions] == [("FIN", "open"), ("PMC", "agreed")]
    assert len(first.warnings) == 1  # a new customer that pays monthly


def test_the_auditor_opens_it(cast, order):
    page = page_of(order, cast.auditor).content.decode()

    for told in (order.number, "逾期货款未清", "可排产", "分两批", str(cast.finance)):
        assert told in page


def test_who_does_not_see_the_order_does_not_see_its_review(cast, order):
    assert page_of(order, cast.other_engineer).status_code == 404
    assert page_of(order, cast.awaiting_assignment).status_code == 403
