"""What the warehouse enters itself: goods received, moved on, scrapped, put right; and the stock it begins with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.products.models import Product
from daying.stock.actions.moving import Move, move
from daying.stock.models import (
    MOVES_AS,
    NEEDS_A_REASON,
    EntryKind,
    EntryState,
    StockEntry,
    StockEntryLine,
    StockMovement,
    Warehouse,
)
from daying.work.queries import about

KIND = "SE"
LINES = Compiled(lambda entry: StockEntryLine.objects.filter(entry=entry).select_related("product"))
Typed = Mapping[str, Any]


@action(right="stock.add_stockentry", serves="M3.8", label=gettext_lazy("New stock entry"))
def open_entry(
    *,
    by: Actor,
    warehouse: Warehouse,
    moved_on: date,
    lines: Sequence[Typed],
    kind: str = EntryKind.RECEIPT,
    to: Warehouse | None = None,
    reference: str = "",
    reason: str = "",
    remarks: str = "",
) -> StockEntry:
    """Draft an entry. lines: product, quantity and, where they have them, lot, received_on and note of each."""
    head = {"kind": kind, "warehouse": warehouse, "to": to, "moved_on": moved_on}
    entry = StockEntry(**head, reference=reference, reason=reason, remarks=remarks)
    return changes.create(entry, by=by, lines=_lines(entry, lines))


@action(right="stock.change_stockentry", serves="M3.8")
def amend_entry(
    entry: StockEntry,
    *,
    by: Actor,
    version: int | None = None,
    warehouse: Warehouse,
    moved_on: date,
    lines: Sequence[Typed] | None = None,
    kind: str = EntryKind.RECEIPT,
    to: Warehouse | None = None,
    reference: str = "",
    reason: str = "",
    remarks: str = "",
) -> StockEntry:
    """Change a draft. lines: all of them as they should be; None leaves them."""
    fresh: StockEntry = lock(entry)
    if fresh.state != EntryState.DRAFT:
        raise Refused(_("%(entry)s was posted: reverse it and enter another.") % {"entry": fresh})
    values: dict[str, Any] = {"kind": kind, "warehouse": warehouse, "to": to, "moved_on": moved_on}
    values |= {"reference": reference, "reason": reason, "remarks": remarks}
    judged = StockEntry(pk=fresh.pk, **values)
    written = list(fresh.lines.select_related("product")) if lines is None else _lines(judged, lines)
    _must_make_sense(judged, written)
    return changes.update(entry, values, by=by, version=version, lines=None if lines is None else written)


@transition(
    StockEntry,
    label=pgettext_lazy("of stock", "Post"),
    source=EntryState.DRAFT,
    target=EntryState.POSTED,
    right="stock.post_stockentry",
    serves="M3.8",
)
def post(entry: StockEntry, *, by: Actor, on: date) -> None:
    """Move the goods, on the day that the entry names. Refused when it lies ahead, or more goes than is there."""
    if entry.moved_on > on:
        raise Refused(_("%(day)s lies ahead: goods move when they do.") % {"day": entry.moved_on})
    entry.number = next_number(KIND, entry.moved_on)
    move([_move(entry, line) for line in LINES(entry.pk)], by=by, on=entry.moved_on)


@transition(
    StockEntry,
    label=gettext_lazy("Reverse"),
    source=EntryState.POSTED,
    target=EntryState.REVERSED,
    right="stock.reverse_stockentry",
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def reverse(entry: StockEntry, *, by: Actor, on: date, reason: str) -> None:
    """Take the entry back by opposite movements of today. Refused when the goods have gone on meanwhile."""
    moved = StockMovement.objects.filter(**about(entry)).select_related("warehouse", "product").order_by("pk")
    opposite = [
        Move(
            one.warehouse,
            one.product,
            -one.quantity,
            one.kind,
            one.lot,
            one.received_on,
            document=entry,
            note=_("Reversed: %(reason)s") % {"reason": reason[:150]},
        )
        for one in moved
    ]
    move(sorted(opposite, key=lambda one: one.quantity), by=by, on=on)


@action(right="stock.take_over_stock", serves="M3.8")
def take_over_stock(rows: Sequence[Typed], *, by: Actor) -> list[StockEntry]:
    """Enter the stock with which a company begins: an entry for each warehouse and day, posted at once.

    rows: warehouse, product, quantity and, where they have them, lot and received_on of each; on: the day from which it
    is counted, today where None.
    """
    unit = journal.current()
    assert unit
    grouped: dict[tuple[int, date], list[Typed]] = {}
    for row in rows:
        grouped.setdefault((row["warehouse"].pk, row.get("on") or unit.on), []).append(row)
    return [_taken_over(some[0]["warehouse"], day, some, by, unit.on) for (_pk, day), some in sorted(grouped.items())]


def _taken_over(warehouse: Warehouse, day: date, rows: Sequence[Typed], by: Actor, today: date) -> StockEntry:
    drafted = open_entry(by=by, kind=EntryKind.OPENING, warehouse=warehouse, moved_on=day, lines=rows)
    posted: StockEntry = post(drafted, by=by, on=today)  # type: ignore[assignment]
    return posted


def _move(entry: StockEntry, line: StockEntryLine) -> Move:
    goes = entry.kind in (EntryKind.TRANSFER, EntryKind.SCRAP)
    return Move(
        entry.warehouse,
        line.product,
        -line.quantity if goes else line.quantity,
        MOVES_AS[EntryKind(entry.kind)],
        line.lot,
        line.received_on,
        document=entry,
        note=line.note,
        to=entry.to,
    )


def _lines(entry: StockEntry, typed: Iterable[Typed]) -> list[StockEntryLine]:
    lines = [
        StockEntryLine(
            pk=one.get("id"),
            product=one["product"],
            quantity=one["quantity"],
            lot=(one.get("lot") or "").strip(),
            received_on=one.get("received_on"),
            note=one.get("note") or "",
        )
        for one in typed
    ]
    _must_make_sense(entry, lines)
    return lines


def _must_make_sense(entry: StockEntry, lines: Sequence[StockEntryLine]) -> None:
    if (entry.kind == EntryKind.TRANSFER) != bool(entry.to_id):
        raise Refused(_("A transfer names the warehouse to which the goods go; nothing else does."), field="to")
    if entry.to_id == entry.warehouse_id:
        raise Refused(_("Goods are transferred to another warehouse."), field="to")
    if entry.kind in NEEDS_A_REASON and not entry.reason:
        raise Refused(_("Say why the goods are scrapped or adjusted."), field="reason")
    if not lines:
        raise Refused(_("Enter at least one line."))
    for place, line in enumerate(lines, start=1):
        _line_must_make_sense(entry, place, line)


def _line_must_make_sense(entry: StockEntry, place: int, line: StockEntryLine) -> None:
    told = {"line": place, "product": line.product}
    if not line.quantity or (line.quantity < 0 and entry.kind != EntryKind.ADJUSTMENT):
        raise Refused(_("Line %(line)s: the quantity of %(product)s is above zero.") % told)
    if not is_in_whole_parts(line.product, line.quantity):
        told["places"] = line.product.places
        raise Refused(_("Line %(line)s: %(product)s is counted with %(places)s decimal places at most.") % told)
    if line.received_on and line.received_on > entry.moved_on:
        raise Refused(_("Line %(line)s: goods are not there since a day after they came.") % told)


def is_in_whole_parts(product: Product, quantity: Decimal) -> bool:
    """Whether the product is counted as finely as this."""
    return quantity == round(quantity, product.places)
