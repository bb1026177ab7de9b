"""A bill against the courier book and the tariffs: each difference with its reason, adding up exactly (M6.5)."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from daying.carriers.actions import cancel_waybill as cancel
from daying.carriers.bills import actions, checking
from daying.carriers.factories import carrier, tariff, waybill
from daying.carriers.models import BillDifference, BilledWaybill, CarrierPolicy
from daying.carriers.tests.bill_files import brought, checked, lines, told
from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused

pytestmark = pytest.mark.django_db
D = Decimal
SERVICES = [{"service": "标快", "divisor": 6000, "discount": D("0.1")}, {"service": "特快", "divisor": 6000}]
FARES = [
    {"service": service, "from_zone": "苏州", "to_zone": to, "first_weight": 1, "first_price": first, "step": 1}
    | {"step_price": more}
    for service, plus in (("标快", 0), ("特快", 6))
    for to, first, more in (("同城", 8 + plus, 2), ("江浙沪皖", 10 + plus, 2), ("其他", 12 + plus, 3))
]
INSURANCE = [{"kind": "insurance", "base": "declared", "rate": D("0.01"), "minimum": 1}]


@pytest.fixture(autouse=True)
def _house(cast, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}
    tariff(services=SERVICES, fares=FARES, surcharges=INSURANCE)


def row(number="SF1", day="2026-03-10", to="上海", service="标快", weight=1, freight=10, insurance="", off="", pay=9):
    return f"1,{day},{number},苏州,{to},{service},{weight},{freight},{insurance},{off},{pay},寄付月结"


def test_a_bill_that_is_right_has_no_difference():
    waybill("SF1")  # 10 in the first kilogram, a tenth off
    waybill("SF2", actual_weight=D("2.7"), declared_value=D(500))  # 3 kg: 14 less 1.40, and 5 of insurance

    bill = checked(row("SF1"), row("SF2", weight=3, freight=14, insurance=5, pay="17.60"))

    assert told(bill) == {}
    assert (bill.state, bill.billed_amount, bill.tariff_amount) == ("checked", D("26.60"), D("26.60"))
    assert BilledWaybill.objects.filter(bill=bill, waybill=None).count() == 0


@pytest.mark.parametrize(
    ("theirs", "reasons"),
    [
        # 3 kg instead of 1: 14 less a tenth against 10 less a tenth.
        ({"weight": 3, "freight": 14, "pay": "12.60"}, [("weight", "3.60")]),
        # 北京 is 12, less a tenth.
        ({"to": "北京", "freight": 12, "pay": "10.80"}, [("zone", "1.80")]),
        # 特快 is 16 without discount.
        ({"service": "特快", "freight": 16, "pay": 16}, [("service", "7.00")]),
        ({"pay": 10}, [("discount", "1.00")]),
        ({"insurance": 3, "pay": 12}, [("surcharge", "3.00")]),
        ({"freight": 13, "pay": "11.70"}, [("price", "2.70")]),
        # Less than agreed is told too.
        ({"freight": 8, "pay": "7.20"}, [("price", "-1.80")]),
        # 3 kg to 北京: 14 against 10, then 18 against 14, each less a tenth; and 2 nobody agreed to.
        (
            {"weight": 3, "to": "北京", "freight": 18, "insurance": 2, "pay": "18.20"},
            [("weight", "3.60"), ("zone", "3.60"), ("surcharge", "2.00")],
        ),
        # Half a kilogram more costs nothing more.
        ({"weight": "0.8"}, []),
        ({"to": "上海市浦东新区"}, []),
    ],
)
def test_each_difference_has_its_reason_and_they_add_up(theirs, reasons):
    waybill("SF1")

    bill = checked(row(**theirs))

    assert told(bill) == ({"SF1": reasons} if reasons else {})
    billed = BilledWaybill.objects.get(bill=bill)
    assert billed.amount - billed.own_amount == billed.excess == sum((D(a) for _r, a in reasons), D(0))


def test_what_is_not_in_the_book_not_ours_and_of_another_month_is_told():
    waybill("SF2", payer="receiver")
    cancel(waybill("SF3"), by=SYSTEM, reason="未寄")
    waybill("SF4")

    bill = checked(row("SF1"), row("SF2"), row("SF3"), row("SF4", day="2026-02-27"))

    assert told(bill) == {
        "SF1": [("not_in_book", "9.00")],
        "SF2": [("not_ours", "9.00")],
        "SF3": [("not_ours", "9.00")],
        "SF4": [("other_month", "9.00")],
    }


def test_another_account_and_another_payer_in_the_file_are_not_ours():
    waybill("SF1")
    waybill("SF2")
    head = "运单号,月结账号,应付金额,付款方式"

    bill = checked("SF1,999,9,寄付月结", "SF2,111,9,到付", head=head, account="111")

    assert told(bill) == {"SF1": [("not_ours", "9.00")], "SF2": [("not_ours", "9.00")]}


def test_what_stood_on_an_earlier_bill_or_twice_in_the_file_is_doubled():
    waybill("SF1")
    waybill("SF2")
    checked(row("SF1"), number="first")

    bill = checked(row("SF1"), row("SF2"), row("SF2"), number="second")

    assert told(bill) == {"SF1": [("doubled", "9.00")], "SF2": [("doubled", "9.00")]}


def test_without_a_tariff_nothing_is_said_but_that():
    waybill("SF1", booked_on="2025-12-30")
    waybill("JD1", of=carrier("JD"))

    assert told(checked(row("SF1", day="2026-03-01"))) == {"SF1": [("no_tariff", "0.00")]}
    assert told(checked(row("JD1"), carrier=carrier("JD"))) == {"JD1": [("no_tariff", "0.00")]}


def test_small_differences_are_passed_up_to_the_tolerance_of_the_policy():
    waybill("SF1")
    waybill("SF2")
    CarrierPolicy.objects.all().delete()
    changes.create(CarrierPolicy(tolerance=D("0.50")), by=SYSTEM)

    bill = checked(row("SF1", freight="10.50", pay="9.45"), row("SF2", freight="10.70", pay="9.63"))

    assert told(bill) == {"SF2": [("price", "0.63")]}


def test_checked_again_a_waybill_entered_meanwhile_is_found_and_decisions_stay():
    waybill("SF1")
    bill = checked(row("SF1", freight=13, pay="11.70"), row("SF2"))
    actions.accept(BillDifference.objects.get(reason="price"), by=SYSTEM, on=bill.checked_at.date(), reason="算了")
    waybill("SF2")

    bill = actions.check(bill, by=SYSTEM)

    assert told(bill) == {"SF1": [("price", "2.70")]}
    assert BillDifference.objects.get().state == "accepted"


def test_what_the_book_has_and_nobody_bills_is_listed():
    waybill("SF1")
    waybill("SF2")
    waybill("SF3", booked_on="2026-04-01")
    waybill("SF4", payer="cash")

    bill = checked(row("SF1"))

    assert [one.number for one in checking.unbilled(bill)] == ["SF2"]


def test_a_file_with_one_fault_writes_nothing():
    from daying.carriers.bills import sheet

    bill = brought(lines(row("SF1"), row("SF2", weight="viel")))

    bill = actions.take(bill, by=SYSTEM, read=sheet.read(bill))

    assert (bill.fault_count, bill.waybills, BilledWaybill.objects.count()) == (1, 0, 0)
    assert bill.faults[0][:3] == [3, "计费重量", "viel"]
    with pytest.raises(Refused):
        actions.check(bill, by=SYSTEM)


def test_statements_do_not_grow_with_the_waybills(django_assert_max_num_queries):
    for number in range(40):
        waybill(f"SF{number}")
    few = checked(*(row(f"SF{n}", freight=13, pay="11.70") for n in range(2)), number="few")
    many = checked(*(row(f"SF{n}", freight=13, pay="11.70") for n in range(2, 40)), number="many")

    for bill in (few, many):
        with django_assert_max_num_queries(24):
            actions.check(bill, by=SYSTEM)
    assert BillDifference.objects.aggregate(sum=Sum("amount"))["sum"] == 40 * D("2.70")
