"""The main job, told as a story over the actions: from a new customer to the goods, and from there to the money."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core import journal
from daying.core.periods import parse
from daying.core.reports import Ratio
from daying.core.verify import verify
from daying.customers import actions as customers
from daying.customers.queries import customers_seen_by
from daying.orders import actions as orders
from daying.orders.models import SalesOrder
from daying.orders.models import State as OrderState
from daying.performance import kpis
from daying.products.factories import product
from daying.quotes import actions as quotes
from daying.quotes.models import State as QuotationState
from daying.receivables import actions as receivables
from daying.receivables.ageing import ageing, roll
from daying.receivables.models import Billing
from daying.shipping import actions as shipping
from daying.work import actions as work
from daying.work.queries import awaiting

pytestmark = pytest.mark.django_db
D = Decimal
MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
WEDNESDAY = date(2026, 3, 4)
WANTED = date(2026, 3, 20)
PROMISED = date(2026, 3, 25)
REST_ON = date(2026, 3, 29)
PAID_ON = date(2026, 4, 28)


def an_accepted_quotation(cast):
    """A new customer asks; the engineer quotes, manager and director approve, the customer accepts."""
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
    for approver in (cast.manager, cast.director):
        work.agree(awaiting(approver, MONDAY).get(), by=approver)
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
    assert quotation.grounds == "第 1 行：折扣 12% 超过 5%。"
    assert not awaiting(cast.director, MONDAY).exists()


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


def two_partial_shipments(cast):
    """Everything but 400 bearings on the promised day, the rest four days later."""
    order = a_released_order(cast)
    bearings, housings = order.lines.order_by("position")
    for day, parts in [(PROMISED, {bearings: D(600), housings: D(200)}), (REST_ON, {bearings: D(400)})]:
        lines = [{"order_line": line, "quantity": quantity} for line, quantity in parts.items()]
        shipment = shipping.plan_shipment(order, by=cast.warehouse, planned_on=day, lines=lines)
        shipment = shipping.pick(shipment, by=cast.warehouse)
        shipping.dispatch(shipment, by=cast.warehouse, on=day, tracking_number="SF1")
    order.refresh_from_db()
    return order


def a_payment(cast, order, amount, on):
    """The customer transfers money; Finance posts it and settles what is due the longest."""
    receipt = receivables.record_receipt(by=cast.finance, customer=order.customer, received_on=on, amount=D(amount))
    receipt = receivables.post(receipt, by=cast.finance, on=on)
    return receivables.allocate_oldest(receipt, by=cast.finance, on=on)


def test_each_shipment_is_owed_from_the_day_it_left(cast):
    order = two_partial_shipments(cast)

    first, second = Billing.objects.order_by("billed_on")
    # 600 × 11.30 less 12 % is 5,966.40, and 200 × 45.20 is 9,040.00; then 400 × 11.30 less 12 % is 3,977.60
    assert (first.total, second.total) == (D("15006.40"), D("3977.60"))
    assert first.total + second.total == order.total
    # statement at the end of March, and 30 days
    assert {first.due_on, second.due_on} == {date(2026, 4, 30)}
    assert order.state == OrderState.SHIPPED
    (aged,) = ageing(date(2026, 4, 30))
    assert (aged["balance"], aged["not_due"]) == (D("18984.00"), D("18984.00"))


def test_a_payment_settles_the_first_billing_and_part_of_the_second(cast):
    order = two_partial_shipments(cast)

    receipt = a_payment(cast, order, "16000.00", PAID_ON)

    assert receipt.free_amount == 0
    assert [bill.open_amount for bill in Billing.objects.order_by("billed_on")] == [D(0), D("2984.00")]
    (aged,) = ageing(date(2026, 5, 31))
    assert (aged["balance"], aged["days_60"]) == (D("2984.00"), D("2984.00"))


def test_the_figures_of_the_story_and_what_stands_behind_them(cast):
    receipt = a_payment(cast, two_partial_shipments(cast), "16000.00", PAID_ON)
    customers_of = customers_seen_by(cast.engineer)
    march, april = parse("2026-03"), parse("2026-04")

    # without tax 16,800.00 left in March: 13,280.00 on the 25th, 3,520.00 on the 29th
    assert kpis.sales(march, customers_of) == [{"currency": "CNY", "shipments": 2, "net": D("16800.00")}]
    assert kpis.sales(parse("2026-03-29"), customers_of)[0]["net"] == D("3520.00")
    # of two lines the housings were complete by the 25th
    assert kpis.on_time(march, customers_of) == Ratio(D(1), D(2))
    # 16,000.00 of the 18,984.00 that fell due in April
    assert kpis.collection_rate(april, customers_of) == Ratio(D("16000.00"), D("18984.00"))
    assert list(kpis.collection_records(april, customers_of, "numerator")) == [receipt]
    assert kpis.collection_records(april, customers_of, "denominator").count() == 2
    # in May the 2,984.00 left over are overdue, and nothing came
    assert kpis.collection_rate(parse("2026-05"), customers_of) == Ratio(D(0), D("2984.00"))


def test_without_anything_due_there_is_no_data(cast):
    a_payment(cast, two_partial_shipments(cast), "16000.00", PAID_ON)

    assert kpis.collection_rate(parse("2025"), customers_seen_by(cast.finance)).rate is None
    assert kpis.collection_rate(parse("2026-04"), customers_seen_by(cast.other_engineer)).rate is None


def test_the_books_are_in_order_to_the_last_cent(cast):
    a_payment(cast, two_partial_shipments(cast), "16000.00", PAID_ON)
    roll(date(2026, 6, 1))

    assert verify() == []
