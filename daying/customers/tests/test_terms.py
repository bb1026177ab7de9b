"""When a delivery must be paid."""

from datetime import date

import pytest

from daying.customers.models import Customer, Terms, due_on


@pytest.mark.parametrize(
    ("terms", "days", "cut_off", "delivered", "due"),
    [
        (Terms.PREPAID, 30, 31, date(2026, 3, 10), date(2026, 3, 10)),
        (Terms.ON_DELIVERY, 30, 31, date(2026, 3, 10), date(2026, 3, 10)),
        (Terms.AFTER_DELIVERY, 30, 31, date(2026, 3, 10), date(2026, 4, 9)),
        # Monthly, 30 days from the end of the month: the statement of 31 March.
        (Terms.MONTHLY, 30, 31, date(2026, 3, 10), date(2026, 4, 30)),
        (Terms.MONTHLY, 30, 31, date(2026, 3, 31), date(2026, 4, 30)),
        # The statement of February ends on its last day, in a leap year on the 29th.
        (Terms.MONTHLY, 0, 31, date(2026, 2, 3), date(2026, 2, 28)),
        (Terms.MONTHLY, 0, 30, date(2028, 2, 3), date(2028, 2, 29)),
        # Statement day 25: what is delivered on the 26th comes into the next one, also over the year's end.
        (Terms.MONTHLY, 60, 25, date(2026, 3, 25), date(2026, 5, 24)),
        (Terms.MONTHLY, 60, 25, date(2026, 3, 26), date(2026, 6, 24)),
        (Terms.MONTHLY, 10, 25, date(2026, 12, 26), date(2027, 2, 4)),
    ],
)
def test_due_date_follows_the_terms(terms, days, cut_off, delivered, due):
    customer = Customer(terms=terms, payment_days=days, cut_off_day=cut_off)

    assert due_on(customer, delivered) == due
