"""A carrier's file is read as it comes: any header, rows of one waybill added up, sums left out, faults told (M6.5)."""

from decimal import Decimal

import pytest

from daying.carriers.bills.reading import read
from daying.carriers.tests.bill_files import lines, reading
from daying.core.sheets import Row
from daying.desk.imports.mapping import Map

D = Decimal


def faults(found):
    return [(one.row, one.heading, one.sentence) for one in found.faults]


def test_several_rows_of_one_waybill_are_added_up_and_sums_are_left_out():
    head = "序号,运单号,费用类型,计费重量,应付金额"
    rows = ["1,SF1,运费,2.5,12", "2,SF1,保价费,,1", "小计,,,,13", "3,SF2,运费,1,10", "4,SF2,包装服务,,3.5"]
    rows += ["5,SF1,代收货款手续费,,2", "6,SF2,上楼费,,20", "合计,,,,48.5"]

    found = reading(lines(*rows, head=head))

    first, second = found.waybills.values()
    assert (first.rows, first.weight, first.amount) == ([2, 3, 7], D("2.500"), D(15))
    assert first.values()["freight"], first.values()["insurance"] == (D(12), D(1))
    assert first.values()["cod_fee"] == D(2)
    assert (second.values()["packing"], second.values()["surcharge"], second.amount) == (D("3.5"), D(20), D("33.5"))
    assert (found.rows, found.skipped, found.told_total, found.amount) == (6, 2, D("48.5"), D("48.5"))


@pytest.mark.parametrize(
    "head",
    [
        "日期,运单号码,始发地,目的地,产品类型,计费重量(kg),运费,应付金额",
        "扫描时间,快递单号,寄件地区,到件地区,服务,结算重量,基本运费,总费用",
        "Date,Waybill No.,From,To,Service,Weight,Freight,Amount",
        "Ship date,Tracking number,Origin,Destination,Product,Chargeable weight,Charge,Total",
    ],
)
def test_headers_of_carriers_are_known_by_themselves(head):
    found = reading(lines("2026-03-10,SF1,苏州,上海,标快,3,14,14", head=head))

    (one,) = found.waybills.values()
    assert faults(found) == []
    assert (str(one.billed_on), one.weight, one.amount) == ("2026-03-10", D(3), D(14))
    assert (one.texts["from_place"], one.texts["to_place"], one.texts["service"]) == ("苏州", "上海", "标快")


def test_text_in_a_weight_and_a_weight_below_zero_are_told_by_row():
    rows = ["1,2026-03-01,SF1,,,,三公斤,10,,,10,", "2,昨天,SF2,,,,-2,10,,,10,", "3,2026-03-01,SF3,,,,1,viel,,,10,"]
    rows += ["4,2026-03-01,SF4,,,,1,99999999999,,,10,"]

    found = reading(lines(*rows))

    assert found.fault_count == 5
    assert [(row, heading) for row, heading, _sentence in faults(found)] == [
        (2, "计费重量"),
        (3, "日期"),
        (3, "计费重量"),
        (4, "费用(元)"),
        (5, "费用(元)"),
    ]
    assert found.waybills == {}


def test_a_number_that_the_spreadsheet_has_spoilt_is_told():
    mapping = Map(columns={"number": "单号", "amount": "金额"})
    found = read(["单号", "金额"], [Row(2, [D("7.55012345678901E+17"), D(10)])], mapping)

    assert [(one.row, one.heading) for one in found.faults] == [(2, "单号")]


def test_the_same_row_twice_is_billed_and_noted_as_repeated():
    row = "1,2026-03-01,SF1,,,,1,10,1,,11,"

    (one,) = reading(lines(row, row.replace("1,", "2,", 1))).waybills.values()

    assert (one.amount, one.repeated, one.rows) == (D(22), D(11), [2, 3])


@pytest.mark.parametrize(
    ("row", "freight", "discount", "surcharge", "amount"),
    [
        ("1,,SF1,,,,1,20,2,,20,", 20, 2, 0, 20),  # 22 less what is not named
        ("1,,SF1,,,,1,20,2,0.9,,", 20, 2, 0, 20),  # nine tenths of the freight
        ("1,,SF1,,,,1,20,2,5,,", 20, 5, 0, 17),  # five yuan off
        ("1,,SF1,,,,1,20,2,,25,", 20, 0, 3, 25),  # three that no column names
        ("1,,SF1,,,,1,,,,12.345,", "12.35", 0, 0, "12.35"),
        ("1,,SF1,,,,1,-8,,,-8,", -8, 0, 0, -8),  # given back
    ],
)
def test_the_parts_of_a_row_come_to_what_is_payable(row, freight, discount, surcharge, amount):
    (one,) = reading(lines(row)).waybills.values()

    told = one.values()
    assert (told["freight"], told["discount"]) == (D(str(freight)), D(str(discount)))
    assert (told["surcharge"], told["amount"]) == (D(str(surcharge)), D(str(amount)))
    parts = sum(told[name] for name in ("freight", "insurance", "packing", "cod_fee", "surcharge"))
    assert parts - told["discount"] == told["amount"]
