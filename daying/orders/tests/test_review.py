"""No order is accepted before every department that must keep the promise has agreed (M5.4)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import events, journal
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions
from daying.orders.events import OrderCancelled, OrderReleased
from daying.orders.factories import ORDERED_ON, WANTED_ON, draft_order, lines, released_order
from daying.orders.models import State
from daying.work import actions as work
from daying.work.models import CountersignatureState
from daying.work.queries import awaiting, countersignatures_on, open_on, opinions_on

pytestmark = pytest.mark.django_db
PROMISED = date(2026, 3, 25)


@pytest.fixture
def handed_in(cast):
    """An order of the engineer that PMC and Finance are asked about."""
    return actions.submit(draft_order(customer(cast.engineer)), by=cast.engineer, on=ORDERED_ON)


def opinion_of(department, order):
    return opinions_on(order).filter(department__code=department).first()


def pmc_agrees(order, cast, **said):
    work.agree(opinion_of("PMC", order), by=cast.pmc, **said)


def finance_agrees(order, cast):
    work.agree(opinion_of("FIN", order), by=cast.finance)


def test_handing_in_gives_a_number_and_asks_both_departments(cast, handed_in):
    assert (handed_in.state, handed_in.number) == (State.UNDER_REVIEW, "SO-2026-000001")
    assert [o.department.code for o in opinions_on(handed_in)] == ["FIN", "PMC"]
    # Handed in on Monday, 2 March 2026; two working days.
    assert {o.due_on for o in opinions_on(handed_in)} == {date(2026, 3, 4)}
    assert awaiting(cast.pmc, ORDERED_ON).count() == awaiting(cast.finance, ORDERED_ON).count() == 1


def test_release_waits_for_every_department(cast, handed_in):
    pmc_agrees(handed_in, cast)

    with pytest.raises(Refused):
        actions.release(handed_in, by=cast.customer_service, on=ORDERED_ON)

    finance_agrees(handed_in, cast)
    assert actions.release(handed_in, by=cast.customer_service, on=ORDERED_ON).released_on == ORDERED_ON


def test_pmcs_date_becomes_the_promise_except_where_less_is_wanted(cast):
    first, second = lines(1, 1)
    second["requested_on"] = date(2026, 6, 1)
    order = draft_order(customer(cast.engineer), lines=[first, second])
    order = actions.submit(order, by=cast.engineer, on=ORDERED_ON)

    pmc_agrees(order, cast, promised_on=PROMISED)
    finance_agrees(order, cast)

    order.refresh_from_db()
    assert order.state == State.REVIEWED
    assert [line.confirmed_on for line in order.lines.all()] == [PROMISED, date(2026, 6, 1)]
    assert [line.first_confirmed_on for line in order.lines.all()] == [PROMISED, date(2026, 6, 1)]
    assert order.confirmed_on == date(2026, 6, 1)


def test_without_a_date_of_pmc_the_wanted_day_is_promised(cast, handed_in):
    pmc_agrees(handed_in, cast)
    finance_agrees(handed_in, cast)

    assert handed_in.lines.get().confirmed_on == WANTED_ON


def test_one_refusal_sends_the_order_back_with_its_reason(cast, handed_in):
    work.refuse(opinion_of("FIN", handed_in), by=cast.finance, text="逾期货款未清")

    handed_in.refresh_from_db()
    assert handed_in.state == State.DRAFT
    assert "逾期货款未清" in handed_in.stopped_for
    assert not awaiting(cast.pmc, ORDERED_ON).exists()
    assert journal.history(handed_in).first().by == cast.finance


def test_an_order_handed_in_again_keeps_its_number_and_is_asked_about_anew(cast, handed_in):
    work.refuse(opinion_of("FIN", handed_in), by=cast.finance, text="逾期货款未清")
    handed_in.refresh_from_db()

    again = actions.submit(handed_in, by=cast.engineer, on=date(2026, 3, 9))

    assert (again.number, again.stopped_for) == ("SO-2026-000001", "")
    assert countersignatures_on(again).count() == 2


def test_an_order_without_lines_is_not_handed_in(cast):
    with pytest.raises(Refused):
        actions.submit(draft_order(customer(cast.engineer), lines=[]), by=cast.engineer, on=ORDERED_ON)


def test_taking_an_order_back_ends_the_asking_and_the_promise(cast, handed_in):
    pmc_agrees(handed_in, cast, promised_on=PROMISED)
    finance_agrees(handed_in, cast)
    handed_in.refresh_from_db()

    taken_back = actions.withdraw(handed_in, by=cast.engineer)

    assert (taken_back.state, taken_back.confirmed_on) == (State.DRAFT, None)
    assert taken_back.lines.get().confirmed_on is None


def test_a_cancelled_order_asks_nobody_any_more(cast, handed_in, monkeypatch):
    heard = []
    monkeypatch.setitem(events._inside, OrderCancelled, [heard.append])

    cancelled = actions.cancel(handed_in, by=cast.manager, on=ORDERED_ON, reason="客户撤单")

    assert (cancelled.state, cancelled.stopped_for) == (State.CANCELLED, "客户撤单")
    assert open_on(cancelled) is None
    assert countersignatures_on(cancelled).get().state == CountersignatureState.WITHDRAWN
    assert heard == [OrderCancelled(cancelled.pk, ORDERED_ON)]


def test_what_is_partly_shipped_is_not_cancelled(cast):
    order = released_order(customer(cast.engineer))
    actions.count_shipped(order, {order.lines.get().pk: 1}, by=cast.warehouse, on=ORDERED_ON)
    held = actions.hold(order, by=cast.manager, reason="等款")

    with pytest.raises(Refused):
        actions.cancel(held, by=cast.manager, on=ORDERED_ON, reason="客户撤单")


def test_the_engineer_neither_releases_nor_cancels(cast, handed_in):
    for act in (actions.release, actions.cancel):
        with pytest.raises(PermissionDenied):
            act(handed_in, by=cast.engineer, on=ORDERED_ON)


def test_the_release_is_told(cast, handed_in, monkeypatch):
    heard = []
    monkeypatch.setitem(events._inside, OrderReleased, [heard.append])
    pmc_agrees(handed_in, cast)
    finance_agrees(handed_in, cast)

    actions.release(handed_in, by=cast.customer_service, on=ORDERED_ON)

    assert heard == [OrderReleased(handed_in.pk, ORDERED_ON)]


def test_handing_in_forty_lines_costs_no_more_statements_than_one(cast):
    used = []
    for count in (1, 1, 40):  # the first one reads what the process then remembers
        order = draft_order(customer(cast.engineer), lines=lines(*[1] * count))
        with CaptureQueriesContext(connection) as statements:
            actions.submit(order, by=cast.engineer, on=ORDERED_ON)
        used.append(len(statements))

    assert used[1] == used[2]
