"""Reads XLSX row by row, in memory that does not grow with the rows.

A reader of our own because those at hand load the sheet whole: a few kilobytes can name one cell at each end of it, or
one long text a million times. Office Open XML: ECMA-376 part 1, chapter 18.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, Self

from daying.core.sheets.cells import Cells, Styles, Texts
from daying.core.sheets.safety import damage_refused
from daying.core.sheets.table import Numbered
from daying.core.sheets.xml import elements, parse

MAIN, SHEET, STYLES, TEXTS = "officeDocument", "worksheet", "styles", "sharedStrings"


@dataclass(frozen=True)
class Tab:
    """One sheet of a workbook: its name and where in the archive it stands."""

    name: str
    path: str
    is_hidden: bool


class Workbook:
    """An open workbook that `safety.check` has passed."""

    def __init__(self, file: BinaryIO) -> None:
        with damage_refused():
            self.archive = zipfile.ZipFile(file)
            self.members = {name.replace("\\", "/").lower(): name for name in self.archive.namelist()}
            main = dict(self._related("").values())[MAIN]
            related = self._related(main)
            self.tabs = self._tabs(main, related)
            self.styles = self._styles(related, main)
            self.texts = self._texts(related)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.archive.close()

    def rows(self, tab: Tab) -> Iterator[Numbered]:
        """Each row that stands in the file, with its number. Refused in a sentence when the file is broken."""
        cells = Cells(self.texts, self.styles)
        with damage_refused(), self._open(tab.path) as stream:
            for _ in parse(stream, cells):
                yield from cells.taken()

    def _open(self, path: str) -> IO[bytes]:
        return self.archive.open(self.members[path.lower()])

    def _related(self, path: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id → (kind, path). A kind is the last word of its long name."""
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        with self._open(relations) as stream:
            found = [attributes for tag, attributes in elements(stream) if tag == "Relationship"]
        return {
            one["Id"]: (
                posixpath.basename(one["Type"]),
                posixpath.normpath(posixpath.join("/", folder, one["Target"])).lstrip("/"),
            )
            for one in found
            if one.get("TargetMode") != "External"
        }

    def _tabs(self, main: str, related: dict[str, tuple[str, str]]) -> list[Tab]:
        tabs = []
        with self._open(main) as stream:
            for tag, attributes in elements(stream):
                kind, path = related.get(_relation(attributes), ("", ""))
                if tag == "sheet" and kind == SHEET:
                    tabs.append(Tab(attributes.get("name", ""), path, attributes.get("state", "visible") != "visible"))
        return tabs

    def _styles(self, related: dict[str, tuple[str, str]], main: str) -> Styles:
        styles = Styles()
        for kind, path in related.values():
            if kind == STYLES:
                with self._open(path) as stream:
                    styles.read(elements(stream))
        with self._open(main) as stream:
            properties = next((a for tag, a in elements(stream) if tag == "workbookPr"), {})
        styles.counts_from_1904 = properties.get("date1904") in ("1", "true")
        return styles

    def _texts(self, related: dict[str, tuple[str, str]]) -> Texts:
        texts = Texts()
        for kind, path in related.values():
            if kind == TEXTS:
                with self._open(path) as stream:
                    for _ in parse(stream, texts):
                        pass
        return texts


def _relation(attributes: dict[str, str]) -> str:
    """The r:id of an element, whatever prefix its maker chose."""
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")
