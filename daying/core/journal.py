"""The journal: every change writes who, what, before and after, in the transaction of the change itself.

One user action has one id, whatever it causes further down. Answers M0.5.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from daying.core.actor import Actor
from daying.core.compiled import insert_many
from daying.core.ids import uuid7
from daying.core.making import made
from daying.core.models import JournalEntry
from daying.core.money import ScaledField

Values = dict[str, Any]
Changes = dict[str, list[Any]]
Field = models.Field[Any, Any]
AS_THEY_STAND = {str, int, bool, NoneType}
NOT_TOLD = {"id", "public_id", "version", "created_at", "created_by_id", "password", "last_login", "digest"}


@dataclass
class Unit:
    """One user action: what it is called, who does it, and the business date it counts for. asked: what began it."""

    verb: str
    on: date
    id: UUID = field(default_factory=uuid7)
    asked: str = ""
    by: Actor | None = None


_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


def current() -> Unit | None:
    """The user action under way, if any."""
    return _current.get()


@contextmanager
def acting(verb: str, on: date | None = None, by: Actor | None = None) -> Iterator[Unit]:
    """Everything journaled inside belongs to one user action: the outermost verb and business date count."""
    outer = _current.get()
    day = on or (outer.on if outer else timezone.localdate())
    unit = Unit(verb, day, asked=outer.asked if outer else verb, by=by or (outer.by if outer else None))
    if outer:
        unit.id = outer.id
    token = _current.set(unit)
    try:
        yield unit
    finally:
        _current.reset(token)


def write(
    subject: models.Model, verb: str, *, by: Actor, changes: Changes | None = None, note: str = ""
) -> JournalEntry:
    """Write one entry about a record. One query."""
    entry = build(subject, verb, by=by, changes=changes, note=note)
    entry.save(force_insert=True)
    return entry


def build(
    subject: models.Model, verb: str, *, by: Actor, changes: Changes | None = None, note: str = ""
) -> JournalEntry:
    """An entry not yet written, for those who write many at once."""
    return build_many([subject], verb, by=by, changes=[changes or {}], note=note)[0]


def build_many(
    subjects: Sequence[models.Model], verb: str, *, by: Actor, changes: Sequence[Changes], note: str = ""
) -> list[JournalEntry]:
    """The same for many records of one model, each with its changes."""
    if not subjects:
        return []
    unit = _current.get() or Unit(verb, timezone.localdate())
    common = {
        "action_id": unit.id,
        "on": unit.on,
        "by_id": by.pk,
        "acting_for_id": getattr(by, "acting_for_id", None),
        "verb": verb,
        "subject_type": subjects[0]._meta.label_lower,
        "note": note,
    }
    return [
        made(
            JournalEntry,
            {**common, "subject_id": subject.pk, "subject_label": str(subject)[:200], "changes": told},
        )
        for subject, told in zip(subjects, changes, strict=True)
    ]


def write_many(entries: Sequence[JournalEntry]) -> None:
    """Write entries that were built. One statement for every 100."""
    insert_many(entries)


def note_event(verb: str, *, by: Actor, note: str = "", subject_type: str = "") -> JournalEntry:
    """Write down something that happened without a record: a sign-in, an export, a denial."""
    unit = _current.get() or Unit(verb, timezone.localdate())
    return JournalEntry.objects.create(
        action_id=unit.id, on=unit.on, by_id=by.pk, verb=verb, subject_type=subject_type, note=note
    )


def history(subject: models.Model, others: Iterable[int] = ()) -> models.QuerySet[JournalEntry]:
    """What happened to a record, newest first. others: the keys of those of its model whose past is its own."""
    entries: models.QuerySet[JournalEntry] = JournalEntry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id__in=[subject.pk, *others]
    )
    return entries.select_related("by", "acting_for").order_by("-id")


def snapshot(record: models.Model) -> Values:
    """The record's own fields as plain values: 2 pieces are 2.000 before they were written as after."""
    given = vars(record)
    told = {}
    for name, column, is_scaled in _told(type(record)):
        value = given[name] if name in given else getattr(record, name)
        if is_scaled:
            value = str(value) if column.is_as_kept(value) else plain(_as_kept(column, value))
        elif type(value) not in AS_THEY_STAND:
            value = plain(value)
        told[name] = value
    return told


def of_new(record: models.Model) -> Changes:
    """What a record that was not there before says, as the changes of its first entry."""
    return {name: [None, value] for name, value in snapshot(record).items() if value is not None and value != ""}


def plain(value: Any) -> Any:
    """A value as JSON keeps it: exact numbers as text, dates in ISO form."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, models.Choices) else value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)


def difference(before: Values, after: Values) -> Changes:
    """The fields that differ, each with the value before and after."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


@cache
def _told(model: type[models.Model]) -> list[tuple[str, Any, bool]]:
    """The fields that are told, by name, and whether they keep a scaled number."""
    fields = [f for f in model._meta.concrete_fields if f.attname not in NOT_TOLD and not _is_derived(f)]
    return [(f.attname, f, isinstance(f, ScaledField)) for f in fields]


def _is_derived(field: Field) -> bool:
    """Whether it says nothing but what other fields or tables say."""
    return hasattr(field, "follows")


def _as_kept(field: ScaledField, value: Any) -> Any:
    return field.to_python(value) if isinstance(value, Decimal | int) else value
