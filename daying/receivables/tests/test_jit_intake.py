"""A customer's own usage file: columns known from the last time, read whole, faults told by row (M3.8)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.worker import work_off
from daying.customers.factories import customer
from daying.desk.models import SavedMapping
from daying.products.factories import product
from daying.products.models import CustomerPart
from daying.receivables.models import Billing
from daying.stock.jit import deciding, usage
from daying.stock.jit.factories import ACCEPTED, agreement_in_force, filled_up
from daying.stock.models import DifferenceReason, UsageLine, UsageReport, UsageState

pytestmark = pytest.mark.django_db
D = Decimal
HEAD = "客户料号,消耗数量,过账日期,批号,工单号"
ADDRESS = "/customer-usage/import/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


@pytest.fixture
def item():
    return product(code="A-1", list_price=D(10))


@pytest.fixture
def firm(cast, item):
    found = customer(cast.engineer, code="KH-1")
    changes.create(CustomerPart(customer=found, code="AX-1", product=item), by=SYSTEM)
    return found


@pytest.fixture
def under(firm, item):
    return agreement_in_force(firm, item)


@pytest.fixture
def browser(cast, client):
    client.force_login(cast.engineer)
    return client


def bring(browser, firm, *rows, head=HEAD):
    file = SimpleUploadedFile("usage.csv", "\n".join([head, *rows]).encode())
    answer = browser.post(ADDRESS, {"customer": str(firm.public_id), "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def checked(browser, address, **more):
    """The page of the import after its columns were taken as proposed."""
    lines = browser.get(address).context["page"].form.lines
    sent = {line.input: line.chosen for line in lines} | {line.constant_input: line.constant for line in lines}
    answer = browser.post(f"{address}check/", {**sent, **more})
    assert answer.status_code == 302, answer.content.decode()
    return browser.get(address).context["page"]


def test_a_file_becomes_one_report_of_the_period_of_its_rows(browser, firm, under, item):
    address = bring(browser, firm, "ax-1,10,2026-03-09,A,WO-1", "A-1,5,2026-03-10,,WO-2", "NIX,3,2026-03-31,,")

    page = checked(browser, address)

    assert (page.outcome["faults"], page.outcome["rows"]) == ([], 3)
    browser.post(f"{address}take/")
    report = UsageReport.objects.get()
    assert (report.agreement, report.state, report.line_count) == (under, UsageState.DRAFT, 3)
    assert (report.from_on, report.until_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert [(line.product, line.part_number, line.lot, line.customer_order) for line in report.lines.all()] == [
        (item, "ax-1", "A", "WO-1"),
        (item, "A-1", "", "WO-2"),
        (None, "NIX", "", ""),
    ]
    browser.post(f"{address}undo/")
    assert not UsageReport.objects.exists()


def test_the_columns_are_known_the_next_time_by_themselves(browser, firm, under):
    strange = "Teil,Menge,Tag"
    first = bring(browser, firm, "AX-1,1,2026-03-09", head=strange)
    names = {"lines.part_number": "Teil", "lines.quantity": "Menge", "lines.used_on": "Tag"}
    browser.post(f"{first}check/", {f"from.{name}": json.dumps([text]) for name, text in names.items()})

    again = browser.get(bring(browser, firm, "AX-1,2,2026-03-10", head=strange)).context["page"]

    chosen = {line.column.name: line.chosen for line in again.form.lines if line.chosen}
    assert chosen == {name: json.dumps([text]) for name, text in names.items()}
    assert SavedMapping.objects.get().name == str(firm.public_id)


def test_a_quantity_that_is_none_is_told_by_row_and_nothing_is_written(browser, firm, under):
    address = bring(browser, firm, "AX-1,viel,2026-03-09,,", "AX-1,-3,2026-03-09,,", "AX-1,1,gestern,,")

    told = [(fault["row"], fault["heading"]) for fault in checked(browser, address).outcome["faults"]]

    assert told == [(2, "消耗数量"), (3, "消耗数量"), (4, "过账日期")]
    browser.post(f"{address}take/")
    assert not UsageReport.objects.exists()


def test_a_customer_without_an_agreement_is_told(browser, cast, under):
    stranger = customer(cast.engineer)
    file = SimpleUploadedFile("usage.csv", f"{HEAD}\nAX-1,1,2026-03-09,,".encode())

    answer = browser.post(ADDRESS, {"customer": str(stranger.public_id), "file": file})

    assert not UsageReport.objects.exists()
    assert answer.status_code != 500


def test_a_file_of_five_thousand_rows_is_read_checked_and_billed(browser, firm, under, item):
    filled_up(under, item, 9000)
    rows = [f"AX-1,2,2026-03-{1 + n % 31:02d},,WO-{n}" for n in range(5000)]

    address = bring(browser, firm, *rows)
    checked(browser, address)
    work_off()
    browser.post(f"{address}take/")
    work_off()
    report = usage.check_usage(UsageReport.objects.get(), by=SYSTEM, on=ACCEPTED)

    # 9,000 lie there: the first 4,500 rows of the month, by the day of use, are covered
    assert (report.line_count, report.difference_count) == (5000, 500)
    assert {one.reason for one in report.differences.all()} == {DifferenceReason.MORE}
    page = browser.get(f"/usage-reports/{report.public_id}/")
    assert page.status_code == 200
    deciding.carry_over_all(report, by=SYSTEM, reason="在途")
    usage.accept_usage(report, by=SYSTEM, on=ACCEPTED)
    assert (Billing.objects.get().total, UsageLine.objects.filter(settled_quantity=2).count()) == (D(90_000), 4500)


def test_the_api_takes_a_report_once_however_often_it_is_sent(browser, firm, under, item):
    body = {
        "agreement": str(under.public_id),
        "from_on": "2026-03-01",
        "until_on": "2026-03-31",
        "reference": "CR-7",
        "lines": [{"part_number": "AX-1", "quantity": "5", "used_on": "2026-03-09"}],
    }
    sent = [
        browser.post("/api/v1/usage-reports", body, content_type="application/json", HTTP_IDEMPOTENCY_KEY="k1")
        for _ in range(2)
    ]

    assert [one.status_code for one in sent] == [201, 201], sent[0].content
    assert UsageReport.objects.get().lines.get().product == item
    done = browser.post(
        f"/api/v1/usage-reports/{sent[0].json()['id']}/check_usage", {}, content_type="application/json"
    )
    assert (done.status_code, done.json()["state"], done.json()["difference_count"]) == (200, "checked", 1), (
        done.content
    )
