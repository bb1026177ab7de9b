"""Sheets out: the very rows of the list, in its columns, safe to open, and written down."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from daying.core import sheets
from daying.core.models import JournalEntry
from daying.core.worker import work_off
from daying.desk import export_views
from daying.desk.tests.house import deal, firm, seller, signed_in
from daying.desk.tests.sample.models import State
from daying.desk.tests.staff import employee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


@pytest.fixture
def lin():
    return seller()


@pytest.fixture
def huatai(lin):
    return firm("天津华泰机械", lin)


def export(person, query="format=xlsx", slug="sample-deals"):
    return signed_in(person).get(f"/{slug}/export/?{query}")


def cells(response):
    sheet = sheets.read(BytesIO(response.getvalue()))
    return sheet.header, [row.cells for row in sheet.rows]


def test_sheet_holds_the_filtered_rows_in_the_columns_of_the_list(lin, huatai):
    deal(huatai, "DE-1", total=Decimal("1234.50"))
    deal(huatai, "DE-2", state=State.DRAFT)

    header, rows = cells(export(lin, "format=xlsx&state=submitted"))

    assert header == ["Number", "Firm", "Wanted on", "Total", "State"]
    assert rows == [["DE-1", "天津华泰机械", date(2026, 3, 31), Decimal("1234.5"), "Submitted"]]


def test_columns_and_order_may_be_chosen(lin, huatai):
    deal(huatai, "DE-1", total=Decimal(5))
    deal(huatai, "DE-2", total=Decimal(7))

    assert cells(export(lin, "format=csv&columns=number,total&sort=-total")) == (
        ["Number", "Total"],
        [["DE-2", "7.00"], ["DE-1", "5.00"]],
    )


def test_only_rows_in_sight_leave_the_house(lin, huatai):
    deal(firm("上海鑫淼", seller("zhao")), "DE-2")

    assert cells(export(lin)) == (["Number", "Firm", "Wanted on", "Total", "State"], [])


def test_columns_out_of_sight_are_left_out(lin, huatai):
    deal(huatai, "DE-1", margin=Decimal("0.10"))

    assert cells(export(lin, "format=csv&columns=number,margin"))[0] == ["Number"]
    boss = seller("xu", "sample.see_margin", "sample.see_all")
    assert cells(export(boss, "format=csv&columns=number,margin"))[1] == [["DE-1", "0.10"]]


def test_export_needs_its_right(huatai):
    assert export(employee("chen", "sample.view_deal")).status_code == 403


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2+3", "@sum", "＝1", "  =2"])
def test_no_cell_runs_as_a_formula(lin, name):
    deal(firm(name, lin), "DE-1")

    text = export(lin, "format=csv").getvalue().decode("utf-8-sig")

    assert text.splitlines()[1].split(",")[1].strip('"').startswith("'")


def test_csv_comes_in_utf_8_with_its_mark_or_in_gb18030(lin, huatai):
    deal(huatai, "DE-1")

    assert export(lin, "format=csv").getvalue().startswith("\ufeffNumber".encode())
    assert "天津华泰机械".encode("gb18030") in export(lin, "format=csv&encoding=gb18030").getvalue()


def test_export_is_written_down(lin, huatai):
    deal(huatai, "DE-1")

    export(lin, "format=csv&state=submitted")

    entry = JournalEntry.objects.get(verb="sample.export_deal")
    assert (entry.by, entry.subject_type) == (lin, "sample.deal")
    assert entry.note == "1 rows: Number, Firm, Wanted on, Total, State\n?format=csv&state=submitted"


def test_long_list_is_written_by_a_worker_and_fetched(lin, huatai, monkeypatch):
    monkeypatch.setattr(export_views, "AT_ONCE", 2)
    for number in range(3):
        deal(huatai, f"DE-{number}")
    browser = signed_in(lin)

    waiting = browser.get("/sample-deals/export/?format=csv&sort=number", follow=True)
    address = waiting.redirect_chain[-1][0]
    assert "Waiting for its turn" in waiting.content.decode()
    assert browser.get(f"{address}file/").status_code == 404
    work_off()

    assert "3 rows are ready" in browser.get(address).content.decode()
    assert [row[0] for row in cells(browser.get(f"{address}file/"))[1]] == ["DE-0", "DE-1", "DE-2"]
    assert JournalEntry.objects.filter(verb="sample.export_deal").count() == 1
    assert signed_in(seller("zhao")).get(f"{address}file/").status_code == 404


def test_without_a_format_the_page_offers_them(lin, huatai):
    page = export(lin, "state=submitted").content.decode()

    assert "?state=submitted&amp;format=csv&amp;encoding=gb18030" in page


def test_statements_do_not_grow_with_the_rows(lin, django_assert_max_num_queries):
    for number in range(30):
        deal(firm(f"公司{number}", lin), f"DE-{number}")
    browser = signed_in(lin)

    with django_assert_max_num_queries(25):
        browser.get("/sample-deals/export/?format=xlsx")
