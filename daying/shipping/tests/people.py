"""Whom we write to in these tests."""

from typing import Any

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers.models import Contact, Customer


def contact(customer: Customer, **values: Any) -> Contact:
    """The main contact of a customer."""
    return changes.create(Contact(customer=customer, is_main=True, **values), by=SYSTEM)
