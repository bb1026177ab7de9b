"""Who sees which customers and documents (M0.5, T21)."""

import pytest
from django.contrib.auth.models import AnonymousUser

from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.customers.models import Contact, Customer
from daying.people.queries import limit, visible_departments

pytestmark = pytest.mark.django_db


@pytest.fixture
def everywhere(cast):
    """A customer of Sales 1, of a colleague there, of Sales 2 and of Tianjin."""
    owners = (cast.engineer, cast.colleague, cast.other_engineer, cast.tianjin_engineer)
    return {owner.username: customer(owner) for owner in owners}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("engineer", {"engineer1"}),
        ("other_engineer", {"engineer2"}),
        ("manager", {"engineer1", "engineer1b"}),
        ("tianjin_manager", {"engineer-tj"}),
        ("director", {"engineer1", "engineer1b", "engineer2", "engineer-tj"}),
        ("customer_service", {"engineer1", "engineer1b", "engineer2", "engineer-tj"}),
        ("finance", {"engineer1", "engineer1b", "engineer2", "engineer-tj"}),
        ("awaiting_assignment", set()),
    ],
)
def test_everyone_sees_as_far_as_the_post_does(cast, everywhere, role, seen):
    found = limit(Customer.objects.all(), getattr(cast, role), via="")

    assert {owner for owner, ours in everywhere.items() if ours in found} == seen


def test_the_system_sees_all_and_nobody_sees_nothing(everywhere):
    assert limit(Customer.objects.all(), SYSTEM, via="").count() == 4
    assert limit(Customer.objects.all(), AnonymousUser(), via="").count() == 0


@pytest.mark.parametrize("role", ["engineer", "manager", "director"])
def test_the_scope_is_one_join_and_no_subquery(cast, role):
    sql = str(limit(Contact.objects.all(), getattr(cast, role), via="customer").query)

    assert sql.count("SELECT") == 1
    assert sql.count("JOIN") == 1


def test_the_scope_is_worked_out_once_for_a_request(cast, django_assert_num_queries):
    with django_assert_num_queries(4):  # seats, rights, the department tree, and the customers
        list(limit(Customer.objects.all(), cast.director, via=""))

    with django_assert_num_queries(1):
        list(limit(Customer.objects.all(), cast.director, via=""))


def test_departments_are_visible_with_their_customers(cast):
    assert [str(d.code) for d in visible_departments(cast.manager)] == ["S1"]
    assert visible_departments(cast.finance).count() == 21
