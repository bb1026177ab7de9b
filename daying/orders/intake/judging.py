"""What is wrong with orders of a sheet, told by row and column before any of them is written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.lengths import MOST_LINES, too_long
from daying.core.written import price as written
from daying.desk.imports.columns import Objection
from daying.orders.actions.entry import told_too_early
from daying.orders.queries import entered_before, told_before
from daying.products.models import ProductUnit
from daying.products.queries import PriceBook, own_quantity, unit_named, units_of

Rows = Sequence[Mapping[str, Any]]
Places = list[tuple[int, int, Mapping[str, Any]]]  # of a line with product and quantity: document, line, its values


def objections(rows: Rows, *, by: Any) -> list[Objection]:
    """Numbers entered before, days before the order's own, units and quantities that cannot be. Two queries at most."""
    return [*_numbers(rows), *_heads(rows), *_quantities(_places(rows))]


def objections_to_file(rows: Rows, *, by: Any) -> list[Objection]:
    """The same of a customer's own file, and every price that is not ours. Five queries more at most."""
    return [*objections(rows, by=by), *_days(rows), *_prices(rows)]


def _places(rows: Rows) -> Places:
    return [
        (at, number, line)
        for at, row in enumerate(rows)
        for number, line in enumerate(row.get("lines", ()))
        if line.get("product") and line.get("quantity") is not None
    ]


def _numbers(rows: Rows) -> Iterator[Objection]:
    """Each number of a customer once: neither among our orders nor twice in the sheet."""
    keys = [(row["customer"].pk, row.get("customer_po") or "") if row.get("customer") else (0, "") for row in rows]
    known = entered_before({key for key in keys if key[1]}) if any(po for _customer, po in keys) else {}
    seen: set[tuple[int, str]] = set()
    for at, key in enumerate(keys):
        if key in known:
            yield Objection(at, "customer_po", told_before(known[key]))
        elif key[1] and key in seen:
            yield Objection(at, "customer_po", _("Two of these orders have the same customer's order number."))
        seen.add(key)


def _heads(rows: Rows) -> Iterator[Objection]:
    for at, row in enumerate(rows):
        ordered_on = row.get("ordered_on") or timezone.localdate()
        if len(row.get("lines", ())) > MOST_LINES:
            yield Objection(at, "customer_po", too_long(len(row["lines"])))
        if (row.get("requested_on") or date.max) < ordered_on:
            yield Objection(at, "requested_on", told_too_early(row["requested_on"], ordered_on))
        for number, line in enumerate(row.get("lines", ())):
            if (line.get("requested_on") or date.max) < ordered_on:
                yield Objection(at, "requested_on", told_too_early(line["requested_on"], ordered_on), number)


def _quantities(places: Places) -> Iterator[Objection]:
    """Units that the product has, so that a quantity above zero comes out. One query where a unit is named."""
    known = units_of({line["product"] for _at, _number, line in places if line.get("unit")})
    for at, number, line in places:
        try:
            unit = unit_named(line.get("unit") or "", line["product"], known)
            own = own_quantity(line["quantity"], line["product"], unit)
        except Refused as refusal:
            yield Objection(at, refusal.field or "quantity", str(refusal), number)
        else:
            if own <= 0:
                told = {"product": line["product"]}
                sentence = _("%(product)s: the quantity must be above zero, and the price not below it.") % told
                yield Objection(at, "quantity", sentence, number)


def _days(rows: Rows) -> Iterator[Objection]:
    """A customer's file says the day of each line, or one day holds for all."""
    for at, row in enumerate(rows):
        for number, line in enumerate(row.get("lines", ())):
            if line.get("requested_on") is None:
                yield Objection(at, "requested_on", _("Say when it is wanted."), number)


def _prices(rows: Rows) -> Iterator[Objection]:
    """What the customer writes against what we ask: agreed, listed, or the product's own. Four queries at most."""
    places = [(at, number, line) for at, number, line in _places(rows) if rows[at].get("customer")]
    if not places:
        return
    days = {at: row.get("ordered_on") or timezone.localdate() for at, row in enumerate(rows)}
    customers = {row["customer"] for row in rows if row.get("customer")}
    products = {line["product"] for _at, _number, line in places}
    book, known = PriceBook(products, customers=customers, days=[*days.values()]), units_of(products)
    for at, number, line in places:
        sentence, is_doubt = _price(line, rows[at]["customer"], days[at], book, known)
        if sentence:
            yield Objection(at, "unit_price", sentence, number, is_doubt)


def _price(
    line: Mapping[str, Any], customer: Any, on: date, book: PriceBook, known: Mapping[int, Mapping[str, ProductUnit]]
) -> tuple[str, bool]:
    """What is to be said of one price, and whether the person may choose between theirs and ours."""
    product, typed = line["product"], line.get("unit_price")
    try:
        unit = unit_named(line.get("unit") or "", product, known)
    except Refused:
        return "", False
    factor = unit.factor if unit else Decimal(1)
    rate = product.tax_rate if customer.tax_rate is None else customer.tax_rate
    found = book.of(customer, on=on)(product, line["quantity"] * factor, rate)
    ours = found.of_unit(factor)
    if ours is None:
        told = {"product": product}
        missing = _("Give a unit price for %(product)s: the list price is in another currency.") % told
        return ("", False) if typed is not None else (missing, False)
    if typed is None or typed == ours:
        return "", False
    told = {"price": written(ours), "currency": customer.currency, "source": found.source.label}
    return _("Our price is %(price)s %(currency)s: %(source)s.") % told, True
