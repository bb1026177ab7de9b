"""The home page: what needs me now, my figures, what I worked on last, what I pinned. And the bell of every page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from daying.core.models import JournalEntry
from daying.desk import cells
from daying.desk.gate import signed_in
from daying.desk.models import Mention
from daying.desk.preferences import page_under
from daying.desk.resource import TODOS, Resource, Todo, resource_for, resources

FIRST_FEW, MOST = 5, 200
LATELY = 60
TELLING = ("record", "date", "money")


@dataclass(frozen=True)
class Line:
    """A record that waits, as the home page shows it."""

    url: str
    label: str
    cells: list[str]


@dataclass(frozen=True)
class Waiting:
    """One todo with what waits: the number of records, and the first of them."""

    todo: Todo
    count: int
    lines: list[Line]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.lines)


@dataclass(frozen=True)
class Seen:
    """A record that this person changed lately."""

    label: str
    url: str
    icon: str
    what: str


@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """The page. Two queries for each todo with many records, one for each with few."""
    waiting = sorted(what_waits(request.user), key=lambda one: not one.todo.is_urgent)
    return render(request, "desk/home.html", {"waiting": waiting, "lately": worked_on(request.user)})


@signed_in
def rest(request: HttpRequest, key: str) -> HttpResponse:
    """All records of one todo."""
    todo = next((todo for todo in TODOS if todo.key == key), None)
    if todo is None:
        raise Http404
    return render(request, "desk/_waiting.html", {"one": _waiting(todo, request.user, MOST)})


@signed_in
def bell(request: HttpRequest) -> HttpResponse:
    """What the bell shows: who mentioned me, and how much waits."""
    mine = Mention.objects.filter(person_id=request.user.pk, read_at=None)
    mentions = [
        {"mention": mention, "url": url_of(mention.comment.subject_type, mention.comment.subject_id, request.user)}
        for mention in mine.select_related("comment__created_by").order_by("-id")[:10]
    ]
    return render(request, "desk/_bell.html", {"mentions": mentions, "waiting": what_waits(request.user, 0)})


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """What opens under the person's name: their own pages, language, appearance, the way out."""
    return render(request, "desk/_account.html", {"here": page_under(request)})


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """What this person may start, for the telephone."""
    return render(request, "desk/_new.html")


@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """The dialog that lists the keyboard shortcuts."""
    return render(request, "desk/_keys.html")


@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Put all mentions aside."""
    Mention.objects.filter(person_id=request.user.pk, read_at=None).update(read_at=timezone.now())
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def what_waits(user: Any, few: int = FIRST_FEW) -> list[Waiting]:
    """The todos with something in them."""
    found = (_waiting(todo, user, few) for todo in TODOS)
    return [one for one in found if one.count]


def worked_on(user: Any) -> list[Seen]:
    """The records this person changed last, as far as they still may see them. One query for each kind of record."""
    entries = JournalEntry.objects.filter(by_id=user.pk).order_by("-id").values_list("subject_type", "subject_id")
    subjects = list(dict.fromkeys(entries[:LATELY]))
    seen = dict(_records(subjects, user))
    return [seen[subject] for subject in subjects if subject in seen][:8]


def url_of(subject_type: str, subject_id: int | None, user: Any) -> str:
    """Where a record that the journal or a comment names is to be found; empty where this person may not see it."""
    found = list(_records([(subject_type, subject_id)], user))
    return found[0][1].url if found else ""


def _records(subjects: Iterable[tuple[str, int | None]], user: Any) -> Iterator[tuple[tuple[str, int | None], Seen]]:
    keys: dict[str, list[int]] = {}
    for kind, key in subjects:
        if kind and key:
            keys.setdefault(kind, []).append(key)
    for pages in resources():
        kind = pages.model._meta.label_lower
        wanted = keys.get(kind)
        if wanted and pages.allows(user, "view"):
            for record in pages.scope(user).filter(pk__in=wanted):
                yield (kind, record.pk), Seen(str(record), pages.url("detail", record), pages.icon, str(pages.singular))


def _waiting(todo: Todo, user: Any, few: int) -> Waiting:
    records = todo.find(user, timezone.localdate())
    if not few:
        return Waiting(todo, records.order_by()[: MOST + 1].count(), [])
    pages = resource_for(records.model)
    columns = _telling(pages, user) if pages else []
    related = {cells.select_of(cells.path_of(records.model, column.name)) for column in columns} - {""}
    first = list((records.select_related(*sorted(related)) if related else records)[: few + 1])
    count = len(first) if len(first) <= few else records.order_by()[: MOST + 1].count()
    return Waiting(todo, count, [_line(record, pages, columns) for record in first[:few]])


def _telling(pages: Resource, user: Any) -> list[cells.Column]:
    """What says most about a record in one line: whose it is, the day, the amount."""
    offered = cells.columns(pages, pages.columns[1:], user)
    firsts = (next((column for column in offered if column.kind == kind), None) for kind in TELLING)
    return [column for column in firsts if column]


def _line(record: Any, pages: Resource | None, columns: Iterable[cells.Column]) -> Line:
    url = pages.url("detail", record) if pages else ""
    return Line(url, str(record), [column.html(record) for column in columns])
