"""Taking orders in: once each, on the customer's terms, in few statements (M5.3)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import journal
from daying.core.errors import Refused
from daying.customers.actions import close
from daying.customers.factories import customer
from daying.customers.models import Terms
from daying.orders import actions, queries
from daying.orders.factories import ORDERED_ON, WANTED_ON, draft_order, lines, released_order
from daying.orders.models import SalesOrder, State
from daying.products.factories import product

pytestmark = pytest.mark.django_db
D = Decimal


def test_an_order_keeps_the_customers_terms_of_that_day(cast):
    ours = customer(cast.engineer, terms=Terms.AFTER_DELIVERY, payment_days=45)
    entered = draft_order(ours)

    ours.payment_days = 90
    ours.save()

    entered.refresh_from_db()
    assert (entered.terms, entered.payment_days) == (Terms.AFTER_DELIVERY, 45)
    assert (entered.owner, entered.department) == (cast.engineer, cast.engineer.department)


def test_lines_without_a_day_of_their_own_are_wanted_with_the_order(cast):
    first, second = [{"product": product(), "quantity": D(1)} for _ in range(2)]
    second["requested_on"] = date(2026, 5, 5)

    entered = draft_order(customer(cast.engineer), lines=[first, second])

    assert [line.requested_on for line in entered.lines.all()] == [WANTED_ON, date(2026, 5, 5)]


def test_a_customers_order_is_entered_once(cast):
    ours = customer(cast.engineer)
    first = released_order(ours, customer_po="PO-88")

    with pytest.raises(Refused, match=first.number) as refusal:
        draft_order(ours, customer_po="PO-88")

    assert refusal.value.field == "customer_po"
    assert draft_order(customer(cast.engineer), customer_po="PO-88").customer_po == "PO-88"


def test_amending_an_order_does_not_find_itself(cast):
    entered = draft_order(customer(cast.engineer), customer_po="PO-88")

    changed = actions.amend(
        entered,
        by=cast.engineer,
        version=1,
        customer=entered.customer,
        customer_po="PO-88",
        ordered_on=ORDERED_ON,
        requested_on=WANTED_ON,
        freight=D("12.50"),
    )

    assert changed.freight == D("12.50")
    assert journal.history(changed).first().changes == {"freight": ["0.00", "12.50"]}


def test_only_a_draft_is_amended(cast):
    going = released_order(customer(cast.engineer))

    with pytest.raises(Refused):
        actions.amend(going, by=cast.engineer, customer=going.customer, ordered_on=ORDERED_ON, requested_on=WANTED_ON)


def test_lines_are_replaced_as_a_whole(cast):
    entered = draft_order(customer(cast.engineer), quantities=(1, 2))
    kept, _gone = entered.lines.all()

    changed = actions.amend(
        entered,
        by=cast.engineer,
        customer=entered.customer,
        ordered_on=ORDERED_ON,
        requested_on=WANTED_ON,
        lines=[{"id": kept.pk, "product": kept.product, "quantity": D(5)}, *lines(7)],
    )

    assert [line.quantity for line in changed.lines.all()] == [D(5), D(7)]
    assert changed.lines.first() == kept
    assert changed.total == D("1200.00")


def test_nothing_is_ordered_by_a_closed_customer(cast):
    ours = close(customer(cast.engineer), by=cast.director, reason="停业")

    with pytest.raises(Refused):
        draft_order(ours)


def test_an_order_of_forty_lines_costs_no_more_statements_than_one_of_one(cast):
    ours = customer(cast.engineer)
    used = []
    for count in (1, 1, 40):  # the first one reads what the process then remembers
        ordered = lines(*[1] * count)
        with CaptureQueriesContext(connection) as statements:
            draft_order(ours, lines=ordered, customer_po=f"PO-{len(used)}")
        used.append(len(statements))

    assert used[1] == used[2] < 12


def test_a_sheet_of_orders_becomes_drafts_in_few_statements(cast, django_assert_max_num_queries):
    ours = customer(cast.engineer)
    row = {"customer": ours, "ordered_on": ORDERED_ON, "requested_on": WANTED_ON}
    rows = [{**row, "customer_po": f"PO-{n}", "lines": lines(1, 2)} for n in range(20)]

    with django_assert_max_num_queries(12):
        entered = actions.open_orders(rows, by=cast.engineer)

    assert {order.state for order in entered} == {State.DRAFT}
    assert sum(order.total for order in entered) == D("6000.00")


def test_a_sheet_with_one_order_twice_is_refused_as_a_whole(cast):
    row = {"customer": customer(cast.engineer), "ordered_on": ORDERED_ON, "requested_on": WANTED_ON}

    with pytest.raises(Refused):
        actions.open_orders([{**row, "customer_po": "PO-1", "lines": lines(1)} for _ in range(2)], by=cast.engineer)
    assert not SalesOrder.objects.exists()


def test_past_orders_are_taken_over_with_number_seller_and_promise(cast):
    row = {"number": "10248", "customer": customer(cast.engineer), "owner": cast.manager, "freight": D("32.38")}
    row |= {"ordered_on": date(1996, 7, 4), "requested_on": date(1996, 8, 1), "lines": lines(12, 10)}

    (taken,) = actions.take_over_orders([row], by=cast.director)

    assert (taken.number, taken.external_number, taken.state) == ("10248", "10248", State.RELEASED)
    assert (taken.owner, taken.released_on) == (cast.manager, date(1996, 7, 4))
    assert {line.first_confirmed_on for line in taken.lines.all()} == {date(1996, 8, 1)}
    assert len(journal.history(taken).get().changes["lines"][1]) == 2


@pytest.mark.parametrize("number", ["10248", "SO-2026-000001"])
def test_a_past_order_is_taken_over_once_and_never_under_a_number_of_ours(cast, number):
    ours = customer(cast.engineer)
    released_order(ours, number="10248")

    with pytest.raises(Refused, match=number):
        released_order(ours, number=number)


def test_orders_are_seen_with_their_customer(cast):
    ours = draft_order(customer(cast.engineer))

    assert list(queries.orders_seen_by(cast.engineer)) == [ours]
    assert not queries.orders_seen_by(cast.other_engineer).exists()
    assert list(queries.orders_seen_by(cast.finance)) == [ours]
    assert list(queries.orders_seen_by(cast.warehouse)) == [ours]
