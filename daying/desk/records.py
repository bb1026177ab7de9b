"""The detail page of a record: where it stands, who has it, what can be done next, and all that belongs to it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from daying.core.ids import uuid7
from daying.core.workflow import Offer, offers, transitions_of
from daying.desk import cells, gate, panels, timeline
from daying.desk.cells import Column
from daying.desk.comments import is_named
from daying.desk.lines import lines_of
from daying.desk.reading import Names, names_read
from daying.desk.resource import FACTS, FURTHER, Resource, resource_for
from daying.desk.sight import seen
from daying.desk.timeline import Timeline
from daying.desk.waiting import Waiting, waiting_for

CELL = '<td class="{}" data-label="{}">'


@dataclass(frozen=True)
class Fact:
    """One field of the facts grid. help: what it means, where that needs saying."""

    name: str
    label: str
    html: str
    help: Any
    is_wide: bool


@dataclass(frozen=True)
class Step:
    """One state on the record's way. place: passed, here, ahead, or aside for an end off the way."""

    label: str
    place: str
    on: date | None = None

    @property
    def day(self) -> str:
        """03-31"""
        return self.on.isoformat()[5:10] if self.on else ""


@dataclass(frozen=True)
class Choice:
    """A step that this person may take. is_main: the one that leads on. key: of the request that takes it.

    is_page: it has a page of its own.
    """

    offer: Offer
    url: str
    key: str
    is_main: bool
    is_page: bool = False

    @property
    def asks(self) -> bool:
        """Whether a dialog asks for something first."""
        return bool(self.offer.verb.inputs)


class Detail:
    """Everything the page shows of one record to one person."""

    def __init__(self, resource: Resource, record: Any, user: Any) -> None:
        self.resource, self.record, self.user = resource, record, user

    @cached_property
    def timeline(self) -> Timeline:
        """The newest of what happened, told with the names that stand on the page."""
        return Timeline(self.resource, self.record, self.user, known=self._names())

    def _names(self) -> Names:
        shows = self.resource.shows
        shown = [name for name in self.resource.facts or self.resource.form if shows(self.user, name)]
        names = names_read(self.record, shown)
        if self.lines:
            columns = [column.name for column in self.lines.columns]
            for line in self.lines.records:
                names |= names_read(line, columns)
        return names

    # ---- where it stands

    @cached_property
    def has_states(self) -> bool:
        return hasattr(self.record, "state") and bool(transitions_of(self.resource.model))

    @property
    def url(self) -> str:
        return self.resource.url("detail", self.record)

    @property
    def badge(self) -> str:
        """The state as a badge; nothing where the model has none."""
        state = getattr(self.record, "state", None)
        return cells.badge(state, self.record.get_state_display()) if state else ""

    @cached_property
    def way(self) -> list[Step]:
        """The ordinary course with the present state marked. One query for the days on which states were reached."""
        if not self.has_states:
            return []
        names = dict(self.resource.model._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
        course, now = way_of(self.resource), str(self.record.state)
        if not course:
            return []
        days = self.timeline.reached
        steps = [Step(str(names[state]), _place(course, state, now), days.get(state)) for state in course]
        return steps if now in course else [*steps, Step(str(names[now]), "aside", days.get(now))]

    # ---- who has it, what can be done

    @cached_property
    def offered(self) -> list[Offer]:
        return offers(self.record, self.user) if self.has_states else []

    @cached_property
    def waiting(self) -> list[Waiting]:
        course = way_of(self.resource) if self.has_states else []
        leading = (o.verb for o in self.offered if _leads_on(o, course, str(self.record.state)))
        return waiting_for(self.record, next(leading, None))

    @property
    def today(self) -> Any:
        return timezone.localdate()

    @cached_property
    def choices(self) -> list[Choice]:
        """The steps this person may take, the ordinary next one first."""
        course = way_of(self.resource) if self.has_states else []
        on = {id(o): _leads_on(o, course, str(self.record.state)) for o in self.offered if not o.reason}
        allowed = sorted((o for o in self.offered if not o.reason), key=lambda offer: not on[id(offer)])
        return [self._choice(offer, at == 0 and on[id(offer)]) for at, offer in enumerate(allowed)]

    @property
    def others(self) -> list[Offer]:
        """The steps that this person may not take, each with the reason."""
        return [offer for offer in self.offered if offer.reason]

    def _choice(self, offer: Offer, is_main: bool) -> Choice:
        own = self.resource.step_pages.get(offer.verb.key)
        if own:
            return Choice(offer, reverse(own, args=[self.record.public_id]), "", is_main, is_page=True)
        return Choice(offer, self.resource.url("do", self.record, action=offer.verb.key), str(uuid7()), is_main)

    # ---- what it says

    @cached_property
    def facts(self) -> list[Fact]:
        """What stands there. What nobody types is left out while it is empty."""
        names = self.resource.facts or self.resource.form
        found = [self._fact(column) for column in cells.columns(self.resource, names, self.user)]
        own = [fact for fact in found if fact.html or fact.name in self.resource.form]
        return [*own, *self._further_facts()]

    def _further_facts(self) -> list[Fact]:
        """What rooms above know of the record."""
        mine = [one for one in FACTS if isinstance(self.record, one.on) and self.user.has_perm(one.right)]
        told = [(one, cells.escaped(one.find(self.record, self.user))) for one in mine]
        return [Fact(one.key, str(one.label), html, "", True) for one, html in told if html]

    def _fact(self, column: Column) -> Fact:
        fields = cells.path_of(self.resource.model, column.name)
        shown = column.html(self.record)
        is_long = "\n" in shown or (bool(fields) and fields[-1].get_internal_type() == "TextField")
        help_text = getattr(fields[-1], "help_text", "") if fields else ""
        return Fact(column.name, column.label, shown, help_text, is_long)

    @cached_property
    def lines(self) -> "Lines | None":
        if not self.resource.lines:
            return None
        records = lines_of(self.resource, self.record)
        told = self.resource.told_of_lines(self.record) if records else {}
        return Lines(self.resource, records, self.user, told)

    @cached_property
    def matter(self) -> "Detail | None":
        """The record that this one is about, where this person may see it."""
        about = self.resource.matter(self.record)
        resource = resource_for(type(about)) if about else None
        if not resource or not resource.allows(self.user, "view"):
            return None
        with suppress(Http404):
            return Detail(
                resource, seen(resource, self.user, about.public_id, resource.facts or resource.form), self.user
            )
        return None


class Lines:
    """The lines of a document as its page shows them, added up. A column in which no line says anything is left out."""

    def __init__(
        self, resource: Resource, records: Sequence[Any], user: Any, told: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        assert resource.lines
        self.told = told or {}
        self.model, names = resource.lines
        own = {field.name for field in self.model._meta.concrete_fields}
        shown = resource.line_columns or [*names, *(name for name in ("amount",) if name in own)]
        shown = [name for name in shown if resource.shows(user, f"lines.{name}")]
        self.records = records
        self.not_added = resource.not_added
        columns = [_labelled(cells.column(self.model, name, user), resource) for name in shown]
        self.columns = [column for column in columns if any(column.text(line) for line in self.records)]

    @property
    def rows(self) -> list[tuple[SafeString, Sequence[str]]]:
        """The cells of each line, ready made as those of a list are, and what is said below it."""
        opened = [(cells.markup(CELL, column.css, column.label), column.html) for column in self.columns]
        return [
            (SafeString("".join([f"{start}{cells.escaped(html(line))}</td>" for start, html in opened])), below)
            for line in self.records
            for below in [self.told.get(line.pk, ())]
        ]

    @property
    def has_totals(self) -> bool:
        return any(self.totals)

    @cached_property
    def totals(self) -> list[str]:
        """The sum under each amount, empty under the rest."""
        return [_sum(column, self.records) if self._adds(column) else "" for column in self.columns]

    def _adds(self, column: Column) -> bool:
        return column.kind == "money" and f"lines.{column.name}" not in self.not_added


def _labelled(column: Column, resource: Resource) -> Column:
    """A column of the lines, by the heading that the declaration gives it, where it gives one."""
    label = resource.labels.get(f"lines.{column.name}")
    return replace(column, label=str(label)) if label else column


@gate.page("view")
def show(request: HttpRequest, resource: Resource, public_id: Any) -> HttpResponse:
    """The page. Its queries do not grow with what stands on it."""
    record = seen(resource, request.user, public_id, resource.facts or resource.form)
    user, url = request.user, resource.url
    resource.opened(record, user)
    detail = Detail(resource, record, user)
    context = {
        "resource": resource,
        "record": record,
        "detail": detail,
        "tables": resource.tables(record, user),
        "tabs": panels.tabs(resource, record, user),
        "may_edit": resource.may_edit(record, user),
        "may_copy": bool(resource.form) and resource.allows(user, "add"),
        "is_named": is_named(request, record),
        "further": further(resource, record, user),
        "list_url": url(),
        "edit_url": url("edit", record),
        "copy_url": f"{url('new')}?copy={record.public_id}",
        "panels_url": url("panels", record),
        "read_url": url("read", record),
        **timeline.around(detail.timeline),
    }
    return render(request, "desk/detail.html", context)


def further(resource: Resource, record: Any, user: Any) -> list[tuple[Any, str, str]]:
    """The pages about a record besides its own: those of its package, and of packages above."""
    above = [one for one in FURTHER if isinstance(record, one.on) and user.has_perm(one.right)]
    return [*resource.further(record, user), *((one.label, one.find(record), one.icon) for one in above)]


def way_of(resource: Resource) -> list[str]:
    """The ordinary course: as declared, or every state that steps lead on from. To and fro between two is no course."""
    if resource.way:
        return [str(state) for state in resource.way]
    field: Any = resource.model._meta.get_field("state")
    sources = {source for verb in transitions_of(resource.model) for source in verb.source}
    order = [str(value) for value, _label in field.flatchoices]
    last = next(
        (state for state in reversed(order) if any(v.target == state for v in transitions_of(resource.model))), ""
    )
    course = [state for state in order if state in sources or state == last]
    return course if len(course) > 2 else []


def _place(course: Sequence[str], state: str, now: str) -> str:
    if now not in course:
        return "ahead"
    here = course.index(now)
    at = course.index(state)
    return "here" if at == here else "passed" if at < here else "ahead"


def _leads_on(offer: Offer, course: Sequence[str], now: str) -> bool:
    """Whether a step goes forward on the ordinary course."""
    target = str(offer.verb.target or "")
    return now in course and target in course and course.index(target) > course.index(now)


def _sum(column: Column, lines: Iterable[Any]) -> str:
    amounts = [value for line in lines if (value := column.value(line)) is not None]
    return cells.text(sum(amounts), "money") if amounts else ""
