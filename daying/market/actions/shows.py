"""Trade shows: planned with a budget, approved by somebody else, held, reviewed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.money import ZERO
from daying.core.numbering import next_number
from daying.core.workflow import action, has_part, lock, transition
from daying.market.actions.owning import owned, person
from daying.market.models import BudgetLine, ShowState, TradeShow
from daying.people.models import Employee
from daying.work.actions import create_task

Typed = Mapping[str, Any]


def of_another(record: Any, by: Actor) -> bool:
    """Nobody approves a request of their own."""
    return not has_part(record, by, "submitted_by", "owner")


@action(right="market.add_tradeshow", serves="M2.5", label=gettext_lazy("New trade show"))
def plan_show(
    *,
    by: Actor,
    name: str,
    first_on: date,
    last_on: date,
    owner: Employee | None = None,
    venue: str = "",
    city: str = "",
    country: str = "",
    organiser: str = "",
    booth: str = "",
    purpose: str = "",
    lead_target: int = 0,
    lines: Sequence[Typed] = (),
) -> TradeShow:
    """Plan to stand at a fair. lines: kind, description, planned and spent of each item of the budget."""
    budget = [_line(typed) for typed in lines]
    show = TradeShow(
        name=name,
        first_on=first_on,
        last_on=last_on,
        venue=venue,
        city=city,
        country=country,
        organiser=organiser,
        booth=booth,
        purpose=purpose,
        lead_target=lead_target,
        **_sums(budget),
        **owned(owner or person(by)),
    )
    return changes.create(show, by=by, lines=budget)


@action(right="market.change_tradeshow", serves="M2.5")
def amend_show(
    show: TradeShow,
    *,
    by: Actor,
    version: int | None = None,
    lines: Sequence[Typed] | None = None,
    name: str,
    first_on: date,
    last_on: date,
    venue: str = "",
    city: str = "",
    country: str = "",
    organiser: str = "",
    booth: str = "",
    purpose: str = "",
    lead_target: int = 0,
) -> TradeShow:
    """Change the plan; once it was submitted, what was spent and where we stand, but no longer what it may cost."""
    before = lock(show)
    values: dict[str, Any] = {
        "name": name,
        "first_on": first_on,
        "last_on": last_on,
        "venue": venue,
        "city": city,
        "country": country,
        "organiser": organiser,
        "booth": booth,
        "purpose": purpose,
        "lead_target": lead_target,
    }
    if lines is None:
        return changes.update(show, values, by=by, version=version)
    budget = [_line(typed) for typed in lines]
    sums = _sums(budget)
    if before.state != ShowState.PLANNED and sums["budget_total"] != before.budget_total:
        raise Refused(_("The budget was submitted. Take the plan back to change it; enter what was spent instead."))
    return changes.update(show, {**values, **sums}, by=by, version=version, lines=budget)


@transition(
    TradeShow,
    label=gettext_lazy("Submit for approval"),
    source=ShowState.PLANNED,
    target=ShowState.SUBMITTED,
    right="market.change_tradeshow",
    serves="M2.5",
)
def submit_show(show: TradeShow, *, by: Actor, on: date) -> None:
    """Ask for approval of plan and budget. The show gets its number here."""
    show.submitted_by_id = by.pk
    show.rejected_for = ""
    show.number = show.number or next_number("TS", on)


@transition(
    TradeShow,
    label=gettext_lazy("Approve"),
    source=ShowState.SUBMITTED,
    target=ShowState.APPROVED,
    right="market.approve_tradeshow",
    when=of_another,
    serves=["M2.5", "M0.4"],
)
def approve_show(show: TradeShow, *, by: Actor) -> None:
    """Let it be booked."""
    show.approved_by_id = by.pk


@transition(
    TradeShow,
    label=gettext_lazy("Send back"),
    source=ShowState.SUBMITTED,
    target=ShowState.PLANNED,
    right="market.approve_tradeshow",
    serves="M2.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def send_back_show(show: TradeShow, *, by: Actor, reason: str) -> None:
    """It cannot be approved as it is; the reason says why."""
    show.rejected_for = reason


@transition(
    TradeShow,
    label=gettext_lazy("Give a task"),
    source=(ShowState.PLANNED, ShowState.SUBMITTED, ShowState.APPROVED),
    target=None,
    right="market.change_tradeshow",
    serves=["M2.5", "M9.1"],
    inputs={
        "title": gettext_lazy("What is to be done"),
        "person": gettext_lazy("Who does it"),
        "due_on": gettext_lazy("Due on"),
    },
)
def give_task(show: TradeShow, *, by: Actor, title: str, person: Employee, due_on: date) -> None:
    """Ask somebody to do something for the show."""
    create_task(by=by, title=title[:200], note=title, assignee=person, due_on=due_on, subject=show)


@transition(
    TradeShow,
    label=pgettext_lazy("of a trade show", "Review"),
    source=ShowState.APPROVED,
    target=ShowState.REVIEWED,
    right="market.change_tradeshow",
    serves="M2.5",
    inputs={
        "outcome": pgettext_lazy("of a trade show", "Outcome"),
        "lessons": gettext_lazy("Lessons for the next time"),
    },
)
def review_show(show: TradeShow, *, by: Actor, on: date, outcome: str, lessons: str = "") -> None:
    """What came of it. Refused before it is over."""
    if on < show.last_on:
        raise Refused(_("%(show)s lasts until %(day)s. Review it afterwards.") % {"show": show, "day": show.last_on})
    show.outcome, show.lessons = outcome, lessons


@transition(
    TradeShow,
    label=gettext_lazy("Call off"),
    source=(ShowState.PLANNED, ShowState.SUBMITTED, ShowState.APPROVED),
    target=ShowState.CANCELLED,
    right="market.change_tradeshow",
    serves="M2.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel_show(show: TradeShow, *, by: Actor, reason: str) -> None:
    """We do not go."""


def _line(typed: Typed) -> BudgetLine:
    known = {name: typed[name] for name in ("id", "kind", "description", "planned", "spent") if name in typed}
    return BudgetLine(**{name: value for name, value in known.items() if value is not None})


def _sums(lines: Sequence[BudgetLine]) -> dict[str, Decimal]:
    return {
        "budget_total": sum((line.planned for line in lines), ZERO),
        "cost_total": sum((line.spent for line in lines), ZERO),
    }
