"""Amounts of a line, worked out by hand (M5.2)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.errors import Refused
from daying.products.models import Product
from daying.quotes.models import Quotation, QuotationLine

D = Decimal
UNTIL = date(2026, 4, 1)
BEARING = Product(code="B-1", name="轴承", list_price=D("12.5000"), tax_rate=D("0.13"))


def priced(values, *, includes_tax=True, currency="CNY", tax_rate=None):
    document = Quotation(currency=currency, price_includes_tax=includes_tax, valid_until=UNTIL)
    return QuotationLine.priced({"product": BEARING, **values}, document=document, tax_rate=tax_rate)


def test_tax_is_taken_out_of_a_price_that_includes_it():
    line = priced({"quantity": D("10"), "unit_price": D("11.30")})

    assert (line.amount, line.net_amount, line.tax_amount) == (D("113.00"), D("100.00"), D("13.00"))


def test_tax_comes_on_top_of_a_price_without_it():
    line = priced({"quantity": D("10"), "unit_price": D("11.30")}, includes_tax=False)

    # 113.00 and 13 % of it, 14.69
    assert (line.amount, line.net_amount, line.tax_amount) == (D("127.69"), D("113.00"), D("14.69"))


def test_exact_amount_keeps_four_places_while_the_amount_is_rounded():
    line = priced({"quantity": D("3"), "unit_price": D("7.7500"), "discount": D("0.15")}, tax_rate=D("0"))

    # 7.75 × 3 × 0.85 = 19.7625
    assert line.exact_amount == D("19.7625")
    assert line.amount == D("19.76")


def test_half_a_cent_is_rounded_away_from_zero():
    line = priced({"quantity": D("1"), "unit_price": D("0.1250")}, tax_rate=D("0"))

    assert line.amount == D("0.13")


def test_what_is_left_out_comes_from_customer_and_product():
    line = priced({"quantity": D("2")}, tax_rate=D("0"))

    assert (line.unit_price, line.tax_rate, line.discount) == (D("12.5000"), D("0"), D("0"))
    assert line.description == "轴承"


def test_a_list_price_is_not_taken_over_into_another_currency():
    with pytest.raises(Refused, match="B-1"):
        priced({"quantity": D("2")}, currency="USD")


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": D("0")},
        {"quantity": D("-1")},
        {"quantity": D("1"), "unit_price": D("-1")},
        {"quantity": D("1"), "discount": D("1.5")},
        {"quantity": D("1"), "tax_rate": D("13")},
    ],
)
def test_lines_that_make_no_sense_are_refused(wrong):
    with pytest.raises(Refused):
        priced(wrong)


def test_totals_are_the_sums_of_the_rounded_lines():
    document = Quotation(currency="CNY", price_includes_tax=True, valid_until=UNTIL)
    lines = [priced({"quantity": D("1"), "unit_price": D("0.3350")}, tax_rate=D("0")) for _ in range(3)]

    document.add_up(lines)

    # 0.34 three times, not the rounded sum 1.01
    assert (document.total, document.net_total, document.tax_total) == (D("1.02"), D("1.02"), D("0.00"))
