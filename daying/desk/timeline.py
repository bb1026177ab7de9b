"""What happened around a record, newest first: steps, changes, comments, files from the journal, and the mail sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import journal
from daying.core.compiled import Compiled
from daying.core.ids import uuid7
from daying.core.mail import about
from daying.core.models import OPENED, JournalEntry, OutgoingMail
from daying.core.workflow import VERBS
from daying.desk import cells, gate
from daying.desk.comments import COMMENTED, Part, comments_of
from daying.desk.reading import Change, LineChange, Names, Reader
from daying.desk.resource import Resource
from daying.desk.sight import seen

PAGE = 20
MANY = 6
MOST_LINES = 30
LONGEST_ID = 18
NAMED = [f"{person}__{name}" for person in ("by", "acting_for") for name in ("name", "english_name")]
NEWEST = Compiled(
    lambda kind, key: (
        JournalEntry.objects.filter(subject_type=kind, subject_id=key)
        .exclude(verb=OPENED)
        .select_related("by", "acting_for")
        .only(*(f.name for f in JournalEntry._meta.concrete_fields), *NAMED)
        .order_by("-id")[: PAGE + 1]
    )
)
NEWEST_MAILS = Compiled(
    lambda kind, key: (
        OutgoingMail.objects.filter(about_type=kind, about_id=key).select_related("by").order_by("-pk")[:PAGE]
    )
)


@dataclass
class Item:
    """One thing that happened. kind: step, change, created, comment, file or mail."""

    kind: str
    icon: str
    title: Any
    at: datetime
    who: str = ""
    acting_for: str = ""
    on: date | None = None
    state: str = ""
    note: str = ""
    parts: Sequence[Part] = ()
    changes: list[Change] = field(default_factory=list)
    lines: list[LineChange] = field(default_factory=list)
    mail: OutgoingMail | None = None
    file: str = ""

    @cached_property
    def moment(self) -> datetime:
        """When it happened, by the reader's clock."""
        return timezone.localtime(self.at)

    @property
    def second(self) -> str:
        """2026-03-31 17:05:09"""
        return self.moment.isoformat(" ", "seconds")[:19]

    @property
    def when(self) -> str:
        """Day and time where the reader is; the year where it is not this one. What was entered later: its own day."""
        at = self.moment
        if self.on and self.on != at.date():
            return f"{self.on:%Y-%m-%d}"
        return f"{at:%m-%d %H:%M}" if at.year == timezone.localdate().year else f"{at:%Y-%m-%d}"

    @property
    def shown_lines(self) -> list[LineChange]:
        return self.lines[:MOST_LINES]

    @property
    def further_lines(self) -> int:
        return len(self.lines) - len(self.shown_lines)

    @property
    def is_long(self) -> bool:
        """Whether the changes are folded at first."""
        return len(self.changes) + len(self.lines) > MANY or self.kind == "created"


class Timeline:
    """One page of it.

    before: the journal entry at which the newer page ended, 0 for the newest page. known: names that are on the page
    already.
    """

    def __init__(self, resource: Resource, record: Any, user: Any, before: int = 0, known: Names | None = None) -> None:
        self.resource, self.record, self.user, self.before = resource, record, user, before
        self.known = known or {}

    @cached_property
    def past(self) -> Sequence[int]:
        """The keys of other records whose history is a part of this one's."""
        return self.resource.past(self.record)

    @cached_property
    def found(self) -> list[JournalEntry]:
        """The entries of this page, and one more when there are older ones. One query."""
        if not self.before and not self.past:
            return NEWEST(self.record._meta.label_lower, self.record.pk)
        entries = journal.history(self.record, self.past).exclude(verb=OPENED)
        entries = entries.filter(id__lt=self.before) if self.before else entries
        return list(entries[: PAGE + 1])

    @cached_property
    def reached(self) -> dict[str, Any]:
        """The business day on which each state was reached last. One query, none where this page is all there is."""
        if self.older or self.before or self.past:
            return reached(self.record)
        return {entry.changes["state"][1]: entry.on for entry in reversed(self.found) if "state" in entry.changes}

    @property
    def entries(self) -> list[JournalEntry]:
        return self.found[:PAGE]

    @property
    def older(self) -> int:
        """Where the next page begins; 0 when this is the last."""
        return self.entries[-1].pk if len(self.found) > PAGE else 0

    @property
    def items(self) -> list[Item]:
        """Everything of this page. At most three queries besides the names of related records."""
        reader = Reader(self.resource, self.user, self.entries, self.known)
        comments = comments_of(self.entries)
        told = [self._item(entry, reader, comments) for entry in self.entries]
        return sorted([*told, *self._mails()], key=lambda item: item.at, reverse=True)

    def _item(self, entry: JournalEntry, reader: Reader, comments: dict[int, list[Part]]) -> Item:
        item = Item(
            kind="change",
            icon="pencil",
            title=_("Changed"),
            at=entry.at,
            who=str(entry.by) if entry.by else _("Daying"),
            acting_for=str(entry.acting_for or ""),
            on=entry.on,
            note=entry.note,
        )
        if entry.verb == COMMENTED:
            return _commented(item, comments.get(entry.changes["comment"][1], ()))
        item.changes, item.lines = reader.changes(entry), reader.line_changes(entry)
        return self._titled(item, entry)

    def _titled(self, item: Item, entry: JournalEntry) -> Item:
        """What it is called: the step's name, or created, or changed."""
        verb = VERBS.get(entry.verb)
        moved = entry.changes.get("state", [None, None])
        if moved[0] is not None:
            item.kind, item.icon, item.state = "step", "arrow-right", self._badge(moved[1])
            item.changes = [change for change in item.changes if change.label != _state_label(self.resource)]
        elif self._is_first(entry):
            item.kind, item.icon, item.title = "created", "plus", _("Created")
        if entry.verb in KINDS:
            item.kind, item.icon, item.title = KINDS[entry.verb]
            item.file = " ".join(filter(None, entry.changes.get("file", [])))
        elif verb and verb.label:
            item.title = str(verb.label)
        return item

    def _badge(self, state: str) -> str:
        names = dict(self.resource.model._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
        return cells.badge(state, names.get(state, state))

    def _is_first(self, entry: JournalEntry) -> bool:
        return not self.older and entry is self.entries[-1]

    def _mails(self) -> Iterable[Item]:
        """The mail about the record between the oldest and the newest entry of this page. One query."""
        if not self.before and not self.older:
            mails: Iterable[OutgoingMail] = NEWEST_MAILS(self.record._meta.label_lower, self.record.pk)
        else:
            mails = self._mails_between()
        for mail in mails:
            who = str(mail.by) if mail.by else _("Daying")
            yield Item(kind="mail", icon="mail", title=_("Mail"), at=mail.created_at, who=who, mail=mail)

    def _mails_between(self) -> Iterable[OutgoingMail]:
        mails = about(self.record)
        if self.before:
            mails = mails.filter(created_at__lt=JournalEntry.objects.get(pk=self.before).at)
        if self.older:
            mails = mails.filter(created_at__gte=self.entries[-1].at)
        return mails[:PAGE]


def reached(record: Any) -> dict[str, Any]:
    """The business day on which each state of a record was reached last. One query."""
    entries = journal.history(record).filter(changes__has_key="state").order_by("id")
    return {changes["state"][1]: on for changes, on in entries.values_list("changes", "on")}


KINDS: dict[str, tuple[str, str, Any]] = {
    "attached": ("file", "paperclip", gettext_lazy("added a file")),
    "detached": ("file", "paperclip", gettext_lazy("took a file off")),
}


@gate.page("view")
def show(request: HttpRequest, resource: Resource, public_id: Any) -> HttpResponse:
    """A page of the timeline, for htmx."""
    record = seen(resource, request.user, public_id)
    return render(request, "desk/_timeline_items.html", context(resource, record, request.user, _number(request)))


def context(resource: Resource, record: Any, user: Any, before: int = 0) -> dict[str, Any]:
    """What the timeline's templates ask for."""
    return around(Timeline(resource, record, user, before))


def around(timeline: Timeline) -> dict[str, Any]:
    """A page of it, and the addresses around it."""
    resource, record = timeline.resource, timeline.record
    return {
        "timeline": timeline,
        "timeline_url": resource.url("timeline", record),
        "comment_url": resource.url("comment", record),
        "request_key": uuid7(),
    }


def _number(request: HttpRequest) -> int:
    before = request.GET.get("before", "")
    return int(before) if before.isascii() and before.isdigit() and len(before) < LONGEST_ID else 0


def _commented(item: Item, parts: Sequence[Part]) -> Item:
    item.kind, item.icon, item.title, item.parts = "comment", "message", _("Comment"), parts
    return item


def _state_label(resource: Resource) -> str:
    field: Any = resource.model._meta.get_field("state")
    return str(capfirst(field.verbose_name))
