"""One sheet that somebody brought to the page: kept, judged, taken, undone."""

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any, BinaryIO

from django.core.files import File
from django.utils.translation import gettext as _

from daying.core import sheets
from daying.core.errors import Refused
from daying.core.sheets import Cell
from daying.desk.imports import files, undoing
from daying.desk.imports.cleaning import Cleaner, Fault, Judged
from daying.desk.imports.columns import Target
from daying.desk.imports.documents import Document
from daying.desk.imports.mapping import Map, from_json, guess
from daying.desk.imports.taking import Outcome, Source, check, take
from daying.desk.models import ImportRun, ImportState

LONG = 2_000  # rows above which a job does it
SHOWN = 8


def bring(target: Target, file: "File[Any]", second: "File[Any] | None", *, by: Any) -> ImportRun:
    """Keep a sheet that was uploaded, with the mapping its headings suggest. Refused when it cannot be read."""
    run = ImportRun(slug=target.slug, name=_name(file), created_by=by)
    run.second_name = _name(second) if second else ""
    run.headings = files.headings(_opener(file), _opener(second) if second else None, target)
    run.is_long = _is_long(file) or bool(second and _is_long(second))
    run.mapping = guess(target, run.headings).as_json()
    if second:
        run.mapping["join"] = {"file": run.second_name, "on": _shared_heading(file, second)}
    run.file.save(f"{run.public_id}", File(file.file), save=False)
    if second:
        run.second_file.save(f"{run.public_id}-lines", File(second.file), save=False)
    run.save()
    return run


def judge(run: ImportRun, target: Target, *, by: Any) -> None:
    """Judge the whole sheet and keep what was found."""
    run.outcome = _kept(check(source_of(run, target), target, mapping_of(run, target), by=by))
    run.state = ImportState.CHECKED
    run.save()


def take_in(run: ImportRun, target: Target, *, by: Any, only_good: bool) -> None:
    """Write it, once: whoever asks a second time finds it taken. Inside one transaction."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.is_settled:
        return
    rejects = Rejects(run)
    outcome = take(
        source_of(run, target),
        target,
        mapping_of(run, target),
        by=by,
        only_good=only_good,
        note=run.name,
        total=run.outcome.get("rows", 0),
        reject=rejects.add,
    )
    run.outcome, run.action_id = _kept(outcome), outcome.action_id
    run.state = ImportState.DONE if outcome.is_taken else ImportState.CHECKED
    if outcome.is_taken and outcome.faulty:
        rejects.save()
    run.save()


def undo(run: ImportRun, target: Target, *, by: Any) -> undoing.Undone:
    """Take it back. Refused when it was not taken, or by a take-over importer."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportState.DONE or run.action_id is None or target.resource is None:
        raise Refused(_("There is nothing of this import to undo."))
    undone = undoing.undo(target.resource, run.action_id, by=by, note=run.name)
    run.state = ImportState.UNDONE
    run.outcome = {**run.outcome, "undone": asdict(undone)}
    run.save()
    return undone


def mapping_of(run: ImportRun, target: Target) -> Map:
    """The mapping as it stands."""
    return from_json(run.mapping, target)


def source_of(run: ImportRun, target: Target) -> Source:
    """The documents of the sheet."""
    return files.source(lambda: _open(run.file), _second(run), target, mapping_of(run, target))


def first_rows(run: ImportRun) -> list[dict[str, Cell]]:
    """The first rows as they stand, to recognise the columns by."""
    found: list[dict[str, Cell]] = []
    for opener in filter(None, (lambda: _open(run.file), _second(run))):
        with opener() as file:
            sheet = sheets.read(file, expected=run.headings)
            for index, row in enumerate(islice(sheet.rows, 3)):
                if index == len(found):
                    found.append({})
                found[index].update(zip(sheet.header, row.cells, strict=True))
    return found


def first_judged(run: ImportRun, target: Target, *, by: Any) -> list[Judged]:
    """The first documents with their values and faults, to see what will be written."""
    some = list(islice(source_of(run, target)(), SHOWN))
    return Cleaner(target, mapping_of(run, target), by).clean(some)


class Rejects:
    """The rows not taken, with the reason, as a sheet that can be mended and brought again."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.kept = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the rows are collected

    def add(self, document: Document, faults: Sequence[Fault]) -> None:
        reason = "; ".join(dict.fromkeys(f"{fault.heading}: {fault.sentence}".lstrip(": ") for fault in faults))
        for row in document.lines or [document.head]:
            cells = {**document.head.cells, **row.cells}
            pickle.dump([*(cells.get(heading) for heading in self.run.headings), reason], self.kept)

    def save(self) -> None:
        columns = [sheets.Column(heading) for heading in [*self.run.headings, _("Reason")]]
        with tempfile.TemporaryFile() as file:
            sheets.write_xlsx(file, columns, self._rows(), title=_("Not taken"))
            self.run.rejected.save(f"{self.run.public_id}-rejected", File(file), save=False)

    def _rows(self) -> Iterator[list[Any]]:
        self.kept.seek(0)
        while True:
            try:
                yield pickle.load(self.kept)  # noqa: S301 - written by ourselves a moment ago
            except EOFError:
                return


def _kept(outcome: Outcome) -> dict[str, Any]:
    told = asdict(outcome)
    told.pop("action_id")
    return told


def _name(file: "File[Any]") -> str:
    return sheets.clean(file.name or "")[-200:]


def _opener(file: "File[Any]") -> Any:
    """The upload as often as it is read; closing it is not ours to do."""

    class Again:
        def __enter__(self) -> Any:
            file.seek(0)
            return file.file

        def __exit__(self, *error: object) -> None:
            """Leave it open."""

    return Again


def _open(file: Any) -> BinaryIO:
    opened: BinaryIO = file.storage.open(file.name)
    return opened


def _second(run: ImportRun) -> Any:
    return (lambda: _open(run.second_file)) if run.second_file else None


def _is_long(file: "File[Any]") -> bool:
    file.seek(0)
    rows = sheets.read(file.file).rows  # type: ignore[arg-type]
    return len(list(islice(rows, LONG + 1))) > LONG


def _shared_heading(file: "File[Any]", second: "File[Any]") -> str:
    """The heading that both sheets have, by which lines find their document."""
    headings = []
    for one in (file, second):
        one.seek(0)
        headings.append(sheets.read(one.file).header)  # type: ignore[arg-type]
    shared = [heading for heading in headings[0] if heading and heading in headings[1]]
    if not shared:
        raise Refused(_("The two files have no column in common by which lines find their document."))
    return shared[0]
