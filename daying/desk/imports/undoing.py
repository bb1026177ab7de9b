"""Takes an import back: what it made goes, what it changed becomes as it was; not what somebody touched since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from daying.core import changes, journal
from daying.core.models import Attachment, JournalEntry, Line, Record
from daying.core.transactions import one_transaction
from daying.desk.models import Comment
from daying.desk.resource import Resource

AT_ONCE = 500


@dataclass
class Undone:
    """How many records an undo removed, put back, and left because somebody has used or changed them."""

    removed: int = 0
    restored: int = 0
    kept: int = 0


def undo(resource: Resource, action_id: UUID, *, by: Any, note: str = "") -> Undone:
    """Take back the import with this id of the journal. A few queries for each batch of rows."""
    if not resource.allows(by, "import"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    return one_transaction(f"{resource.right('import')}.undo", lambda: _undo(resource, action_id, by, note))


def _undo(resource: Resource, action_id: UUID, by: Any, note: str) -> Undone:
    """What came last goes first, for it may refer to what came before: the contact before its customer."""
    undone = Undone()
    for model in _models(action_id):
        of_model = _undo_model(model, action_id, by)
        undone = of_model if model is resource.model else undone
    told = _("%(removed)d removed, %(restored)d put back, %(kept)d kept because they are in use") % vars(undone)
    journal.note_event(
        f"{resource.right('import')}.undo",
        by=by,
        note=f"{note}: {told}" if note else told,
        subject_type=resource.model._meta.label_lower,
    )
    return undone


def _models(action_id: UUID) -> list[type[Record]]:
    """The kinds of records that an action wrote, the last one first."""
    entries = JournalEntry.objects.filter(action_id=action_id).exclude(subject_id=None).order_by()
    kinds = entries.values_list("subject_type").annotate(first=Min("id")).order_by("-first")
    models_ = [apps.get_model(subject_type) for subject_type, _first in kinds]
    return [model for model in models_ if issubclass(model, Record)]


def _undo_model(model: type[Record], action_id: UUID, by: Any) -> Undone:
    undone = Undone()
    entries = JournalEntry.objects.filter(action_id=action_id, subject_type=model._meta.label_lower)
    ids = entries.exclude(subject_id=None).order_by().values_list("subject_id", flat=True).distinct().iterator()
    while some := list(islice(ids, AT_ONCE)):
        _undo_some(model, action_id, some, by, undone)
    return undone


def _undo_some(model: type[Record], action_id: UUID, ids: Sequence[int], by: Any, undone: Undone) -> None:
    rows = model._default_manager.select_for_update().filter(pk__in=ids)
    records: dict[int, Any] = {record.pk: record for record in rows}
    made, changed = _told_apart(model, action_id, records)
    used = _used(model, made)
    changes.delete_many([records[key] for key in made - used], by=by)
    for key, before in changed.items():
        changes.update(records[key], before, by=by)
    undone.removed += len(made - used)
    undone.restored += len(changed)
    undone.kept += len(records) - len(made - used) - len(changed)


def _told_apart(model: type[Record], action_id: UUID, records: dict[int, Any]) -> tuple[set[int], dict[int, Any]]:
    """Those that the import made, and those it changed with their values before; those touched since are neither."""
    history = JournalEntry.objects.filter(subject_type=model._meta.label_lower, subject_id__in=records)
    mine = _spans(history.filter(action_id=action_id))
    whole = _spans(history)
    untouched = {key for key in records if mine[key][1] == whole[key][1]}
    made = {key for key in untouched if mine[key][0] == whole[key][0]}
    changed: dict[int, dict[str, Any]] = {key: {} for key in untouched - made}
    for entry in history.filter(action_id=action_id, subject_id__in=changed).order_by("-id"):
        if "lines" in entry.changes:  # they were replaced, and the old ones are gone
            changed.pop(entry.subject_id, None)
        elif entry.subject_id in changed:
            changed[entry.subject_id] |= _before(model, entry)
    return made, changed


def _spans(entries: Any) -> dict[int, tuple[int, int]]:
    """The first and the last entry of each record."""
    rows = entries.values_list("subject_id").annotate(first=Min("id"), last=Max("id"))
    return {key: (first, last) for key, first, last in rows}


def _before(model: type[models.Model], entry: JournalEntry) -> dict[str, Any]:
    """The values that an entry says stood there before, as the record takes them."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    return {
        columns[name].attname: columns[name].to_python(before)
        for name, (before, _after) in entry.changes.items()
        if name in columns
    }


def _used(model: type[models.Model], ids: set[int]) -> set[int]:
    """Those to which another record refers, or that have a comment or a file; their own lines do not count."""
    used: set[int] = set()
    for relation in _pointing(model):
        theirs = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": ids})
        used |= set(theirs.values_list(relation.field.attname, flat=True))
    for noted in (Attachment, Comment):
        about = noted._default_manager.filter(subject_type=model._meta.label_lower, subject_id__in=ids)
        used |= set(about.values_list("subject_id", flat=True))
    return used


def _pointing(model: type[models.Model]) -> Iterator[Any]:
    relations: Any = model._meta.get_fields(include_hidden=True)
    for relation in relations:
        if relation.auto_created and not relation.concrete and not issubclass(relation.related_model, Line):
            yield relation
