"""Spreadsheets in and out: XLSX and CSV, read and written row by row.

Reading: `read` looks an uploaded file over, finds its table and gives the rows. Writing: `csv_pieces`, `write_csv`,
`write_xlsx`. `parse_decimal` and `parse_date` read what people type into cells. Memory does not grow with the rows.
"""

from collections.abc import Collection
from typing import BinaryIO

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.sheets import safety, text
from daying.core.sheets.table import Row, Sheet, find_table, likeness
from daying.core.sheets.values import Cell, clean, is_blank, parse_date, parse_decimal, text_of
from daying.core.sheets.workbook import Tab, Workbook
from daying.core.sheets.writing import Column, csv_pieces, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Column",
    "Row",
    "Sheet",
    "clean",
    "csv_pieces",
    "is_blank",
    "parse_date",
    "parse_decimal",
    "read",
    "sheet_names",
    "text_of",
    "write_csv",
    "write_xlsx",
]


def read(file: BinaryIO, *, expected: Collection[str] = (), sheet: str | None = None) -> Sheet:
    """The table in an uploaded file, which must stay open while its rows are gone through.

    expected: known headings, by which the row of headings and, in a workbook, the right sheet are recognised.
    sheet: the name of the sheet to take instead. Refused, in a sentence, when the file is not one that can be read.
    """
    if safety.check(file) == "csv":
        return find_table(text.read_rows(file), expected)
    book = Workbook(file)
    tab = _named(book, sheet) if sheet is not None else _likeliest(book, expected)
    return find_table(book.rows(tab), expected, tab.name)


def sheet_names(file: BinaryIO) -> list[str]:
    """The sheets of a workbook that are not hidden; none for CSV."""
    if safety.check(file) == "csv":
        return []
    with Workbook(file) as book:
        return [tab.name for tab in _visible(book)]


def _visible(book: Workbook) -> list[Tab]:
    return [tab for tab in book.tabs if not tab.is_hidden]


def _named(book: Workbook, name: str) -> Tab:
    for tab in book.tabs:
        if tab.name == name:
            return tab
    raise Refused(_("The workbook has no sheet “%(name)s”.") % {"name": name})


def _likeliest(book: Workbook, expected: Collection[str]) -> Tab:
    """The visible sheet that has most of the expected headings; of equals the first."""
    tabs = _visible(book)
    if not tabs:
        raise Refused(_("The workbook has no visible sheet."))
    return max(tabs, key=lambda tab: likeness(book.rows(tab), expected))
