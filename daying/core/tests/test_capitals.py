"""Amounts in capitals, against the rules of the People's Bank and read back again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daying.core.capitals import DIGITS, in_capitals


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("0.00", "零元整"),
        ("0.01", "壹分"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.50", "壹拾元零伍角整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1001", "壹仟零壹元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("10001", "壹万零壹元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("100000", "壹拾万元整"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("1000100", "壹佰万零壹佰元整"),
        ("10000000.10", "壹仟万元零壹角整"),
        ("20030040", "贰仟零叁万零肆拾元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100000001.10", "壹亿零壹元壹角整"),
        ("100010000", "壹亿零壹万元整"),
        ("100100000", "壹亿零壹拾万元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("1000000000", "壹拾亿元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("1000000000000000", "壹仟万亿元整"),
        (
            "9999999999999999.99",
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
        ("-1280.90", "负壹仟贰佰捌拾元零玖角整"),
        ("-0.00", "零元整"),
        ("-0.01", "负壹分"),
        ("-100000001.10", "负壹亿零壹元壹角整"),
    ],
)
def test_amounts_are_written_as_the_bank_wants_them(amount, capitals):
    assert in_capitals(Decimal(amount)) == capitals


def test_the_prefix_stands_without_a_gap():
    assert in_capitals(Decimal("8.00"), prefix="人民币") == "人民币捌元整"


@pytest.mark.parametrize("amount", ["0.001", "1E16", "-1E16", "NaN", "Infinity"])
def test_what_cannot_be_written_is_refused(amount):
    with pytest.raises(ValueError, match="capitals"):
        in_capitals(Decimal(amount))


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_capitals_read_back_give_the_amount(cents):
    amount = Decimal(cents).scaleb(-2)

    assert read_back(in_capitals(amount)) == amount


@given(st.integers(0, 10**18 - 1))
def test_zeros_never_stand_twice_or_last(cents):
    capitals = in_capitals(Decimal(cents).scaleb(-2))

    assert "零零" not in capitals
    assert not capitals.endswith("零")


def read_back(capitals: str) -> Decimal:
    """A reader of its own making: digit by digit, section by section."""
    sign = -1 if capitals.startswith("负") else 1
    total, section, digit, upper = Decimal(0), 0, 0, 0
    values = {"拾": 10, "佰": 100, "仟": 1000}
    for character in capitals.lstrip("负").rstrip("整"):
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in values:
            section, digit = section + digit * values[character], 0
        elif character == "万":
            upper, section, digit = upper + (section + digit) * 10_000, 0, 0
        elif character == "亿":
            total, upper, section, digit = total + (upper + section + digit) * 10**8, 0, 0, 0
        elif character == "元":
            total, upper, section, digit = total + upper + section + digit, 0, 0, 0
        else:
            total, digit = total + digit * {"角": Decimal("0.1"), "分": Decimal("0.01")}[character], 0
    return sign * total
