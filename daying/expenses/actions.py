"""Booking costs, and taking them back by their opposite."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action
from daying.customers.models import Currency, Customer
from daying.expenses.models import MONTH, CostEntry
from daying.expenses.queries import is_reversed
from daying.people.models import Department

KEPT = ("category", "department_id", "customer_id", "product_id", "currency", "month", "note")
KEPT_ABOUT = ("subject_type", "subject_id", "subject_label")


@action(right="expenses.add_costentry", serves="M6.5", label=gettext_lazy("Book a cost"))
def book(
    *,
    by: Actor,
    category: str,
    department: Department,
    amount: Decimal,
    month: str,
    booked_on: date,
    currency: str = Currency.CNY,
    customer: Customer | None = None,
    product: Any = None,
    note: str = "",
) -> CostEntry:
    """Book a cost by hand. amount: not zero; month: 2026-03."""
    if not amount:
        raise Refused(_("A cost of nothing is not booked."), field="amount")
    MONTH(month)
    row = {"category": category, "department": department, "amount": amount, "month": month, "booked_on": booked_on}
    row |= {"currency": currency, "customer": customer, "product": product, "note": note}
    return book_all([row], by=by)[0]


@action(right=None, serves="M6.5")
def book_all(rows: Sequence[Mapping[str, Any]], *, by: Actor, document: Any = None) -> list[CostEntry]:
    """Book what a document costs. rows: fields of CostEntry; rows of nothing are left out. Four statements at most."""
    entries = [CostEntry(**row) for row in rows if row["amount"]]
    for entry in entries if document is not None else ():
        entry.tell_about(document)
    return changes.create_many(entries, by=by)


@action(right="expenses.reverse_costentry", serves="M6.5", label=gettext_lazy("Reverse a cost"))
def reverse(entry: CostEntry, *, by: Actor, on: date, reason: str) -> CostEntry:
    """Book the opposite into the same month, on the day it is found wrong. Refused the second time."""
    entry = changes.locked(CostEntry, entry.pk)
    if is_reversed(entry):
        raise Refused(_("This cost is reversed already."))
    same = {name: getattr(entry, name) for name in (*KEPT, *KEPT_ABOUT)} | {"note": reason}
    day = max(on, entry.booked_on)
    return changes.create(CostEntry(**same, amount=-entry.amount, booked_on=day, reverses_id=entry.pk), by=by)
