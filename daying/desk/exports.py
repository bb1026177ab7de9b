"""The list as a sheet: the very rows that are filtered, in the chosen columns, XLSX or CSV.

A short one comes at once; a long one is written by a job and fetched when it is ready. Each is journaled: who, what,
how many rows. Rows are read as they are written, so that memory does not grow with them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import models
from django.utils.translation import gettext as _

from daying.core import journal, sheets
from daying.core.progress import progress
from daying.core.transactions import one_transaction
from daying.desk.cells import Column, follow, path_of, select_of
from daying.desk.resource import Resource

AT_ONCE = 2_000
PLACES = {"money": 2, "price": 4, "quantity": 3, "rate": 4, "number": 0}
AS_TEXT = {"record", "flag", "state", "choice"}


@dataclass(frozen=True)
class Format:
    """A kind of file. encoding: of text; empty for workbooks."""

    extension: str
    content_type: str
    encoding: str = ""


XLSX = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
FORMATS = {
    "xlsx": XLSX,
    "csv": Format("csv", "text/csv; charset=utf-8", "utf-8-sig"),
    "csv-gb18030": Format("csv", "text/csv; charset=gb18030", "gb18030"),
}


def write(
    resource: Resource, queryset: models.QuerySet[Any], columns: Sequence[Column], stream: IO[bytes], fmt: str = "xlsx"
) -> int:
    """Write the rows of a queryset to a stream, and return how many. fmt: a key of FORMATS. One query, in parts."""
    headings = [sheets.Column(column.label, places=PLACES.get(column.kind)) for column in columns]
    counted = _Counted(_rows(queryset, columns))
    form = FORMATS[fmt]
    if form.encoding:
        sheets.write_csv(stream, headings, counted, encoding=form.encoding)
    else:
        sheets.write_xlsx(stream, headings, counted, title=str(resource.title))
    return counted.count


def pieces(queryset: models.QuerySet[Any], columns: Sequence[Column], fmt: str) -> Iterator[bytes]:
    """The rows of a queryset as CSV, piece by piece for a response that streams. fmt: one of text."""
    headings = [sheets.Column(column.label) for column in columns]
    return sheets.csv_pieces(headings, _rows(queryset, columns), encoding=FORMATS[fmt].encoding)


def note(resource: Resource, count: int, columns: Sequence[Column], asked: str, *, by: Any) -> None:
    """Journal that somebody took rows out of the house. asked: the filters, as the URL has them."""
    told = _("%(count)d rows: %(columns)s") % {"count": count, "columns": ", ".join(c.label for c in columns)}
    one_transaction(
        resource.right("export"),
        lambda: journal.note_event(
            resource.right("export"),
            by=by,
            note=f"{told}\n?{asked}" if asked else told,
            subject_type=resource.model._meta.label_lower,
        ),
    )


class _Counted:
    """Rows that count themselves as they pass, and tell it to whoever waits."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self.rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.count += 1
            if self.count % AT_ONCE == 0:
                progress(self.count, 0, _("%(count)d rows written") % {"count": self.count})
            yield row


def _rows(queryset: models.QuerySet[Any], columns: Sequence[Column]) -> Iterator[list[Any]]:
    related = {select_of(path_of(queryset.model, column.name)) for column in columns} - {""}
    if related:
        queryset = queryset.select_related(*sorted(related))
    for record in queryset.iterator(chunk_size=AT_ONCE):
        yield [_value(record, column) for column in columns]


def _value(record: Any, column: Column) -> Any:
    """Numbers and days as such, so that the sheet can count with them; everything else as people read it."""
    return column.text(record) if column.kind in AS_TEXT else follow(record, column.steps)
