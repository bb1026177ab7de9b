"""Customers' needs: to a department in working days, back to the customer, and how long it took (M3.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core import journal
from daying.core.errors import Refused
from daying.core.periods import Quarter
from daying.core.reports import Ratio
from daying.customers import actions, queries, reports
from daying.customers.factories import customer
from daying.customers.models import Customer, FollowUp, NeedState
from daying.people import departments
from daying.people.queries import department

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 4, 30)  # before Labour Day: 1 to 5 May are free, Saturday the 9th is worked
Q2 = Quarter(2026, 2)


def raised(cast, on=THURSDAY, **values):
    with journal.acting("customers.raise_need", on):
        return actions.raise_need(
            by=cast.engineer, customer=values.pop("customer", None) or customer(cast.engineer), title="耐高温", **values
        )


def routed(cast, **values):
    return actions.route_need(
        raised(cast), by=cast.engineer, on=THURSDAY, department=department(departments.QUALITY), **values
    )


def replied(cast, on=date(2026, 5, 8), **values):
    return actions.reply_to_need(routed(cast, **values), by=cast.quality, on=on, reply="可做到200度")


def closed(cast, on=date(2026, 5, 11)):
    told = actions.tell_customer(replied(cast), by=cast.engineer, on=date(2026, 5, 8))
    return actions.close_need(told, by=cast.engineer, on=on)


def test_a_need_gets_a_number_and_waits_for_nobody_yet(cast):
    need = raised(cast)

    assert (need.number, need.state, need.due_on) == ("ND-2026-000001", NeedState.RAISED, None)
    assert list(queries.needs_of_mine(cast.engineer, NeedState.RAISED)) == [need]


def test_a_department_named_at_once_is_asked_at_once(cast):
    need = raised(cast, kind="problem", department=department(departments.QUALITY))

    # Two working days after 30 April: 6 and 7 May.
    assert (need.state, need.due_on) == (NeedState.ROUTED, date(2026, 5, 7))


def test_the_reply_is_due_in_working_days(cast):
    # Three of them: 6, 7 and 8 May.
    assert routed(cast, workdays_given=3).due_on == date(2026, 5, 8)


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_number_of_days_that_makes_no_sense_is_refused(cast, days):
    with pytest.raises(Refused):
        routed(cast, workdays_given=days)


def test_it_waits_on_the_page_of_the_department_alone(cast):
    need = routed(cast)

    assert list(queries.needs_awaiting(cast.quality)) == [need]
    assert not queries.needs_awaiting(cast.engineering).exists()
    assert not queries.needs_awaiting(cast.engineer).exists()


def test_asked_by_name_it_waits_for_that_person(cast):
    need = routed(cast, person=cast.rnd)

    assert list(queries.needs_awaiting(cast.rnd)) == [need]
    assert not queries.needs_awaiting(cast.quality).exists()
    with pytest.raises(PermissionDenied):
        actions.reply_to_need(need, by=cast.quality, on=THURSDAY, reply="可以")


def test_no_other_department_replies(cast):
    need = routed(cast)

    with pytest.raises(PermissionDenied):
        actions.reply_to_need(need, by=cast.engineering, on=THURSDAY, reply="可以")
    assert actions.reply_to_need(need, by=cast.quality, on=THURSDAY, reply="可以").replied_by == cast.quality


def test_telling_the_customer_is_a_follow_up(cast):
    need = replied(cast)

    told = actions.tell_customer(need, by=cast.engineer, on=date(2026, 5, 8))

    written = FollowUp.objects.get()
    assert (told.state, written.customer, written.done_on) == (NeedState.TOLD, need.customer, date(2026, 5, 8))
    assert "可做到200度" in written.summary
    assert Customer.objects.get().last_followed_up_on == date(2026, 5, 8)


def test_closing_measures_the_working_days(cast):
    # After 30 April: 6, 7, 8 May, Saturday the 9th is worked, Monday the 11th.
    assert closed(cast).closing_workdays == 5


def test_what_is_not_enough_is_asked_again(cast):
    need = actions.ask_again(replied(cast), by=cast.engineer, on=date(2026, 5, 11), reason="交期呢", workdays_given=1)

    assert (need.state, need.reply, need.due_on) == (NeedState.ROUTED, "", date(2026, 5, 12))
    assert list(queries.needs_awaiting(cast.quality)) == [need]


def test_a_department_passes_back_what_is_not_its_matter(cast):
    need = actions.pass_back(routed(cast), by=cast.quality, reason="属研发")

    assert (need.state, need.department, need.due_on) == (NeedState.RAISED, None, None)
    assert journal.history(need).first().note == "属研发"


def test_purchasing_sees_what_it_is_asked_and_no_other(cast):
    asked = raised(cast, department=department(departments.PURCHASING))
    raised(cast)

    assert list(queries.needs_seen_by(cast.purchasing)) == [asked]


def test_a_colleague_of_another_department_sees_none(cast):
    ours = raised(cast)

    assert not queries.needs_seen_by(cast.other_engineer).exists()
    assert list(queries.needs_seen_by(cast.engineer)) == list(queries.needs_seen_by(cast.manager)) == [ours]


def test_the_share_answered_on_time(cast):
    replied(cast, on=date(2026, 5, 8), workdays_given=3)
    replied(cast, on=date(2026, 5, 9), workdays_given=3)

    assert reports.need.needs_answered_on_time(Q2, Customer.objects.all()) == Ratio(Decimal(1), Decimal(2))


def test_each_department_with_its_time_to_close(cast):
    closed(cast)
    closed(cast, on=date(2026, 5, 12))
    routed(cast)

    (row,) = reports.need.needs_by_department(Q2, Customer.objects.all())

    assert row["department"] == department(departments.QUALITY)
    assert (row["needs"], row["closed"], row["unanswered"]) == (3, 2, 1)
    # Five and six working days.
    assert (row["average"], row["longest"]) == (Decimal("5.5"), 6)


def test_the_department_finds_it_on_its_home_page_and_replies_there(cast, client):
    need = routed(cast)
    client.force_login(cast.quality)

    home = client.get("/").content.decode()
    client.post(f"/needs/{need.public_id}/do/reply_to_need/", {"reply": "可以做"})

    assert need.number in home
    need.refresh_from_db()
    assert (need.state, need.reply) == (NeedState.REPLIED, "可以做")
    client.force_login(cast.engineer)
    assert need.number in client.get("/").content.decode()
