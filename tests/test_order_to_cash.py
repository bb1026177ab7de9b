"""The main job, told as a story over the actions: from a new customer to the goods, and from there to the money."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core import journal
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers import actions as customers
from daying.orders import actions as orders
from daying.orders.models import SalesOrder
from daying.orders.models import State as OrderState
from daying.products.factories import product
from daying.quotes import actions as quotes
from daying.quotes.models import State as QuotationState
from daying.quotes.queries import awaiting_approval_by
from daying.work import actions as work
from daying.work.queries import awaiting

pytestmark = pytest.mark.django_db
D = Decimal
MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
WEDNESDAY = date(2026, 3, 4)
WANTED = date(2026, 3, 20)
PROMISED = date(2026, 3, 25)


def an_accepted_quotation(cast):
    """A new customer asks; the engineer quotes, the director approves, the customer accepts."""
    customer = customers.open_customer(by=cast.engineer, name="鑫淼电子有限公司", credit_code="91350100M000100Y43")
    buyer = customers.add_contact(by=cast.engineer, customer=customer, name="王丽", phone="022-23456789", is_main=True)
    bearing = product(code="B-6204", name="深沟球轴承", list_price=D("11.30"), cost=D(6))
    housing = product(code="H-204", name="轴承座", list_price=D("45.20"), cost=D(25))
    quotation = quotes.open_quotation(
        by=cast.engineer,
        customer=customer,
        contact=buyer,
        quoted_on=MONDAY,
        valid_until=date(2026, 4, 1),
        lines=[
            {"product": bearing, "quantity": D(1000), "discount": D("0.12")},
            {"product": housing, "quantity": D(200)},
        ],
    )
    quotation = quotes.submit(quotation, by=cast.engineer, on=MONDAY)
    quotation = quotes.approve(quotation, by=cast.director)
    quotation = quotes.send(quotation, by=cast.engineer, on=MONDAY)
    return quotes.accept(quotation, by=cast.engineer, on=TUESDAY)


def a_released_order(cast):
    """The accepted quotation is an order now: reviewed by PMC and Finance, released by customer service."""
    order = SalesOrder.objects.get(quotation=an_accepted_quotation(cast))
    order = orders.amend(
        order,
        by=cast.engineer,
        version=order.version,
        customer=order.customer,
        customer_po="XM-2026-118",
        contact=order.contact,
        ordered_on=TUESDAY,
        requested_on=WANTED,
    )
    order = orders.submit(order, by=cast.engineer, on=TUESDAY)
    work.agree(awaiting(cast.pmc, TUESDAY).get(), by=cast.pmc, promised_on=PROMISED)
    work.agree(awaiting(cast.finance, TUESDAY).get(), by=cast.finance, text="账期正常")
    return orders.release(order, by=cast.customer_service, on=WEDNESDAY)


def test_an_enquiry_becomes_an_order_with_nothing_retyped(cast):
    quotation = an_accepted_quotation(cast)

    order = SalesOrder.objects.get(quotation=quotation)

    # 1,000 × 11.30 less 12 % is 9,944.00, and 200 × 45.20 is 9,040.00; 13 % tax is inside
    assert quotation.state == QuotationState.ACCEPTED
    assert (order.total, order.net_total) == (D("18984.00"), D("16800.00"))
    assert (order.state, order.owner, order.created_by) == (OrderState.DRAFT, cast.engineer, cast.engineer)
    assert [(line.product.code, line.quantity, line.unit_price, line.discount) for line in order.lines.all()] == [
        ("B-6204", D(1000), D("11.30"), D("0.12")),
        ("H-204", D(200), D("45.20"), D(0)),
    ]


def test_the_discount_of_twelve_per_cent_was_the_directors_to_approve(cast):
    quotation = an_accepted_quotation(cast)

    assert quotation.approved_by == cast.director
    with pytest.raises(Refused):
        quotes.approve(quotation, by=cast.director)
    assert not awaiting_approval_by(cast.director).exists()


def test_an_order_reaches_the_floor_only_after_both_departments(cast):
    order = a_released_order(cast)

    assert (order.number, order.state) == ("SO-2026-000001", OrderState.RELEASED)
    assert {line.confirmed_on for line in order.lines.all()} == {PROMISED}
    told = [(entry.verb, entry.by) for entry in journal.history(order).order_by("id")]
    assert told == [
        ("orders.open_from_quotation", cast.engineer),
        ("orders.amend", cast.engineer),
        ("orders.submit", cast.engineer),
        ("orders.agree", cast.finance),
        ("orders.release", cast.customer_service),
    ]


def test_nobody_of_another_department_takes_part(cast):
    order = a_released_order(cast)

    with pytest.raises(PermissionDenied):
        orders.hold(order, by=cast.other_engineer, reason="不归我管")


def test_the_books_are_in_order_after_the_story(cast):
    a_released_order(cast)

    assert verify() == []
