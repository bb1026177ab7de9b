"""A shipment in the courier book: booked in one step, and moved on by what its waybills tell."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.carriers import actions as carriers
from daying.carriers.models import Carrier, Waybill, WaybillState
from daying.carriers.places import Place, place_in
from daying.carriers.queries import waybills_of
from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.money import ZERO, round_money
from daying.core.workflow import action, lock, transition
from daying.customers.models import Currency, CustomerAddress, Terms
from daying.orders.models import SalesOrder
from daying.shipping.actions.course import deliver
from daying.shipping.actions.excepting import open_exception
from daying.shipping.contacts import contact_of
from daying.shipping.models import OPEN_STATES, ExceptionKind, Origin, Shipment, ShipmentLine, State
from daying.stock.queries import main_warehouse

# What a waybill tells went wrong, in our own words.
KINDS: Mapping[str, ExceptionKind] = {
    "refused": ExceptionKind.REFUSAL,
    "returned": ExceptionKind.REFUSAL,
    "lost": ExceptionKind.LOST,
    "damaged": ExceptionKind.DAMAGE,
}


@transition(
    Shipment,
    label=gettext_lazy("Book with the carrier"),
    source=(*OPEN_STATES, State.DISPATCHED),
    target=None,
    right="carriers.add_waybill",
    serves=["M5.7", "M6.5"],
    inputs={
        "number": gettext_lazy("Waybill number"),
        "carrier": gettext_lazy("Carrier (empty: the shipment's)"),
        "service": gettext_lazy("Service product (empty: the carrier's usual one)"),
        "declared_value": gettext_lazy("Declared value (empty: what the goods are worth)"),
        "cod_amount": gettext_lazy("COD amount (empty: all of it where the customer pays on delivery)"),
    },
)
def book(
    shipment: Shipment,
    *,
    by: Actor,
    on: date,
    number: str,
    carrier: Carrier | None = None,
    service: str = "",
    declared_value: Decimal | None = None,
    cod_amount: Decimal | None = None,
) -> None:
    """Write it into the courier book: receiver, weight, packages and money come from the shipment.

    Its carrier and waybill number follow. A second waybill of the same shipment may be booked; the last number stands
    on the shipment. Refused without a carrier.
    """
    using = carrier or shipment.carrier
    if using is None:
        raise Refused(_("Choose the carrier."), field="carrier")
    order = SalesOrder.objects.select_related("contact", "customer").get(pk=shipment.order_id)
    worth = _worth(shipment, order)
    paid_then = order.terms == Terms.ON_DELIVERY and order.currency == Currency.CNY
    typed = {
        "number": number.strip(),
        "carrier": using,
        "service": service.strip(),
        "booked_on": on,
        "promised_on": shipment.expected_on if shipment.expected_on and shipment.expected_on >= on else None,
        "declared_value": worth if declared_value is None else round_money(declared_value),
        "cod_amount": (worth if paid_then else ZERO) if cod_amount is None else round_money(cod_amount),
        "customer": order.customer,
        "pieces": shipment.cartons or 1,
        "actual_weight": shipment.gross_weight_kg or Decimal("0.000"),
        **_sender(shipment),
        **_receiver(shipment, order),
    }
    waybill = carriers.book_waybill(typed, by=by, document=shipment)
    shipment.carrier, shipment.tracking_number = using, waybill.number


@action(right=None, serves="M6.5")
def follow_waybill(waybill_id: int, *, by: Actor) -> Shipment | None:
    """A waybill booked elsewhere, for a shipment or for its number: the two know each other from now on."""
    waybill = Waybill.objects.select_related("carrier").get(pk=waybill_id)
    shipment = shipment_of(waybill)
    if shipment is None:
        return None
    if waybill.subject_id is None:
        carriers.tie_waybill(waybill, shipment, by=by)
    if shipment.tracking_number or shipment.state == State.CANCELLED:
        return shipment
    fresh: Shipment = lock(shipment)
    before = journal.snapshot(fresh)
    fresh.tracking_number, fresh.carrier_id = waybill.number, waybill.carrier_id
    return changes.save(fresh, before, verb="shipping.follow_waybill", by=by)


@action(right=None, serves="M5.7")
def arrive(waybill_id: int, *, by: Actor, on: date) -> Shipment | None:
    """The carrier says that it was delivered: so is the shipment, once all its waybills are.

    None where the waybill carries no shipment, or one that is not under way.
    """
    shipment = shipment_of(Waybill.objects.get(pk=waybill_id))
    if shipment is None or shipment.state != State.DISPATCHED or shipment.dispatched_on is None:
        return None
    arrived = Q(state=WaybillState.DELIVERED) | Q(state=WaybillState.CANCELLED)
    if waybills_of(shipment).exclude(arrived).exclude(pk=waybill_id).exists():
        return None
    return deliver(shipment, by=by, on=max(on, shipment.dispatched_on))


@action(right=None, serves="M5.7")
def go_wrong(waybill_id: int, *, by: Actor, on: date, what: str, note: str) -> None:
    """The carrier says that something went wrong: an exception of the shipment follows it up."""
    waybill = Waybill.objects.get(pk=waybill_id)
    shipment = shipment_of(waybill)
    if shipment is None or shipment.state not in (State.PICKED, State.DISPATCHED, State.DELIVERED):
        return
    told = _("Waybill %(number)s: %(note)s") % {"number": waybill.number, "note": note or what}
    kind = KINDS.get(what, ExceptionKind.DELAY)
    open_exception(shipment, by=by, on=on, kind=kind, details=told, origin=Origin.WAYBILL)


def shipment_of(waybill: Waybill) -> Shipment | None:
    """The shipment that a waybill carries, by what it names or by our number as somebody wrote it. One query."""
    if waybill.subject_id is not None:
        if waybill.subject_type != Shipment._meta.label_lower:
            return None
        return Shipment.objects.filter(pk=waybill.subject_id).first()
    number = waybill.reference.strip()
    return Shipment.objects.filter(number=number).first() if number else None


def _worth(shipment: Shipment, order: SalesOrder) -> Decimal:
    """What the goods cost the customer, each line to the cent. Zero where they are not sold in RMB."""
    if order.currency != Currency.CNY:
        return ZERO
    lines = ShipmentLine.objects.filter(shipment=shipment).select_related("order_line")
    return sum((_amount(line) for line in lines), ZERO)


def _amount(line: ShipmentLine) -> Decimal:
    ordered = line.order_line
    return round_money((ordered.net_amount + ordered.tax_amount) * line.quantity / ordered.quantity)


def _sender(shipment: Shipment) -> dict[str, str]:
    """Where the goods lie, as far as its address says; else the courier book takes our own. One query."""
    place = shipment.warehouse or main_warehouse()
    found = place_in(place.address) if place else Place("", "")
    return {"from_province": found.province, "from_city": found.city} if found.province else {}


def _receiver(shipment: Shipment, order: SalesOrder) -> dict[str, Any]:
    """Who gets it and where, as the customer's file says of the address, else as the order does."""
    known = CustomerAddress.objects.filter(customer=shipment.customer_id, address=shipment.address).first()
    contact = contact_of(order) or order.contact or order.customer.contacts.first()
    return {
        "receiver_company": (known and known.recipient) or order.delivery_name or order.customer.name,
        "receiver_name": (known and known.contact) or (contact.name if contact else ""),
        "receiver_phone": (known and known.phone) or (contact.phone if contact else "") or order.customer.phone,
        "receiver_address": shipment.address or order.customer.address,
    }
