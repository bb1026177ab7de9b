"""Which column of a sheet fills which of ours. Kept as JSON: in the database by name, or in a file beside the sheet.

An example:
    {"columns": {"code": "customer_id", "address": ["address", "city"], "lines.product": "product_id"},
     "constants": {"currency": "USD"}, "translate": {"carrier": {"1": "Speedy Express"}},
     "join": {"file": "order_details.csv", "on": "order_id"}, "key": "code", "group": "order_id"}
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.sheets import Cell, is_blank, text_of
from daying.desk.imports.columns import Column, Target, plain

TAKE, OURS = "take", "ours"
ALIKE = 88  # of 100: a typing slip, not another word
Cells = Mapping[str, Cell]
Reader = Callable[[Cells], Cell]


@dataclass(frozen=True)
class Map:
    """columns: our name -> heading, or headings whose texts are joined. constants: our name -> the value of every row.

    translate: our name -> {what the sheet says: what is meant}. join: a second sheet with the lines, and the heading
    that both have. key: our column by which records already there are found and changed; empty: none is.
    group: the heading that is the same in all rows of one document; empty: all columns of the head together.
    doubtful: “take” for rows that look like a record already there, or differ from what we say; “ours” where our value
    counts; empty: they are faults.
    """

    columns: dict[str, str | list[str]]
    constants: dict[str, str] = field(default_factory=dict)
    translate: dict[str, dict[str, str]] = field(default_factory=dict)
    join: dict[str, str] = field(default_factory=dict)
    key: str = ""
    group: str = ""
    doubtful: str = ""

    def as_json(self) -> dict[str, Any]:
        """The columns, and the other parts that say something."""
        told = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: value for name, value in told.items() if value or name == "columns"}

    def filled(self) -> list[str]:
        """Our columns that get a value, in order."""
        return list(dict.fromkeys([*self.columns, *self.constants]))

    def headings(self, name: str) -> list[str]:
        """The headings that fill one of our columns."""
        named = self.columns.get(name, [])
        return [named] if isinstance(named, str) else list(named)

    def cell(self, name: str, cells: Cells) -> Cell:
        """What a row of the sheet says for one of our columns."""
        return self.reader(name)(cells)

    def reader(self, name: str) -> Reader:
        """The same as a function of the row, worked out once for many rows."""
        headings, always = self.headings(name), self.constants.get(name)
        if not headings:
            return lambda cells: always
        read = _joined(headings) if len(headings) > 1 else _alone(headings[0])
        words = self.translate.get(name)
        if words is None and always is None:
            return read
        return lambda cells: _meant(read(cells), words or {}, always)


def _alone(heading: str) -> Reader:
    return lambda cells: cells.get(heading)


def _joined(headings: Sequence[str]) -> Reader:
    return lambda cells: ", ".join(text_of(cell) for h in headings if not is_blank(cell := cells.get(h)))


def _meant(cell: Cell, words: Mapping[str, str], always: str | None) -> Cell:
    meant = words.get(text_of(cell), cell)
    return always if is_blank(meant) else meant


def _is_text(told: Any) -> bool:
    return isinstance(told, str)


def _is_texts(told: Any) -> bool:
    return isinstance(told, list) and all(map(_is_text, told)) and bool(told)


def _is_dict_of(is_part: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda told: isinstance(told, dict) and all(map(_is_text, told)) and all(map(is_part, told.values()))


SHAPES: dict[str, Callable[[Any], bool]] = {
    "columns": _is_dict_of(lambda told: _is_text(told) or _is_texts(told)),
    "constants": _is_dict_of(_is_text),
    "translate": _is_dict_of(_is_dict_of(_is_text)),
    "join": lambda told: _is_dict_of(_is_text)(told) and set(told) in (set(), {"file", "on"}),
    "key": _is_text,
    "group": _is_text,
    "doubtful": lambda told: told in ("", TAKE, OURS),
}


def from_json(told: Any, target: Target) -> Map:
    """The mapping of a JSON file or form. Refused with a sentence when it is not one, or names what is not there."""
    if not isinstance(told, dict) or "columns" not in told:
        raise Refused(_("A mapping is a JSON object with “columns”: our column and the heading that fills it."))
    for part, value in told.items():
        if part in SHAPES and not SHAPES[part](value):
            raise Refused(_("“%(part)s” of the mapping is not what it should be.") % {"part": part})
    mapping = Map(**{part: value for part, value in told.items() if part in SHAPES})
    strange = [name for name in [*mapping.filled(), *mapping.translate] if name not in target.columns]
    if strange:
        raise Refused(_("There is no column “%(name)s” to fill here.") % {"name": strange[0]})
    return mapping


def check(mapping: Map, target: Target, headings: Sequence[str]) -> Map:
    """The mapping, when the sheet has its headings and every column that must be filled is."""
    for name in mapping.columns:
        for heading in mapping.headings(name):
            if heading not in headings:
                raise Refused(_("The sheet has no column “%(heading)s”.") % {"heading": heading})
    missing = [column for column in _needed(mapping, target) if column.name not in mapping.filled()]
    if missing:
        names = ", ".join(str(column.label) for column in missing)
        raise Refused(_("Say which column of the sheet holds: %(names)s.") % {"names": names})
    if mapping.key and mapping.key not in mapping.columns:
        raise Refused(_("Rows can be found again only by a column that the sheet fills."))
    return mapping


def _needed(mapping: Map, target: Target) -> list[Column]:
    """The columns that must be filled: those of lines where the sheet has lines, none when records are only changed."""
    required = [column for column in target.columns.values() if column.is_required]
    if mapping.key:
        return [column for column in required if column.name == mapping.key]
    has_lines = any(target.columns[name].is_of_lines for name in mapping.filled())
    return [column for column in required if has_lines or not column.is_of_lines]


def guess(target: Target, headings: Sequence[str]) -> Map:
    """The headings that mean our columns by name, label or alias in any language; then those that nearly do."""
    free = {plain(heading): heading for heading in reversed(headings) if plain(heading)}
    found: dict[str, str | list[str]] = {}
    for near in (_same, _alike):
        for column in target.columns.values():
            match = near(column, free) if free and not _is_taken(column, found) else None
            if match is not None:
                found[column.name] = free.pop(match)
    return Map(columns={name: found[name] for name in target.columns if name in found})


def _same(column: Column, free: Mapping[str, str]) -> str | None:
    return next((name for name in free if name in column.names), None)


def _alike(column: Column, free: Mapping[str, str]) -> str | None:
    from rapidfuzz import fuzz, process  # takes as long to load as a page to answer, and few pages need it

    best: tuple[float, str] | None = None
    for name in column.names:
        near = process.extractOne(name, list(free), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if near and (best is None or near[1] > best[0]):
            best = (near[1], near[0])
    return best[1] if best else None


def _is_taken(column: Column, found: Iterable[str]) -> bool:
    """customer and customer__code fill the same: one of them is enough."""
    return any(name == column.name or _attribute(name) == _attribute(column.name) for name in found)


def _attribute(name: str) -> str:
    return name.partition("__")[0]
