"""What the parts of a workbook say: shared texts, which styles are dates, and the cells of each row."""

import re
from array import array
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.sheets.table import Numbered, column_letter
from daying.core.sheets.values import EXACT_DIGITS, Cell, clean

MOST_COLUMNS = 16_384
LONGEST_TEXT = 100_000
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
NOT_DATE_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
LAST_DAY = 2_958_465  # 31 December 9999


class Texts:
    """The texts that cells share, kept as bytes: a list of a million strings would take ten times as much."""

    def __init__(self) -> None:
        self.bytes, self.ends = bytearray(), array("Q", [0])
        self.is_kept, self.is_phonetic = False, False

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return _readable(self.bytes[self.ends[index] : self.ends[index + 1]].decode())

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "t":
            self.is_kept = not self.is_phonetic
        elif tag == "rPh":
            self.is_phonetic = True

    def end(self, tag: str) -> None:
        if tag == "t":
            self.is_kept = False
        elif tag == "si":
            self.ends.append(len(self.bytes))
        elif tag == "rPh":
            self.is_phonetic = False

    def text(self, piece: str) -> None:
        if self.is_kept:
            self.bytes += piece.encode()


class Styles:
    """Which cell styles show a number as a date, and from where the days are counted."""

    def __init__(self) -> None:
        self.are_dates: list[bool] = []
        self.counts_from_1904 = False

    def read(self, elements: Iterable[tuple[str, dict[str, str]]]) -> None:
        """Take them from styles.xml."""
        own: dict[int, bool] = {}
        is_inside = False
        for tag, attributes in elements:
            if tag == "numFmt":
                own[int(attributes["numFmtId"])] = shows_dates(attributes.get("formatCode", ""))
            elif tag in ("cellXfs", "cellStyles", "dxfs"):
                is_inside = tag == "cellXfs"
            elif tag == "xf" and is_inside:
                number = int(attributes.get("numFmtId", 0))
                self.are_dates.append(own.get(number, number in DATE_FORMATS))

    def is_date(self, style: str | None) -> bool:
        return style is not None and int(style) < len(self.are_dates) and self.are_dates[int(style)]

    def moment(self, number: float) -> datetime | time | None:
        """The date that a number of days means; a time of day below one; None beyond the calendar."""
        if not 0 <= number <= LAST_DAY:
            return None
        if self.counts_from_1904:
            base = datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's dates have no time zone
        else:
            # Spreadsheets count a 29 February 1900 that never was.
            base = datetime(1899, 12, 30 if number >= 60 else 31)  # noqa: DTZ001
        moment = base + timedelta(seconds=round(number * 86_400))
        return moment.time() if number < 1 else moment


class Cells:
    """The rows met since they were last taken. Values are typed; a number never becomes a float's rounding error."""

    def __init__(self, texts: Texts, styles: Styles) -> None:
        self.texts, self.styles = texts, styles
        self.rows: list[Numbered] = []
        self.said: dict[str, str] = {}  # one text named by many cells is one object
        self.number, self.row = 0, {}  # type: int, dict[int, Cell]
        self.column, self.kind, self.style = -1, "n", None  # type: int, str, str | None
        self.pieces: list[str] = []
        self.length, self.is_kept, self.is_phonetic, self.has_formula = 0, False, False, False

    def taken(self) -> list[Numbered]:
        taken, self.rows, self.said = self.rows, [], {}
        return taken

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.column = self._column(attributes.get("r"))
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s")
            self.pieces, self.length, self.has_formula = [], 0, False
        elif tag == "v" or (tag == "t" and not self.is_phonetic):
            self.is_kept = True
        elif tag == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.row, self.column = {}, -1
        elif tag == "f":
            self.has_formula = True
        elif tag == "rPh":
            self.is_phonetic = True

    def text(self, piece: str) -> None:
        if self.is_kept:
            self.pieces.append(piece)
            self.length += len(piece)
            if self.length > LONGEST_TEXT:
                raise Refused(_("The text in cell %(cell)s is too long.") % {"cell": self._name()})

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.is_kept = False
        elif tag == "c":
            self._keep("".join(self.pieces))
        elif tag == "row":
            self._keep_row()
        elif tag == "rPh":
            self.is_phonetic = False

    def _keep(self, raw: str) -> None:
        if raw:
            self.row[self.column] = self._value(raw)
        elif self.has_formula and self.kind != "str":
            raise Refused(
                _("Cell %(cell)s holds a formula without its result. Open the file in Excel or WPS and save it.")
                % {"cell": self._name()}
            )

    def _keep_row(self) -> None:
        if self.row:
            width = max(self.row) + 1
            self.rows.append((self.number, [self.row.get(column) for column in range(width)]))

    def _value(self, raw: str) -> Cell:
        if self.kind == "s":
            return self._shared(raw)
        if self.kind == "b":
            return raw == "1"
        if self.kind == "n":
            return self._number(raw)
        if self.kind == "e":
            raise Refused(_("Cell %(cell)s holds the error %(error)s.") % {"cell": self._name(), "error": raw[:20]})
        if self.kind == "d":
            return datetime.fromisoformat(raw).replace(tzinfo=None)
        return clean(_readable(raw))

    def _shared(self, raw: str) -> str:
        if raw not in self.said:
            self.said[raw] = clean(self.texts[int(raw)])
        return self.said[raw]

    def _number(self, raw: str) -> Cell:
        if self.styles.is_date(self.style):
            moment = self.styles.moment(float(raw))
            if moment is not None:
                return moment.date() if isinstance(moment, datetime) and moment.time() == time() else moment
        if len(raw) <= EXACT_DIGITS and raw.isdigit():
            return Decimal(raw)
        return shortest(float(raw))

    def _column(self, reference: str | None) -> int:
        column = self.column + 1
        if reference and (match := REFERENCE.fullmatch(reference)):
            column = _index(match[1])
        if column >= MOST_COLUMNS:
            raise ValueError(reference)
        return column

    def _name(self) -> str:
        return f"{column_letter(self.column)}{self.number}"


def shortest(number: float) -> Decimal:
    """The number as people typed it: the file keeps 17 digits of its binary form, 0.1 as 0.10000000000000001."""
    if number.is_integer():
        return Decimal(int(number))
    written = Decimal(repr(number))
    if not written.is_finite():
        raise ValueError(number)
    return written


def shows_dates(code: str) -> bool:
    """Whether a number format is one of dates: it names years, months, days, hours or seconds outside its texts."""
    return bool(set(NOT_DATE_CODES.sub("", code).lower().partition(";")[0]) & set("ymdhs"))


@lru_cache(maxsize=1000)
def _index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _readable(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
