"""Acting for somebody who is away (M0.5)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from daying.core import journal
from daying.core.errors import Refused
from daying.people import actions, posts
from daying.people.factories import employee
from daying.people.models import Department, Employee, Post

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(1)


def again(person: Employee) -> Employee:
    return Employee.objects.get(pk=person.pk)


def stand_in(giver: Employee, taker: Employee, from_on: date = TODAY, until_on: date = TOMORROW):
    return actions.delegate(by=giver, taker=taker, from_on=from_on, until_on=until_on, reason="年假")


def test_the_stand_in_has_the_rights_of_the_one_who_is_away(cast):
    stand_in(cast.gm, cast.engineer)

    assert cast.engineer.rights_from("people.appoint") == [cast.gm.pk]
    assert cast.engineer.rights_from("people.view_employee")[0] == cast.engineer.pk


@pytest.mark.parametrize(("from_on", "until_on"), [(TOMORROW, TOMORROW + timedelta(1)), (TODAY - timedelta(5), TODAY)])
def test_only_on_the_days_named(cast, from_on, until_on):
    stand_in(cast.gm, cast.engineer, from_on, until_on)

    assert not cast.engineer.has_perm("people.appoint")


def test_what_was_delegated_is_not_passed_on(cast):
    stand_in(cast.gm, cast.director)
    stand_in(cast.director, cast.engineer)

    assert not cast.engineer.has_perm("people.appoint")


def test_somebody_whose_account_is_closed_gives_nothing(cast):
    stand_in(cast.gm, cast.engineer)
    Employee.objects.filter(pk=cast.gm.pk).update(state="closed", is_active=False)

    assert not cast.engineer.has_perm("people.appoint")


def test_the_journal_says_for_whom(cast):
    stand_in(cast.gm, cast.engineer)

    holding = actions.appoint(
        cast.awaiting_assignment, post=Post.objects.get(key=posts.CUSTOMER_SERVICE), by=cast.engineer, on=TODAY
    )

    entry = journal.history(holding).get()
    assert (entry.by, entry.acting_for) == (cast.engineer, cast.gm)


def test_the_journal_says_so_of_forms_and_of_what_follows_too(cast):
    stand_in(cast.hr, cast.engineer)
    pages = Client()
    pages.force_login(cast.engineer)

    said = {"code": "NEW", "name": "新部", "parent": str(cast.engineer.department.public_id)}
    pages.post("/departments/new/", {**said, "request_key": "11111111-1111-7111-8111-111111111115"})
    actions.close_account(cast.colleague, by=again(cast.engineer), on=TODAY)

    department, holding = Department.objects.get(code="NEW"), cast.colleague.holdings.get()
    assert journal.history(department).get().acting_for == cast.hr
    assert journal.history(holding).first().acting_for == cast.hr


def test_the_journal_names_nobody_where_the_right_is_ones_own(cast):
    stand_in(cast.gm, cast.hr)

    holding = actions.appoint(
        cast.awaiting_assignment, post=Post.objects.get(key=posts.CUSTOMER_SERVICE), by=cast.hr, on=TODAY
    )

    assert journal.history(holding).get().acting_for is None


def test_the_stand_in_sees_what_the_other_sees(cast):
    stand_in(cast.other_engineer, cast.engineer)

    assert cast.engineer.reach.owners == {cast.engineer.pk, cast.other_engineer.pk}


def test_a_managers_stand_in_sees_the_department(cast):
    stand_in(cast.manager, cast.other_engineer)

    assert cast.manager.department_id in cast.other_engineer.reach.departments


def test_being_back_early_ends_it(cast):
    delegation = stand_in(cast.gm, cast.engineer, until_on=TODAY + timedelta(9))

    actions.end_delegation(delegation, by=cast.gm, on=TODAY)

    assert not again(cast.engineer).has_perm("people.appoint")


def test_it_is_arranged_for_others_only_by_those_who_may(cast):
    asked = {"giver": cast.manager, "taker": cast.colleague, "from_on": TODAY, "until_on": TOMORROW}

    assert actions.delegate(by=cast.hr, **asked).giver == cast.manager
    with pytest.raises(PermissionDenied):
        actions.delegate(by=cast.engineer, **asked)


def test_nobody_stands_in_for_themselves(cast):
    with pytest.raises(Refused):
        stand_in(cast.engineer, cast.engineer)


def test_days_in_the_wrong_order_are_refused():
    giver, taker = employee("people.add_delegation"), employee()

    with pytest.raises(Refused):
        stand_in(giver, taker, TOMORROW, TODAY)
