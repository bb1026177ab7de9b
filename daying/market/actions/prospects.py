"""Prospects: entered or imported once, contacted, given over, made customers or dropped."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, transition
from daying.customers import actions as customers
from daying.customers.models import Customer
from daying.market.actions.owning import owned, person
from daying.market.models import Prospect, ProspectSource, ProspectState
from daying.market.queries import OPEN_PROSPECT, known_of
from daying.people.models import Employee

SAME_IN_BOTH = ("name", "english_name", "credit_code", "phone", "industry", "zone", "country", "city", "address")


@action(right="market.add_prospect", serves="M2.4", label=gettext_lazy("New prospect"))
def enter_prospect(
    *, by: Actor, name: str, credit_code: str = "", owner: Employee | None = None, **told: Any
) -> Prospect:
    """Enter a company that may buy. Refused where its name or credit code is there already, here or among customers.

    owner: the zone's when not given, or else who enters it. told: what else is known, by the names of the fields.
    """
    _must_be_new(name, credit_code)
    prospect = _of_row({"name": name, "credit_code": credit_code, "owner": owner, **told}, by)
    return changes.create(prospect, by=by)


@action(right="market.import_prospect", serves="M2.4")
def enter_prospects(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[Prospect]:
    """Enter many at once, as a sheet brings them. Whether they are there already was judged before. Five statements."""
    prospects = [_of_row({"source": ProspectSource.IMPORT, **row}, by) for row in rows]
    return changes.create_many(prospects, by=by)


@transition(
    Prospect,
    label=gettext_lazy("Note a contact"),
    source=OPEN_PROSPECT,
    target=None,
    right="market.change_prospect",
    serves="M2.4",
    inputs={"said": gettext_lazy("What was said"), "next_on": gettext_lazy("Next contact")},
)
def contact(prospect: Prospect, *, by: Actor, said: str, next_on: date | None = None) -> None:
    """We have spoken to them. What was said stands in the timeline."""
    prospect.state, prospect.next_on = ProspectState.CONTACTED, next_on


@transition(
    Prospect,
    label=gettext_lazy("Give to another owner"),
    source=OPEN_PROSPECT,
    target=None,
    right="market.assign_prospect",
    serves=["M2.4", "M3.2"],
    inputs={"owner": gettext_lazy("New owner"), "reason": gettext_lazy("Reason")},
)
def assign(prospect: Prospect, *, by: Actor, owner: Employee, reason: str = "") -> None:
    """Let somebody else look after it."""
    prospect.owner, prospect.department_id = owner, owner.department_id


@transition(
    Prospect,
    label=gettext_lazy("Make it a customer"),
    source=OPEN_PROSPECT,
    target=ProspectState.QUALIFIED,
    right="market.qualify_prospect",
    serves=["M2.4", "M3.1"],
    inputs={"customer": gettext_lazy("It is this customer already (empty: a new one)")},
)
def qualify(prospect: Prospect, *, by: Actor, on: date, customer: Customer | None = None) -> None:
    """Everything known goes into the customer file, the contact too. Refused where another customer has the name."""
    prospect.customer = customer or _new_customer(prospect, by)
    prospect.qualified_on, prospect.next_on = on, None
    if prospect.contact_name:
        _take_contact(prospect, prospect.customer, by)
    note = _("Came from the prospect %(prospect)s.") % {"prospect": prospect}
    journal.write(prospect.customer, "market.qualify", by=by, note=note)


@transition(
    Prospect,
    label=gettext_lazy("Drop"),
    source=OPEN_PROSPECT,
    target=ProspectState.DROPPED,
    right="market.change_prospect",
    serves="M2.4",
    inputs={"reason": gettext_lazy("Reason")},
)
def drop(prospect: Prospect, *, by: Actor, reason: str) -> None:
    """They will not buy, or do not exist. They stay known, so that the next list does not bring them again."""
    prospect.next_on = None


@transition(
    Prospect,
    label=gettext_lazy("Pick up again"),
    source=ProspectState.DROPPED,
    target=ProspectState.CONTACTED,
    right="market.change_prospect",
    serves="M2.4",
    inputs={"next_on": gettext_lazy("Next contact")},
)
def pick_up(prospect: Prospect, *, by: Actor, next_on: date | None = None) -> None:
    """They may buy after all."""
    prospect.next_on = next_on


def _must_be_new(name: str, credit_code: str) -> None:
    for known in known_of({"name": name, "credit_code": credit_code}):
        if known.is_sure:
            raise Refused(known.sentence, field=known.by)


def _of_row(row: Mapping[str, Any], by: Actor) -> Prospect:
    """A prospect of a sheet or form, with the owner and department it will have."""
    values = {name: value for name, value in row.items() if name != "lines"}
    zone = values.get("zone")
    owner = values.pop("owner", None) or (zone.owner if zone else None) or person(by)
    return Prospect(**values, **owned(owner))


def _new_customer(prospect: Prospect, by: Actor) -> Customer:
    told = {name: getattr(prospect, name) for name in SAME_IN_BOTH}
    remarks = "\n".join(filter(None, [prospect.interest, prospect.website, prospect.remarks]))
    return customers.open_customer(by=by, owner=prospect.owner, remarks=remarks, **told)


def _take_contact(prospect: Prospect, customer: Customer, by: Actor) -> None:
    """The person we know there becomes a contact, the main one where there is none."""
    there = customer.contacts.all()
    if there.filter(name=prospect.contact_name).exists():
        return
    customers.add_contact(
        by=by,
        customer=customer,
        name=prospect.contact_name,
        title=prospect.contact_title,
        phone=prospect.contact_phone,
        email=prospect.contact_email,
        is_main=not there.filter(is_main=True).exists(),
    )
