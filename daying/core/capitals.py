"""Amounts of RMB in capitals, as they stand on fapiao, statements and contracts: 6,007.14 → 陆仟零柒元壹角肆分."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
WAN, YI = 10**4, 10**8
LIMIT = Decimal(YI * YI)


def in_capitals(amount: Decimal, *, prefix: str = "") -> str:
    """The amount in capitals. prefix: 人民币 where the form does not print it.

    Written in full, so that nothing can be added: 整 after 元 and after 角, 零 for every gap between two figures except
    an empty 亿 or 万 place. Raises ValueError on fractions of a cent and from 10^16 on.
    Source: PBOC, rules for filling in bills and settlement vouchers.
    """
    cents = amount.scaleb(2)
    if not amount.is_finite() or cents != cents.to_integral_value() or abs(amount) >= LIMIT:
        raise ValueError(f"{amount} cannot be written in capitals")
    yuan, rest = divmod(abs(int(cents)), 100)
    sign = "负" if cents < 0 else ""
    return prefix + sign + _yuan(yuan, rest) + _jiao_and_fen(yuan, rest)


def _yuan(yuan: int, rest: int) -> str:
    if yuan:
        return _number(yuan) + "元"
    return "" if rest else "零元"


def _jiao_and_fen(yuan: int, rest: int) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整"
    gap = "零" if yuan and (yuan % 10 == 0 or not jiao) else ""
    return gap + (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "整")


def _number(number: int) -> str:
    """A whole number below 10^16; nothing for zero."""
    for unit, word in ((YI, "亿"), (WAN, "万")):
        if number >= unit:
            upper, lower = divmod(number, unit)
            gap = "零" if 0 < lower < unit // 10 else ""
            return _number(upper) + word + gap + _number(lower)
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    written, gap = "", ""
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            written += gap + DIGITS[digit] + PLACES[power]
            gap = ""
        elif written:
            gap = "零"
    return written
