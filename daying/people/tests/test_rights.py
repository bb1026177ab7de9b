"""A right grants actions, a post holds rights, a person holds posts (M0.4)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.models import JournalEntry
from daying.core.rights import all_rights
from daying.people import actions, posts
from daying.people.factories import employee
from daying.people.models import Employee, Holding, KnownRight, Post
from daying.people.setup import grant_new_rights, set_up_company

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2030, 1, 1)


@pytest.fixture
def today():
    return timezone.localdate()


def again(person: Employee) -> Employee:
    """The same person at their next request."""
    return Employee.objects.get(pk=person.pk)


def test_rights_come_from_posts_held_today():
    assert employee("people.appoint").has_perm("people.appoint")
    assert not employee().has_perm("people.appoint")


def test_all_rights_cost_two_queries_however_often_asked(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        for code in all_rights():
            cast.engineer.has_perm(code)


def test_a_post_not_yet_or_no_longer_held_gives_nothing(today):
    early, late = employee("people.appoint"), employee("people.appoint")
    Holding.objects.filter(employee=early).update(from_on=today + timedelta(1))
    Holding.objects.filter(employee=late).update(until_on=today)

    assert not early.has_perm("people.appoint")
    assert not late.has_perm("people.appoint")


def test_a_post_taken_away_is_gone_at_the_next_request(cast, today):
    assert cast.manager.has_perm("people.view_employee")

    actions.end_holding(cast.manager.holdings.get(), by=cast.gm, on=today)

    assert not again(cast.manager).has_perm("people.view_employee")


def test_a_closed_account_has_no_rights_and_no_posts(cast, today):
    actions.close_account(cast.manager, by=cast.hr, on=today)

    assert not again(cast.manager).has_perm("people.view_employee")
    assert not Holding.objects.on(today).filter(employee=cast.manager).exists()


def test_nobody_closes_their_own_account(cast, today):
    with pytest.raises(PermissionDenied):
        actions.close_account(cast.hr, by=cast.hr, on=today)


def test_setting_rights_is_journaled_with_what_was_given_and_taken(cast):
    post = Post.objects.get(key=posts.WAREHOUSE)
    held = set(post.rights.values_list("code", flat=True))

    actions.set_rights(post, codes=held - {"people.use_api"} | {"people.appoint"}, by=cast.gm)

    entry = journal.history(post).first()
    assert entry.changes == {"rights": [["people.use_api"], ["people.appoint"]]}
    assert again(cast.warehouse).has_perm("people.appoint")


def test_a_right_that_no_package_declares_is_refused(cast):
    with pytest.raises(Refused, match="rule_the_world"):
        actions.set_rights(Post.objects.get(key=posts.GM), codes=["people.rule_the_world"], by=cast.gm)


@pytest.mark.parametrize("role", ["engineer", "manager", "director", "auditor", "finance"])
def test_who_may_not_appoint_is_refused_and_nothing_changes(cast, role):
    post, before = Post.objects.get(key=posts.GM), JournalEntry.objects.count()

    with pytest.raises(PermissionDenied):
        actions.appoint(cast.engineer, post=post, by=getattr(cast, role), on=date(2026, 1, 1))

    assert JournalEntry.objects.count() == before
    assert not Holding.objects.filter(employee=cast.engineer, post=post).exists()


def test_a_post_is_held_once_at_a_time(cast):
    post = Post.objects.get(key=posts.SALES_ENGINEER)

    with pytest.raises(Refused):
        actions.appoint(cast.engineer, post=post, by=cast.gm, on=date(2026, 1, 1))


def test_somebody_awaiting_assignment_has_no_rights(cast):
    assert not any(cast.awaiting_assignment.has_perm(code) for code in all_rights())


def test_the_administration_is_open_to_the_system_administrator_alone(cast):
    assert cast.admin.is_staff
    assert not cast.director.is_staff


def test_profiles_are_changed_by_nobody_else(cast):
    said = {"email": "wang@example.com", "phone": "138", "timezone": "Asia/Shanghai"}

    with pytest.raises(PermissionDenied):
        actions.change_profile(cast.engineer, by=cast.admin, **said)

    assert actions.change_profile(cast.engineer, by=cast.engineer, **said).email == "wang@example.com"


def test_a_new_password_must_keep_the_rules(cast):
    for weak in ["short", "password1234", "daying-daying-1", "营销中心营销中心营销中心"]:
        with pytest.raises(Refused):
            actions.give_password(cast.engineer, password=weak, by=cast.admin)

    actions.give_password(cast.engineer, password="青山不改绿水长流-1937", by=cast.admin)
    assert again(cast.engineer).check_password("青山不改绿水长流-1937")


def test_the_journal_does_not_keep_passwords(cast):
    actions.hire(
        by=SYSTEM, username="new", name="新人", department=cast.finance.department, password="青山不改绿水长流-1937"
    )

    entry = JournalEntry.objects.order_by("pk").last()
    assert "password" not in entry.changes


def test_a_right_that_comes_with_an_upgrade_goes_to_its_posts_and_no_other_is_given_again():
    set_up_company(on=date(2026, 1, 5))
    director = Post.objects.get(key=posts.DIRECTOR)
    new, taken = "customers.assign_customer", "customers.close_customer"
    director.rights.filter(code__in=[new, taken]).delete()
    KnownRight.objects.filter(code=new).delete()

    grant_new_rights()

    held = set(director.rights.values_list("code", flat=True))
    assert new in held
    assert taken not in held
