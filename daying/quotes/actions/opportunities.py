"""Working on opportunities: entered, moved from stage to stage, won or lost for a reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, lock, transition
from daying.customers.actions import must_be_active
from daying.customers.models import Contact, Customer
from daying.people.handing_over import hands_over, owned_by
from daying.people.models import Employee
from daying.quotes.models import OPEN_STAGES, Opportunity, Quotation, QuotationPolicy, Reason, Stage
from daying.quotes.queries import chance, open_opportunities_of

TYPED = (
    "customer",
    "title",
    "contact",
    "amount",
    "currency",
    "expected_on",
    "probability",
    "next_step",
    "competitor",
    "opened_on",
    "remarks",
)
CHANGE = "quotes.change_opportunity"
Typed = Mapping[str, Any]


@action(right="quotes.add_opportunity", serves="M3.4", label=gettext_lazy("New opportunity"))
def open_opportunity(
    *,
    by: Actor,
    customer: Customer,
    title: str,
    amount: Decimal,
    expected_on: date,
    currency: str = "",
    probability: Decimal | None = None,
    contact: Contact | None = None,
    next_step: str = "",
    competitor: str = "",
    opened_on: date | None = None,
    remarks: str = "",
) -> Opportunity:
    """Enter business that may come. It belongs to whoever looks after the customer."""
    values = {
        "customer": customer,
        "title": title,
        "contact": contact,
        "amount": amount,
        "currency": currency,
        "expected_on": expected_on,
        "probability": probability,
        "next_step": next_step,
        "competitor": competitor,
        "opened_on": opened_on,
        "remarks": remarks,
    }
    return changes.create(_drafted(values), by=by)


@action(right="quotes.import_opportunity", serves="M3.4")
def open_opportunities(rows: Sequence[Typed], *, by: Actor) -> list[Opportunity]:
    """Enter many at once, as an import brings them. rows: the fields of open_opportunity."""
    policy = QuotationPolicy.now()
    return changes.create_many([_drafted(row, policy=policy) for row in rows], by=by)


@action(right=CHANGE, serves="M3.4")
def amend_opportunity(
    opportunity: Opportunity,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    title: str,
    amount: Decimal,
    expected_on: date,
    currency: str = "",
    probability: Decimal | None = None,
    contact: Contact | None = None,
    next_step: str = "",
    competitor: str = "",
    opened_on: date | None = None,
    remarks: str = "",
) -> Opportunity:
    """Change what we know of it, while it is open."""
    stage = lock(opportunity).state
    if stage not in OPEN_STAGES:
        raise Refused(_("%(opportunity)s is decided. Open it again first.") % {"opportunity": opportunity})
    values = {
        "customer": customer,
        "title": title,
        "contact": contact,
        "amount": amount,
        "currency": currency,
        "expected_on": expected_on,
        "probability": probability,
        "next_step": next_step,
        "competitor": competitor,
        "opened_on": opened_on,
        "remarks": remarks,
    }
    drafted = _drafted({**values, "opened_on": opened_on or opportunity.opened_on}, stage=stage)
    new = {name: getattr(drafted, name) for name in (*TYPED, "owner_id", "department_id")}
    return changes.update(opportunity, new, by=by, version=version)


@transition(
    Opportunity,
    label=gettext_lazy("Needs confirmed"),
    source=(Stage.CONTACT, Stage.PROPOSAL, Stage.NEGOTIATION),
    target=Stage.NEEDS,
    right=CHANGE,
    serves="M3.4",
)
def confirm_needs(opportunity: Opportunity, *, by: Actor) -> None:
    """We know what the customer wants, how much and by when."""
    opportunity.probability = chance(Stage.NEEDS)


@transition(
    Opportunity,
    label=gettext_lazy("Proposal or samples handed over"),
    source=(Stage.CONTACT, Stage.NEEDS, Stage.NEGOTIATION),
    target=Stage.PROPOSAL,
    right=CHANGE,
    serves="M3.4",
)
def propose(opportunity: Opportunity, *, by: Actor) -> None:
    """The customer has our proposal or samples."""
    opportunity.probability = chance(Stage.PROPOSAL)


@transition(
    Opportunity,
    label=gettext_lazy("Quoted, negotiating"),
    source=(Stage.CONTACT, Stage.NEEDS, Stage.PROPOSAL),
    target=Stage.NEGOTIATION,
    right=CHANGE,
    serves="M3.4",
)
def negotiate(opportunity: Opportunity, *, by: Actor) -> None:
    """Price and terms are being talked about."""
    opportunity.probability = chance(Stage.NEGOTIATION)


@transition(
    Opportunity,
    label=gettext_lazy("Back to first contact"),
    source=(Stage.NEEDS, Stage.PROPOSAL, Stage.NEGOTIATION),
    target=Stage.CONTACT,
    right=CHANGE,
    serves="M3.4",
)
def contact_again(opportunity: Opportunity, *, by: Actor) -> None:
    """Begin anew: what we took for a need was none."""
    opportunity.probability = chance(Stage.CONTACT)


@transition(
    Opportunity,
    label=pgettext_lazy("opportunity", "Won"),
    source=OPEN_STAGES,
    target=Stage.WON,
    right=CHANGE,
    serves="M3.4",
    inputs={"reason": gettext_lazy("What decided it"), "lesson": gettext_lazy("What we learn from it")},
)
def win(opportunity: Opportunity, *, by: Actor, on: date, reason: Reason, lesson: str = "") -> None:
    """The customer orders from us. An accepted quotation or an order wins it by itself."""
    _decide(opportunity, Stage.WON, on, reason, lesson)


@transition(
    Opportunity,
    label=pgettext_lazy("opportunity", "Lost"),
    source=OPEN_STAGES,
    target=Stage.LOST,
    right=CHANGE,
    serves="M3.4",
    inputs={
        "reason": gettext_lazy("What decided it"),
        "competitor": gettext_lazy("Lost to"),
        "lesson": gettext_lazy("What we learn from it"),
    },
)
def lose(
    opportunity: Opportunity, *, by: Actor, on: date, reason: Reason, competitor: str = "", lesson: str = ""
) -> None:
    """The customer does not order from us, for a reason that we learn from."""
    opportunity.competitor = (competitor or opportunity.competitor)[:200]
    _decide(opportunity, Stage.LOST, on, reason, lesson)


@transition(
    Opportunity,
    label=gettext_lazy("Open again"),
    source=(Stage.WON, Stage.LOST),
    target=Stage.NEEDS,
    right=CHANGE,
    serves="M3.4",
)
def reopen(opportunity: Opportunity, *, by: Actor) -> None:
    """It is not decided after all."""
    opportunity.probability = chance(Stage.NEEDS)
    opportunity.closed_on = None
    opportunity.reason = opportunity.lesson = ""


@action(right=None, serves="M3.4")
def go_on_with(quotation: Quotation, *, by: Actor) -> None:
    """The customer has our quotation: its opportunity is being negotiated now, if it had not come as far."""
    opportunity = lock(quotation.opportunity)
    if opportunity.state in OPEN_STAGES and opportunity.state != Stage.NEGOTIATION:
        stage = {"state": Stage.NEGOTIATION, "probability": chance(Stage.NEGOTIATION)}
        changes.update(opportunity, stage, by=by)


@action(right=None, serves=["M3.4", "M5.2"])
def learn_from(quotation: Quotation, *, by: Actor) -> None:
    """The customer declined: its opportunity stays open, and knows what stood against us."""
    opportunity = lock(quotation.opportunity)
    if opportunity.state in OPEN_STAGES:
        changes.update(opportunity, {"reason": quotation.cause}, by=by)


@action(right=None, serves=["M3.4", "M5.2"])
def win_by_quotation(quotation: Quotation, *, by: Actor, on: date) -> None:
    """The customer accepts: the opportunity is won, with what was quoted and for that reason; a decided one is left."""
    won = {"amount": quotation.total, "currency": quotation.currency, "reason": quotation.cause}
    _win_by_itself(quotation.opportunity, won, by, on)


@action(right=None, serves=["M3.4", "M5.3"])
def win_by_order(opportunity: Opportunity, *, by: Actor, on: date, amount: Decimal, currency: str) -> None:
    """The customer's order went to review: the opportunity is won, with what was ordered."""
    _win_by_itself(opportunity, {"amount": amount, "currency": currency}, by, on)


@hands_over("opportunities", gettext_lazy("Open opportunities"), find=open_opportunities_of)
@action(right=None, serves=["M0.5", "M3.4"], label=gettext_lazy("Hand over opportunities"))
def hand_over_opportunities(opportunities: Sequence[Opportunity], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person goes on with them; what is decided stays whose it was."""
    changes.update_many(opportunities, owned_by(taker), by=by, verb="quotes.hand_over_opportunities", note=reason)


def _win_by_itself(opportunity: Opportunity | None, won: Typed, by: Actor, on: date) -> None:
    fresh = lock(opportunity)
    if fresh.state in OPEN_STAGES:
        decided = {"state": Stage.WON, "probability": chance(Stage.WON), "closed_on": on, "reason": ""}
        changes.update(fresh, {**decided, **won}, by=by)


def _decide(opportunity: Opportunity, stage: Stage, on: date, reason: str, lesson: str) -> None:
    if reason not in Reason.values:
        raise Refused(_("Choose what decided it."), field="reason")
    opportunity.probability = chance(stage)
    opportunity.closed_on = on
    opportunity.reason = reason
    opportunity.lesson = lesson


def _drafted(values: Typed, *, stage: str = Stage.CONTACT, policy: QuotationPolicy | None = None) -> Opportunity:
    """An opportunity as it will be written, in the customer's currency and as likely as its stage unless told."""
    customer, contact = values["customer"], values.get("contact")
    must_be_active(customer)
    if contact and contact.customer_id != customer.pk:
        raise Refused(_("%(contact)s is a contact of another customer.") % {"contact": contact}, field="contact")
    opportunity = Opportunity(**{name: values[name] for name in TYPED if values.get(name) is not None})
    opportunity.currency = opportunity.currency or customer.currency
    if values.get("probability") is None:
        opportunity.probability = chance(Stage(stage), policy)
    opportunity.owner_id, opportunity.department_id = customer.owner_id, customer.department_id
    _must_make_sense(opportunity)
    return opportunity


def _must_make_sense(opportunity: Opportunity) -> None:
    if opportunity.amount < 0:
        raise Refused(_("An expected amount is not below zero."), field="amount")
    if not 0 <= opportunity.probability <= 1:
        raise Refused(_("A probability lies between 0 and 1: 0.3 is 30 %."), field="probability")
