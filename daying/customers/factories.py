"""Customers for tests and samples."""

from itertools import count
from typing import Any

from daying.core.actor import SYSTEM
from daying.customers import actions
from daying.customers.models import Customer
from daying.people.models import Employee

_serial = count(1)


def customer(owner: Employee, **values: Any) -> Customer:
    """A customer of this person."""
    return actions.open_customer(by=SYSTEM, owner=owner, **{"name": f"鑫淼电子第{next(_serial)}有限公司", **values})
