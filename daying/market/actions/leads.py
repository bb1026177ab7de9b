"""Leads: visitors of a show, entered on the stand, taken up afterwards."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, transition
from daying.customers.models import Customer
from daying.market.actions.owning import owned, person
from daying.market.actions.prospects import enter_prospect
from daying.market.models import Lead, LeadState, Prospect, ProspectSource, ShowState, TradeShow
from daying.market.queries import known_of
from daying.people.models import Employee

CERTAIN_ENOUGH = ("credit_code", "name", "phone")


@action(right="market.add_lead", serves="M2.5", label=gettext_lazy("New lead"))
def capture(
    *,
    by: Actor,
    show: TradeShow,
    company: str,
    name: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    interest: str = "",
    met_on: date | None = None,
) -> Lead:
    """Enter a visitor from a business card or a talk."""
    told = {"company": company, "name": name, "title": title, "phone": phone, "email": email, "interest": interest}
    return _written(show, person(by), {**told, "met_on": met_on or timezone.localdate()}, by=by)


@action(right=None, serves="M2.5", label=gettext_lazy("Leave details at the stand"))
def leave_details(
    show: TradeShow,
    of: Employee,
    *,
    by: Actor,
    on: date,
    company: str,
    name: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    interest: str = "",
) -> Lead:
    """A visitor enters themselves with somebody's code. Nothing else comes of it until our people take it up."""
    told = {"company": company, "name": name, "title": title, "phone": phone, "email": email, "interest": interest}
    by_visitor = {"is_from_visitor": True, "consented_at": timezone.now(), "met_on": on}
    return _written(show, of, {**told, **by_visitor}, by=by)


@transition(
    Lead,
    label=gettext_lazy("Take up"),
    source=LeadState.NEW,
    target=LeadState.FILED,
    right="market.file_lead",
    serves=["M2.5", "M2.4"],
)
def file(lead: Lead, *, by: Actor) -> None:
    """To the customer or prospect whom it is known to be, by name or phone; else as a new prospect of its owner."""
    known = next((one for one in known_of(_row(lead)) if one.by in CERTAIN_ENOUGH), None)
    if known and isinstance(known.record, Customer):
        lead.customer = known.record
    else:
        lead.prospect = known.record if known and isinstance(known.record, Prospect) else _new_prospect(lead, by)
        lead.customer = lead.prospect.customer


@transition(
    Lead,
    label=gettext_lazy("Dismiss"),
    source=LeadState.NEW,
    target=LeadState.DISMISSED,
    right="market.file_lead",
    serves="M2.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def dismiss(lead: Lead, *, by: Actor, reason: str = "") -> None:
    """A joke, a competitor, a mistake. It counts nowhere."""


def _written(show: TradeShow, owner: Employee, told: dict[str, Any], *, by: Actor) -> Lead:
    if show.state != ShowState.APPROVED:
        raise Refused(_("%(show)s takes no leads: it is not approved, or over.") % {"show": show}, field="show")
    if not (told["phone"] or told["email"]):
        raise Refused(_("Give a telephone number or an e-mail address."), field="phone")
    return changes.create(Lead(show=show, **told, **owned(owner)), by=by)


def _row(lead: Lead) -> dict[str, str]:
    return {"name": lead.company, "contact_phone": lead.phone}


def _new_prospect(lead: Lead, by: Actor) -> Prospect:
    return enter_prospect(
        by=by,
        name=lead.company,
        owner=lead.owner,
        contact_name=lead.name,
        contact_title=lead.title,
        contact_phone=lead.phone,
        contact_email=lead.email,
        interest=lead.interest,
        source=ProspectSource.SHOW,
        show=lead.show,
    )
