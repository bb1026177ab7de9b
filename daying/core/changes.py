"""Writing records: the one way in. What is written here is journaled, versioned and findable at once.

The number of statements does not grow with the number of lines.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from daying.core import compiled, derived, journal, search
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused, Stale
from daying.core.journal import Values
from daying.core.models import Line, Record

M = TypeVar("M", bound=Record)


def locked(model: type[M], key: int) -> M:
    """A record as it stands now, its row locked until the transaction ends. Other people's rows stay free. One query.

    Raises DoesNotExist.
    """
    found: M = _locking(model).one(key)
    return found


@cache
def _locking(model: type[Any]) -> Compiled[Any]:
    rows = model._default_manager.select_for_update(of=("self",)).order_by()
    rows = rows.select_related(*model.named_by) if model.named_by else rows
    return Compiled(lambda key: rows.filter(pk=key))


def create(record: M, *, by: Actor, lines: Sequence[Line] = (), verb: str = "") -> M:
    """Write a new record with its lines and one journal entry."""
    record.created_by_id = by.pk
    compiled.insert(record)
    told = journal.of_new(record)
    if lines:
        told["lines"] = [[], _write_lines(record, lines)]
    journal.write(record, verb or _verb("created"), by=by, changes=told)
    search.reindex([record])
    derived.written([record])
    return record


def create_many(records: Sequence[M], *, by: Actor, lines: Sequence[Sequence[Line]] = (), verb: str = "") -> list[M]:
    """Write many new records of one model, each with its lines and its journal entry. Five statements however many."""
    if not records:
        return []
    for record in records:
        record.created_by_id = by.pk
    written = [*compiled.insert_many(records)]
    line_values = _write_lines_of_many(written, lines)
    told = [journal.of_new(record) for record in written]
    for changed, told_lines in zip(told, line_values, strict=False):
        if told_lines:
            changed["lines"] = [[], told_lines]
    journal.write_many(journal.build_many(written, verb or _verb("created"), by=by, changes=told))
    search.reindex(written)
    derived.written(written)
    return written


def update(
    record: M,
    values: Values,
    *,
    by: Actor,
    version: int | None = None,
    lines: Sequence[Line] | None = None,
    verb: str = "",
) -> M:
    """Change fields of a record that somebody looked at in this version. lines: all of them as they should be, or None.

    Raises Stale with the fields in conflict when the record has moved on since.
    """
    fresh = locked(type(record), record.pk)
    if version is not None and version != fresh.version:
        raise _stale(fresh, values, version)
    before = journal.snapshot(fresh)
    for name, value in values.items():
        setattr(fresh, name, value)
    told = _replace_lines(fresh, lines) if lines is not None else {}
    return save(fresh, before, verb=verb or _verb("changed"), by=by, told=told)


def update_many(records: Sequence[M], values: Values, *, by: Actor, verb: str = "", note: str = "") -> list[M]:
    """Give many records of one model the same values, each with its next version and its journal entry.

    Returns those that changed. Five statements however many.
    """
    if not records:
        return []
    model = type(records[0])
    rows = model._default_manager.filter(pk__in=[record.pk for record in records])
    changed, entries = [], []
    for record in rows.select_for_update(of=("self",)).order_by("pk"):
        before = journal.snapshot(record)
        for name, value in values.items():
            setattr(record, name, value)
        if told := journal.difference(before, journal.snapshot(record)):
            record.version += 1
            changed.append(record)
            entries.append(journal.build(record, verb or _verb("changed"), by=by, changes=told, note=note))
    rows.filter(pk__in=[record.pk for record in changed]).update(**values, version=F("version") + 1)
    journal.write_many(entries)
    if search.tells(model, values):
        search.reindex(changed)
    derived.written(changed)
    return changed


def save(record: M, before: Values, *, verb: str, by: Actor, note: str = "", told: journal.Changes | None = None) -> M:
    """Save what differs from the snapshot, with the next version and a journal entry."""
    differing = journal.difference(before, journal.snapshot(record))
    if differing or told:
        record.version += 1
        compiled.update(record, [*differing, "version"])
    if differing or told or note or verb not in ("changed", "created"):
        journal.write(record, verb, by=by, changes={**differing, **(told or {})}, note=note)
    if search.tells(type(record), differing):
        search.reindex([record])
    if differing:
        derived.written([record])
    return record


def delete(record: Record, *, by: Actor) -> None:
    """Remove a record that nothing refers to. The journal keeps what it was."""
    delete_many([record], by=by)


def delete_many(records: Sequence[M], *, by: Actor) -> None:
    """Remove records of one model that nothing refers to, each with its journal entry."""
    if not records:
        return
    entries = [
        journal.build(record, "deleted", by=by, changes={k: [v, None] for k, v in journal.snapshot(record).items()})
        for record in records
    ]
    journal.write_many(entries)
    search.forget(records)
    type(records[0])._default_manager.filter(pk__in=[record.pk for record in records]).delete()
    derived.written(records)


def lines_told(record: Record, lines: Sequence[Line]) -> list[Values]:
    """Lines of a record as the journal keeps them, for an action that changes some by a statement of its own."""
    return _lines_told(lines, _parent_field(type(lines[0]), type(record))) if lines else []


def _verb(default: str) -> str:
    unit = journal.current()
    return unit.verb if unit else default


def _filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _write_lines(record: Record, lines: Sequence[Line]) -> list[Values]:
    parent = _parent_field(type(lines[0]), type(record))
    for position, line in enumerate(lines, start=1):
        setattr(line, parent, record)
        line.position = position
    compiled.insert_many(lines)
    return _lines_told(lines, parent)


def _write_lines_of_many(records: Sequence[Record], lines: Sequence[Sequence[Line]]) -> list[list[Values]]:
    every = [line for some in lines for line in some]
    if not every:
        return []
    parent = _parent_field(type(every[0]), type(records[0]))
    for record, some in zip(records, lines, strict=True):
        for position, line in enumerate(some, start=1):
            setattr(line, parent, record)
            line.position = position
    compiled.insert_many(every)
    return [_lines_told(some, parent) for some in lines]


def _replace_lines(record: Record, lines: Sequence[Line]) -> journal.Changes:
    model = type(lines[0]) if lines else _line_model(type(record))
    parent = _parent_field(model, type(record))
    old = {line.pk: line for line in model._default_manager.filter(**{parent: record})}
    before = _lines_told(list(old.values()), parent)
    for position, line in enumerate(lines, start=1):
        setattr(line, parent, record)
        line.position = position
    kept = [line for line in lines if line.pk]
    if any(line.pk not in old for line in kept):
        raise Refused(_("A line of another document cannot be taken over."))
    model._default_manager.filter(pk__in=old.keys() - {line.pk for line in kept}).delete()
    written = [line for line in kept if journal.snapshot(line) != journal.snapshot(old[line.pk])]
    compiled.update_many(written, [f.attname for f in model._meta.concrete_fields if not f.primary_key])
    compiled.insert_many([line for line in lines if not line.pk])
    after = _lines_told(lines, parent)
    return {"lines": [before, after]} if before != after else {}


def _lines_told(lines: Sequence[Line], parent: str) -> list[Values]:
    return [_line_values(line, parent) for line in lines]


def _line_values(line: Line, parent: str) -> Values:
    values = journal.snapshot(line)
    values.pop(f"{parent}_id")
    return {"id": line.pk, **_filled(values)}


def _parent_field(line_model: type[models.Model], record_model: type[models.Model]) -> str:
    return next(f.name for f in line_model._meta.concrete_fields if f.related_model is record_model)


def _line_model(record_model: type[models.Model]) -> type[Line]:
    return next(
        relation.related_model
        for relation in record_model._meta.related_objects
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, Line)
    )


def _stale(fresh: Record, values: Values, version: int) -> Stale:
    """The conflict field by field: what stands there now against what this person wants."""
    differences = []
    for name, mine in values.items():
        field = fresh._meta.get_field(name)
        theirs = getattr(fresh, name)
        if theirs != mine:
            differences.append((getattr(field, "verbose_name", name), theirs, mine))
    sentence = _("%(record)s was changed by somebody else while you were editing it.") % {"record": fresh}
    return Stale(sentence, differences, fresh.version)
