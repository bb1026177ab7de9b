"""Handing over everything in hand, in one step and with a record of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, lock, transition
from daying.people import queries
from daying.people.actions.accounts import close_account
from daying.people.handing_over import Kind, hands_over, in_hand
from daying.people.models import Delegation, Employee, EmployeeState, HandOver, HandOverLine

RIGHT = "people.hand_over"


@transition(
    Employee,
    label=gettext_lazy("Hand everything over"),
    source=(EmployeeState.ACTIVE, EmployeeState.CLOSED),
    target=None,
    right=RIGHT,
    serves="M0.5",
    inputs={
        "taker": gettext_lazy("Who takes it"),
        "reason": gettext_lazy("Reason"),
    },
)
def hand_over(giver: Employee, *, by: Actor, on: date, taker: Employee, reason: str) -> None:
    """Give all that somebody has in hand to one person."""
    takers = {kind.key: taker for kind, _records in in_hand(giver)}
    _must_be_fit(taker, giver)
    _hand_over(giver, takers, by=by, on=on, reason=reason)


@action(right=RIGHT, serves="M0.5", label=gettext_lazy("Hand everything over"))
def hand_over_by_kind(
    giver: Employee,
    *,
    by: Actor,
    on: date,
    takers: Mapping[str, Employee],
    reason: str,
    closes_account: bool = False,
) -> HandOver:
    """Give all that somebody has in hand to others, each kind to one of them.

    takers: for each kind that is there who takes it; refused when one is missing.
    """
    fresh: Employee = lock(giver)
    written = _hand_over(fresh, takers, by=by, on=on, reason=reason, closes_account=closes_account)
    journal.write(fresh, "people.hand_over", by=by, note=reason)
    if closes_account:
        close_account(fresh, by=by, on=on)
    return written


@hands_over("stand-ins", gettext_lazy("Standing in for others"), find=queries.stands_in_from_today)
@action(right=None, serves="M0.5", label=gettext_lazy("Hand over standing in"))
def hand_over_stand_ins(delegations: Sequence[Delegation], *, taker: Employee, by: Actor, reason: str) -> None:
    """Whoever is away has another stand-in for the days that are left; nobody stands in for themselves."""
    today = timezone.localdate()
    for one in delegations:
        begins = max(today, one.from_on)
        changes.update(one, {"until_on": begins}, by=by)
        if one.giver_id != taker.pk:
            left = Delegation(giver_id=one.giver_id, taker=taker, from_on=begins, until_on=one.until_on, reason=reason)
            changes.create(left, by=by)


def _hand_over(
    giver: Employee,
    takers: Mapping[str, Employee],
    *,
    by: Actor,
    on: date,
    reason: str,
    closes_account: bool = False,
) -> HandOver:
    lines = []
    for kind, records in in_hand(giver):
        taker = _taker_of(kind, takers)
        _must_be_fit(taker, giver)
        names = "\n".join(_name(record) for record in records)
        kind.give(records, taker=taker, by=by, reason=reason)
        lines.append(HandOverLine(kind=kind.key, taker=taker, count=len(records), names=names))
    count = sum(line.count for line in lines)
    record = HandOver(giver=giver, on=on, reason=reason, closes_account=closes_account, count=count)
    return changes.create(record, by=by, lines=lines, verb="people.hand_over")


def _taker_of(kind: Kind, takers: Mapping[str, Employee]) -> Employee:
    taker = takers.get(kind.key)
    if taker is None:
        raise Refused(_("Say who takes: %(what)s.") % {"what": kind.label}, field=f"taker_{kind.key}")
    return taker


def _must_be_fit(taker: Employee, giver: Employee) -> None:
    if taker.pk == giver.pk:
        raise Refused(_("Somebody else must take it."), field="taker")
    if not taker.is_active:
        raise Refused(_("%(person)s does not work here any more.") % {"person": taker}, field="taker")


def _name(record: Any) -> str:
    """A record as the hand-over tells it: with its code, where it has one beside its name."""
    code, name = str(getattr(record, "code", "") or ""), str(record)
    return name if code in name else f"{code} {name}"
