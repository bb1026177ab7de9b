"""Takes the documents of a sheet: all of them or none, or the good ones where the person chose so.

Batch by batch in one transaction, so that memory does not grow with the sheet and a kill leaves nothing half taken.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from daying.core import journal
from daying.core.errors import Refused
from daying.core.progress import progress
from daying.core.transactions import one_transaction
from daying.desk import faults, writing
from daying.desk.imports.cleaning import Cleaner, Fault, Judged
from daying.desk.imports.columns import Target
from daying.desk.imports.documents import Document
from daying.desk.imports.mapping import Map

AT_ONCE = 500
FAULTS_TOLD = 500

Source = Callable[[], Iterator[Document]]
Reject = Callable[[Document, Sequence[Fault]], None]


@dataclass
class Outcome:
    """What an import did, or would do. Counts are of records; faults are the first ones found, for people to read."""

    rows: int = 0
    good: int = 0
    faulty: int = 0
    created: int = 0
    changed: int = 0
    faults: list[Fault] = field(default_factory=list)
    action_id: UUID | None = None

    @property
    def is_taken(self) -> bool:
        """Whether anything stands in the books now."""
        return self.action_id is not None


class _Untaken(Exception):
    """Something was wrong, and the person wants all or nothing."""


def check(source: Source, target: Target, mapping: Map, *, by: Any) -> Outcome:
    """Judge a sheet without writing anything."""
    outcome, cleaner = Outcome(), Cleaner(target, mapping, by)
    for batch in batches(source()):
        judged = cleaner.clean(batch)
        _count(outcome, judged)
        progress(outcome.rows, 0, _("%(count)d rows judged") % {"count": outcome.rows})
    return outcome


def take(
    source: Source,
    target: Target,
    mapping: Map,
    *,
    by: Any,
    only_good: bool = False,
    note: str = "",
    total: int = 0,
    reject: Reject = lambda document, faults: None,
) -> Outcome:
    """Write what a sheet says. Nothing is taken where a row is faulty, unless only_good; then reject is told of each.

    note: what the journal says it was. total: the rows, for telling progress. The outcome carries the journal's
    id of it all, by which it can be undone.
    """
    if not target.allows(by):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    taking = _Taking(target, mapping, by, only_good, total, reject)
    try:
        return one_transaction(target.right, lambda: taking.run(source(), note))
    except _Untaken:
        return taking.outcome


class _Taking:
    """One run over a sheet."""

    def __init__(self, target: Target, mapping: Map, by: Any, only_good: bool, total: int, reject: Reject) -> None:
        self.target, self.mapping, self.by = target, mapping, by
        self.only_good, self.total, self.reject = only_good, total, reject
        self.outcome = Outcome()

    def run(self, documents: Iterable[Document], note: str) -> Outcome:
        outcome = self.outcome = Outcome()  # anew, as the transaction may be tried again
        self.cleaner = Cleaner(self.target, self.mapping, self.by)
        remaining = iter(documents)
        while self._take_some(list(islice(remaining, AT_ONCE))):
            progress(outcome.rows, self.total, _("%(count)d rows taken") % {"count": outcome.rows})
        if outcome.faulty and not self.only_good:
            raise _Untaken
        self._journal(note)
        return outcome

    def _take_some(self, documents: list[Document]) -> bool:
        """Judge and write so many at once, of which nothing stays in memory. Whether there were any."""
        judged, outcome = self.cleaner.clean(documents), self.outcome
        if self.only_good or not (outcome.faulty or any(each.faults for each in judged)):
            self._write([each for each in judged if not each.faults])
        _count(outcome, judged)
        self._reject(judged)
        return bool(documents)

    def _write(self, good: list[Judged]) -> None:
        self._create([each for each in good if each.existing is None])
        for each in good:
            if each.existing is not None:
                self._change(each)

    def _create(self, fresh: list[Judged]) -> None:
        """In bulk; when something is refused that only the writing shows, by halves until the faulty rows are found."""
        if not fresh:
            return
        try:
            with faults.as_refusals(self.target.model), transaction.atomic():
                written = self.target.write(rows=[each.fields for each in fresh], by=self.by)
        except Refused as error:
            if len(fresh) == 1:
                self._refuse(fresh[0], error)
                return
            half = len(fresh) // 2
            self._create(fresh[:half])
            self._create(fresh[half:])
        else:
            self.outcome.created += len(written)

    def _change(self, each: Judged) -> None:
        assert self.target.resource
        lines = each.lines if self.target.has_lines and each.lines else None
        try:
            with faults.as_refusals(self.target.model), transaction.atomic():
                writing.change(self.target.resource, each.existing, each.values, lines, by=self.by, version=None)
        except Refused as error:
            self._refuse(each, error)
        else:
            self.outcome.changed += 1

    def _refuse(self, each: Judged, refusal: Refused) -> None:
        heading = self.cleaner.headings.get(refusal.field or "", "")
        each.faults.append(Fault(each.document.head.number, heading, "", str(refusal)))

    def _reject(self, judged: list[Judged]) -> None:
        for each in judged:
            if each.faults:
                self.reject(each.document, each.faults)

    def _journal(self, note: str) -> None:
        """One entry that tells of the import as a whole."""
        unit = journal.current()
        assert unit
        self.outcome.action_id = unit.id
        told = _("%(created)d new, %(changed)d changed, %(faulty)d not taken") % vars(self.outcome)
        model = self.target.resource.model._meta.label_lower if self.target.resource else ""
        journal.note_event(self.target.right, by=self.by, note=f"{note}: {told}" if note else told, subject_type=model)


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """So many at once that queries are few and memory stays small."""
    remaining = iter(documents)
    while batch := list(islice(remaining, AT_ONCE)):
        yield batch


def _count(outcome: Outcome, judged: list[Judged]) -> None:
    for each in judged:
        outcome.rows += len(each.document.numbers)
        outcome.good += not each.faults
        outcome.faulty += bool(each.faults)
        outcome.faults += each.faults[: FAULTS_TOLD - len(outcome.faults)]
