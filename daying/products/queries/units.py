"""Quantities typed in a further unit of a product, as they are kept: in the product's own."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.products.models import Product, ProductUnit

AT_ONCE = 5000
Typed = Mapping[str, Any]
Known = Mapping[int, Mapping[str, ProductUnit]]


def in_own_units(lines: Sequence[Typed]) -> list[Typed]:
    """Lines as somebody typed them, as `OfferedLine.offered` takes them. One query where one names a further unit.

    10 at 200 in boxes of 20 becomes 200, with the box, its factor and its price beside. Refused when a product has no
    such unit, or what comes out has more decimal places than the product. A line with a factor is so already.
    """
    known = units_of({line["product"] for line in lines if _is_of_further(line)})
    return [line if "factor" in line else _in_own(line, known) for line in lines]


def units_of(products: Iterable[Product]) -> Known:
    """The further units of products by name in small letters. One query, none for no product."""
    keys = sorted({product.pk for product in products})
    known: dict[int, dict[str, ProductUnit]] = {}
    for start in range(0, len(keys), AT_ONCE):
        for unit in ProductUnit.objects.filter(product__in=keys[start : start + AT_ONCE]).order_by("factor"):
            known.setdefault(unit.product_id, {})[unit.name.casefold()] = unit
    return known


def unit_named(text: str, product: Product, known: Known) -> ProductUnit | None:
    """The further unit meant; None where it is the product's own. Refused, naming those there are."""
    name = text.strip()
    if name.casefold() in ("", product.unit.casefold()):
        return None
    found = known.get(product.pk, {}).get(name.casefold())
    if found is None:
        names = [product.unit, *(unit.name for unit in known.get(product.pk, {}).values())]
        told = {"product": product, "unit": name, "units": ", ".join(names)}
        raise Refused(_("%(product)s has no unit “%(unit)s”, but: %(units)s.") % told, field="unit")
    return found


def own_quantity(count: Decimal, product: Product, unit: ProductUnit | None) -> Decimal:
    """So many of a unit, in the product's own. Refused when that has more decimal places than the product."""
    own = count * unit.factor if unit else count
    if own.is_finite() and own == own.quantize(Decimal(1).scaleb(-product.places)):
        return own
    told = {"product": product, "quantity": f"{count.normalize():f} {unit or product.unit}", "places": product.places}
    if unit is None:
        sentence = _("%(product)s: %(quantity)s has more than %(places)d decimal places.")
    else:
        told["own"] = f"{own.normalize():f} {product.unit}"
        sentence = _("%(product)s: %(quantity)s is %(own)s, which has more than %(places)d decimal places.")
    raise Refused(sentence % told, field="quantity")


def _is_of_further(line: Typed) -> bool:
    name = (line.get("unit") or "").strip().casefold()
    return "factor" not in line and name not in ("", line["product"].unit.casefold())


def _in_own(line: Typed, known: Known) -> Typed:
    product = line["product"]
    unit = unit_named(line.get("unit") or "", product, known)
    quantity = own_quantity(line["quantity"], product, unit)
    if unit is None:
        return {**line, "unit": "", "quantity": quantity}
    price = {"unit_price": None, "price_per_unit": line.get("unit_price")}
    return {**line, "unit": unit.name, "factor": unit.factor, "quantity": quantity, **price}
