"""What was sold, as rooms above tell it: for the question what a quarter would have been at new prices (M3.7)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q


@dataclass(frozen=True)
class Sold:
    """A line sold: net is its amount without tax, after the discount."""

    product_id: int
    quantity: Decimal
    discount: Decimal
    net: Decimal


# The lines of these products sold from a day to another in a currency, to customers of whom the condition holds.
FindSold = Callable[[Collection[int], Q, str, date, date], Iterable[Sold]]
_finders: list[FindSold] = []


def finds_sold(find: FindSold) -> FindSold:
    """Register a function that tells what was sold."""
    _finders.append(find)
    return find


def sold(products: Collection[int], customers: Q, currency: str, from_on: date, until_on: date) -> list[Sold]:
    """What was sold of these products. One query for each room that tells."""
    return [line for find in _finders for line in find(products, customers, currency, from_on, until_on)]
