"""What the page of one import shows, worked out so that the template decides nothing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from daying.core import jobs
from daying.core.models import JobRun, JournalEntry
from daying.core.sheets import text_of
from daying.desk.imports import runs
from daying.desk.imports.cleaning import Judged
from daying.desk.imports.columns import Column, Target
from daying.desk.imports.documents import SheetRow
from daying.desk.imports.forms import Line, MappingForm
from daying.desk.models import ImportRun, ImportState

SAMPLE = 40  # characters shown of a cell
MADE = 20


@dataclass(frozen=True)
class Cell:
    """One cell of the preview, with what is wrong with it."""

    text: str
    faults: list[str]


class Page:
    """One run as its page shows it."""

    def __init__(self, user: Any, target: Target, run: ImportRun, refusal: str = "") -> None:
        self.user, self.target, self.run, self.said = user, target, run, refusal

    @cached_property
    def job(self) -> jobs.Status | None:
        """The job that was asked for last, if one was."""
        try:
            return jobs.status_of(self.run.task_id, by=self.user) if self.run.task_id else None
        except JobRun.DoesNotExist:
            return None

    @property
    def is_running(self) -> bool:
        return self.job is not None and self.job.state in ("waiting", "running")

    @property
    def refusal(self) -> str:
        """Why the last step was not possible."""
        if self.said or self.job is None:
            return self.said
        if self.job.state == "failed":
            return _("It was not possible to finish this. Nothing was written. Please try again.")
        return str(self.job.result or "") if self.job.state == "done" else ""

    @cached_property
    def form(self) -> MappingForm:
        return MappingForm(self.run, self.target)

    @cached_property
    def samples(self) -> dict[str, str]:
        """For each heading, what the first rows say."""
        rows = runs.first_rows(self.run)
        told = {heading: [text_of(row.get(heading))[:SAMPLE] for row in rows] for heading in self.run.headings}
        return {heading: " · ".join(filter(None, texts)) for heading, texts in told.items()}

    @cached_property
    def lines(self) -> list[tuple[Line, str]]:
        """Our columns, each with what the sheet says there."""
        mapping = self.form.present
        return [
            (line, " | ".join(filter(None, (self.samples.get(h, "") for h in mapping.headings(line.column.name)))))
            for line in self.form.lines
        ]

    @property
    def about(self) -> str:
        """Whose sheet it is, where a whole sheet is one's. One query."""
        per = self.target.columns.get(self.target.per)
        if per is None or not isinstance(per.field, forms.ModelChoiceField) or per.field.queryset is None:
            return ""
        key = self.form.present.constants.get(per.name, "")
        return str(per.field.queryset.filter(public_id=key).first() or "")

    @property
    def used_lines(self) -> list[tuple[Line, str]]:
        """Those that are filled, or must be."""
        return [(line, sample) for line, sample in self.lines if line.is_used]

    @property
    def other_lines(self) -> list[tuple[Line, str]]:
        """The others, folded away."""
        return [(line, sample) for line, sample in self.lines if not line.is_used]

    @property
    def is_checked(self) -> bool:
        return bool(self.run.state == ImportState.CHECKED)

    @property
    def outcome(self) -> dict[str, Any]:
        told: dict[str, Any] = self.run.outcome
        return told

    @property
    def more_faults(self) -> int:
        """How many faulty records the list of faults leaves out."""
        shown = len({fault["row"] for fault in self.outcome.get("faults", ())})
        return max(0, int(self.outcome.get("faulty", 0)) - shown)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that are filled, in our order."""
        filled = self.form.present.filled()
        return [column for name, column in self.target.columns.items() if name in filled and name != self.target.per]

    @property
    def preview(self) -> list[tuple[int, bool, list[Cell]]]:
        """The first rows as they will be written: row number, whether it changes a record, cells."""
        judged = runs.first_judged(self.run, self.target, by=self.user)
        rows = [(each, row) for each in judged for row in self._rows(each)]
        return [(row.number, each.existing is not None, self._cells(each, row)) for each, row in rows[:MADE]]

    @cached_property
    def made(self) -> list[Any]:
        """The first records that the import wrote, as far as this person may see them."""
        if self.target.resource is None or self.run.action_id is None:
            return []
        entries = JournalEntry.objects.filter(
            action_id=self.run.action_id, subject_type=self.target.model._meta.label_lower
        )
        ids = entries.exclude(subject_id=None).order_by("id").values_list("subject_id", flat=True)[:MADE]
        return list(self.target.resource.scope(self.user).filter(pk__in=list(ids)).order_by("pk"))

    @property
    def links(self) -> list[tuple[str, str]]:
        """The same with their addresses."""
        resource = self.target.resource
        return [(str(record), resource.url("detail", record)) for record in self.made] if resource else []

    @property
    def list_url(self) -> str:
        return self.target.resource.url() if self.target.resource else ""

    @property
    def may_undo(self) -> bool:
        return bool(self.run.state == ImportState.DONE and self.target.resource and self.run.action_id)

    def _rows(self, judged: Judged) -> list[SheetRow]:
        """The rows of a document that are shown: those of its lines, where somebody looks at few documents alone."""
        document = judged.document
        return document.lines if self.target.gathers else [document.lines[0] if document.lines else document.head]

    def _cells(self, judged: Judged, row: SheetRow) -> list[Cell]:
        mapping, head = self.form.present, judged.document.head
        return [
            Cell(
                text_of(mapping.cell(c.name, row.cells if c.is_of_lines else head.cells))[:SAMPLE],
                [
                    fault.sentence
                    for fault in judged.faults
                    if fault.heading == self._heading(c)
                    and fault.row in (row.number, not c.is_of_lines and head.number)
                ],
            )
            for c in self.columns
        ]

    def _heading(self, column: Column) -> str:
        return " + ".join(self.form.present.headings(column.name)) or str(column.label)
