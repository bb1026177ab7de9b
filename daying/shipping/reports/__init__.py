"""Figures about deliveries, by subject. Freight by carrier is the orders' own figure."""

from daying.shipping.reports import exceptions, lines, statistics  # noqa: F401 - they register themselves
from daying.shipping.reports.punctuality import (
    RIGHT,
    lines_due,
    on_time_rate,
    order_punctuality,
    orders_on_time,
    orders_shipped,
)

__all__ = ["RIGHT", "lines_due", "on_time_rate", "order_punctuality", "orders_on_time", "orders_shipped"]
