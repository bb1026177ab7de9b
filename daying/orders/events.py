"""What orders tell the rooms above."""

from dataclasses import dataclass
from datetime import date

from daying.core.events import Event


@dataclass(frozen=True)
class OrderReleased(Event):
    """The departments have agreed and sales has let it go: it may be planned and shipped."""

    order_id: int
    released_on: date


@dataclass(frozen=True)
class OrderCancelled(Event):
    """Nothing more of it will be shipped: cancelled as a whole, or closed with a rest."""

    order_id: int
    cancelled_on: date


@dataclass(frozen=True)
class OrderChanged(Event):
    """A change was agreed and done. line_ids: lines with another quantity or day; moved_ids: those promised anew."""

    order_id: int
    change_id: int
    line_ids: tuple[int, ...]
    moved_ids: tuple[int, ...]


@dataclass(frozen=True)
class DeliveryDateMoved(Event):
    """Lines were promised for another day."""

    order_id: int
    line_ids: tuple[int, ...]
    to_on: date
    is_customers_wish: bool
