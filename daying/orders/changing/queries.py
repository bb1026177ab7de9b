"""Reading changes, and an order as it stood on a day."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from daying.core import journal
from daying.orders.models import ChangeOrder, OrderLine, SalesOrder
from daying.people.queries import limit

Values = dict[str, Any]


def changes_seen_by(user: Any) -> QuerySet[ChangeOrder]:
    """The changes of orders of customers this person may see."""
    return limit(ChangeOrder.objects.select_related("order__customer"), user, via="order__customer")


def as_of(order: SalesOrder, on: date) -> tuple[Values, list[Values]] | None:
    """The order's fields and lines as they stood at the end of a day; None where it was not written yet. Two queries.

    What the journal tells is undone, the newest first. Confirmed dates of lines are not told by every step, and left
    out; numbers are the exact text that the journal keeps.
    """
    head: Values = journal.snapshot(order)
    lines = {line.pk: {"id": line.pk, **journal.snapshot(line)} for line in OrderLine.objects.filter(order=order)}
    began = False
    for entry in journal.history(order):
        if entry.on <= on:
            began = True
            break
        _undo(head, lines, entry.changes)
    there = [line for line in lines.values() if Decimal(line["quantity"])]
    return (head, sorted(there, key=lambda line: line["position"])) if began else None


def _undo(head: Values, lines: dict[int, Values], told: Values) -> None:
    for name, (before, after) in told.items():
        if name == "lines":
            for line in after or ():
                lines.pop(line["id"], None)
            lines.update({line["id"]: dict(line) for line in before or ()})
        elif name == "shipped":
            _take_back(lines, after or {})
        else:
            head[name] = before


def _take_back(lines: dict[int, Values], shipped: Values) -> None:
    for line in lines.values():
        count = shipped.get(str(line["position"]))
        if count is not None:
            line["shipped_quantity"] = str(Decimal(line["shipped_quantity"]) - Decimal(count))
