"""What a change makes otherwise, in words: the same on its page, in the mails and for those who review it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import written
from daying.customers.models import Terms
from daying.orders.models import ChangeLine, ChangeOrder

TERMS, DAYS = gettext_lazy("Terms of payment"), gettext_lazy("Days to pay")
FIGURES: list[tuple[str, Any, Callable[[Any], str]]] = [
    ("quantity", gettext_lazy("quantity"), written.quantity),
    ("unit_price", gettext_lazy("unit price"), written.price),
    ("requested_on", gettext_lazy("wanted on"), written.day),
    ("description", gettext_lazy("specification"), str),
]


def told(change: ChangeOrder, lines: Iterable[ChangeLine]) -> str:
    """A line for each line of the order that becomes another, then terms and total."""
    return "\n".join([*filter(None, (_of_line(line) for line in lines)), *_of_order(change)])


def _of_line(line: ChangeLine) -> str:
    product = str(line.product)
    if line.is_taken_out:
        figures = {"number": line.line_number, "product": product, "quantity": _old(line, "quantity", written.quantity)}
        return _("%(number)s. %(product)s: taken out (quantity so far %(quantity)s)") % figures
    if line.is_added:
        figures = {"product": product, "figures": "; ".join(_new_figures(line))}
        return _("+ %(product)s: added, %(figures)s") % figures
    said = "; ".join(_old_and_new(line))
    return f"{line.line_number}. {product}: {said}" if said else ""


def _new_figures(line: ChangeLine) -> Iterator[str]:
    for name, label, form in FIGURES:
        value = getattr(line, name)
        if value not in (None, ""):
            yield f"{label} {form(value)}"


def _old_and_new(line: ChangeLine) -> Iterator[str]:
    for name, label, form in FIGURES:
        if line.changed(name):
            yield f"{label} {_old(line, name, form)} → {form(getattr(line, name))}"


def _old(line: ChangeLine, name: str, form: Callable[[Any], str]) -> str:
    value = getattr(line, f"old_{name}")
    return "—" if value in (None, "") else form(value)


def _of_order(change: ChangeOrder) -> Iterator[str]:
    if change.terms and change.terms != change.old_terms:
        yield f"{TERMS}: {Terms(change.old_terms).label} → {Terms(change.terms).label}"
    if change.payment_days not in (None, change.old_payment_days):
        yield f"{DAYS}: {change.old_payment_days} → {change.payment_days}"
    if change.old_total is not None and change.new_total is not None and change.old_total != change.new_total:
        figures = {"currency": change.order.currency, "old": written.money(change.old_total)}
        yield _("Total: %(currency)s %(old)s → %(new)s") % {**figures, "new": written.money(change.new_total)}
