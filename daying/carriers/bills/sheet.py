"""The carrier's file as it lies on its bill: its headings, what its columns mean, its rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from daying.carriers.bills import columns, reading
from daying.carriers.bills.columns import SLUG
from daying.carriers.models import Carrier, CarrierBill
from daying.core import attachments, sheets
from daying.core.sheets import Sheet, text_of
from daying.desk.imports import mapping as maps
from daying.desk.imports import saved
from daying.desk.imports.forms import MappingForm
from daying.desk.imports.mapping import Map

SAMPLES, SAMPLE = 3, 40
LONG = 2_000  # rows above which a job does it


@dataclass
class Brought:
    """A bill's file in the form in which the page of columns asks for it."""

    bill: CarrierBill

    @property
    def headings(self) -> list[str]:
        """Of the file, in their order."""
        return list(self.bill.sheet.get("headings", ()))

    @property
    def mapping(self) -> dict[str, Any]:
        """As JSON has it."""
        return dict(self.bill.sheet.get("mapping", {"columns": {}}))

    def form(self, data: Any = None) -> MappingForm:
        """What a person says of the columns."""
        return MappingForm(self, columns.target(), data)  # type: ignore[arg-type]


def described(file: Any, carrier: Carrier) -> dict[str, Any]:
    """Headings and length of a file, and what its columns mean: as the last time for this carrier, else guessed.

    Refused, in a sentence, when it cannot be read.
    """
    sheet = sheets.read(file, expected=_expected(carrier))
    headings = [heading for heading in sheet.header if heading]
    is_long = len(list(islice(sheet.rows, LONG + 1))) > LONG
    return {"headings": headings, "mapping": _proposed(headings, carrier).as_json(), "is_long": is_long}


def mapping_of(bill: CarrierBill) -> Map:
    """What its columns mean, checked against the headings that the file has. Refused when one must be named."""
    brought = Brought(bill)
    target = columns.target()
    return maps.check(maps.from_json(brought.mapping, target), target, brought.headings)


def keep_mapping(bill: CarrierBill, *, by: Any) -> None:
    """Keep it for the carrier's next file."""
    saved.keep(SLUG, str(bill.carrier.public_id), Brought(bill).mapping, by=by)


@contextmanager
def opened(bill: CarrierBill) -> Iterator[Sheet]:
    """The table of the file."""
    assert bill.file
    with attachments.open_file(bill.file) as file:
        content: Any = file.file
        yield sheets.read(content, expected=Brought(bill).headings)


def read(bill: CarrierBill) -> reading.Read:
    """What the file says, waybill by waybill."""
    known = mapping_of(bill)
    with opened(bill) as sheet:
        return reading.read(sheet.header, sheet.rows, known)


def samples(bill: CarrierBill) -> Callable[[list[str]], str]:
    """What the first rows say under some headings."""
    with opened(bill) as sheet:
        rows = [dict(zip(sheet.header, row.cells, strict=True)) for row in islice(sheet.rows, SAMPLES)]

    def told(headings: list[str]) -> str:
        return " · ".join(text_of(row[h])[:SAMPLE] for h in headings for row in rows if row.get(h) not in (None, ""))

    return told


def _expected(carrier: Carrier) -> list[str]:
    """Headings that are known: of this carrier from the last time, and everybody's."""
    kept = saved.of(SLUG).filter(name=str(carrier.public_id)).first()
    theirs = maps.from_json(kept.mapping, columns.target()) if kept else Map(columns={})
    return [*(h for name in theirs.columns for h in theirs.headings(name)), *columns.expected()]


def _proposed(headings: list[str], carrier: Carrier) -> Map:
    target, guessed = columns.target(), maps.guess(columns.target(), headings)
    kept = saved.of(SLUG).filter(name=str(carrier.public_id)).first()
    if kept is None:
        return guessed
    last = maps.from_json(kept.mapping, target)
    present = {name: told for name, told in last.columns.items() if set(last.headings(name)) <= set(headings)}
    return Map(columns=present, constants=last.constants) if "number" in present else guessed
