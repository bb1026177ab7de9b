"""Reads CSV as it comes: UTF-8 or GB18030, with commas, semicolons or tabs."""

import codecs
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.sheets.formulas import unprotect
from daying.core.sheets.table import Numbered
from daying.core.sheets.values import clean

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",\t;"
CHUNK = 64 * 1024


def read_rows(file: BinaryIO) -> Iterator[Numbered]:
    """Each row with its number. Every cell is text."""
    encoding = _encoding(file)
    delimiter = _delimiter(file, encoding)
    file.seek(0)
    text = TextIOWrapper(file, encoding, newline="")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), start=1):
            yield number, [clean(unprotect(cell)) for cell in cells]
    except csv.Error as error:
        raise Refused(
            _("After row %(row)d the file cannot be read: its quotation marks do not pair.") % {"row": number}
        ) from error
    finally:
        text.detach()


def _encoding(file: BinaryIO) -> str:
    for encoding in ENCODINGS:
        if _decodes(file, encoding):
            return encoding
    raise Refused(_("The text is neither UTF-8 nor GB18030. Save the file as “CSV UTF-8” or as .xlsx."))


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(file: BinaryIO, encoding: str) -> str:
    """The one that stands most often near the top."""
    file.seek(0)
    start = file.read(4096).decode(encoding, errors="ignore")
    return max(DELIMITERS, key=start.count)
