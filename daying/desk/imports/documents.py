"""From the rows of a sheet to the records they mean: one row each, or several rows for a document with lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.sheets import Cell, Sheet, text_of
from daying.desk.imports.columns import Target
from daying.desk.imports.mapping import Map


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet, its cells by heading."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Document:
    """What becomes one record: the row with its head, and the rows of its lines."""

    head: SheetRow
    lines: list[SheetRow] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """The rows of the first sheet that it comes from."""
        return [self.head.number, *(line.number for line in self.lines if line is not self.head)]


def documents(sheet: Sheet, mapping: Map, target: Target, second: Sheet | None = None) -> Iterator[Document]:
    """The documents of a sheet, read as they are asked for. second: the sheet of the lines, kept in memory."""
    rows = _rows(sheet)
    if second is not None:
        return _with_second(rows, mapping, second)
    if target.gathers:
        return _gathered(rows, mapping.headings(target.gathers))
    if not any(target.columns[name].is_of_lines for name in mapping.columns):
        return (Document(row) for row in rows)
    heads = [h for name in mapping.columns if not target.columns[name].is_of_lines for h in mapping.headings(name)]
    return _grouped(rows, [mapping.group] if mapping.group else heads)


def _rows(sheet: Sheet) -> Iterator[SheetRow]:
    for row in sheet.rows:
        yield SheetRow(row.number, dict(zip(sheet.header, row.cells, strict=True)))


def _grouped(rows: Iterable[SheetRow], same: list[str]) -> Iterator[Document]:
    """Rows that follow one another and agree in these headings are lines of one document."""
    for _key, group in groupby(rows, key=lambda row: [row.cells.get(heading) for heading in same]):
        lines = list(group)
        yield Document(lines[0], lines)


def _gathered(rows: Iterable[SheetRow], headings: list[str]) -> Iterator[Document]:
    """Rows of one number are lines of one document, wherever they stand. An empty cell says what the one above says."""
    found: dict[str, list[SheetRow]] = {}
    last = ""
    for row in rows:
        last = " ".join(text_of(row.cells.get(heading)) for heading in headings).strip() or last
        found.setdefault(last, []).append(row)
    for lines in found.values():
        yield Document(lines[0], lines)


def _with_second(rows: Iterable[SheetRow], mapping: Map, second: Sheet) -> Iterator[Document]:
    on = mapping.join.get("on", "")
    if on not in second.header:
        raise Refused(_("The second sheet has no column “%(heading)s”.") % {"heading": on})
    lines: dict[str, list[SheetRow]] = defaultdict(list)
    for line in _rows(second):
        lines[text_of(line.cells[on])].append(line)
    for row in rows:
        if on not in row.cells:
            raise Refused(_("The sheet has no column “%(heading)s”.") % {"heading": on})
        yield Document(row, lines.get(text_of(row.cells[on]), []))
