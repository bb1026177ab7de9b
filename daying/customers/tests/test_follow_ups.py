"""Follow-ups: what was done, what comes next, and who sees when it is late (M3.3)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from daying.core import journal
from daying.core.errors import Refused
from daying.customers import actions, queries
from daying.customers.factories import customer
from daying.customers.models import FollowUp, FollowUpKind, FollowUpState

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)
NEXT_WEEK = date(2026, 3, 10)


def said(firm, by, on=MONDAY, **values):
    return actions.record_follow_up(by=by, customer=firm, done_on=on, **{"summary": "谈价格", **values})


def test_the_short_form_on_the_customer_writes_the_follow_up_and_both_dates(cast):
    ours = customer(cast.engineer)

    ours = actions.follow_up(ours, by=cast.engineer, on=MONDAY, summary="样品已到", next_on=FRIDAY, next_what="问结果")

    written = FollowUp.objects.get()
    assert (written.customer, written.done_on, written.created_by) == (ours, MONDAY, cast.engineer)
    assert (ours.last_followed_up_on, ours.next_follow_up_on) == (MONDAY, FRIDAY)
    assert journal.history(ours).first().note == "样品已到\n问结果"


def test_a_later_follow_up_answers_the_next_step(cast):
    ours = customer(cast.engineer)
    agreed = said(ours, cast.engineer, next_on=FRIDAY)

    answer = said(ours, cast.engineer, on=FRIDAY)

    agreed.refresh_from_db()
    ours.refresh_from_db()
    assert (agreed.state, agreed.answered_by) == (FollowUpState.DONE, answer)
    assert (ours.last_followed_up_on, ours.next_follow_up_on) == (FRIDAY, None)


def test_a_call_in_between_leaves_the_next_step_open(cast):
    ours = customer(cast.engineer)
    said(ours, cast.engineer, next_on=NEXT_WEEK, next_what="拜访")

    said(ours, cast.engineer, on=FRIDAY)

    ours.refresh_from_db()
    assert (ours.last_followed_up_on, ours.next_follow_up_on) == (FRIDAY, NEXT_WEEK)


def test_who_agrees_anew_puts_the_new_day_in_place_of_the_old(cast):
    ours = customer(cast.engineer)
    said(ours, cast.engineer, next_on=NEXT_WEEK)

    said(ours, cast.engineer, on=FRIDAY, next_on=FRIDAY + timedelta(30))

    ours.refresh_from_db()
    assert ours.next_follow_up_on == FRIDAY + timedelta(30)
    assert FollowUp.objects.filter(state=FollowUpState.OPEN).count() == 1


def test_what_was_agreed_is_done_from_its_own_page(cast):
    ours = customer(cast.engineer)
    agreed = said(ours, cast.engineer, next_on=FRIDAY)

    done = actions.go_on(agreed, by=cast.engineer, on=NEXT_WEEK, summary="已拜访", kind=FollowUpKind.VISIT)

    ours.refresh_from_db()
    assert done.answered_by.kind == FollowUpKind.VISIT
    assert (ours.last_followed_up_on, ours.next_follow_up_on) == (NEXT_WEEK, None)


def test_a_dropped_next_step_is_no_longer_due(cast):
    ours = customer(cast.engineer)
    agreed = said(ours, cast.engineer, next_on=FRIDAY)

    actions.drop_next_step(agreed, by=cast.engineer, reason="项目取消")

    ours.refresh_from_db()
    assert ours.next_follow_up_on is None
    assert not queries.overdue_follow_ups(NEXT_WEEK).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": date(2999, 1, 1)}, "done_on"),
        ({"next_on": MONDAY - timedelta(1)}, "next_on"),
        ({"next_what": "拜访"}, "next_on"),
    ],
)
def test_days_that_make_no_sense_are_refused(cast, values, field):
    ours = customer(cast.engineer)

    with pytest.raises(Refused) as refusal:
        said(ours, cast.engineer, **values)

    assert refusal.value.field == field
    assert not FollowUp.objects.exists()


def test_a_contact_of_another_customer_is_refused(cast):
    ours, theirs = customer(cast.engineer), customer(cast.engineer)
    stranger = actions.add_contact(by=cast.engineer, customer=theirs, name="王丽")

    with pytest.raises(Refused):
        said(ours, cast.engineer, contact=stranger)


def test_only_the_author_puts_right_what_was_written(cast):
    ours = customer(cast.engineer)
    written = said(ours, cast.engineer, next_on=FRIDAY)
    values = {"customer": ours, "contact": None, "kind": "call", "done_on": MONDAY, "summary": "谈交期"}

    with pytest.raises(PermissionDenied):
        actions.amend_follow_up(written, by=cast.manager, **values, next_on=None, next_what="")
    amended = actions.amend_follow_up(written, by=cast.engineer, **values, next_on=NEXT_WEEK, next_what="")

    ours.refresh_from_db()
    assert (amended.summary, ours.next_follow_up_on) == ("谈交期", NEXT_WEEK)


def test_an_answered_next_step_keeps_its_day(cast):
    ours = customer(cast.engineer)
    written = said(ours, cast.engineer, next_on=FRIDAY)
    said(ours, cast.engineer, on=FRIDAY)
    written.refresh_from_db()
    values = {"customer": ours, "contact": None, "kind": "call", "done_on": MONDAY, "summary": "谈交期"}

    with pytest.raises(Refused):
        actions.amend_follow_up(written, by=cast.engineer, **values, next_on=NEXT_WEEK, next_what="")


def test_my_overdue_ones_are_those_of_my_customers(cast):
    ours, theirs = customer(cast.engineer), customer(cast.other_engineer)
    said(ours, cast.customer_service, next_on=FRIDAY)
    said(theirs, cast.engineer, next_on=FRIDAY)

    due = queries.overdue_follow_ups(NEXT_WEEK).filter(customer__owner=cast.engineer)

    assert [one.customer for one in due] == [ours]
    assert not queries.overdue_follow_ups(FRIDAY).exists()


def test_a_manager_sees_whose_follow_up_is_late(cast):
    ours, theirs = customer(cast.engineer), customer(cast.other_engineer)
    for firm in (ours, theirs):
        said(firm, firm.owner, next_on=FRIDAY)

    assert list(queries.late_customers_of_others(cast.manager, NEXT_WEEK)) == [ours]
    assert set(queries.late_customers_of_others(cast.director, NEXT_WEEK)) == {ours, theirs}
    assert not queries.late_customers_of_others(cast.engineer, NEXT_WEEK).exists()
