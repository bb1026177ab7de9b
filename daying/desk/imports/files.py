"""Opens what was brought: one sheet, or two when the lines stand in a file of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

from django.utils.translation import gettext as _

from daying.core import sheets
from daying.core.errors import Refused
from daying.core.sheets import Sheet
from daying.desk.imports.columns import Target
from daying.desk.imports.documents import Document, documents
from daying.desk.imports.mapping import Map, check
from daying.desk.imports.taking import Source

Opener = Callable[[], BinaryIO]


def source(first: Opener, second: Opener | None, target: Target, mapping: Map) -> Source:
    """A function that reads the documents from the beginning, as often as it is asked.

    Refused now when the sheets do not have what the mapping says.
    """
    check(mapping, target, headings(first, second, target, mapping))

    def read() -> Iterator[Document]:
        with ExitStack() as opened:
            sheet = _sheet(opened.enter_context(first()), target, mapping)
            lines = _sheet(opened.enter_context(second()), target, mapping) if second and mapping.join else None
            yield from documents(sheet, mapping, target, lines)

    return read


def headings(first: Opener, second: Opener | None, target: Target, mapping: Map | None = None) -> list[str]:
    """The headings of the sheets, those of the lines' own sheet last."""
    found: list[str] = []
    for opener in filter(None, (first, second)):
        with opener() as file:
            found += _sheet(file, target, mapping).header
    if mapping and mapping.join and not second:
        raise Refused(
            _("The mapping asks for a second file with the lines: %(file)s.") % {"file": mapping.join["file"]}
        )
    return list(dict.fromkeys(heading for heading in found if heading))


def _sheet(file: BinaryIO, target: Target, mapping: Map | None) -> Sheet:
    mapped = [heading for name in mapping.columns for heading in mapping.headings(name)] if mapping else []
    return sheets.read(file, expected=[*mapped, *target.headings])
