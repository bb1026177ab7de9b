"""A carrier's bill checked against the courier book and the tariffs, and a quarter's waybills under five tariffs."""

from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from bench import books
from bench.asked import Asked
from bench.books import KEPT, Books, Server
from bench.process import measured
from bench.table import Row

HEADINGS = [
    "序号",
    "日期",
    "运单号",
    "始发地",
    "目的地",
    "产品类型",
    "件数",
    "计费重量",
    "费用(元)",
    "应付金额",
    "付款方式",
]
MOST_OF_BILL, MOST_OF_WHATIF, TARIFFS = 2, 3, 5
CITIES = ["上海", "北京", "南京", "广州", "成都", "武汉", "沈阳", "杭州"]
WRONG = 20  # one of so many is charged too heavy


def bill(on: Server, asked: Asked) -> Iterator[Row]:
    """Matching, rating and writing what came of it, beside reading the file and one join of the two tables."""
    sheet = _sheet(asked.waybills)
    told = measured("bench.ours.carriers:bill", _book(on, asked).copy("spoilt").environment, sheet=str(sheet))
    floor = told["read"] + told["join"]
    what, target = f"a bill of {asked.waybills:,} rows matched and rated, CPU", f"≤ {MOST_OF_BILL} × reading + a join"
    is_met = told["judge"] <= MOST_OF_BILL * floor
    yield Row("bill", what, on.name, "ms", told["judge"], None, floor, target, is_met)
    yield Row("bill", "the same with what came of it written, CPU", on.name, "ms", told["check"], None, floor)
    yield Row("bill", "the file taken into the bill, CPU", on.name, "ms", told["take"], None, floor)


def whatif(on: Server, asked: Asked) -> Iterator[Row]:
    """The same waybills rated again under five tariffs, beside reading the file."""
    sheet = _sheet(asked.waybills)
    told = measured("bench.ours.carriers:whatif", _book(on, asked).environment, sheet=str(sheet), tariffs=TARIFFS)
    what = f"{asked.waybills:,} waybills under {TARIFFS} tariffs, CPU"
    is_met = told["rate"] <= MOST_OF_WHATIF * told["read"]
    target = f"≤ {MOST_OF_WHATIF} × reading"
    yield Row("whatif", what, on.name, "ms", told["rate"], None, told["read"], target, is_met)


def _book(on: Server, asked: Asked) -> Books:
    """A courier book of so many waybills, from an earlier run or made now."""
    kept, mark = on.books(f"waybills-{asked.waybills}"), books.fingerprint()
    if not kept.is_kept(mark):
        books.say(f"{on.name}: making a courier book of {asked.waybills:,} waybills, once …")
        books.company(on, asked.few_orders).copy(kept.name)
        measured("bench.ours.carriers:fill", kept.environment, count=asked.waybills, tariffs=TARIFFS)
        kept.end(mark)
    return kept


def _sheet(count: int) -> Path:
    """The carrier's file for them, kept between runs."""
    path = KEPT / f"bill-{count}.xlsx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, count + 1):
            sheet.write_row(number, 0, _row(number))
        book.close()
    return path


def place_of(number: int) -> str:
    """Where a waybill goes."""
    return CITIES[number % len(CITIES)]


def grams_of(number: int) -> int:
    """What it weighs."""
    return 500 + number * 700 % 20_000


def _row(number: int) -> list[object]:
    city = place_of(number)
    first, more = (10, 2) if city in ("上海", "南京", "杭州") else (12, 3)
    halves = -(-grams_of(number) // 500) + (4 if number % WRONG == 0 else 0)
    fare = first + more * max(-(-(halves - 2) // 2), 0)
    day = f"2026-03-{1 + number % 28:02d}"
    return [number, day, f"B{number:09d}", "苏州", city, "标快", 1, halves / 2, fare, fare, "寄付月结"]
