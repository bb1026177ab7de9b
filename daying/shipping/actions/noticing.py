"""Telling the customer that a shipment is on its way."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import mail, written
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import transition
from daying.customers.models import Contact
from daying.orders.models import SalesOrder
from daying.people.queries import company
from daying.shipping import links
from daying.shipping.contacts import Addressee, contact_of
from daying.shipping.models import Shipment, ShipmentLine, State
from daying.shipping.queries import expected_on

TEMPLATE = "shipping/mail/notice"


@transition(
    Shipment,
    label=gettext_lazy("Send the shipping notice"),
    source=(State.PICKED, State.DISPATCHED),
    target=None,
    right="shipping.notify_customer",
    serves="M5.7",
    inputs={"contact": gettext_lazy("Contact (empty: the order's)"), "note": gettext_lazy("Further words")},
)
def send_notice(shipment: Shipment, *, by: Actor, on: date, contact: Contact | None = None, note: str = "") -> None:
    """A mail to the customer's contact: what is on its way, with whom, and where to follow it. It may be sent again."""
    order = SalesOrder.objects.select_related("contact", "customer").get(pk=shipment.order_id)
    told = contact or contact_of(order)
    if told is None or not told.email:
        raise Refused(_("The customer has no contact with an e-mail address. Enter one first."), field="contact")
    if told.customer_id != shipment.customer_id:
        raise Refused(_("%(contact)s is a contact of another customer.") % {"contact": told}, field="contact")
    addressee = Addressee(told, order.customer)
    with translation.override(addressee.language):
        subject = _("Your shipment %(shipment)s") % {"shipment": shipment}
        words = {**_words(shipment, order), "name": told.name, "note": note}
    mail.send(addressee, subject, TEMPLATE, words, by=by, about=shipment)
    shipment.notice_sent_on, shipment.notice_to = on, told.email


def _words(shipment: Shipment, order: SalesOrder) -> dict[str, str]:
    day = expected_on(shipment)
    lines = ShipmentLine.objects.filter(shipment=shipment).select_related("product").order_by("position")
    return {
        "shipment": str(shipment),
        "order": str(order),
        "po": order.customer_po or "—",
        "carrier": str(shipment.carrier or "—"),
        "tracking": shipment.tracking_number or "—",
        "day": day.isoformat() if day else "—",
        "lines": "\n".join(_line(line) for line in lines),
        "company": str(company()),
        "url": links.address_of(shipment),
    }


def _line(line: ShipmentLine) -> str:
    product = line.product
    return f"{product.code} {product.name}  {written.quantity(line.quantity)} {product.unit}"
