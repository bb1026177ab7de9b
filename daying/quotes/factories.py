"""Opportunities for tests and samples."""

from datetime import date
from decimal import Decimal
from typing import Any

from daying.core.actor import SYSTEM
from daying.customers.models import Customer
from daying.quotes import actions
from daying.quotes.models import Opportunity


def opportunity(customer: Customer, **values: Any) -> Opportunity:
    """An opportunity with this customer, of 10,000 expected in the middle of April 2026."""
    usual = {"title": "伺服电机年度供货", "amount": Decimal(10000), "expected_on": date(2026, 4, 15)}
    told = {**usual, "opened_on": date(2026, 3, 2), **values}
    return actions.open_opportunity(by=SYSTEM, customer=customer, **told)
