"""Carriers' bills for samples: of a few waybills, read and checked without a file."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from daying.carriers.bills import actions
from daying.carriers.bills.reading import Gathered, Read
from daying.carriers.models import Carrier, CarrierBill
from daying.core.actor import SYSTEM
from daying.core.money import ZERO
from daying.people.models import Department


def checked_bill(carrier: Carrier, asked: Sequence[tuple[str, Any]], **values: Any) -> CarrierBill:
    """A bill for March 2026 that asks so much freight for each of these numbers."""
    usual = {"month": "2026-03", "department": Department.objects.order_by("pk")[0]}
    bill = actions.draw_up(by=SYSTEM, carrier=carrier, **{**usual, **values})
    rows = [_row(place, number, Decimal(amount)) for place, (number, amount) in enumerate(asked, start=2)]
    read = Read({row.number: row for row in rows}, rows=len(rows))
    return actions.check(actions.take(bill, by=SYSTEM, read=read), by=SYSTEM)  # type: ignore[return-value]


def _row(place: int, number: str, amount: Decimal) -> Gathered:
    return Gathered(place, number, {}, rows=[place], parts=[amount, ZERO, ZERO, ZERO, ZERO], amount=amount)
