"""Quoting: entered, changed while it is a draft, sent, answered by the customer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.lengths import must_not_be_too_long
from daying.core.workflow import action, lock, transition
from daying.customers.actions import must_be_active
from daying.customers.models import Contact, Customer
from daying.people.handing_over import hands_over, owned_by
from daying.people.models import Employee
from daying.products.models.pricing import Prices
from daying.products.queries import PriceBook, in_own_units
from daying.quotes.actions.approving import must_be_valid
from daying.quotes.actions.opportunities import go_on_with, learn_from, win_by_quotation
from daying.quotes.events import QuotationAccepted
from daying.quotes.models import Opportunity, Quotation, QuotationLine, Reason, State
from daying.quotes.queries import open_quotations_of

LONGEST_NAME = 60
TYPED = ("customer", "contact", "opportunity", "quoted_on", "valid_until", "remarks")
WORKED_OUT = (
    "owner_id",
    "department_id",
    "currency",
    "price_includes_tax",
    "net_total",
    "tax_total",
    "total",
    "largest_discount",
    "cost_total",
)
Typed = Mapping[str, Any]


@action(right="quotes.add_quotation", serves="M5.2", label=gettext_lazy("New quotation"))
def open_quotation(
    *,
    by: Actor,
    customer: Customer,
    quoted_on: date,
    valid_until: date,
    lines: Sequence[Typed],
    contact: Contact | None = None,
    opportunity: Opportunity | None = None,
    remarks: str = "",
) -> Quotation:
    """Draft a quotation in the customer's currency. lines: as PricedLine.priced takes them."""
    head = {"quoted_on": quoted_on, "valid_until": valid_until, "opportunity": opportunity, "remarks": remarks}
    quotation, priced = drafted(customer, contact, head, lines)
    return changes.create(quotation, by=by, lines=priced)


@action(right="quotes.change_quotation", serves="M5.2")
def amend(
    quotation: Quotation,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    quoted_on: date,
    valid_until: date,
    lines: Sequence[Typed] | None = None,
    contact: Contact | None = None,
    opportunity: Opportunity | None = None,
    remarks: str = "",
) -> Quotation:
    """Change a draft. lines: all of them as they should be; None leaves them, at the prices they have."""
    if lock(quotation).state != State.DRAFT:
        raise Refused(_("%(quotation)s was submitted. Take it back first, then change it.") % {"quotation": quotation})
    head = {"quoted_on": quoted_on, "valid_until": valid_until, "opportunity": opportunity, "remarks": remarks}
    fresh, priced = drafted(customer, contact, head, lines_of(quotation) if lines is None else lines)
    values = {name: getattr(fresh, name) for name in (*TYPED, *WORKED_OUT)}
    return changes.update(quotation, values, by=by, version=version, lines=priced)


@transition(
    Quotation,
    label=gettext_lazy("Mark as sent"),
    source=State.APPROVED,
    target=State.SENT,
    right="quotes.change_quotation",
    serves="M5.2",
)
def send(quotation: Quotation, *, by: Actor, on: date) -> None:
    """Note that the customer has it."""
    hand_out(quotation, by=by, on=on)


def hand_out(quotation: Quotation, *, by: Actor, on: date) -> None:
    """The customer has it from this day; what went out before no longer counts. Inside a transition."""
    must_be_valid(quotation, on)
    quotation.sent_on = on
    quotation.issue += 1
    if quotation.opportunity_id:
        go_on_with(quotation, by=by)


@transition(
    Quotation,
    label=gettext_lazy("Accepted by the customer"),
    source=State.SENT,
    target=State.ACCEPTED,
    right="quotes.change_quotation",
    serves=["M5.2", "M5.3"],
    inputs={"cause": gettext_lazy("What decided it")},
)
def accept(quotation: Quotation, *, by: Actor, on: date, cause: Reason | None = None, answered_by: str = "") -> None:
    """The customer wants it: the draft order is opened with nothing retyped. answered_by: who there says so."""
    must_be_valid(quotation, on)
    quotation.answered_on = on
    quotation.cause = cause or ""
    quotation.answered_by = answered_by[:LONGEST_NAME]
    if quotation.opportunity_id:
        win_by_quotation(quotation, by=by, on=on)
    tell(QuotationAccepted(quotation_id=quotation.pk, accepted_on=on, accepted_by_id=by.pk))


@transition(
    Quotation,
    label=gettext_lazy("Declined by the customer"),
    source=State.SENT,
    target=State.DECLINED,
    right="quotes.change_quotation",
    serves="M5.2",
    inputs={"reason": gettext_lazy("Why the customer declined"), "cause": gettext_lazy("What decided it")},
)
def decline(
    quotation: Quotation,
    *,
    by: Actor,
    on: date,
    reason: str,
    cause: Reason = Reason.OTHER,
    answered_by: str = "",
) -> None:
    """The customer does not want it, for a reason we learn from. Its opportunity is told what decided it."""
    if cause not in Reason.values:
        raise Refused(_("Choose what decided it."), field="cause")
    quotation.answered_on = on
    quotation.answered_by = answered_by[:LONGEST_NAME]
    quotation.declined_for = reason
    quotation.cause = cause
    if quotation.opportunity_id:
        learn_from(quotation, by=by)


@hands_over("quotations", gettext_lazy("Open quotations"), find=open_quotations_of)
@action(right=None, serves="M0.5", label=gettext_lazy("Hand over to another owner"))
def hand_over(quotations: Sequence[Quotation], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person follows them up; what the customer has answered stays whose it was."""
    changes.update_many(quotations, owned_by(taker), by=by, verb="quotes.hand_over", note=reason)


def drafted(
    customer: Customer, contact: Contact | None, head: Typed, lines: Sequence[Typed]
) -> tuple[Quotation, list[QuotationLine]]:
    """A quotation as it will be written, with its priced lines."""
    must_not_be_too_long(lines)
    owner = must_be_active(customer)
    if contact and contact.customer_id != customer.pk:
        raise Refused(_("%(contact)s is a contact of another customer.") % {"contact": contact}, field="contact")
    _must_be_of(customer, head["opportunity"])
    quotation = Quotation(
        customer=customer,
        contact=contact,
        owner_id=owner,
        department_id=customer.department_id,
        currency=customer.currency,
        price_includes_tax=customer.price_includes_tax,
        **head,
    )
    if quotation.valid_until < quotation.quoted_on:
        raise Refused(_("A quotation is valid at least on its own day."), field="valid_until")
    book = PriceBook([line["product"] for line in lines], customers=[customer], days=[quotation.quoted_on])
    prices = book.of(quotation, on=quotation.quoted_on)
    priced = [_line(values, quotation, prices) for values in in_own_units(lines)]
    quotation.take_figures(priced)
    return quotation, priced


def _must_be_of(customer: Customer, opportunity: Opportunity | None) -> None:
    if opportunity and opportunity.customer_id != customer.pk:
        told = {"opportunity": opportunity}
        raise Refused(_("%(opportunity)s is an opportunity of another customer.") % told, field="opportunity")


def _line(values: Typed, quotation: Quotation, prices: Prices) -> QuotationLine:
    rate = quotation.customer.tax_rate
    line = QuotationLine.offered(values, document=quotation, tax_rate=rate, prices=prices)
    line.unit_cost = line.product.cost_in(quotation.currency)
    line.found_price = prices(line.product, line.quantity, line.tax_rate).amount
    return line


def lines_of(quotation: Quotation) -> list[Typed]:
    """Its lines as somebody would type them."""
    lines = QuotationLine.objects.filter(quotation=quotation).select_related("product")
    return [{"id": line.pk, **line.as_typed()} for line in lines]
