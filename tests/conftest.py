"""The furnished house, for the tests that walk through all of it. Filled once for each file of tests."""

from collections.abc import Iterator
from dataclasses import fields

import pytest
from django.db import transaction

from daying.people.models import Employee
from tests import cast as people
from tests import records


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Everything that `records.furnish` makes, until the file is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        people._put_back() if people._rows else people._hire()
        records.furnish(_cast())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def house(furnished: None, cast: people.Cast) -> people.Cast:
    """The cast at work in the furnished house."""
    return cast


def _cast() -> people.Cast:
    hired = {person.username: person for person in Employee.objects.select_related("department")}
    return people.Cast(**{f.name: hired[people.USERNAMES.get(f.name, f.name)] for f in fields(people.Cast)})
