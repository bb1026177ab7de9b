"""Receiving visitors: planned, agreed by somebody else, received, closed with outcome and cost."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.money import ZERO
from daying.core.numbering import next_number
from daying.core.workflow import action, not_own, transition
from daying.customers.actions.contact import note_contact
from daying.customers.models import Customer, FollowUpKind, ItemKind, Reception, ReceptionItem, ReceptionState
from daying.customers.queries import receptions_hosted_by, receptions_in_charge_of
from daying.people.handing_over import give_lines, hands_over
from daying.people.models import Employee

NUMBERS = "VR"
Typed = Mapping[str, Any]


@action(right="customers.add_reception", serves="M3.3", label=gettext_lazy("New reception"))
def plan_reception(
    *,
    by: Actor,
    customer: Customer,
    title: str,
    from_on: date,
    until_on: date,
    in_charge: Employee,
    remarks: str = "",
    lines: Sequence[Typed] = (),
) -> Reception:
    """Plan how visitors of a customer are received. lines: visitors, hosts, agenda, meals, cars."""
    items = _items(lines)
    reception = Reception(
        customer=customer, title=title, from_on=from_on, until_on=until_on, in_charge=in_charge, remarks=remarks
    )
    _judge(reception, items)
    reception.planned_cost = _sum(items)
    reception.number = next_number(NUMBERS, _today())
    return changes.create(reception, by=by, lines=items)


@action(right="customers.change_reception", serves="M3.3")
def amend_reception(
    reception: Reception,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    title: str,
    from_on: date,
    until_on: date,
    in_charge: Employee,
    remarks: str,
    lines: Sequence[Typed] | None = None,
) -> Reception:
    """Plan it otherwise, while it is not agreed."""
    if reception.state != ReceptionState.PLANNED:
        raise Refused(_("%(reception)s is agreed. Take the plan up again first.") % {"reception": reception})
    items = None if lines is None else _items(lines, reception)
    values: dict[str, Any] = {"customer": customer, "title": title, "from_on": from_on, "until_on": until_on}
    values |= {"in_charge": in_charge, "remarks": remarks}
    _judge(Reception(**values), items or [])
    if items is not None:
        values["planned_cost"] = _sum(items)
    return changes.update(reception, values, by=by, version=version, lines=items)


@transition(
    Reception,
    label=pgettext_lazy("reception", "Agree"),
    source=ReceptionState.PLANNED,
    target=ReceptionState.AGREED,
    right="customers.agree_reception",
    when=not_own,
    serves="M3.3",
)
def agree_reception(reception: Reception, *, by: Actor) -> None:
    """The plan and its cost are agreed to, by somebody else than who planned it."""


@transition(
    Reception,
    label=gettext_lazy("Change the plan"),
    source=ReceptionState.AGREED,
    target=ReceptionState.PLANNED,
    right="customers.change_reception",
    serves="M3.3",
    inputs={"reason": gettext_lazy("Reason")},
)
def plan_again(reception: Reception, *, by: Actor, reason: str) -> None:
    """Something is to be otherwise; it is agreed to anew."""


@transition(
    Reception,
    label=gettext_lazy("Visitors received"),
    source=ReceptionState.AGREED,
    target=ReceptionState.RECEIVED,
    right="customers.change_reception",
    serves="M3.3",
)
def receive_visitors(reception: Reception, *, by: Actor, on: date) -> None:
    """They came. It counts as a follow-up of the customer."""
    reception.received_on = on
    note_contact(reception.customer, by=by, on=on, kind=FollowUpKind.VISIT, summary=str(reception))


@transition(
    Reception,
    label=pgettext_lazy("reception", "Close"),
    source=ReceptionState.RECEIVED,
    target=ReceptionState.CLOSED,
    right="customers.change_reception",
    serves="M3.3",
    inputs={"outcome": gettext_lazy("Outcome"), "cost": gettext_lazy("Cost in RMB")},
)
def close_reception(reception: Reception, *, by: Actor, outcome: str, cost: Decimal) -> None:
    """What came of it, and what it cost in the end."""
    if cost < 0:
        raise Refused(_("A cost is not below zero."), field="cost")
    reception.outcome, reception.cost = outcome, cost


@transition(
    Reception,
    label=pgettext_lazy("reception", "Cancel"),
    source=(ReceptionState.PLANNED, ReceptionState.AGREED),
    target=ReceptionState.CANCELLED,
    right="customers.change_reception",
    serves="M3.3",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel_reception(reception: Reception, *, by: Actor, reason: str) -> None:
    """They do not come."""


@hands_over("receptions", gettext_lazy("Receptions in charge of"), find=receptions_in_charge_of)
@action(right=None, serves=["M0.5", "M3.3"], label=gettext_lazy("Hand over receptions"))
def hand_over_receptions(receptions: Sequence[Reception], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person has charge of the visit."""
    verb = "customers.hand_over_receptions"
    changes.update_many(receptions, {"in_charge_id": taker.pk}, by=by, verb=verb, note=reason)


@hands_over("hosting", gettext_lazy("Parts in receptions"), find=receptions_hosted_by)
@action(right=None, serves=["M0.5", "M3.3"], label=gettext_lazy("Hand over parts in receptions"))
def hand_over_hosting(items: Sequence[ReceptionItem], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person receives the visitors, in every line that named who leaves."""
    give_lines(items, of="reception", person="host", taker=taker, by=by, verb="customers.hand_over_hosting")


def _judge(reception: Reception, items: Sequence[ReceptionItem]) -> None:
    if reception.until_on < reception.from_on:
        raise Refused(_("The departure is not before the arrival."), field="until_on")
    for item in items:
        if item.kind == ItemKind.HOST and item.host_id is None:
            raise Refused(_("Say which of our people receives them."))
        if item.on and not reception.from_on <= item.on <= reception.until_on:
            raise Refused(_("“%(what)s” lies outside the days of the visit.") % {"what": item.what})


def _items(lines: Sequence[Typed], reception: Reception | None = None) -> list[ReceptionItem]:
    """The lines as typed; those that were there keep their identity."""
    present = {item.pk: item for item in ReceptionItem.objects.filter(reception=reception)} if reception else {}
    return [_filled(present.get(line.get("id", 0)) or ReceptionItem(), line) for line in lines]


def _filled(item: ReceptionItem, line: Typed) -> ReceptionItem:
    for name, value in line.items():
        if name != "id":
            setattr(item, name, value)
    return item


def _sum(items: Sequence[ReceptionItem]) -> Decimal:
    return sum((item.cost for item in items if item.cost is not None), ZERO)


def _today() -> date:
    unit = journal.current()
    assert unit
    return unit.on
