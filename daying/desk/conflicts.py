"""Two people edited one record: the second sees field by field what the first changed, chooses, and saves again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daying.core import journal
from daying.core.errors import Stale
from daying.core.models import JournalEntry
from daying.desk import cells
from daying.desk.drafts import Draft
from daying.desk.forms import as_sent, form_for
from daying.desk.lines import PREFIX, Column, Grid, lines_of
from daying.desk.reading import LINES
from daying.desk.resource import Resource

KEEP = "keep."
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True)
class Difference:
    """One field that stands differently than it was typed. chosen: what is proposed; empty where both changed it."""

    name: str
    label: str
    theirs: Sequence[str]
    mine: Sequence[str]
    chosen: str


def page(request: HttpRequest, resource: Resource, draft: Draft, stale: Stale, version: int) -> HttpResponse:
    """Who changed what in between, what this person wants, and the choice between them. Nothing typed is lost."""
    entries = since(draft.record, version, stale.version)
    fresh = resource.scope(request.user).get(pk=draft.record.pk)
    context = {
        "resource": resource,
        "record": fresh,
        "typed": draft.typed(),
        "list_url": resource.url(),
        "detail_url": resource.url("detail", draft.record),
        "differences": list(_differences(resource, request.user, draft, fresh, entries)),
        "others": list(dict.fromkeys(str(entry.by or _("Daying")) for entry in entries)),
        "last": entries[0] if entries else None,
        "version": stale.version,
    }
    return render(request, "desk/conflict.html", context, status=409)


def since(record: Any, version: int, now: int) -> list[JournalEntry]:
    """What changed a record since the version somebody looked at, newest first. One query."""
    changing = journal.history(record).exclude(changes={})
    return list(changing[: min(max(now - version, 0), 100)])


def is_own(record: Any, version: int, now: int, user: Any) -> bool:
    """Whether all that was saved since the version was saved by this person: then there is nothing to choose."""
    entries = since(record, version, now)
    return version > 0 and len(entries) == now - version and all(entry.by_id == user.pk for entry in entries)


def merged(resource: Resource, user: Any, record: Any, data: QueryDict) -> QueryDict:
    """What was typed, with what stands there now wherever this person chose theirs."""
    chosen = {name.removeprefix(KEEP) for name, value in data.items() if name.startswith(KEEP) and value == THEIRS}
    if not chosen:
        return data
    mixed = data.copy()
    form = form_for(resource, user, record=record)
    for name in chosen & form.fields.keys():
        mixed.setlist(name, as_sent(form[name]))
    if LINES in chosen and resource.lines:
        _put_lines(mixed, Grid(resource, user), lines_of(resource, record))
    return mixed


def _differences(
    resource: Resource, user: Any, draft: Draft, fresh: Any, entries: Sequence[JournalEntry]
) -> Iterable[Difference]:
    bases = _bases(entries)
    for name, mine in draft.values.items():
        field: Any = resource.model._meta.get_field(name)
        theirs = getattr(fresh, name)
        if theirs != mine:
            wanted = journal.plain(getattr(mine, "pk", mine) if field.is_relation else mine)
            label = str(capfirst(field.verbose_name))
            yield Difference(name, label, [_text(field, theirs)], [_text(field, mine)], _proposed(bases, field, wanted))
    if draft.grid:
        yield from _of_lines(resource, draft, fresh, LINES in bases)


def _bases(entries: Sequence[JournalEntry]) -> dict[str, Any]:
    """How each field stood before the others began: the oldest entry says it last."""
    return {name: before for entry in entries for name, (before, _after) in entry.changes.items()}


def _proposed(bases: dict[str, Any], field: Any, wanted: Any) -> str:
    """Mine where they did not touch it, theirs where I did not; nothing where both did."""
    if field.attname not in bases:
        return MINE
    return THEIRS if bases[field.attname] == wanted else ""


def _of_lines(resource: Resource, draft: Draft, fresh: Any, they_changed: bool) -> Iterable[Difference]:
    """The lines as one: they hang together."""
    assert draft.grid
    columns = draft.grid.columns
    theirs = [_told((c, line.typed(c.name)) for c in columns) for line in lines_of(resource, fresh)]
    mine = [_told((c, line[c.name]) for c in columns) for line in draft.lines]
    if theirs != mine:
        yield Difference(LINES, _("Lines"), theirs, mine, "" if they_changed else MINE)


def _told(values: Iterable[tuple[Column, Any]]) -> str:
    return " · ".join(text for column, value in values if (text := column.text(value)))


def _text(field: models.Field[Any, Any], value: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return cells.text(value, cells.kind_of(field)) or cells.NOTHING


def _put_lines(data: QueryDict, grid: Grid, lines: Iterable[Any]) -> None:
    """Replace the typed lines with these."""
    for name in [name for name in data if name.startswith(PREFIX)]:
        del data[name]
    grid.show(lines)
    data.setlist(f"{PREFIX}id", [row.id for row in grid.rows])
    for at, column in enumerate(grid.columns):
        texts = [row.cells[at].text for row in grid.rows]
        keys = [row.cells[at].key for row in grid.rows]
        data.setlist(column.input, keys if column.kind == "record" else texts)
        if column.kind == "record":
            data.setlist(f"{column.input}.text", texts)
