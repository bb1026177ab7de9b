"""Looks an uploaded file over before anything reads it: a spreadsheet of reasonable size, and nothing else."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Literal
from xml.parsers.expat import ExpatError

from django.utils.translation import gettext as _

from daying.core.errors import Refused

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 200 * MEGABYTE
HIGHEST_RATIO = 100
MOST_MEMBERS = 2000
CHUNK = 64 * 1024
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
XML = (".xml", ".rels", ".vml")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
OTHER_FORMATS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
    b"{\\rtf",
)

Format = Literal["xlsx", "csv"]


def check(file: BinaryIO) -> Format:
    """What the file is, judged by its bytes. Refused with a sentence when it is nothing to read or not safe to read."""
    _check_size(file)
    start = file.read(4096)
    file.seek(0)
    if start.startswith(b"PK"):
        with damage_refused():
            _check_archive(file)
        return "xlsx"
    _check_is_text(start)
    return "csv"


@contextmanager
def damage_refused() -> Iterator[None]:
    """Tells in a sentence what the libraries say of a broken workbook."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, ExpatError, KeyError, ValueError, IndexError, EOFError, OSError) as error:
        raise Refused(_("The workbook is damaged. Open it in Excel or WPS and save it again.")) from error
    except (NotImplementedError, RuntimeError) as error:
        raise Refused(_("The workbook is packed in a way that is not known. Save it again as .xlsx.")) from error


def _check_size(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise Refused(_("The file is empty."))
    if size > LARGEST_FILE:
        raise Refused(_("The file is larger than %(limit)d MB. Split it.") % {"limit": LARGEST_FILE // MEGABYTE})


def _check_is_text(start: bytes) -> None:
    if start.startswith(OLD_OFFICE):
        raise Refused(_("This is an old .xls workbook, or one with a password. Save it as .xlsx without a password."))
    controls = sum(byte < 32 and byte not in b"\t\r\n" for byte in start)
    looks_like_markup = start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if start.startswith(OTHER_FORMATS) or looks_like_markup or controls * 10 > len(start):
        raise Refused(_("This is not a spreadsheet. Save it as .xlsx or as .csv."))


def _check_archive(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        _check_amounts(members)
        names = {_plain_name(member) for member in members}
        if "xl/workbook.xml" not in names and "[content_types].xml" not in names:
            raise Refused(_("This is not an Excel workbook. Save it as .xlsx."))
        for member in members:
            _check_member(archive, member)


def _plain_name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lower()


def _check_amounts(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MOST_MEMBERS
        or unpacked > LARGEST_UNPACKED
        or unpacked > HIGHEST_RATIO * max(packed, MEGABYTE // 10)
    ):
        raise Refused(_("The workbook unpacks to more than can be read safely. Split it, or save it as .csv."))


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise Refused(_("The workbook has a password. Save it without one."))
    name = _plain_name(member)
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise Refused(_("The workbook names files outside itself and is not read."))
    if name.endswith(XML):
        _check_declares_nothing(archive, member)


def _check_declares_nothing(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Entities are how XML grows without end or reads other files; a workbook has no use for them."""
    kept = b""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            text = kept + chunk
            if any(word in text for word in DECLARATIONS):
                raise Refused(_("The workbook declares XML entities and is not read."))
            kept = text[-16:]
