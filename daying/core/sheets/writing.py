"""Writes CSV and XLSX row by row: numbers as numbers, dates as dates, and no text that a spreadsheet would run."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import IO, Any

from django.utils import timezone

from daying.core.sheets.formulas import protect
from daying.core.sheets.values import EXACT_DIGITS, clean

ROWS_PER_PIECE = 500
LAST_ROW = 1_048_575
LONGEST_TEXT = 32_767
FIRST_YEAR = 1900
TEXT_WIDTH, NUMBER_WIDTH = 22, 14
HEADER = {"bold": True, "bg_color": "#E9EEF5", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Column:
    """A column to be written. places: decimal places shown, for numbers. width: in characters, or an ordinary one."""

    label: Any
    places: int | None = None
    width: int | None = None


Rows = Iterable[Sequence[Any]]


def csv_pieces(columns: Sequence[Column], rows: Rows, *, encoding: str = "utf-8-sig") -> Iterator[bytes]:
    """The file piece by piece, for a streaming response. encoding: utf-8-sig, or gb18030 for old programs."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([protect(str(column.label)) for column in columns])
    first = True
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_text(value) for value in row])
        if count % ROWS_PER_PIECE == 0:
            yield _taken(buffer, encoding, first)
            first = False
    yield _taken(buffer, encoding, first)


def write_csv(stream: IO[bytes], columns: Sequence[Column], rows: Rows, *, encoding: str = "utf-8-sig") -> None:
    """Write the whole file to a stream."""
    for piece in csv_pieces(columns, rows, encoding=encoding):
        stream.write(piece)


def write_xlsx(target: Any, columns: Sequence[Column], rows: Rows, *, title: str) -> None:
    """Write a workbook to a path or a stream. title: names its sheet; a further sheet follows when one is full."""
    import xlsxwriter  # here, for only some processes ever write a workbook

    with xlsxwriter.Workbook(target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": clean(title)})
        pages = _Pages(book, columns, title)
        for row in rows:
            pages.write(row)
        pages.finish()


class _Pages:
    """The sheets of one workbook, filled one after the other."""

    def __init__(self, book: Any, columns: Sequence[Column], title: str) -> None:
        self.book, self.columns, self.title = book, columns, title
        self.header = book.add_format(HEADER)
        self.dates = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.numbers = [book.add_format({"num_format": _number_format(column.places)}) for column in columns]
        self._open()

    def write(self, row: Sequence[Any]) -> None:
        if self.last == LAST_ROW:
            self.finish()
            self._open()
        self.last += 1
        for index, value in enumerate(row):
            self._write_cell(index, value)

    def finish(self) -> None:
        self.sheet.autofilter(0, 0, self.last, max(len(self.columns) - 1, 0))

    def _open(self) -> None:
        self.sheet = self.book.add_worksheet(_sheet_name(self.title, len(self.book.worksheets()) + 1))
        self.sheet.freeze_panes(1, 0)
        self.last = 0
        for index, column in enumerate(self.columns):
            self.sheet.set_column(index, index, column.width or (TEXT_WIDTH if column.places is None else NUMBER_WIDTH))
        for index, column in enumerate(self.columns):
            self.sheet.write_string(0, index, clean(str(column.label)), self.header)

    def _write_cell(self, index: int, value: Any) -> None:
        value = _plain(value)
        if isinstance(value, bool):
            self.sheet.write_boolean(self.last, index, value)
        elif isinstance(value, datetime):
            self.sheet.write_datetime(self.last, index, value, self.moments)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.last, index, value, self.dates)
        elif isinstance(value, int | Decimal):
            self.sheet.write_number(self.last, index, value, self.numbers[index])
        elif value:
            self.sheet.write_string(self.last, index, value)


def _plain(value: Any) -> bool | datetime | date | int | Decimal | str:
    """The value as a spreadsheet can hold it without loss; text where it cannot."""
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).replace(tzinfo=None)
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        return value
    if isinstance(value, int | Decimal) and _is_exact(Decimal(value)):
        return value
    return "" if value is None else clean(str(value))[:LONGEST_TEXT]


def _is_exact(number: Decimal) -> bool:
    return number.is_finite() and len(number.as_tuple().digits) <= EXACT_DIGITS


def _csv_text(value: Any) -> str:
    if isinstance(value, str):
        return protect(clean(value))
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or isinstance(value, bool | int | date):
        return "" if value is None else str(value)
    return protect(clean(str(value)))


def _taken(buffer: StringIO, encoding: str, first: bool) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode(encoding if first else encoding.removesuffix("-sig"))


def _number_format(places: int | None) -> str:
    if places is None:
        return "General"
    return "#,##0" + ("." + "0" * places if places else "")


def _sheet_name(title: str, number: int) -> str:
    suffix = f" {number}" if number > 1 else ""
    name = NOT_IN_A_NAME.sub(" ", clean(title)).strip("' ")[: 31 - len(suffix)]
    return (name or "Daying") + suffix
