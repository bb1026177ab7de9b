"""What goes with a shipment on paper: picking list, delivery note, packing list and labels. No price stands on any."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import segno
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from daying.core import printing, written
from daying.customers.models import CustomerAddress
from daying.people.models import Company
from daying.people.queries import company
from daying.products.models import CustomerPart
from daying.shipping import links
from daying.shipping.contacts import LANGUAGES, contact_of
from daying.shipping.models import Shipment, ShipmentLine

Pairs = list[tuple[str, str]]
MOST_LABELS = 200


def pdf(shipment: Shipment, kind: str, language: str) -> bytes:
    """A paper of a shipment. kind: a key of KINDS. language: zh or en. Six queries at most."""
    return printing.pdf(f"shipping/{kind}", told(shipment, kind, language))


def told(shipment: Shipment, kind: str, language: str) -> dict[str, Any]:
    """What its template prints, written out in the language of the paper."""
    with override(LANGUAGES[language]):
        return KINDS[kind](shipment, language)


def picking(shipment: Shipment, language: str) -> dict[str, Any]:
    """For the warehouse: what to take from the shelf, with room for lot, count and signature."""
    head = _head(shipment, language, pgettext("document", "Picking list"))
    heads = ["#", _("Product"), _("Specification"), _("Unit"), _("Quantity")]
    heads += [_("Lot"), _("Quantity picked"), _("Remarks")]
    rows = [
        [str(line.position), _coded(line), line.product.specification, line.product.unit, _quantity(line), "", "", ""]
        for line in _lines(shipment)
    ]
    signs = [_("Picked by"), _("Checked by"), _("Date")]
    return {**head, "facts": _facts(shipment, language), "heads": heads, "rows": rows, "signs": signs}


def delivery(shipment: Shipment, language: str) -> dict[str, Any]:
    """The delivery note 送货单: the customer's part numbers and order number, and the receiver's signature."""
    head = _head(shipment, language, pgettext("document", "Delivery note"))
    parts = customer_parts(shipment)
    heads = ["#", _("Customer's part number"), _("Product"), _("Unit")]
    heads += [_("Quantity"), _("Quantity received"), _("Remarks")]
    lines = _lines(shipment)
    rows = [
        [str(line.position), parts.get(line.product_id, "—"), _named(line), line.product.unit, _quantity(line), "", ""]
        for line in lines
    ]
    totals = [(_("Total quantity"), written.quantity(sum((line.quantity for line in lines), Decimal(0))))]
    return {
        **head,
        "facts": _facts(shipment, language),
        "heads": heads,
        "rows": rows,
        "totals": [*_packed(shipment), *totals],
        "remarks": shipment.remarks,
        "note": _("Please count the goods on arrival, note differences here and sign. Later claims need this note."),
        "ours": [_("Prepared by"), _("Warehouse"), _("Driver")],
        "received": [_("Received by (signature and stamp)"), _("Date received")],
        "copies": _("Copy 1: we keep · copy 2: customer · copy 3: returned signed · copy 4: finance"),
    }


def packing(shipment: Shipment, language: str) -> dict[str, Any]:
    """The packing list: what is in how many packages of which weight."""
    head = _head(shipment, language, pgettext("document", "Packing list"))
    parts = customer_parts(shipment)
    heads = ["#", _("Customer's part number"), _("Product"), _("Unit"), _("Quantity"), _("Package no.")]
    rows = [
        [str(line.position), parts.get(line.product_id, "—"), _named(line), line.product.unit, _quantity(line), ""]
        for line in _lines(shipment)
    ]
    totals = [*_packed(shipment), *([(_("Package sizes"), shipment.package_sizes)] if shipment.package_sizes else [])]
    return {**head, "facts": _facts(shipment, language), "heads": heads, "rows": rows, "totals": totals}


def label(shipment: Shipment, language: str) -> dict[str, Any]:
    """A label for each package, with the code that leads to the tracking page."""
    head = _head(shipment, language, pgettext("document", "Label"))
    cartons = min(shipment.cartons or 1, MOST_LABELS)
    code = segno.make(links.address_of(shipment), error="m")
    facts = [
        (_("Ship to"), _recipient(shipment, language)),
        (_("Address"), shipment.address),
        (_("Order"), shipment.order.customer_po or str(shipment.order)),
        (_("Carrier"), _carrier(shipment)),
    ]
    goods = [f"{_coded(line)}  × {_quantity(line)} {line.product.unit}" for line in _lines(shipment)]
    return {
        **head,
        "facts": [(name, value or "—") for name, value in facts],
        "goods": goods[:4] + ([_("and %(count)s more") % {"count": len(goods) - 4}] if len(goods) > 4 else []),
        "packages": [f"{n} / {cartons}" for n in range(1, cartons + 1)],
        "code": code.svg_inline(border=0, omitsize=True),
        "scan": _("Scan to follow the shipment"),
    }


KINDS: dict[str, Callable[[Shipment, str], dict[str, Any]]] = {
    "picking": picking,
    "delivery": delivery,
    "packing": packing,
    "label": label,
}


def _head(shipment: Shipment, language: str, title: str) -> dict[str, Any]:
    ours = company()
    return {
        "language": language,
        "title": title,
        "number": str(shipment),
        "page_of": _("Page {page} of {pages}"),
        "company": {"name": str(ours), "lines": _letterhead(ours)},
    }


def _letterhead(ours: Company) -> list[str]:
    phone = _("Phone %(phone)s") % {"phone": ours.phone} if ours.phone else ""
    return [line for line in (ours.address, phone) if line]


def _facts(shipment: Shipment, language: str) -> Pairs:
    order = shipment.order
    contact = contact_of(order)
    facts = [
        (_("Customer"), _customer(shipment, language)),
        (_("Customer's order number"), order.customer_po),
        (_("Goods go to"), _recipient(shipment, language)),
        (_("Our order"), str(order)),
        (_("Address"), shipment.address),
        (_("Date of delivery"), written.day(shipment.dispatched_on or shipment.planned_on)),
        (_("Contact"), " ".join(filter(None, (contact.name, contact.phone))) if contact else ""),
        (_("Carrier"), _carrier(shipment)),
    ]
    return [(name, value or "—") for name, value in facts]


def _customer(shipment: Shipment, language: str) -> str:
    customer = shipment.customer
    return (customer.english_name if language == "en" else "") or customer.name


def _recipient(shipment: Shipment, language: str) -> str:
    """Who stands on the label: as the order says, else as the customer's file says of this address."""
    if shipment.order.delivery_name:
        return shipment.order.delivery_name
    known = CustomerAddress.objects.filter(customer=shipment.customer_id, address=shipment.address).first()
    named = " ".join(filter(None, (known.recipient, known.contact, known.phone))) if known else ""
    return named or _customer(shipment, language)


def _carrier(shipment: Shipment) -> str:
    return " ".join(filter(None, (str(shipment.carrier or ""), shipment.tracking_number)))


def _lines(shipment: Shipment) -> Sequence[ShipmentLine]:
    return list(ShipmentLine.objects.filter(shipment=shipment).select_related("product").order_by("position"))


def customer_parts(shipment: Shipment) -> dict[int, str]:
    """The customer's own numbers of the products of a shipment, by product; the first of several. One query."""
    found = CustomerPart.objects.filter(customer=shipment.customer_id, product__in=_products(shipment))
    return dict(found.order_by("-code").values_list("product", "code"))


def _products(shipment: Shipment) -> Any:
    return ShipmentLine.objects.filter(shipment=shipment).order_by().values("product")


def _coded(line: ShipmentLine) -> str:
    return f"{line.product.code} {line.product.name}"


def _named(line: ShipmentLine) -> str:
    return "  ".join(filter(None, (line.product.code, line.product.name, line.product.specification)))


def _quantity(line: ShipmentLine) -> str:
    return written.quantity(line.quantity)


def _packed(shipment: Shipment) -> Pairs:
    figures = [
        (_("Packages"), shipment.cartons and str(shipment.cartons)),
        (_("Gross weight, kg"), shipment.gross_weight_kg and written.quantity(shipment.gross_weight_kg)),
        (_("Net weight, kg"), shipment.net_weight_kg and written.quantity(shipment.net_weight_kg)),
    ]
    return [(name, value) for name, value in figures if value]
