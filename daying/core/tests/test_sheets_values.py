"""What people type into cells, read as they mean it."""

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daying.core.errors import Refused
from daying.core.sheets import clean, parse_date, parse_decimal, text_of
from daying.core.sheets.formulas import protect, unprotect


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234.56", "1234.56"),
        ("1,234,567.80", "1234567.80"),
        ("１，２３４．５０", "1234.50"),
        (" ¥ 1 234.5 元", "1234.5"),
        ("￥-12", "-12"),
        ("－12", "-12"),
        ("−12", "-12"),
        ("(1,200.00)", "-1200.00"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("13%", "0.13"),
        ("1.2E+3", "1200"),
        (Decimal("0.10"), "0.10"),
        (Decimal(0), "0"),
    ],
)
def test_numbers_as_people_write_them(cell, number):
    assert parse_decimal(cell) == Decimal(number)


@pytest.mark.parametrize("cell", [None, ""])
def test_a_blank_cell_is_no_number_and_no_date(cell):
    assert parse_decimal(cell) is None
    assert parse_date(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["abc", "1,23", "12,34,567", "1.234,56", "1-2", "--1", "(-1)", "1e", "NaN", "inf", "=1+1", "12%%", "一百", "1_000"]
    + ["1E400", "9" * 40, True, date(2026, 3, 5)],
)
def test_what_is_no_number_is_refused_with_what_was_written(cell):
    with pytest.raises(Refused) as refused:
        parse_decimal(cell)

    assert text_of(cell)[:40] in str(refused.value)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-05",
        "2026-3-5",
        "2026/03/05",
        "2026.3.5",
        "2026年3月5日",
        "２０２６－０３－０５",
        "20260305",
        "2026-03-05 08:30",
    ]
    + ["2026-03-05T00:00:00", "2026-03-05 00:00:00.000", Decimal(46086), Decimal(20260305)]
    + [date(2026, 3, 5), datetime(2026, 3, 5, 8, 30)],
)
def test_dates_as_people_write_them(cell):
    assert parse_date(cell) == date(2026, 3, 5)


@pytest.mark.parametrize(
    "cell", ["3/5/2026", "26-03-05", "March 5", "2026-03", "1", Decimal("46086.5"), time(8, 30), True]
)
def test_a_date_that_can_be_misread_is_refused(cell):
    with pytest.raises(Refused, match="is not a date"):
        parse_date(cell)


@pytest.mark.parametrize("cell", ["2026-02-30", "2026-13-01", "2025年2月29日", "0000-01-01"])
def test_a_day_that_does_not_exist_is_refused(cell):
    with pytest.raises(Refused, match="There is no day"):
        parse_date(cell)


def test_texts_lose_what_cannot_be_seen():
    assert clean(" \u3000天津\x00华\u202e泰\ufeff\ud800\t有限\r\n公司\xa0") == "天津华泰 有限\n公司"


@pytest.mark.parametrize(
    ("cell", "text"),
    [(Decimal("10086"), "10086"), (Decimal("1E+3"), "1000"), (Decimal("1.50"), "1.5"), (None, ""), (True, "TRUE")],
)
def test_a_number_in_a_text_column_is_read_as_its_digits(cell, text):
    assert text_of(cell) == text


def test_an_account_number_that_the_spreadsheet_has_rounded_is_refused():
    with pytest.raises(Refused, match="lost its last digits"):
        text_of(Decimal("6222020000000000000"))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|'/c calc'!A1",
        "-2+3+cmd",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\x00=1",
        "＝1+1",
        "＋1a",
        "－x",
        "＠x",
        "  =1",
        "\u3000=1",
    ]
    + ["+86-10-8888", "'=1"],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert protect(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-100", "+86 138 0013 8000", "-1.5", "天津", "a=b", "", "'s-Hertogenbosch"])
def test_numbers_telephones_and_ordinary_texts_stay_as_they_are(text):
    assert protect(text) == text


@given(st.text("='+-@ 1a\t＝\x00"))
def test_a_protected_text_is_read_back(text):
    assert unprotect(protect(text)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_with_separators_is_read_back(number):
    assert parse_decimal(f"{number:,}") == number


@given(st.text())
def test_no_text_breaks_the_parsers(text):
    for parse in (parse_decimal, parse_date):
        with suppress(Refused):
            parse(text)
