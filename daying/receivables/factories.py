"""Billings and receipts for tests and samples."""

from datetime import date
from decimal import Decimal
from typing import Any

from daying.core.actor import SYSTEM
from daying.customers.models import Customer
from daying.receivables import actions
from daying.receivables.models import Billing, Receipt

ON = date(2026, 3, 2)


def billed(customer: Customer, amount: int | str, *, on: date = ON, due: date | None = None) -> Billing:
    """Something the customer owed when we began."""
    made = actions.open_balance(
        by=SYSTEM, on=on, customer=customer, amount=Decimal(amount), reason="期初", due=due or on
    )
    assert isinstance(made, Billing)
    return made


def received(customer: Customer, amount: int | str, *, on: date = ON, **values: Any) -> Receipt:
    """A posted receipt."""
    drafted = actions.record_receipt(by=SYSTEM, customer=customer, received_on=on, amount=Decimal(amount), **values)
    return actions.post(drafted, by=SYSTEM, on=on)  # type: ignore[return-value]
