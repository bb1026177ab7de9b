"""What the months are likely to bring, how far it has come, how often and why we win (M3.4)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.periods import parse
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.quotes import actions, reports
from daying.quotes.factories import opportunity
from daying.quotes.models import Reason

pytestmark = pytest.mark.django_db
QUARTER = parse("2026Q2")
APRIL = date(2026, 4, 20)


@pytest.fixture
def four(cast):
    """April: 10,000 at 0.3 open, 4,000 won; May: 20,000 at 0.1; and 5,000 lost, expected in April."""
    ours = customer(cast.engineer)
    actions.confirm_needs(opportunity(ours), by=cast.engineer)
    won = opportunity(ours, amount=Decimal(4000), expected_on=date(2026, 6, 1))
    actions.win(won, by=cast.engineer, on=APRIL, reason=Reason.QUALITY)
    opportunity(ours, amount=Decimal(20000), expected_on=date(2026, 5, 31))
    actions.lose(opportunity(ours, amount=Decimal(5000)), by=cast.engineer, on=APRIL, reason=Reason.PRICE)
    return Customer.objects.all()


def test_the_forecast_weighs_what_is_open_and_adds_what_is_won(four):
    rows = reports.forecast(QUARTER, four)

    told = [(row["month"], row["open"], row["amount"], row["weighted"], row["won"], row["forecast"]) for row in rows]
    assert told == [("2026年04月", 1, 10000, 3000, 4000, 7000), ("2026年05月", 1, 20000, 2000, 0, 2000)]


def test_the_forecast_opens_the_very_opportunities(four):
    assert sorted(one.amount for one in reports.forecast_records(QUARTER, four, "numerator")) == [4000, 10000, 20000]


def test_currencies_are_never_added_up(cast, four):
    opportunity(customer(cast.engineer, currency="USD"), amount=Decimal(100))

    rows = [row for row in reports.forecast(QUARTER, four) if row["month"] == "2026年04月"]

    assert [(row["currency"], row["weighted"]) for row in rows] == [("CNY", 3000), ("USD", 10)]


def test_the_pipeline_has_a_row_for_each_stage(four):
    assert [(row["open"], row["amount"], row["weighted"]) for row in reports.pipeline(QUARTER, four)] == [
        (1, 20000, 2000),
        (1, 10000, 3000),
    ]


def test_half_of_what_was_decided_was_won(four):
    ratio = reports.win_rate(QUARTER, four)

    assert (ratio.numerator, ratio.denominator) == (1, 2)
    assert reports.win_rate(parse("2026Q1"), four).rate is None


def test_we_lost_one_for_its_price(four):
    (row,) = reports.lost_because(QUARTER, four)

    assert (row["reason"], row["lost"], row["amount"]) == (Reason.PRICE.label, 1, 5000)
