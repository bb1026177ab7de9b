"""What customers report is matched with the lots, billed, and what differs is told line by line (M3.8)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.products.factories import agreed_price, product
from daying.products.models import CustomerPart
from daying.receivables.models import Billing, BillingKind, LedgerEntry
from daying.stock import queries
from daying.stock.jit import deciding, usage
from daying.stock.jit.factories import ACCEPTED, accepted, agreement_in_force, checked, filled_up, used
from daying.stock.models import (
    DifferenceReason,
    DifferenceState,
    MovementKind,
    StockMovement,
    UsageDifference,
    UsageLine,
    UsageMatch,
    UsageReport,
    UsageState,
)

pytestmark = pytest.mark.django_db
D = Decimal
MARCH_9 = date(2026, 3, 9)


@pytest.fixture
def firm(cast):
    return customer(cast.engineer)


@pytest.fixture
def item():
    return product(list_price=D("11.30"))


@pytest.fixture
def under(firm, item):
    return agreement_in_force(firm, item)


def differences(report):
    return [(one.row, one.reason, one.quantity) for one in UsageDifference.objects.filter(report=report)]


def test_what_is_used_is_issued_from_the_oldest_lot_and_billed(under, item, firm):
    filled_up(under, item, 30, lot="B", stocked_on=date(2026, 2, 20))
    filled_up(under, item, 100, lot="A")

    report = accepted(under, {"product": item, "quantity": 40, "used_on": MARCH_9})

    assert report.state == UsageState.ACCEPTED
    assert [(one.lot, one.quantity) for one in UsageMatch.objects.order_by("pk")] == [("B", 30), ("A", 10)]
    assert queries.balance(item, under.warehouse) == 90
    moved = StockMovement.objects.filter(kind=MovementKind.ISSUE).order_by("pk")
    assert [(one.lot, one.quantity, one.document) for one in moved] == [("B", -30, report), ("A", -10, report)]
    bill = Billing.objects.get()
    # 40 × 11.30 = 452.00 with 13 % tax: 400.00 + 52.00
    assert (bill.kind, bill.usage_report, bill.customer) == (BillingKind.USAGE, report, firm)
    assert (bill.net_total, bill.tax_total, bill.total) == (D("400.00"), D("52.00"), D("452.00"))
    assert (bill.billed_on, LedgerEntry.objects.get().amount) == (ACCEPTED, D("452.00"))
    assert not list(verify())


def test_a_lot_that_the_customer_names_is_taken_before_the_oldest_goes_to_others(under, item):
    filled_up(under, item, 30, lot="B", stocked_on=date(2026, 2, 20))
    filled_up(under, item, 30, lot="A")

    accepted(under, {"product": item, "quantity": 30}, {"product": item, "quantity": 20, "lot": "B"})

    told = UsageMatch.objects.order_by("line__position", "pk").values_list("line__position", "lot", "quantity")
    assert list(told) == [(1, "B", 10), (1, "A", 20), (2, "B", 20)]


@pytest.mark.parametrize(("basis", "total"), [("issue", D("200.00")), ("fill_up", D("150.00"))])
def test_the_price_is_of_the_day_of_use_or_of_the_fill_up_as_agreed(firm, item, basis, total):
    agreed_price(firm, item, D(10), valid_until=date(2026, 3, 6))
    agreed_price(firm, item, D(20), valid_from=date(2026, 3, 7))
    under = agreement_in_force(firm, item, price_basis=basis)
    filled_up(under, item, 5, on=date(2026, 3, 5))
    filled_up(under, item, 5, lot="Z", on=date(2026, 3, 8))

    accepted(under, {"product": item, "quantity": 10, "used_on": MARCH_9})

    # by issue 10 × 20; by fill-up 5 × 10 and 5 × 20
    assert Billing.objects.get().total == total


def test_more_than_there_is_is_a_difference_that_the_next_report_takes_up(under, item):
    filled_up(under, item, 100)
    report = checked(under, {"product": item, "quantity": 120, "used_on": MARCH_9})
    assert differences(report) == [(1, DifferenceReason.MORE, 20)]

    with pytest.raises(Refused, match="每项差异"):
        usage.accept_usage(report, by=SYSTEM, on=ACCEPTED)
    deciding.carry_over(report.differences.get(), by=SYSTEM, reason="补货在途")
    usage.accept_usage(report, by=SYSTEM, on=ACCEPTED)

    assert (queries.balance(item, under.warehouse), UsageLine.objects.get().settled_quantity) == (0, 100)
    filled_up(under, item, 50, on=date(2026, 4, 3))
    april = {"from_on": date(2026, 4, 1), "until_on": date(2026, 4, 30)}
    following = used(under, {"product": item, "quantity": 5, "used_on": date(2026, 4, 9)}, **april)
    following = usage.check_usage(following, by=SYSTEM, on=date(2026, 5, 2))
    usage.accept_usage(following, by=SYSTEM, on=date(2026, 5, 2))
    assert [line.settled_quantity for line in following.lines.all()] == [5, 20]
    assert queries.balance(item, under.warehouse) == 25
    assert not list(verify())


def test_an_unknown_part_a_doubled_row_another_period_and_a_product_not_agreed_are_told_by_row(under, item, firm):
    filled_up(under, item, 100)
    changes.create(CustomerPart(customer=firm, code="AX-1", product=item), by=SYSTEM)
    row = {"part_number": "ax-1", "quantity": 10, "used_on": MARCH_9}
    other = {"product": product(), "quantity": 1}

    report = checked(under, row, {**row}, {**row, "used_on": date(2026, 2, 9)}, {**row, "part_number": "NIX"}, other)

    assert differences(report) == [
        (2, DifferenceReason.DOUBLED, 10),
        (3, DifferenceReason.PERIOD, 10),
        (4, DifferenceReason.UNKNOWN, 10),
        (5, DifferenceReason.NOT_AGREED, 1),
    ]
    assert (report.line_count, report.difference_count) == (5, 4)
    assert "第 1 行" in report.differences.get(row=2).detail


def test_what_a_person_lets_count_is_billed_and_what_is_settled_is_not(under, item):
    filled_up(under, item, 100)
    row = {"product": item, "quantity": 10, "used_on": MARCH_9}
    report = checked(under, row, row, row)
    second, third = report.differences.all()

    deciding.count_in(second, by=SYSTEM, reason="两班")
    deciding.settle_difference(third, by=SYSTEM, reason="重复")
    report = usage.accept_usage(report, by=SYSTEM, on=ACCEPTED)

    assert [line.settled_quantity for line in report.lines.all()] == [10, 10, 0]
    assert queries.balance(item, under.warehouse) == 80
    assert not list(verify())


def test_what_lacks_stock_or_product_cannot_simply_count(under, item):
    report = checked(under, {"product": item, "quantity": 1})

    with pytest.raises(Refused, match="不能直接照计"):
        deciding.count_in(report.differences.get(), by=SYSTEM, reason="算")


def test_a_file_that_comes_a_second_time_is_doubled_row_by_row(under, item):
    filled_up(under, item, 100)
    rows = [{"product": item, "quantity": n, "used_on": MARCH_9} for n in (1, 2, 3)]
    first = accepted(under, *rows)

    again = checked(under, *rows)

    assert [reason for _row, reason, _quantity in differences(again)] == [DifferenceReason.DOUBLED] * 3
    assert str(first.number) in again.differences.first().detail


def test_a_part_made_known_later_is_found_when_the_report_is_checked_again(under, item, firm):
    filled_up(under, item, 100)
    report = checked(under, {"part_number": "AX-9", "quantity": 4})
    changes.create(CustomerPart(customer=firm, code="AX-9", product=item), by=SYSTEM)

    report = usage.check_usage(report, by=SYSTEM, on=ACCEPTED)

    assert (report.difference_count, report.lines.get().product) == (0, item)


def test_decisions_stay_when_a_report_is_corrected_and_checked_again(under, item):
    filled_up(under, item, 100)
    report = checked(under, {"part_number": "NIX", "quantity": 4}, {"product": item, "quantity": 300})
    deciding.settle_difference(report.differences.get(row=1), by=SYSTEM, reason="非本公司")
    report = usage.correct_usage(report, by=SYSTEM)
    rows = [
        {"id": line.pk, "product": line.product, "part_number": line.part_number, "quantity": quantity}
        for line, quantity in zip(report.lines.all(), (D(4), D(30)), strict=True)
    ]

    told = {"agreement": under, "from_on": report.from_on, "until_on": report.until_on}
    usage.amend_usage(report, by=SYSTEM, lines=rows, **told)
    report = usage.check_usage(report, by=SYSTEM, on=ACCEPTED)

    kept = report.differences.get()
    assert (kept.row, kept.state, report.difference_count) == (1, DifferenceState.SETTLED, 0)


def test_stock_that_left_after_the_check_has_to_be_checked_again(under, item):
    filled_up(under, item, 100)
    report = checked(under, {"product": item, "quantity": 80, "used_on": MARCH_9})
    accepted(under, {"product": item, "quantity": 50, "used_on": date(2026, 3, 10)})

    with pytest.raises(Refused, match="请重新核对"):
        usage.accept_usage(report, by=SYSTEM, on=ACCEPTED)

    assert queries.balance(item, under.warehouse) == 50
    assert differences(usage.check_usage(report, by=SYSTEM, on=ACCEPTED)) == [(1, DifferenceReason.MORE, 30)]


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_quantity_that_is_not_above_zero_is_refused_and_nothing_is_written(under, item, quantity):
    with pytest.raises(Refused, match="第 2 行"):
        used(under, {"product": item, "quantity": 1}, {"product": item, "quantity": quantity})

    assert not UsageReport.objects.exists()


def test_usage_of_days_to_come_is_not_checked(under, item):
    report = used(under, {"product": item, "quantity": 1})

    with pytest.raises(Refused, match="期满后"):
        usage.check_usage(report, by=SYSTEM, on=date(2026, 3, 30))


def test_a_dropped_report_gives_back_what_it_had_taken_up(under, item):
    first = checked(under, {"product": item, "quantity": 5, "used_on": MARCH_9})
    deciding.carry_over(first.differences.get(), by=SYSTEM, reason="在途")
    usage.accept_usage(first, by=SYSTEM, on=ACCEPTED)
    dropped = checked(under, {"product": item, "quantity": 1})
    usage.drop_usage(dropped, by=SYSTEM, reason="作废")

    again = checked(under, {"product": item, "quantity": 1})

    assert [line.quantity for line in again.lines.all()] == [1, 5]


def test_five_thousand_rows_cost_as_many_statements_as_fifty(under, item, django_assert_max_num_queries):
    filled_up(under, item, 100_000)
    rows = [
        {"product": item, "quantity": 1 + n % 7, "used_on": MARCH_9, "customer_order": f"PO{n}"} for n in range(5000)
    ]

    with django_assert_max_num_queries(110):
        report = accepted(under, *rows)

    assert (report.line_count, report.difference_count) == (5000, 0)
    # 714 weeks of 1 to 7, and 1 and 2
    assert Billing.objects.get().lines.get().quantity == 714 * 28 + 3
