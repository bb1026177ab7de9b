"""What is written can be read back, by us and by a second reader, and cannot run."""

import csv
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from daying.core import sheets
from daying.core.sheets import Column, read, write_csv, write_xlsx, writing

TEXTS = st.text(max_size=30).map(sheets.clean)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10)
DATES = st.dates(date(1900, 3, 1), date(2200, 1, 1))
COLUMNS = [Column("Name"), Column("Amount", places=2), Column("Date")]
ATTACKS = [
    "=1+1",
    "+cmd|'/c calc'!A1",
    "-1+cmd",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\x00=1",
    "＝1",
    "＋1a",
    "－x",
    "＠x",
    " =1",
]


def as_csv(rows, columns=COLUMNS, **options):
    stream = BytesIO()
    write_csv(stream, columns, rows, **options)
    stream.seek(0)
    return stream


def as_xlsx(rows, columns=COLUMNS, title="Prices"):
    stream = BytesIO()
    write_xlsx(stream, columns, rows, title=title)
    stream.seek(0)
    return stream


def cells(file):
    return [row.cells for row in read(file, expected=["Name", "Amount", "Date"]).rows]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(TEXTS, NUMBERS, DATES), max_size=5))
def test_a_workbook_is_read_back_as_it_was_written(rows):
    assert cells(as_xlsx(rows)) == [[text or None, number, day] for text, number, day in rows]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(TEXTS, NUMBERS, DATES), max_size=5), st.sampled_from(["utf-8-sig", "gb18030"]))
def test_a_csv_file_is_read_back_as_it_was_written(rows, encoding):
    found = cells(as_csv(rows, encoding=encoding))

    assert found == [[text, f"{number:f}", day.isoformat()] for text, number, day in rows]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.text("天津abc &<>\"'=", min_size=1).map(sheets.clean), NUMBERS, DATES), max_size=5))
def test_another_reader_finds_the_same_in_our_workbook(rows):
    found = python_calamine.load_workbook(as_xlsx(rows)).get_sheet_by_index(0).to_python()

    assert found[0] == ["Name", "Amount", "Date"]
    assert [(text, Decimal(str(number)), day) for text, number, day in found[1:]] == rows


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_is_written_as_a_formula(attack):
    row = [attack, Decimal("-100"), None]

    line = list(csv.reader(StringIO(as_csv([row]).getvalue().decode("utf-8-sig"))))[1]
    assert line == ["'" + sheets.clean(attack), "-100", ""]
    assert cells(as_xlsx([row])) == [[sheets.clean(attack), Decimal(-100), None]]
    assert b"<f>" not in sheet_xml(as_xlsx([row]))


def sheet_xml(file):
    import zipfile

    return zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")


def test_numbers_and_dates_are_typed_and_moments_are_local():
    moment = datetime(2026, 3, 5, 0, 30, tzinfo=UTC)

    row = cells(as_xlsx([["x", Decimal("1234.50"), moment]]))[0]

    assert row == ["x", Decimal("1234.5"), datetime(2026, 3, 5, 8, 30)]
    assert b"2026-03-05 08:30" in as_csv([["x", 1, moment]]).getvalue()


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text():
    assert cells(as_xlsx([["x", Decimal("1234567890123456.78"), None]]))[0][1] == "1234567890123456.78"


@pytest.mark.parametrize("title", ["", "Prices: [2026]/Q1?*\\", "价" * 60, "'quoted'"])
def test_any_title_makes_a_sheet(title):
    assert sheets.sheet_names(as_xlsx([], title=title))


def test_a_full_sheet_is_followed_by_another(monkeypatch):
    monkeypatch.setattr(writing, "LAST_ROW", 2)

    file = as_xlsx([[str(number), number, None] for number in range(5)])

    assert sheets.sheet_names(file) == ["Prices", "Prices 2", "Prices 3"]
    assert [row.cells[0] for row in read(file, sheet="Prices 3").rows] == ["4"]


def test_memory_does_not_grow_with_the_rows(tmp_path):
    peaks = []
    for count in (2_000, 20_000):
        rows = ([f"Customer {number}", Decimal(number), date(2026, 3, 5)] for number in range(count))
        tracemalloc.start()
        write_xlsx(tmp_path / "out.xlsx", COLUMNS, rows, title="Prices")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] * 1.5
