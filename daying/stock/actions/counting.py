"""Counting a warehouse: drawn up from the books, counted, and the differences posted by somebody else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, has_part, lock, transition
from daying.products.models import Category
from daying.stock.actions.entries import is_in_whole_parts
from daying.stock.actions.moving import Move, move
from daying.stock.models import CountState, MovementKind, StockBalance, StockCount, StockCountLine, Warehouse
from daying.stock.queries import closed_up_to

KIND = "CC"
Typed = Mapping[str, Any]
Spot = tuple[int, str, date]


def is_another(count: StockCount, by: Actor) -> bool:
    """Whoever counted does not post the differences."""
    return not has_part(count, by, "counted_by")


@action(right="stock.add_stockcount", serves="M3.8", label=gettext_lazy("New stock count"))
def draft_count(
    *,
    by: Actor,
    warehouse: Warehouse,
    counted_on: date,
    category: Category | None = None,
    remarks: str = "",
    lines: Sequence[Typed] = (),
) -> StockCount:
    """Draw up what to count: all that lies in the warehouse by the books now, of the category where one is given.

    lines: what was counted already: product, counted_quantity and, where they have them, lot, received_on and reason of
    each. What they leave out is still to be counted.
    """
    if StockCount.objects.filter(warehouse=warehouse, state__in=[CountState.DRAFT, CountState.COUNTED]).exists():
        raise Refused(_("%(warehouse)s is being counted already.") % {"warehouse": warehouse}, field="warehouse")
    count = StockCount(warehouse=warehouse, category=category, counted_on=counted_on, remarks=remarks)
    count.number = next_number(KIND, counted_on)
    counted = _counted(lines, counted_on)
    by_the_books = _by_the_books(count)
    for line in counted:
        line.book_quantity = by_the_books.pop(_spot(line), Decimal(0))
    uncounted = [
        StockCountLine(product_id=product, lot=lot, received_on=day, book_quantity=quantity)
        for (product, lot, day), quantity in by_the_books.items()
    ]
    if not (counted or uncounted):
        raise Refused(_("By the books nothing lies in %(warehouse)s: enter what was found.") % {"warehouse": warehouse})
    return changes.create(count, by=by, lines=[*counted, *uncounted])


@action(right="stock.change_stockcount", serves="M3.8")
def amend_count(
    count: StockCount,
    *,
    by: Actor,
    version: int | None = None,
    warehouse: Warehouse,
    counted_on: date,
    category: Category | None = None,
    remarks: str = "",
    lines: Sequence[Typed] | None = None,
) -> StockCount:
    """Enter what was counted. Warehouse and category stay; what the books say stays as it was when it was drawn up."""
    fresh: StockCount = lock(count)
    if fresh.state != CountState.DRAFT:
        raise Refused(_("%(count)s was counted. Open it again first, then change it.") % {"count": fresh})
    if (warehouse.pk, category and category.pk) != (fresh.warehouse_id, fresh.category_id):
        raise Refused(_("A count stays with its warehouse and category. Cancel it and begin another."))
    values = {"counted_on": counted_on, "remarks": remarks}
    if lines is None:
        return changes.update(count, values, by=by, version=version)
    return changes.update(count, values, by=by, version=version, lines=_recounted(fresh, _counted(lines, counted_on)))


@transition(
    StockCount,
    label=gettext_lazy("Counted"),
    source=CountState.DRAFT,
    target=CountState.COUNTED,
    right="stock.change_stockcount",
    serves="M3.8",
)
def finish_count(count: StockCount, *, by: Actor) -> None:
    """All is counted, and each difference has its reason. Nothing may be changed from now on."""
    lines = list(count.lines.select_related("product"))
    missing = sum(line.counted_quantity is None for line in lines)
    if missing:
        raise Refused(
            _("%(missing)s lines are not counted yet. Where nothing was found enter 0.") % {"missing": missing}
        )
    unexplained = [line for line in lines if line.difference_quantity and not line.reason]
    if unexplained:
        told = {"products": ", ".join(str(line.product) for line in unexplained[:5]), "lines": len(unexplained)}
        raise Refused(_("%(lines)s differences have no reason: %(products)s.") % told)
    count.counted_by_id = by.pk


@transition(
    StockCount,
    label=gettext_lazy("Count again"),
    source=CountState.COUNTED,
    target=CountState.DRAFT,
    right="stock.change_stockcount",
    serves="M3.8",
)
def reopen_count(count: StockCount, *, by: Actor) -> None:
    """Something is to be counted once more."""
    count.counted_by_id = None


@transition(
    StockCount,
    label=gettext_lazy("Post the differences"),
    source=CountState.COUNTED,
    target=CountState.POSTED,
    right="stock.post_stockcount",
    when=is_another,
    serves="M3.8",
)
def post_count(count: StockCount, *, by: Actor, on: date) -> None:
    """Bring the books to what was counted, on the day of the count; today where its month is closed."""
    lines = count.lines.select_related("product")
    moves = [
        Move(
            count.warehouse,
            line.product,
            line.difference_quantity,
            MovementKind.COUNT,
            line.lot,
            line.received_on,
            document=count,
            note=line.reason,
        )
        for line in lines
        if line.difference_quantity
    ]
    closed = closed_up_to()
    move(moves, by=by, on=on if closed and count.counted_on <= closed else count.counted_on)
    count.posted_by_id = by.pk


@transition(
    StockCount,
    label=gettext_lazy("Cancel"),
    source=[CountState.DRAFT, CountState.COUNTED],
    target=CountState.CANCELLED,
    right="stock.change_stockcount",
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel_count(count: StockCount, *, by: Actor, reason: str) -> None:
    """The count is not gone on with; the books stay."""


def _by_the_books(count: StockCount) -> dict[Spot, Decimal]:
    rows = StockBalance.objects.filter(warehouse=count.warehouse_id).order_by("product__code", "received_on", "lot")
    if count.category_id:
        rows = rows.filter(product__category=count.category_id)
    return {(row.product_id, row.lot, row.received_on): row.quantity for row in rows}


def _counted(typed: Iterable[Typed], counted_on: date) -> list[StockCountLine]:
    lines = [
        StockCountLine(
            pk=one.get("id"),
            product=one["product"],
            lot=(one.get("lot") or "").strip(),
            received_on=one.get("received_on") or counted_on,
            counted_quantity=one.get("counted_quantity"),
            reason=one.get("reason") or "",
        )
        for one in typed
    ]
    _must_make_sense(lines, counted_on)
    return lines


def _recounted(count: StockCount, lines: list[StockCountLine]) -> list[StockCountLine]:
    """The lines with what the books said. Those of the books stay, though somebody took them out."""
    book = {_spot(line): line for line in count.lines.all() if line.book_quantity}
    for line in lines:
        was = book.pop(_spot(line), None)
        line.pk, line.book_quantity = (was.pk, was.book_quantity) if was else (None, Decimal(0))
    return [*lines, *book.values()]


def _must_make_sense(lines: Sequence[StockCountLine], counted_on: date) -> None:
    if len({_spot(line) for line in lines}) < len(lines):
        raise Refused(_("A lot of a product stands twice in the count: enter it in one line."))
    for place, line in enumerate(lines, start=1):
        told = {"line": place, "product": line.product}
        if line.received_on and line.received_on > counted_on:
            raise Refused(_("Line %(line)s: goods are not there since a day after they came.") % told)
        if line.counted_quantity is None:
            continue
        if line.counted_quantity < 0:
            raise Refused(_("Line %(line)s: what is counted of %(product)s is not below zero.") % told)
        if not is_in_whole_parts(line.product, line.counted_quantity):
            told["places"] = line.product.places
            raise Refused(_("Line %(line)s: %(product)s is counted with %(places)s decimal places at most.") % told)


def _spot(line: StockCountLine) -> Spot:
    assert line.received_on
    return line.product_id, line.lot, line.received_on
