"""Customers for tests and samples."""

from datetime import date
from itertools import count
from typing import Any

from django.db import transaction

from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.customers import actions
from daying.customers.models import Customer, Pool, PoolEntry, PoolMember, ReclaimRule
from daying.people.models import Department, Employee

_serial = count(1)


def customer(owner: Employee, **values: Any) -> Customer:
    """A customer of this person."""
    return actions.open_customer(by=SYSTEM, owner=owner, **{"name": f"鑫淼电子第{next(_serial)}有限公司", **values})


def pool(department: Department, *members: Employee, **values: Any) -> Pool:
    """A pool of this department, with members and one rule: 30 days without a follow-up, warned 7 days before."""
    rules = values.pop("rules", [ReclaimRule(days_without_follow_up=30)])
    made = changes.create(
        Pool(department=department, **{"code": department.code, "name": f"{department.name}公海", **values}),
        by=SYSTEM,
        lines=rules,
    )
    for person in members:
        changes.create(PoolMember(pool=made, employee=person), by=SYSTEM)
    return made


def pooled(lies_in: Pool, *, on: date = date(2026, 3, 2), **values: Any) -> PoolEntry:
    """A customer that was entered into this pool without an owner."""
    with transaction.atomic(), journal.acting("customers.open_customer", on):
        told = {"name": f"无主客户第{next(_serial)}有限公司", **values}
        return actions.open_customer(by=SYSTEM, pool=lies_in, **told).pool_entries.get()
