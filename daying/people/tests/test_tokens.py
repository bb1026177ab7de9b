"""API tokens: shown once, kept as a hash, carrying no more than their owner's rights."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from daying.core.errors import Refused
from daying.core.models import JournalEntry
from daying.people import actions, posts, queries
from daying.people.models import ApiToken, Post, TokenScope

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def issue(person, scope=TokenScope.WRITE, days=30):
    return actions.issue_token(by=person, name="ERP", scope=scope, expires_on=TODAY + timedelta(days), on=TODAY)


def test_a_token_signs_its_owner_in(cast):
    secret = issue(cast.director).secret

    employee, token = queries.bearer(secret)

    assert employee == cast.director
    assert employee.has_perm("people.add_delegation")
    assert token.name == "ERP"


def test_the_secret_is_kept_nowhere(cast):
    issued = issue(cast.director)

    entry = JournalEntry.objects.order_by("pk").last()
    assert issued.secret not in str(entry.changes)
    assert issued.token.digest not in str(entry.changes)
    assert not ApiToken.objects.filter(digest__contains=issued.secret).exists()


def test_a_read_only_token_changes_nothing(cast):
    employee, _token = queries.bearer(issue(cast.director, TokenScope.READ).secret)

    assert employee.has_perm("people.view_employee")
    assert not employee.has_perm("people.add_delegation")
    with pytest.raises(PermissionDenied):
        issue(employee)


@pytest.mark.parametrize("wrong", ["", "dy_", "dy_nothing-like-it", "x" * 5000])
def test_an_unknown_token_signs_nobody_in(cast, wrong):
    issue(cast.director)

    assert queries.bearer(wrong) is None


def test_the_prefix_alone_is_not_enough(cast):
    secret = issue(cast.director).secret

    assert queries.bearer(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None


def test_an_expired_token_signs_nobody_in(cast):
    secret = issue(cast.director, days=30).secret

    assert queries.bearer(secret, TODAY + timedelta(30))
    assert queries.bearer(secret, TODAY + timedelta(31)) is None


def test_a_revoked_token_signs_nobody_in(cast):
    issued = issue(cast.director)

    with pytest.raises(PermissionDenied):
        actions.revoke_token(issued.token, by=cast.engineer)
    actions.revoke_token(issued.token, by=cast.director)

    assert queries.bearer(issued.secret) is None


def test_a_token_ends_with_the_account_and_with_the_right(cast):
    closed, demoted = issue(cast.finance).secret, issue(cast.warehouse).secret

    actions.close_account(cast.finance, by=cast.hr, on=TODAY)
    actions.set_rights(Post.objects.get(key=posts.WAREHOUSE), codes=["people.view_employee"], by=cast.gm)

    assert queries.bearer(closed) is None
    assert queries.bearer(demoted) is None


def test_a_token_lasts_a_year_at_most(cast):
    with pytest.raises(Refused):
        issue(cast.director, days=400)
    with pytest.raises(Refused):
        issue(cast.director, days=0)


def test_using_a_token_notes_the_day(cast):
    issued = issue(cast.director)

    assert actions.admit(issued.secret) == cast.director
    assert ApiToken.objects.get().last_used_on == TODAY
    assert actions.admit("dy_wrong") is None
