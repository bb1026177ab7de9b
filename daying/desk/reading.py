"""The journal made readable: labels for field names, names for keys, before and after as people write them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daying.core.models import JournalEntry
from daying.desk import cells
from daying.desk.resource import Resource, resource_for

LINES = "lines"
HIDDEN = "…"
LONGEST = 200
Field = models.Field[Any, Any]
Names = Mapping[tuple[type[models.Model], Any], str]


@dataclass(frozen=True)
class Change:
    """One field, as it was and as it is. Empty texts where there was, or is, nothing."""

    label: str
    before: str
    after: str


@dataclass
class LineChange:
    """One line of the document: what kind of change, what line, which of its fields."""

    kind: str  # added, removed or changed
    label: str
    changes: list[Change] = field(default_factory=list)


class Reader:
    """Reads journal entries about the records of one resource for one person.

    All related records that the entries name are looked up together: one query for each model. None for those that
    the page names anyway (known: by model and key).
    """

    def __init__(self, resource: Resource, user: Any, entries: Iterable[JournalEntry], known: Names) -> None:
        self.resource, self.user, self.known = resource, user, known
        self.entries = list(entries)
        self.fields = _by_column(resource.model)
        self.line_fields = _by_column(resource.lines[0]) if resource.lines else {}

    def changes(self, entry: JournalEntry) -> list[Change]:
        """The head's fields that an entry changed."""
        told = [
            (self.fields[name], pair) for name, pair in entry.changes.items() if name != LINES and name in self.fields
        ]
        changes = [self._change(f, *pair) for f, pair in told if self.resource.shows(self.user, f.name)]
        return [Change(change.label, _cut(change.before), _cut(change.after)) for change in changes]

    def line_changes(self, entry: JournalEntry) -> list[LineChange]:
        """The lines that an entry added, removed or changed."""
        before, after = entry.changes.get(LINES, ([], []))
        old, new = _by_id(before), _by_id(after)
        changed = [self._line_change(old.get(key), line) for key, line in new.items() if old.get(key) != line]
        gone = [LineChange("removed", self.line_label(line)) for key, line in old.items() if key not in new]
        return [change for change in [*changed, *gone] if change.kind != "changed" or change.changes]

    def line_label(self, line: Mapping[str, Any]) -> str:
        """A line as one says it: its first related record, else its position; and how many."""
        related = next((f for f in self._shown_fields() if f.is_relation and line.get(f.attname)), None)
        name = (
            self._text(related, line[related.attname]) if related else _("Line %(no)s") % {"no": line.get("position")}
        )
        quantity = self.line_fields.get("quantity")
        return f"{name} × {self._text(quantity, line['quantity'])}" if quantity and "quantity" in line else name

    def _line_change(self, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> LineChange:
        if old is None:
            return LineChange("added", self.line_label(new))
        told = [f for f in self._shown_fields() if old.get(f.attname) != new.get(f.attname) and f.name != "position"]
        return LineChange(
            "changed",
            self.line_label(new),
            [self._change(f, old.get(f.attname), new.get(f.attname)) for f in told],
        )

    def _shown_fields(self) -> list[Field]:
        shown = self.line_fields.values()
        return [f for f in shown if f.concrete and self.resource.shows(self.user, f"lines.{f.name}")]

    def _change(self, source: Field, before: Any, after: Any) -> Change:
        return Change(str(capfirst(source.verbose_name)), self._text(source, before), self._text(source, after))

    def _text(self, source: Field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if source.is_relation:
            return self._names.get((source.related_model, value), HIDDEN)
        if source.choices:
            return str(dict(source.flatchoices).get(value, value))
        try:
            return cells.text(source.to_python(value), cells.kind_of(source))
        except (ValidationError, TypeError, ValueError):
            return str(value)

    @cached_property
    def _names(self) -> dict[tuple[Any, Any], str]:
        """The names of all records the entries speak of, as far as this person may see them."""
        wanted: dict[Any, set[Any]] = {}
        for source, value in self._mentioned():
            if source.is_relation and value is not None and (source.related_model, value) not in self.known:
                wanted.setdefault(source.related_model, set()).add(value)
        found = {(model, pk): name for model, keys in wanted.items() for pk, name in _names_of(model, keys, self.user)}
        return {**self.known, **found}

    def _mentioned(self) -> Iterable[tuple[Field, Any]]:
        for entry in self.entries:
            for name, pair in entry.changes.items():
                if name == LINES:
                    yield from self._mentioned_in_lines(pair)
                elif name in self.fields:
                    yield from ((self.fields[name], value) for value in pair)

    def _mentioned_in_lines(self, pair: Sequence[Sequence[Mapping[str, Any]]]) -> Iterable[tuple[Field, Any]]:
        for lines in pair:
            for line in lines:
                yield from ((self.line_fields[name], value) for name, value in line.items() if name in self.line_fields)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def names_read(record: models.Model, names: Iterable[str]) -> dict[tuple[type[models.Model], Any], str]:
    """What the related records are called that a record was read with and that stand under these names."""
    read = record._state.fields_cache
    return {(type(other), other.pk): str(other) for name in names if (other := read.get(name)) is not None}


def _names_of(model: type[models.Model], keys: set[Any], user: Any) -> Iterable[tuple[Any, str]]:
    pages = resource_for(model)
    rows = pages.scope(user) if pages else model._default_manager.all()
    return [(record.pk, str(record)) for record in rows.filter(pk__in=keys)]


def _by_column(model: type[models.Model]) -> dict[str, Field]:
    return {f.attname: f for f in model._meta.concrete_fields if not f.primary_key}


def _by_id(lines: Iterable[Mapping[str, Any]]) -> dict[Any, Mapping[str, Any]]:
    return {line.get("id", at): line for at, line in enumerate(lines or ())}
