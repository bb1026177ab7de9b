"""What is done about a shipment that did not go as promised."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, mail, workdays
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.orders.models import SalesOrder
from daying.people.handing_over import hands_over
from daying.people.models import Employee
from daying.people.queries import company
from daying.shipping import links
from daying.shipping.contacts import Addressee, contact_of
from daying.shipping.models import (
    OPEN_EXCEPTION,
    OPEN_STATES,
    ExceptionKind,
    ExceptionState,
    Origin,
    Responsible,
    Shipment,
    ShipmentException,
    State,
)
from daying.shipping.queries import open_exceptions_of

NUMBERS = "DX"
WORKDAYS = 3  # in which an exception is dealt with, where nobody says otherwise
TEMPLATE = "shipping/mail/exception"
RIGHT = "shipping.handle_exception"


@action(right="shipping.add_shipmentexception", serves="M5.7", label=gettext_lazy("Report an exception"))
def report_exception(
    *,
    by: Actor,
    shipment: Shipment,
    kind: str,
    details: str,
    opened_on: date,
    owner: Employee | None = None,
    due_on: date | None = None,
) -> ShipmentException:
    """Somebody says what went wrong. owner: None for whoever owns the order; due_on: None for three working days."""
    return _opened(
        shipment, by=by, on=opened_on, kind=kind, details=details, origin=Origin.PERSON, owner=owner, due_on=due_on
    )


@action(right="shipping.change_shipmentexception", serves="M5.7")
def amend_exception(
    exception: ShipmentException,
    *,
    by: Actor,
    version: int | None = None,
    shipment: Shipment,
    kind: str,
    details: str,
    opened_on: date,
    owner: Employee | None = None,
    due_on: date | None = None,
) -> ShipmentException:
    """Correct what was reported, while nobody has taken it in hand."""
    fresh: ShipmentException = lock(exception)
    if fresh.state != ExceptionState.OPEN:
        raise Refused(_("%(exception)s is in hand already.") % {"exception": fresh})
    if shipment.pk != fresh.shipment_id:
        raise Refused(_("An exception stays with its shipment. Close it and report another one."), field="shipment")
    values: dict[str, Any] = {"kind": kind, "details": details.strip(), "opened_on": opened_on}
    values |= {"owner": owner or fresh.owner, "due_on": due_on or fresh.due_on}
    if values["due_on"] < opened_on:
        raise Refused(_("It is due on the day it is opened or later."), field="due_on")
    return changes.update(exception, values, by=by, version=version)


@action(right=None, serves="M5.7")
def open_exception(
    shipment: Shipment, *, by: Actor, on: date, kind: str, details: str, origin: str
) -> ShipmentException:
    """What a waybill or a receipt tells went wrong. One that is open of the same kind is taken for the same."""
    known = ShipmentException.objects.filter(shipment=shipment, kind=kind, state__in=OPEN_EXCEPTION).first()
    return known or _opened(shipment, by=by, on=on, kind=kind, details=details, origin=origin)


@transition(
    Shipment,
    label=gettext_lazy("Report an exception"),
    source=(State.PICKED, State.DISPATCHED, State.DELIVERED),
    target=None,
    right="shipping.add_shipmentexception",
    serves="M5.7",
    inputs={
        "kind": gettext_lazy("What went wrong"),
        "details": gettext_lazy("What happened"),
        "owner": gettext_lazy("Who sees to it (empty: the owner of the order)"),
        "due_on": gettext_lazy("By when (empty: in three working days)"),
    },
)
def something_wrong(
    shipment: Shipment,
    *,
    by: Actor,
    on: date,
    kind: ExceptionKind,
    details: str,
    owner: Employee | None = None,
    due_on: date | None = None,
) -> None:
    """The same from the shipment's own page. What is found overdue there is known as that."""
    is_late = kind == ExceptionKind.DELAY and shipment.state == State.DISPATCHED
    origin = Origin.OVERDUE if is_late else Origin.PERSON
    _opened(shipment, by=by, on=on, kind=kind, details=details, origin=origin, owner=owner, due_on=due_on)


@transition(
    ShipmentException,
    label=gettext_lazy("Say the cause and what is done"),
    source=OPEN_EXCEPTION,
    target=ExceptionState.IN_HAND,
    right=RIGHT,
    serves="M5.7",
    inputs={
        "cause": gettext_lazy("Cause"),
        "measure": gettext_lazy("What is done about it"),
        "responsible": gettext_lazy("Whose cause"),
        "owner": gettext_lazy("Who sees to it (empty: as it is)"),
        "due_on": gettext_lazy("By when (empty: as it is)"),
    },
)
def take_in_hand(
    exception: ShipmentException,
    *,
    by: Actor,
    cause: str,
    measure: str,
    responsible: Responsible = Responsible.UNKNOWN,
    owner: Employee | None = None,
    due_on: date | None = None,
) -> None:
    """Why it happened, and what is done about it by whom until when."""
    exception.cause, exception.measure, exception.responsible = cause, measure, responsible
    exception.owner = owner or exception.owner
    exception.due_on = due_on or exception.due_on


@transition(
    ShipmentException,
    label=gettext_lazy("Tell the customer"),
    source=OPEN_EXCEPTION,
    target=None,
    right="shipping.notify_customer",
    serves="M5.7",
    inputs={"message": gettext_lazy("What the customer is told")},
)
def tell_customer(exception: ShipmentException, *, by: Actor, on: date, message: str) -> None:
    """A mail to the contact, in the person's own words, with the tracking page."""
    shipment = exception.shipment
    order = SalesOrder.objects.select_related("contact", "customer").get(pk=shipment.order_id)
    told = contact_of(order)
    if told is None:
        raise Refused(_("The customer has no contact with an e-mail address. Enter one first."))
    addressee = Addressee(told, order.customer)
    with translation.override(addressee.language):
        subject = _("About your shipment %(shipment)s") % {"shipment": shipment}
        words = {"name": told.name, "shipment": str(shipment), "po": order.customer_po or "—", "message": message}
        words |= {"company": str(company()), "url": links.address_of(shipment)}
    mail.send(addressee, subject, TEMPLATE, words, by=by, about=exception)
    exception.told_on = on


@transition(
    ShipmentException,
    label=gettext_lazy("Close"),
    source=OPEN_EXCEPTION,
    target=ExceptionState.CLOSED,
    right=RIGHT,
    serves="M5.7",
    inputs={"result": gettext_lazy("Result")},
)
def close_exception(exception: ShipmentException, *, by: Actor, on: date, result: str) -> None:
    """It is settled. What nobody has said the cause of is not."""
    if not (exception.cause and exception.measure):
        raise Refused(_("Say the cause and what is done about it first; then it can be closed."))
    exception.result, exception.closed_on = result, on


@transition(
    ShipmentException,
    label=gettext_lazy("Reopen the exception"),
    source=ExceptionState.CLOSED,
    target=ExceptionState.IN_HAND,
    right=RIGHT,
    serves="M5.7",
    inputs={"reason": gettext_lazy("Reason")},
)
def reopen_exception(exception: ShipmentException, *, by: Actor, reason: str) -> None:
    """It was not settled after all."""
    exception.closed_on = None


@hands_over("shipment-exceptions", gettext_lazy("Open shipment exceptions"), find=open_exceptions_of)
@action(right=None, serves="M0.5", label=gettext_lazy("Hand over to another owner"))
def hand_over(exceptions: Sequence[ShipmentException], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person sees to them; what is closed stays whose it was."""
    changes.update_many(exceptions, {"owner": taker}, by=by, verb="shipping.hand_over", note=reason)


def _opened(
    shipment: Shipment,
    *,
    by: Actor,
    on: date,
    kind: str,
    details: str,
    origin: str,
    owner: Employee | None = None,
    due_on: date | None = None,
) -> ShipmentException:
    if kind not in ExceptionKind.values:
        raise Refused(_("Choose what went wrong."), field="kind")
    if shipment.state in OPEN_STATES and shipment.state != State.PICKED:
        raise Refused(_("%(shipment)s has not left yet; change the plan instead.") % {"shipment": shipment})
    if not details.strip():
        raise Refused(_("Say what happened."), field="details")
    due = due_on or workdays.add_workdays(on, WORKDAYS)
    if due < on:
        raise Refused(_("It is due on the day it is opened or later."), field="due_on")
    exception = ShipmentException(
        number=next_number(NUMBERS, on),
        shipment=shipment,
        customer_id=shipment.customer_id,
        kind=kind,
        origin=origin,
        details=details.strip(),
        owner=owner or shipment.order.owner,
        opened_on=on,
        due_on=due,
    )
    return changes.create(exception, by=by)
