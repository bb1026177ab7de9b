"""From the rows of a carrier's file to waybills with what each of them is billed. Writes nothing, asks no database.

Several rows of one number are one waybill: freight, insurance, packing and fees may each have a row of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from daying.carriers.bills.columns import LABELS, MONEY, NUMBER
from daying.core.errors import Refused
from daying.core.money import ZERO, round_money
from daying.core.progress import progress
from daying.core.sheets import Cell, Row, is_blank, parse_date, parse_decimal, text_of
from daying.desk.imports.columns import plain
from daying.desk.imports.mapping import Map

PARTS = ("freight", "insurance", "packing", "cod_fee", "surcharge")
TEXTS = {"account": 40, "payer": 20, "from_place": 60, "to_place": 60, "receiver": 120, "service": 40}
TEXTS |= {"cost_centre": 60, "remarks": 200}
SUMS = ("合计", "小计", "总计", "共计", "total", "subtotal", "grandtotal", "sum")
PARTIAL_SUMS = ("小计", "subtotal")
# What a word in the column of the kind of fee means; the first that is found counts.
KINDS = {
    "insurance": ("保价", "保险", "insur"),
    "packing": ("包装", "耗材", "pack"),
    "cod_fee": ("代收", "cod"),
    "freight": ("运费", "快递费", "freight", "transport"),
}
MOST_FAULTS = 200
MOST_NUMBER = 40
LARGEST = Decimal(10_000_000)  # kg or RMB of one waybill
TELL_EVERY = 2_000


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell of the file, with the sentence for people."""

    row: int
    heading: str
    value: str
    sentence: str


@dataclass(slots=True)
class Gathered:
    """One waybill as the rows of the file tell it. parts: in the order of PARTS."""

    row: int
    number: str
    texts: dict[str, str]
    rows: list[int] = field(default_factory=list)
    billed_on: date | None = None
    pieces: int | None = None
    weight: Decimal | None = None
    parts: list[Decimal] = field(default_factory=lambda: [ZERO] * len(PARTS))
    discount: Decimal = ZERO
    amount: Decimal = ZERO
    repeated: Decimal = ZERO
    seen: list[tuple[Decimal, ...]] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """Fields of a billed waybill."""
        told = {"row": self.row, "rows": self.rows, "number": self.number, "billed_on": self.billed_on}
        told |= {"pieces": self.pieces, "weight": self.weight, "discount": self.discount, "amount": self.amount}
        return {**told, **self.texts, **dict(zip(PARTS, self.parts, strict=True)), "repeated": self.repeated}


@dataclass
class Read:
    """What a file says. told_total: its own last sum; None where it has none. faults: the first ones of fault_count."""

    waybills: dict[str, Gathered] = field(default_factory=dict)
    rows: int = 0
    skipped: int = 0
    told_total: Decimal | None = None
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    @property
    def amount(self) -> Decimal:
        """What all rows ask together."""
        return sum((one.amount for one in self.waybills.values()), ZERO)


def read(header: Sequence[str], rows: Iterable[Row], mapping: Map) -> Read:
    """Go through the file once. Whoever finds faults in it writes nothing."""
    reader, found = _Reader(header, mapping), Read()
    for row in rows:
        reader.take(row, found)
        if found.rows % TELL_EVERY == 0:
            progress(found.rows, 0, _("%(count)d rows read") % {"count": found.rows})
    return found


class _Reader:
    """Reads rows under one header by one mapping."""

    def __init__(self, header: Sequence[str], mapping: Map) -> None:
        places = {heading: index for index, heading in enumerate(header)}
        self.places = {name: [places[h] for h in mapping.headings(name)] for name in mapping.filled()}
        self.headings = {name: " + ".join(mapping.headings(name)) or str(LABELS[name]) for name in LABELS}
        self.always = mapping.constants
        self.texts = [name for name in TEXTS if name in self.places]
        self.money = [name for name in MONEY if name in self.places]

    def take(self, row: Row, found: Read) -> None:
        """Add a row to its waybill, count it as a sum, or tell what is wrong with it."""
        try:
            number = self._text(NUMBER, row)
        except Refused as refusal:
            self._fault(found, row, NUMBER, refusal)
            return
        if not number or _is_sum(number) or _starts_a_sum(row.cells):
            self._skip(row, found)
            return
        found.rows += 1
        before = found.fault_count
        told = self._told(number, row, found)
        if found.fault_count == before:
            one = found.waybills.get(number) or self._new(number, row, found)
            self._add(one, row, told)

    def _told(self, number: str, row: Row, found: Read) -> dict[str, Any]:
        told: dict[str, Any] = {"weight": None, "billed_on": None, "pieces": None}
        if len(number) > MOST_NUMBER:
            refusal = Refused(_("A waybill number has at most %(most)d characters.") % {"most": MOST_NUMBER})
            self._fault(found, row, NUMBER, refusal)
        for name, parse in (("billed_on", parse_date), ("weight", _weight), ("pieces", _pieces)):
            if name in self.places:
                told[name] = self._parsed(name, parse, row, found)
        for name in self.money:
            told[name] = self._parsed(name, _money, row, found)
        return told

    def _parsed(self, name: str, parse: Any, row: Row, found: Read) -> Any:
        try:
            return parse(self._cell(name, row))
        except Refused as refusal:
            self._fault(found, row, name, refusal)
            return None

    def _new(self, number: str, row: Row, found: Read) -> Gathered:
        texts = {name: self._text(name, row)[: TEXTS[name]] for name in self.texts}
        found.waybills[number] = one = Gathered(row.number, number, texts)
        return one

    def _add(self, one: Gathered, row: Row, told: dict[str, Any]) -> None:
        parts, discount, amount = self._amounts(row, told)
        if (*parts, amount) in one.seen:
            one.repeated += amount
        one.seen.append((*parts, amount))
        one.rows.append(row.number)
        one.parts = [before + part for before, part in zip(one.parts, parts, strict=True)]
        one.discount, one.amount = one.discount + discount, one.amount + amount
        one.billed_on, one.pieces = one.billed_on or told["billed_on"], one.pieces or told["pieces"]
        if told["weight"] is not None:
            one.weight = max(one.weight or told["weight"], told["weight"])

    def _amounts(self, row: Row, told: dict[str, Any]) -> tuple[list[Decimal], Decimal, Decimal]:
        """The parts of a row, what is taken off them, and what is left to pay."""
        payable = told.get("amount")
        if "fee_kind" in self.places and (kind := self._text("fee_kind", row)):
            asked = payable if payable is not None else told.get("freight") or ZERO
            return [asked if part == kind_of(kind) else ZERO for part in PARTS], ZERO, asked
        parts = [told.get(part) or ZERO for part in PARTS]
        together, off = sum(parts, ZERO), told.get("discount")
        if payable is None:
            taken = _taken_off(parts[0], off) if off else ZERO
            return parts, taken, together - taken
        if not any(parts):
            return [payable, ZERO, ZERO, ZERO, ZERO], ZERO, payable
        if payable > together:  # more than it names
            parts[-1] += payable - together
            return parts, ZERO, payable
        return parts, together - payable, payable

    def _skip(self, row: Row, found: Read) -> None:
        found.skipped += 1
        words = [plain(cell) for cell in row.cells if isinstance(cell, str)]
        place = next((name for name in ("amount", "freight") if name in self.places), None)
        if place and not any(word.startswith(PARTIAL_SUMS) for word in words):
            try:
                told = _money(self._cell(place, row))
            except Refused:
                return
            found.told_total = told if told is not None else found.told_total

    def _cell(self, name: str, row: Row) -> Cell:
        places = self.places.get(name)
        if not places:
            return self.always.get(name)
        cell = row.cells[places[0]] if len(places) == 1 else self._joined(places, row)
        return self.always.get(name) if is_blank(cell) else cell

    def _joined(self, places: Sequence[int], row: Row) -> str:
        return " ".join(text_of(row.cells[place]) for place in places if not is_blank(row.cells[place]))

    def _text(self, name: str, row: Row) -> str:
        return text_of(self._cell(name, row)).strip()

    def _fault(self, found: Read, row: Row, name: str, refusal: Refused) -> None:
        found.fault_count += 1
        if len(found.faults) < MOST_FAULTS:
            told = self._cell(name, row)
            found.faults.append(Fault(row.number, self.headings[name], str(told)[:60], str(refusal)))


def kind_of(word: str) -> str:
    """Which part of the bill a kind of fee belongs to; one that is not known is a surcharge."""
    told = plain(word)
    return next((part for part, marks in KINDS.items() if any(mark in told for mark in marks)), "surcharge")


def _weight(cell: Cell) -> Decimal | None:
    weight = parse_decimal(cell)
    if weight is None:
        return None
    if weight < 0:
        raise Refused(_("A weight is not below zero."))
    return round(_possible(weight), 3)


def _pieces(cell: Cell) -> int | None:
    pieces = parse_decimal(cell)
    if pieces is None:
        return None
    if pieces < 0 or pieces > 1_000_000:
        raise Refused(_("So many pieces cannot be."))
    return int(pieces)


def _money(cell: Cell) -> Decimal | None:
    amount = parse_decimal(cell)
    return None if amount is None else round_money(_possible(amount))


def _possible(number: Decimal) -> Decimal:
    if abs(number) > LARGEST:
        raise Refused(_("This is more than a waybill can be."))
    return number


def _taken_off(freight: Decimal, told: Decimal) -> Decimal:
    """A discount as an amount: 0.9 is nine tenths of the freight, 5 is five yuan less."""
    return round_money(freight * (1 - told)) if ZERO < told <= 1 else abs(told)


def _is_sum(text: str) -> bool:
    return not text[-1:].isdigit() and plain(text).startswith(SUMS)


def _starts_a_sum(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if not is_blank(cell)), None)
    return isinstance(first, str) and _is_sum(first)
