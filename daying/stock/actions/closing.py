"""Closing a month: nothing moves in it any more, and what lay where at its end is kept."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, compiled, written
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.periods import Month
from daying.core.workflow import action
from daying.stock import queries
from daying.stock.models import ClosedBalance, StockClosing, StockLevel, StockMovement, StockPolicy, Warehouse

PLACE = ["warehouse", "product", "lot", "received_on"]


@action(right="stock.add_stockclosing", serves="M3.8", label=gettext_lazy("Close a month"))
def close_month(*, by: Actor, closed_on: date, on: date | None = None) -> StockClosing:
    """Close stock up to the last day of a month that is over. Months before it that are still open are closed with it.

    Whoever moves goods meanwhile is waited for, and whoever comes later reads that the month is closed. Nine statements
    however many lots.
    """
    _must_be_the_end_of_a_month(closed_on, on or timezone.localdate())
    list(Warehouse.objects.select_for_update().order_by("pk").values_list("pk"))
    list(StockLevel.objects.select_for_update().order_by("pk").values_list("pk"))
    before = queries.closed_up_to()
    if before and closed_on <= before:
        raise Refused(_("Stock is closed up to %(day)s already.") % {"day": written.day(before)}, field="closed_on")
    sums = queries.sums(closed_on, PLACE)
    closing = changes.create(StockClosing(closed_on=closed_on, places=len(sums)), by=by)
    compiled.insert_many(
        [
            ClosedBalance(
                closing=closing, warehouse_id=place, product_id=product, lot=lot, received_on=day, quantity=quantity
            )
            for (place, product, lot, day), quantity in sums.items()
        ]
    )
    return closing


def close_what_is_due(today: date, *, by: Actor) -> StockClosing | None:
    """Close the last month whose time for late entries is over; None where there is nothing to close."""
    month = Month.containing(today - timedelta(days=StockPolicy.now().closing_days)).previous()
    closed = queries.closed_up_to()
    if (closed and closed >= month.last) or not StockMovement.objects.filter(moved_on__lte=month.last).exists():
        return None
    return close_month(by=by, closed_on=month.last, on=today)


def _must_be_the_end_of_a_month(closed_on: date, on: date) -> None:
    if closed_on != Month.containing(closed_on).last:
        raise Refused(_("Stock is closed up to the last day of a month."), field="closed_on")
    if closed_on >= on:
        raise Refused(_("A month is closed when it is over."), field="closed_on")
