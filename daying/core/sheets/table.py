"""Finds the table in a sheet: which row holds the headings, and the rows below it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.sheets.values import Cell, is_blank

LOOKED_AT = 20  # rows from the top among which the headings are sought
MOST_ROWS = 200_000

Numbered = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Row:
    """One row of values, as many as there are headings. number: the row's number in the file, for telling faults."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """A table read from a file. rows can be gone through once; they are read as they are asked for."""

    header: list[str]
    header_row: int
    rows: Iterator[Row] = field(repr=False)
    name: str = ""


def column_letter(index: int) -> str:
    """What spreadsheets call the column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def find_table(rows: Iterable[Numbered], expected: Collection[str] = (), name: str = "") -> Sheet:
    """The table in these rows. expected: headings that are known, by which the right row is recognised.

    Refused when there is no row of headings, when one stands twice, or when a column with values has none.
    """
    remaining = iter(rows)
    top = list(islice(remaining, LOOKED_AT))
    place = _header_place(top, expected)
    number, cells = top[place]
    header = [str(cell) if isinstance(cell, str) else "" for cell in _trimmed(cells)]
    _refuse_doubles(header, number)
    return Sheet(header, number, _below(chain(top[place + 1 :], remaining), header, number), name)


def likeness(rows: Iterable[Numbered], expected: Collection[str]) -> int:
    """How many of the expected headings stand in the best row near the top; -1 when there is no row of headings."""
    known = {heading.casefold() for heading in expected}
    top = [cells for _number, cells in islice(rows, LOOKED_AT)]
    return max((_hits(cells, known) for cells in top if _may_be_header(cells, _width(top))), default=-1)


def _header_place(top: list[Numbered], expected: Collection[str]) -> int:
    known = {heading.casefold() for heading in expected}
    width = _width([cells for _number, cells in top])
    places = [place for place, (_number, cells) in enumerate(top) if _may_be_header(cells, width)]
    if not places:
        raise Refused(_("The sheet has no row of headings among its first %(count)d rows.") % {"count": LOOKED_AT})
    return max(places, key=lambda place: (_hits(top[place][1], known), -place))


def _may_be_header(cells: list[Cell], width: int) -> bool:
    """A title above the table has one text in its merged cells; headings are two or more, unless one column is all."""
    return sum(isinstance(cell, str) and cell != "" for cell in cells) >= min(2, width) > 0


def _width(top: list[list[Cell]]) -> int:
    return max((len(_trimmed(cells)) for cells in top), default=0)


def _hits(cells: list[Cell], known: set[str]) -> int:
    return sum(isinstance(cell, str) and cell.casefold() in known for cell in cells)


def _trimmed(cells: list[Cell]) -> list[Cell]:
    end = len(cells)
    while end and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end]


def _refuse_doubles(header: list[str], number: int) -> None:
    seen: dict[str, int] = {}
    for index, heading in enumerate(header):
        if heading and heading in seen:
            raise Refused(
                _("Row %(row)d has the heading “%(heading)s” twice, in columns %(first)s and %(second)s.")
                % {
                    "row": number,
                    "heading": heading,
                    "first": column_letter(seen[heading]),
                    "second": column_letter(index),
                }
            )
        seen[heading] = index


def _below(rows: Iterable[Numbered], header: list[str], header_row: int) -> Iterator[Row]:
    width, unnamed = len(header), [index for index, heading in enumerate(header) if not heading]
    count = 0
    for number, cells in rows:
        if len(cells) > width or unnamed:
            _refuse_unnamed(cells, width, unnamed, number, header_row)
        if any(not is_blank(cell) for cell in cells):
            count += 1
            if count > MOST_ROWS:
                raise Refused(_("The sheet has more than %(count)d rows. Split it.") % {"count": MOST_ROWS})
            yield Row(number, (cells + [None] * (width - len(cells)))[:width])


def _refuse_unnamed(cells: list[Cell], width: int, unnamed: list[int], number: int, header_row: int) -> None:
    for index in [*(i for i in unnamed if i < len(cells)), *range(width, len(cells))]:
        if not is_blank(cells[index]):
            raise Refused(
                _(
                    "Row %(row)d has a value in column %(column)s, which has no heading in row %(header)d. "
                    "Give each column one heading, without merged cells."
                )
                % {"row": number, "column": column_letter(index), "header": header_row}
            )
