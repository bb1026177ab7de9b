"""W4: customers out of an XLSX sheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from bench import books
from bench.asked import Asked
from bench.books import KEPT, Books, Server
from bench.process import Figures, measured
from bench.table import Row

HEADINGS = ["code", "name", "owner", "phone", "city", "address", "contact_name", "contact_phone"]
# 2,000 rows/s where plain Django's validated bulk_create does 6,139.
MOST_OF_PLAIN = 6_139 / 2_000
FLAT = 1.1  # so much more memory for ten times the rows


def rows(on: Server, asked: Asked) -> Iterator[Row]:
    """Time and memory of the import, beside plain Django's and the driver's."""
    sheet, tenth = _sheet(asked.customers), _sheet(asked.customers // 10)
    company = books.company(on, asked.few_orders)
    ours, of_tenth = _imported(company, sheet), _imported(company, tenth)
    plain = books.plain_company(on, asked.few_orders, asked.few_orders // 20)
    spoilt = plain.copy("spoilt").plain_environment
    theirs = measured("bench.plain.imports:run", spoilt, sheet=str(sheet))
    floor = measured("bench.raw.imports:run", spoilt, count=asked.customers)
    costs = [_per_row(figures) for figures in (ours, theirs, floor)]
    speeds = [1000 / cost for cost in costs]
    is_met = costs[0] <= MOST_OF_PLAIN * costs[1]
    target = f"≤ {MOST_OF_PLAIN:.1f} × plain"
    yield Row("W4", "customers from a sheet, CPU a row", on.name, "ms", *costs, target, is_met)
    yield Row("W4", "the same, rows a second of CPU", on.name, "", *map(round, speeds))
    more = ours["memory"] / of_tenth["memory"]
    what = f"peak memory ({of_tenth['memory']:.0f} MB for a tenth)"
    yield Row("W4", what, on.name, "MB", ours["memory"], theirs["memory"], None, f"≤ {FLAT} × a tenth", more <= FLAT)


def _imported(company: Books, sheet: Path) -> Figures:
    return measured("bench.ours.imports:run", company.copy("spoilt").environment, sheet=str(sheet))


def _per_row(figures: Figures) -> float:
    return float((figures["app"] + figures["database"]) / figures["rows"])


def _sheet(count: int) -> Path:
    """A sheet of invented companies, kept between runs."""
    path = KEPT / f"customers-{count}.xlsx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, count + 1):
            sheet.write_row(number, 0, _customer(number))
        book.close()
    return path


def _customer(number: int) -> list[Any]:
    return [
        f"K{number:06d}",
        f"苏州第{number}自动化设备有限公司",
        "engineer1",
        f"0512-{number:08d}",
        "苏州",
        f"工业园路{number}号",
        f"王{number}",
        f"139{number:08d}",
    ]
