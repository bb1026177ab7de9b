"""What rooms above know of customers, told to this one: by what segments are made and plans are measured.

Each room that knows something registers it in its own `behaviour.py`, which is loaded at the start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Model, Q, QuerySet

Kind = Literal["choice", "record", "text", "number", "money", "days", "flag"]
Condition = Callable[[str, Any, date], Q]


@dataclass(frozen=True)
class Criterion:
    """Something by which customers are told apart.

    q: the condition on customers, from an operator, what it compares with, and today. What it gets depends on the kind:
    choice and record a list of values or keys, text a text, number and days an int, money a Decimal, flag a bool.
    choices: of a choice. model: of a record.
    """

    key: str
    label: Any
    kind: Kind
    q: Condition
    choices: tuple[tuple[str, Any], ...] = ()
    model: type[Model] | None = None


BEHAVIOURS: dict[str, Criterion] = {}
_first_orders: list[Callable[[], QuerySet[Any]]] = []


def behaviour(
    key: str, label: Any, kind: Kind, *, model: type[Model] | None = None, choices: tuple[tuple[str, Any], ...] = ()
) -> Callable[[Condition], Condition]:
    """Register a condition that a room above knows to ask."""

    def register(q: Condition) -> Condition:
        if key in BEHAVIOURS:
            raise TypeError(f"the behaviour {key} is declared twice")
        BEHAVIOURS[key] = Criterion(key, label, kind, q, choices, model)
        return q

    return register


def finds_first_orders(find: Callable[[], QuerySet[Any]]) -> Callable[[], QuerySet[Any]]:
    """Register the query for the orders that are the first of their customers: with customer, owner and ordered_on."""
    _first_orders.append(find)
    return find


def first_orders() -> QuerySet[Any] | None:
    """The first order of each customer that has any. None where no room takes orders."""
    return _first_orders[0]() if _first_orders else None
