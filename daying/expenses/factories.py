"""Costs for tests and samples."""

from datetime import date
from decimal import Decimal
from typing import Any

from daying.core.actor import SYSTEM
from daying.expenses import actions
from daying.expenses.models import Category, CostEntry
from daying.people.models import Department

ON = date(2026, 3, 10)


def cost(department: Department, amount: Any = 100, **values: Any) -> CostEntry:
    """What a department spent on freight in March 2026."""
    usual = {"category": Category.FREIGHT, "month": "2026-03", "booked_on": ON}
    return actions.book(by=SYSTEM, department=department, amount=Decimal(amount), **{**usual, **values})
