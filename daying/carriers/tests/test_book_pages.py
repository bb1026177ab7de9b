"""The courier book on the page: a day typed or pasted, sheets, the rating and the way of a waybill (M6.5, M5.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.carriers import actions
from daying.carriers.factories import carrier, tariff, waybill
from daying.carriers.models import Waybill, WaybillState
from daying.carriers.pages.waybill import late_waybills
from daying.carriers.reports.book import waybills_by_carrier, waybills_by_day
from daying.carriers.views import DayLines
from daying.core.periods import Month
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.desk.imports.columns import IMPORTERS

pytestmark = pytest.mark.django_db
D = Decimal
MARCH = Month(2026, 3)
DAY = "/waybills/day/"
NAMES = [*DayLines.lines[1]]
BLANK = {"kind": "goods", "pieces": "1", "actual_weight": "0", "declared_value": "0", "cod_amount": "0"}


def entry(*rows, **head):
    """What the browser sends for a day."""
    usual = {"carrier": carrier().public_id, "booked_on": "2026-03-10", "payer": "monthly", "service": "标快"}
    told = {**usual, **head, "line.id": [""] * len(rows)}
    for name in NAMES:
        told[f"line.{name}"] = ["" if name == "customer" else {**BLANK, **row}.get(name, "") for row in rows]
    told["line.customer.text"] = [row.get("customer", "") for row in rows]
    return told


@pytest.fixture
def clerk(cast, client):
    client.force_login(cast.customer_service)
    return client


def test_a_day_of_waybills_is_booked_in_one_step(cast, clerk):
    tariff()
    firm = customer(cast.engineer, name="苏州电机有限公司")
    rows = [
        {"number": "sf 1", "customer": firm.name, "receiver_address": "上海市浦东新区1号", "actual_weight": "2.5"},
        {"number": "SF2", "kind": "papers", "to_city": "深圳", "actual_weight": "0.3"},
        {},
    ]

    sent = clerk.post(DAY, entry(*rows))

    assert sent.status_code == 302
    assert sent["Location"].endswith("booked_on_from=2026-03-10&booked_on_to=2026-03-10")
    first, second = Waybill.objects.order_by("number")
    assert (first.number, first.customer, first.to_province, first.handled_by) == (
        "SF1",
        firm,
        "上海",
        cast.customer_service,
    )
    assert (second.kind, second.to_province, second.booked_on) == ("papers", "广东", date(2026, 3, 10))


def test_what_is_wrong_stands_at_its_row_and_nothing_is_lost(cast, clerk):
    waybill("SF1")
    rows = [
        {"number": "SF1", "remarks": "样册"},
        {"number": "SF2", "actual_weight": "-1"},
        {"number": "SF3", "actual_weight": "3", "to_city": "苏州"},
    ]

    first = clerk.post(DAY, entry(*rows))
    rows[1]["actual_weight"] = "1"
    rows.append({"number": "sf3"})
    rows.append({"number": "SF4", "to_city": "火星"})
    second = clerk.post(DAY, entry(*rows))

    assert (first.status_code, second.status_code, Waybill.objects.count()) == (422, 422, 1)
    assert [_faults(row) for row in first.context["grid"].rows][1].keys() == {"actual_weight"}
    faults = [_faults(row) for row in second.context["grid"].rows]
    assert "火星" in faults[4]["to_city"]
    assert "已于 2026-03-10 登记" in faults[0]["number"]
    assert "两次" in faults[3]["number"]
    assert faults[1:3] == [{}, {}]
    assert "样册" in second.content.decode()


def _faults(row):
    return {cell.column.name: cell.fault for cell in row.cells if cell.fault}


def test_an_empty_day_says_so(cast, clerk):
    sent = clerk.post(DAY, entry({}))

    assert sent.status_code == 422
    assert "至少录入一个运单" in sent.content.decode()


def test_the_same_entry_sent_twice_counts_once(cast, clerk):
    told = entry({"number": "SF1"}, request_key="one-day")

    answers = [clerk.post(DAY, told).status_code for _n in range(2)]

    assert (answers, Waybill.objects.count()) == ([302, 302], 1)


def test_whoever_may_not_book_sees_no_entry(cast, client):
    client.force_login(cast.auditor)

    assert client.get(DAY).status_code == 403


def test_the_page_explains_the_cost_and_tells_the_way(cast, client):
    tariff()
    booked = waybill(actual_weight=D(3), department=cast.finance.department)
    actions.deliver_waybill(booked, by=cast.warehouse, on=date(2026, 3, 12), received_by="王师傅")
    client.force_login(cast.finance)

    page = client.get(f"/waybills/{booked.public_id}/").content.decode()

    assert "14.00" in page
    assert "已签收" in page
    assert "王师傅" in page


def test_a_waybill_without_a_tariff_says_so(cast, client):
    booked = waybill(department=cast.finance.department)
    client.force_login(cast.finance)

    assert "没有适用的价目表" in client.get(f"/waybills/{booked.public_id}/").content.decode()


def test_the_api_books_once(cast, client):
    client.force_login(cast.customer_service)
    asked = {"carrier": str(carrier().public_id), "number": "SF1", "booked_on": "2026-03-10", "to_city": "上海"}

    answers = [
        client.post("/api/v1/waybills", asked, content_type="application/json", HTTP_IDEMPOTENCY_KEY="1")
        for _n in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Waybill.objects.get().to_province == "上海"


def test_waybills_past_their_day_are_somebodys_task(cast):
    late = waybill("SF1", promised_on=date(2026, 3, 11))
    waybill("SF2", promised_on=date(2026, 3, 12))
    waybill("SF3", promised_on=date(2026, 3, 11), state=WaybillState.RETURNED)

    assert list(late_waybills(cast.warehouse, date(2026, 3, 12))) == [late]
    assert not late_waybills(cast.engineer, date(2026, 3, 12)).exists()


def test_figures_by_carrier_and_by_day(cast):
    sf, other = carrier(), carrier("YTO")
    day = date(2026, 3, 12)
    done = {"state": WaybillState.DELIVERED, "delivered_on": day}
    department = cast.finance.department
    waybill("1", sf, **done, promised_on=day, department=department)
    waybill("2", sf, **done, promised_on=date(2026, 3, 11))
    waybill("3", sf, **done)
    waybill("4", other, state=WaybillState.LOST, cod_amount=D(50), department=department)
    waybill("5", other, state=WaybillState.CANCELLED)

    by_carrier = waybills_by_carrier(MARCH, Customer.objects.all())
    by_day = waybills_by_day(MARCH, Customer.objects.all())

    assert [(row["carrier"], row["booked"], row["on_time"], row["late"]) for row in by_carrier] == [
        (sf, 3, 1, 1),
        (other, 1, 0, 0),
    ]
    assert [row["rate"] for row in by_carrier] == [D("0.5"), None]
    assert by_carrier[1]["went_wrong"] == 1
    assert {(row["department"], row["waybills"], row["cod"]) for row in by_day} == {(department, 2, 50), (None, 2, 0)}


def test_five_thousand_waybills_take_as_many_statements_for_each_batch(cast):
    tariff()
    sf = carrier()
    needed = []
    for start, count in ((0, 500), (10_000, 5000)):
        rows = [
            {"carrier": sf, "number": f"SF{start + n}", "booked_on": date(2026, 3, 10), "to_city": "上海"}
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as statements:
            actions.book_waybills(rows, by=cast.customer_service)
        needed.append(len(statements))

    assert Waybill.objects.count() == 5500
    assert needed[1] <= needed[0] * 10


def test_the_status_file_is_offered():
    assert "waybill-status" in IMPORTERS
