"""The lines of a change as somebody typed them."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.orders.changing.amending import FIELDS, new_lines
from daying.orders.models import ChangeLine, OrderLine, SalesOrder

Typed = Mapping[str, Any]


def lines_of(order: SalesOrder, rows: Sequence[Typed]) -> list[ChangeLine]:
    """The lines with what stands there now, and those added with their price. Refused where one makes no sense.

    One query, and three more where lines are added.
    """
    lines = OrderLine.objects.filter(order=order, quantity__gt=0).select_related("product")
    known = {line.position: line for line in lines}
    numbers = [row["line_number"] for row in rows if row.get("line_number")]
    for number in numbers:
        if numbers.count(number) > 1:
            _refuse(_("Line %(number)s is named twice.") % {"number": number})
        if number not in known:
            _refuse(_("%(order)s has no line %(number)s.") % {"order": order, "number": number})
    added = iter(_added(order, [row for row in rows if not row.get("line_number")]))
    return [_changed(known[row["line_number"]], row) if row.get("line_number") else next(added) for row in rows]


def _changed(line: OrderLine, row: Typed) -> ChangeLine:
    told = {"number": line.position, "product": line.product}
    if row.get("product") not in (None, line.product):
        _refuse(_("Line %(number)s is %(product)s. Take it out, and add a line for another product.") % told)
    if row.get("quantity") is not None and row["quantity"] <= 0:
        _refuse(_("Line %(number)s: the quantity is above zero. A line is taken out by its own mark.") % told)
    if row.get("unit_price") is not None and row["unit_price"] < 0:
        _refuse(_("Line %(number)s: the price is not below zero.") % told)
    is_taken_out = bool(row.get("is_taken_out"))
    if is_taken_out and any(row.get(name) not in (None, "", getattr(line, name)) for name in FIELDS):
        _refuse(_("Line %(number)s is taken out: leave its other fields empty.") % told)
    made = ChangeLine(pk=row.get("id"), line_number=line.position, product=line.product, is_taken_out=is_taken_out)
    for name in FIELDS:
        setattr(made, f"old_{name}", getattr(line, name))
        setattr(made, name, None if is_taken_out else row.get(name))
    made.description = made.description or ""
    return made


def _added(order: SalesOrder, rows: Sequence[Typed]) -> list[ChangeLine]:
    for row in rows:
        if not row.get("product") or row.get("is_taken_out"):
            _refuse(_("Name a line of the order by its number, or the product of a line that is added."))
        if not row.get("quantity"):
            _refuse(_("%(product)s: give the quantity of the line that is added.") % {"product": row["product"]})
    priced = new_lines(order, rows) if rows else []
    return [
        ChangeLine(pk=row.get("id"), product=line.product, **{name: getattr(line, name) for name in FIELDS})
        for row, line in zip(rows, priced, strict=True)
    ]


def _refuse(sentence: str) -> NoReturn:
    raise Refused(sentence, field="lines")
