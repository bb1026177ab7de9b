"""What changed from one version of a quotation to the next, line by line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.core import written
from daying.quotes.models import Quotation, QuotationLine

COMPARED: list[tuple[str, Any, Callable[[Any], str]]] = [
    ("description", _("Description"), str),
    ("quantity", _("Quantity"), written.quantity),
    ("unit_price", _("Unit price"), written.price),
    ("discount", _("Discount"), written.rate),
    ("tax_rate", _("Tax rate"), written.rate),
    ("amount", _("Amount"), written.money),
]
ADDED, REMOVED, CHANGED = _("added"), _("removed"), _("changed")


@dataclass(frozen=True)
class Difference:
    """A line that is new, gone or otherwise. told: of each figure that differs its label, before and after."""

    product: str
    kind: Any
    told: list[tuple[Any, str, str]]


def differences(before: Quotation, after: Quotation) -> list[Difference]:
    """The lines that differ, by product; of several lines of one product the first is compared with the first."""
    old, new = _by_product(before.lines.all()), _by_product(after.lines.all())
    pairs = [pair for key in dict.fromkeys([*new, *old]) for pair in zip_longest(old.get(key, []), new.get(key, []))]
    found = [_difference(one, other) for one, other in pairs]
    return [one for one in found if one.told]


def _by_product(lines: Iterable[QuotationLine]) -> dict[int, list[QuotationLine]]:
    found: dict[int, list[QuotationLine]] = {}
    for line in lines:
        found.setdefault(line.product_id, []).append(line)
    return found


def _difference(old: QuotationLine | None, new: QuotationLine | None) -> Difference:
    line = new or old
    assert line
    kind = CHANGED if old and new else ADDED if new else REMOVED
    told = [(label, _figure(old, name, form), _figure(new, name, form)) for name, label, form in COMPARED]
    return Difference(str(line.product), kind, [one for one in told if one[1] != one[2]])


def _figure(line: QuotationLine | None, name: str, form: Callable[[Any], str]) -> str:
    return "" if line is None else form(getattr(line, name))
