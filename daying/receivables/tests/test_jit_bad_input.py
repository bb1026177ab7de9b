"""What cannot have been used is told by page, API and file alike, and nothing is half-written (M3.8)."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daying.customers.factories import customer
from daying.products.factories import product
from daying.receivables.models import Billing
from daying.stock import queries
from daying.stock.jit.factories import agreement_in_force, filled_up
from daying.stock.models import MovementKind, StockMovement, UsageLine, UsageReport, UsageState
from tests.fingerprint import fingerprint

pytestmark = pytest.mark.django_db
D = Decimal
FILE = "/customer-usage/import/"
NEW = "/usage-reports/new/"
API = "/api/v1/usage-reports"
BLANK = dict.fromkeys(("id", "product", "product.text", "part_number", "quantity", "used_on", "lot"), "")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


@pytest.fixture
def item():
    return product(code="A-1", list_price=D(10), places=0)


@pytest.fixture
def under(cast, item):
    under = agreement_in_force(customer(cast.engineer, code="KH-1"), item)
    filled_up(under, item, 30)
    return under


@pytest.fixture
def browser(cast, client):
    client.force_login(cast.engineer)
    return client


def typed(browser, under, part, quantity):
    """What the form answers to one line of a part number."""
    row = {**BLANK, "customer_order": "", "part_number": part, "quantity": quantity}
    head = {"agreement": str(under.public_id), "from_on": "2026-03-01", "until_on": "2026-03-31"}
    lines = {f"line.{name}": [value] for name, value in row.items()}
    return browser.post(NEW, {**head, **lines})


def sent(browser, under, part, quantity):
    """What the API answers to the same."""
    body = {"agreement": str(under.public_id), "from_on": "2026-03-01", "until_on": "2026-03-31"}
    body["lines"] = [{"part_number": part, "quantity": quantity, "used_on": "2026-03-09"}]
    return browser.post(API, json.dumps(body), content_type="application/json")


def brought(browser, under, part, quantity):
    """The faults of a file of the same; without any it is taken over."""
    sheet = f"料号,用量,使用日期\n{part},{quantity},2026-03-09".encode()
    file = SimpleUploadedFile("usage.csv", sheet)
    address = browser.post(FILE, {"customer": str(under.customer.public_id), "file": file}).url
    lines = browser.get(address).context["page"].form.lines
    browser.post(f"{address}check/", {line.input: line.chosen for line in lines})
    faults = browser.get(address).context["page"].outcome["faults"]
    browser.post(f"{address}take/")
    return [(fault["row"], " ".join(map(str, fault.values()))) for fault in faults]


@pytest.mark.parametrize(
    ("quantity", "sentence", "by_api"),
    [
        ("-3", "数量须大于 0", "数量须大于 0"),
        ("0", "数量须大于 0", "数量须大于 0"),
        ("三十", "数字", "这不是数字"),
        ("1.0001", "小数", "这不是数字"),
        ("1e30", "", "这不是数字"),
        ("NaN", "数字", "这不是数字"),
    ],
)
def test_a_quantity_that_is_none_is_told_and_nothing_is_written(browser, under, quantity, sentence, by_api):
    before = fingerprint()
    page, api = typed(browser, under, "A-1", quantity), sent(browser, under, "A-1", quantity)
    assert fingerprint() == before

    (fault,) = brought(browser, under, "A-1", quantity)

    assert page.status_code == 422
    assert api.status_code in (409, 422), api.content
    assert quantity in page.content.decode()  # what was typed is kept
    assert fault[0] == 2
    assert sentence in page.content.decode()
    assert sentence in fault[1]
    assert by_api in api.json()["detail"]
    assert not UsageReport.objects.exists()


@pytest.mark.parametrize("by", [typed, sent, brought])
@pytest.mark.parametrize(
    ("part", "quantity", "sentence"),
    [("A-1", "31", "超过库存"), ("NIX-1", "3", "未知料号")],
)
def test_more_than_there_is_and_unknown_parts_are_told_when_checked_and_block_the_bill(
    cast, browser, under, item, by, part, quantity, sentence
):
    by(browser, under, part, quantity)
    report = UsageReport.objects.get()
    address = f"{API}/{report.public_id}"

    done = browser.post(f"{address}/check_usage", {}, content_type="application/json")
    browser.force_login(cast.finance)
    refused = browser.post(f"{address}/accept_usage", {}, content_type="application/json")

    assert (done.status_code, done.json()["difference_count"]) == (200, 1)
    assert (refused.status_code, "请先裁定每项差异" in refused.json()["detail"]) == (409, True)
    assert sentence in browser.get("/usage-differences/").content.decode()
    report.refresh_from_db()
    assert (report.state, UsageLine.objects.get().settled_quantity) == (UsageState.CHECKED, 0)
    assert queries.balance(item, under.warehouse) == 30
    assert not Billing.objects.exists()
    assert not StockMovement.objects.filter(kind=MovementKind.ISSUE).exists()


def test_a_row_that_names_nothing_is_told(browser, under):
    page, api = typed(browser, under, "", "3"), sent(browser, under, "", "3")

    for told in (page.content.decode(), api.json()["detail"]):
        assert "没有产品，也没有料号" in told
    assert brought(browser, under, "", "3")[0][0] == 2
    assert not UsageReport.objects.exists()
