"""Opportunities: from stage to stage, decided for a reason, or won by a quotation or an order of their own (M3.4)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions as orders
from daying.orders.models import SalesOrder
from daying.products.factories import product
from daying.quotes import actions, queries
from daying.quotes.factories import approved, opportunity
from daying.quotes.models import Opportunity, Reason, Stage

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)


def ten_at(price, **values):
    return [{"product": product(), "quantity": Decimal(10), "unit_price": Decimal(price)}]


def test_a_new_one_is_as_likely_as_its_stage_and_belongs_to_the_customers_owner(cast):
    one = opportunity(customer(cast.engineer, currency="USD"))

    assert (one.state, one.probability, one.owner) == (Stage.CONTACT, Decimal("0.1"), cast.engineer)
    assert one.currency == "USD"
    assert one.weighted == Decimal("1000.00")


def test_who_knows_better_says_how_likely_it_is(cast):
    assert opportunity(customer(cast.engineer), probability=Decimal("0.25")).weighted == Decimal("2500.00")


def test_each_stage_has_its_probability_and_every_move_is_journaled(cast):
    one = opportunity(customer(cast.engineer))

    moves = (actions.confirm_needs, actions.propose, actions.negotiate, actions.contact_again)
    seen = [move(one, by=cast.engineer).probability for move in moves]

    assert seen == [Decimal("0.3"), Decimal("0.5"), Decimal("0.7"), Decimal("0.1")]
    verbs = journal.history(one).order_by("id").values_list("verb", flat=True)
    assert list(verbs)[1:] == ["quotes.confirm_needs", "quotes.propose", "quotes.negotiate", "quotes.contact_again"]


def test_a_lost_one_says_why_and_is_worth_nothing(cast):
    one = opportunity(customer(cast.engineer))

    lost = actions.lose(one, by=cast.engineer, on=ON, reason=Reason.PRICE, competitor="宏达", lesson="报价晚了一周")

    assert (lost.state, lost.probability, lost.closed_on) == (Stage.LOST, 0, ON)
    assert (lost.reason, lost.competitor, lost.lesson) == (Reason.PRICE, "宏达", "报价晚了一周")


@pytest.mark.parametrize("step", [actions.win, actions.lose])
def test_it_is_not_decided_without_a_reason_of_the_list(cast, step):
    with pytest.raises(Refused, match=r"what decided it|决定因素"):
        step(opportunity(customer(cast.engineer)), by=cast.engineer, on=ON, reason="weather")


def test_a_decided_one_is_changed_only_after_it_is_opened_again(cast):
    one = actions.win(opportunity(customer(cast.engineer)), by=cast.engineer, on=ON, reason=Reason.QUALITY)
    new = {"customer": one.customer, "title": "二期", "amount": Decimal(5), "expected_on": ON}

    with pytest.raises(Refused):
        actions.amend_opportunity(one, by=cast.engineer, **new)
    again = actions.reopen(one, by=cast.engineer)

    assert (again.state, again.closed_on, again.reason) == (Stage.NEEDS, None, "")
    assert actions.amend_opportunity(again, by=cast.engineer, **new).title == "二期"


def test_an_accepted_quotation_wins_it_with_what_was_quoted(cast):
    ours = customer(cast.engineer)
    one = opportunity(ours)
    told = {"quoted_on": ON, "valid_until": date(2026, 4, 30), "opportunity": one, "lines": ten_at(100)}
    quotation = actions.open_quotation(by=cast.engineer, customer=ours, **told)
    approved(actions.submit(quotation, by=cast.engineer, on=ON))

    sent = actions.send(quotation, by=cast.engineer, on=ON)
    one.refresh_from_db()
    assert (one.state, one.probability) == (Stage.NEGOTIATION, Decimal("0.7"))
    actions.accept(sent, by=cast.engineer, on=ON)

    one.refresh_from_db()
    assert (one.state, one.closed_on, one.amount) == (Stage.WON, ON, Decimal(1000))
    assert SalesOrder.objects.get(quotation=quotation).opportunity == one


def test_a_customers_yes_by_the_link_becomes_one_order_of_the_owners(cast):
    ours = customer(cast.engineer)
    told = {"quoted_on": ON, "valid_until": date(2026, 4, 30), "lines": ten_at(100)}
    quotation = actions.open_quotation(by=cast.engineer, customer=ours, **told)
    approved(actions.submit(quotation, by=cast.engineer, on=ON))
    sent = actions.send(quotation, by=cast.engineer, on=ON)

    actions.accept_by_link(sent, by=SYSTEM, on=ON, name="王丽")

    order = SalesOrder.objects.get(quotation=quotation)
    assert (order.total, order.owner, order.created_by) == (Decimal(1000), cast.engineer, None)


def test_an_order_without_a_quotation_wins_it_when_it_goes_to_review(cast):
    ours = customer(cast.engineer)
    one = opportunity(ours)
    told = {"ordered_on": ON, "requested_on": date(2026, 4, 10), "opportunity": one, "lines": ten_at(80)}
    order = orders.open_order(by=cast.engineer, customer=ours, **told)

    orders.submit(order, by=cast.engineer, on=ON)

    one.refresh_from_db()
    assert (one.state, one.closed_on, one.amount) == (Stage.WON, ON, Decimal(800))


def test_a_quotation_and_an_order_take_no_opportunity_of_another_customer(cast):
    foreign, ours = opportunity(customer(cast.engineer)), customer(cast.engineer)

    with pytest.raises(Refused):
        actions.open_quotation(
            by=cast.engineer, customer=ours, quoted_on=ON, valid_until=ON, opportunity=foreign, lines=ten_at(1)
        )
    with pytest.raises(Refused):
        orders.open_order(
            by=cast.engineer, customer=ours, ordered_on=ON, requested_on=ON, opportunity=foreign, lines=ten_at(1)
        )


@pytest.mark.parametrize("wrong", [{"amount": Decimal(-1)}, {"probability": Decimal("1.5")}])
def test_amounts_and_probabilities_that_cannot_be_are_refused(cast, wrong):
    with pytest.raises(Refused):
        opportunity(customer(cast.engineer), **wrong)


WITHOUT_REASON = {"state": Stage.LOST, "closed_on": ON, "probability": 0}


@pytest.mark.parametrize("wrong", [{"state": Stage.WON}, {"probability": Decimal(2)}, WITHOUT_REASON])
def test_the_table_itself_keeps_the_rules(cast, wrong):
    one = opportunity(customer(cast.engineer))

    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=one.pk).update(**wrong)


def test_nobody_sees_the_opportunities_of_customers_out_of_sight(cast):
    one = opportunity(customer(cast.engineer))

    assert one in queries.opportunities_seen_by(cast.manager)
    assert one not in queries.opportunities_seen_by(cast.other_engineer)
    with pytest.raises(PermissionDenied):
        actions.win(one, by=cast.warehouse, on=ON, reason=Reason.PRICE)
