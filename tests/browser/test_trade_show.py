"""A trade show in a real Chromium, at a desk and on a telephone: the code on the stand, a visitor, a customer (M2.5).

Beside it a list of companies from elsewhere, brought as a sheet.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import expect

from daying.customers.models import Customer
from daying.market.factories import approved_show
from daying.market.models import Lead, Prospect
from tests.browser.pages import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
VISITOR = "天津华泰机械有限公司"
LIST = "公司名称,联系人,手机,所在城市\n唐山冶金轴承公司,孙工,13900002222,唐山\n天津华太机械公司,周工,13900003333,天津\n"


@pytest.fixture(autouse=True)
def at_the_show():
    with time_machine.travel(datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Asia/Shanghai")), tick=True):
        yield


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_visitor_becomes_a_customer(width, at_screen, browser, live_server, cast, faults, tmp_path):
    approved_show(cast.manager, name="上海轴承展", first_on=date(2026, 3, 3), last_on=date(2026, 3, 5))
    engineer = at_screen("engineer1", width)

    address = the_code_is_shown(engineer)
    a_visitor_leaves_details(browser, address, faults)
    the_lead_is_taken_up(engineer)
    a_list_is_brought(at_screen("manager1", width), tmp_path)
    the_prospect_becomes_a_customer(engineer)

    assert Lead.objects.get().is_from_visitor
    assert Customer.objects.get().name == VISITOR
    assert sorted(Prospect.objects.values_list("name", flat=True)) == ["唐山冶金轴承公司", VISITOR]


def the_code_is_shown(engineer):
    engineer.goes_to("展会")
    engineer.opens("上海轴承展")
    engineer.presses("访客登记码")
    engineer.reads("上海轴承展", "访客扫码登记")
    expect(engineer.page.locator(".visit-picture")).to_be_visible()
    return engineer.page.locator(".visit-address a").get_attribute("href")


def a_visitor_leaves_details(browser, address, faults):
    context = browser.new_context(viewport={"width": PHONE, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))
    page.goto(address)
    page.get_by_label("公司", exact=True).fill(VISITOR)
    page.get_by_label("您的姓名").fill("李工")
    page.get_by_label("电话").fill("13800001111")
    page.get_by_label("感兴趣的产品").fill("6205 轴承")
    page.get_by_label("我同意").check()
    page.wait_for_timeout(2_100)  # nobody fills it in faster
    page.get_by_role("button", name="提交").click()
    expect(page.locator("h1")).to_have_text("谢谢")
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    context.close()


def the_lead_is_taken_up(engineer):
    engineer.opens_waiting("待转入的展会线索", VISITOR)
    engineer.presses("跟进转入")
    engineer.reads_state("已转入")
    engineer.reads_fact("潜在客户", VISITOR)


def a_list_is_brought(manager, tmp_path):
    """One of the two sounds like the visitor's company, and is left out."""
    sheet = tmp_path / "list.csv"
    sheet.write_bytes(LIST.encode("gb18030"))
    manager.page.goto("/prospects/import/")
    manager.page.locator("input[name=file]").set_input_files(sheet)
    manager.page.locator("#main form button.btn-primary").click()
    manager.looks()
    manager.page.locator("#main form button.btn-primary").first.click()
    manager.looks()
    manager.reads("名称读音相同的潜在客户由王海涛负责")
    manager.page.locator("button[name=only_good], button:has-text('只')").first.click()
    manager.looks()
    manager.reads("1")


def the_prospect_becomes_a_customer(engineer):
    engineer.opens_waiting("待联系的潜在客户", VISITOR)
    engineer.presses("转为客户")
    engineer.page.locator("dialog[open] button.btn-primary").click()
    engineer.looks()
    engineer.reads_state("已转为客户")
    engineer.reads_fact("客户", VISITOR)
    engineer.page.locator(".fact a", has_text=VISITOR).first.click()
    engineer.looks()
    engineer.opens_tab("联系人")
    engineer.reads("李工", "13800001111")
