"""Past orders of another system, taken over in bulk with the numbers they have there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.models import JournalEntry
from daying.core.workflow import action
from daying.customers.actions import note_deals
from daying.orders.actions.entry import book_for, drafted, own_units_of_many
from daying.orders.models import OPEN_STATES, OrderLine, SalesOrder, State
from daying.people.models import Employee
from daying.products.queries import PriceBook


@action(right="orders.take_over_order", serves="M5.3")
def take_over_orders(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[SalesOrder]:
    """Write released orders as another system had them: no review, no release, the requested date is the promise.

    rows: the fields of open_order, `number` as the other system has it, and `owner` where somebody else than today's
    owner of the customer sold it; the lines under "lines". Eight statements for each 500 of them.
    """
    _must_not_be_there([row["number"] for row in rows])
    book, lines = book_for(rows), own_units_of_many(rows)
    made = [_released(row, typed, book) for row, typed in zip(rows, lines, strict=True)]
    days: dict[int, list[date]] = {}
    for order, _lines in made:
        days.setdefault(order.customer_id, []).append(order.ordered_on)
    note_deals(days)
    return changes.create_many([order for order, _lines in made], by=by, lines=[lines for _order, lines in made])


@action(right=None, serves="M5.7")
def count_all_shipped(order_ids: Sequence[int], *, by: Actor) -> list[OrderLine]:
    """Count all that is open of these orders as shipped, and give those lines as they were before.

    Refused when one of the orders is not open. Five statements for each 500 of them.
    """
    orders = list(SalesOrder.objects.select_for_update(of=("self",)).filter(pk__in=order_ids).order_by("pk"))
    for order in orders:
        if order.state not in OPEN_STATES:
            told = {"order": order, "state": order.get_state_display()}
            raise Refused(_("%(order)s is “%(state)s”: nothing can be shipped.") % told, field="order")
    lines = OrderLine.objects.filter(order__in=order_ids, shipped_quantity__lt=F("quantity"))
    still_open = list(lines.order_by("order", "position"))
    lines.update(shipped_quantity=F("quantity"))
    SalesOrder.objects.filter(pk__in=order_ids).update(state=State.SHIPPED, version=F("version") + 1)
    _journal_shipped(orders, by)
    return still_open


def _journal_shipped(orders: Sequence[SalesOrder], by: Actor) -> None:
    entries = [
        journal.build(order, "orders.count_all_shipped", by=by, changes={"state": [order.state, State.SHIPPED.value]})
        for order in orders
    ]
    JournalEntry.objects.bulk_create(entries, batch_size=500)


def _released(
    row: Mapping[str, Any], typed: Sequence[Mapping[str, Any]], book: PriceBook
) -> tuple[SalesOrder, list[OrderLine]]:
    order, lines = drafted(row, typed, book=book)
    order.number = order.external_number = row["number"]
    order.state = State.RELEASED
    order.released_on = order.ordered_on
    owner: Employee | None = row.get("owner")
    if owner:
        order.owner_id, order.department_id = owner.pk, owner.department_id
    for line in lines:
        line.first_confirmed_on = line.confirmed_on = line.requested_on
    order.confirmed_on = max((line.requested_on for line in lines), default=order.requested_on)
    return order, lines


def _must_not_be_there(numbers: Sequence[str]) -> None:
    """Each number once, and none that looks like one of ours."""
    if len(set(numbers)) < len(numbers):
        raise Refused(_("Two of these orders have the same number."), field="number")
    for number in numbers:
        if number.startswith("SO-"):
            raise Refused(_("%(number)s looks like one of our own numbers.") % {"number": number}, field="number")
    known = SalesOrder.objects.filter(number__in=numbers).values_list("number", flat=True).first()
    if known:
        raise Refused(_("Order %(number)s was taken over before.") % {"number": known}, field="number")
