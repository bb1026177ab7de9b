"""The fixed cast of the tests: the demo company's people, hired and appointed by the product's own actions."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from daying.core import search
from daying.core.models import JournalEntry
from daying.people import first_rows, setup
from daying.people.models import Employee

FIRST_DAY = date(2020, 1, 1)

USERNAMES = {
    "engineer": "engineer1",
    "colleague": "engineer1b",
    "other_engineer": "engineer2",
    "manager": "manager1",
    "tianjin_manager": "manager-tj",
    "tianjin_engineer": "engineer-tj",
    "customer_service": "service1",
    "service_manager": "cs-manager",
    "awaiting_assignment": "service4",
}


@dataclass(frozen=True)
class Cast:
    """Everybody by part. Each test gets objects of its own."""

    director: Employee
    manager: Employee  # of Sales 1
    engineer: Employee  # of Sales 1
    colleague: Employee  # of Sales 1 too
    other_engineer: Employee  # of Sales 2, sees nothing of Sales 1
    tianjin_manager: Employee
    tianjin_engineer: Employee
    service_manager: Employee
    customer_service: Employee
    awaiting_assignment: Employee  # holds no post
    finance: Employee
    pmc: Employee
    quality: Employee
    engineering: Employee
    rnd: Employee
    warehouse: Employee
    purchasing: Employee
    production: Employee
    hr: Employee
    gm: Employee
    chairman: Employee
    auditor: Employee
    admin: Employee


_rows: list[list[Any]] = []


@pytest.fixture
def cast(db: None) -> Cast:
    """The company and its people, for a test that needs them."""
    if not Employee.objects.filter(username="director").exists():
        _put_back() if _rows else _hire()
    people = {person.username: person for person in Employee.objects.select_related("department")}
    return Cast(**{field.name: people[USERNAMES.get(field.name, field.name)] for field in fields(Cast)})


def _hire() -> None:
    """Hire everybody by the actions, once per run, and remember what that wrote."""
    setup.set_up_company(on=FIRST_DAY)
    setup.hire_demo_staff(on=FIRST_DAY)
    tables = [table for tables in first_rows.WRITERS for table in tables]
    written = [*apps.get_app_config("people").get_models(), *tables, JournalEntry]
    _rows.extend(rows for model in written if (rows := list(model._default_manager.all())))


def _put_back() -> None:
    """Write the same rows again, a statement or two for each table instead of hundreds."""
    with transaction.atomic():  # the tables refer to each other
        for rows in _rows:
            model: type[models.Model] = type(rows[0])
            model._default_manager.bulk_create(rows)
            search.reindex(rows)
