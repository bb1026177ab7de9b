"""What stands in a cell, read as people mean it. Each refusal is a sentence that names what is wrong."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from daying.core.errors import Refused

Cell = str | Decimal | date | datetime | time | bool | None

# Control characters, halves of surrogate pairs, invisible marks and marks that turn the writing direction.
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+)(?P<exponent>E[+-]?\d{1,2})?"
)
DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
DAY_ZERO = date(1899, 12, 30)
SERIAL_DAYS = range(10_000, 80_000)  # 1927 to 2119, as spreadsheets count days
LARGEST_EXPONENT = 18
EXACT_DIGITS = 15  # what a spreadsheet keeps of a number


def clean(text: str) -> str:
    """The text without control characters and invisible marks, with plain spaces, trimmed. Line breaks stay."""
    if text.isprintable():
        return text.strip(" ")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\xa0", " ")
    return UNWANTED.sub("", text).strip(" \n\u3000")


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or cell == ""


def text_of(cell: Cell) -> str:
    """A cell as text: for codes, names and telephone numbers that a spreadsheet took for numbers or dates."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return _digits(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return "" if cell is None else str(cell)


def parse_decimal(cell: Cell) -> Decimal | None:
    """The number: full-width digits, thousands separators, ¥, 元, % and (negative) are understood. None when blank."""
    if is_blank(cell):
        return None
    if isinstance(cell, Decimal):
        return cell
    if not isinstance(cell, str):
        raise Refused(_("“%(text)s” is not a number.") % {"text": text_of(cell)})
    text = unicodedata.normalize("NFKC", cell).replace("−", "-")
    return _number(re.sub(r"[\s¥$元]", "", text).upper(), told=cell)


def parse_date(cell: Cell) -> date | None:
    """The day: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305, or a spreadsheet's count of days. None if blank.

    Day and month in another order (3/5/2026) are refused: nobody can know which is meant.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = unicodedata.normalize("NFKC", text_of(cell)).strip()
    if isinstance(cell, Decimal) and cell == int(cell) and int(cell) in SERIAL_DAYS:
        return DAY_ZERO + timedelta(days=int(cell))
    return _date(text)


def _number(text: str, told: str) -> Decimal:
    negative = text.startswith("(") and text.endswith(")")
    share = text.endswith("%")
    match = NUMBER.fullmatch(text[1:-1] if negative else text.removesuffix("%"))
    if not match or (negative and match["sign"]):
        raise Refused(_("“%(text)s” is not a number.") % {"text": told[:40]})
    number = Decimal(match[0].replace(",", ""))
    if number.adjusted() > LARGEST_EXPONENT or len(number.as_tuple().digits) > 2 * LARGEST_EXPONENT:
        raise Refused(_("The number “%(text)s” is too large.") % {"text": told[:40]})
    return (-number if negative else number) / (100 if share else 1)


def _date(text: str) -> date:
    match = DATE.fullmatch(text) or COMPACT_DATE.fullmatch(text)
    if not match:
        raise Refused(_("“%(text)s” is not a date. Write it like 2026-03-05.") % {"text": text[:40]})
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise Refused(_("There is no day “%(text)s”.") % {"text": text[:40]}) from None


def _digits(number: Decimal) -> str:
    if number.adjusted() >= EXACT_DIGITS:
        raise Refused(
            _("“%(number)s” has lost its last digits, because the spreadsheet took it for a number. Format it as text.")
            % {"number": number}
        )
    return f"{number.normalize():f}"
