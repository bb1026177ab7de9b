"""Following a customer up on a telephone, in a real browser (M3.3)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from daying.customers import actions
from daying.customers.factories import customer
from daying.customers.models import FollowUp, LetterTemplate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOISE = re.compile(r"status of (409|422)")


@pytest.fixture
def phone(browser, live_server, cast):
    """The engineer's telephone; whatever the browser complains about fails the test."""
    faults = []
    context = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}, has_touch=True)
    session = Client()
    session.force_login(cast.engineer)
    context.add_cookies([{"name": "sessionid", "value": session.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda m: m.type == "error" and not NOISE.search(m.text) and faults.append(m.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def test_a_visit_is_written_down_in_the_customers_car_park(phone, cast):
    ours, today = customer(cast.engineer), timezone.localdate()
    actions.add_contact(by=cast.engineer, customer=ours, name="李工", is_main=True)
    phone.goto(f"/customers/{ours.public_id}/")

    phone.locator(".rec-actions a", has_text="跟进").first.click()
    sheet = phone.locator("dialog.sheet")
    sheet.locator("[name=summary]").fill("样品已到，等测试")
    sheet.locator("[name=kind]").select_option("visit")
    sheet.locator("[name=contact]").select_option(label="李工")
    sheet.locator("[name=next_on]").fill(str(today + timedelta(3)))
    sheet.locator("[name=next_what]").fill("问测试结果")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    sheet.locator(".btn-primary").click()

    expect(phone.locator("#timeline")).to_contain_text("样品已到，等测试")
    written = FollowUp.objects.get()
    assert (written.kind, written.contact.name, written.next_on) == ("visit", "李工", today + timedelta(3))


def test_what_is_wrong_is_told_in_the_dialog(phone, cast):
    ours = customer(cast.engineer)
    phone.goto(f"/customers/{ours.public_id}/")

    phone.locator(".rec-actions a", has_text="跟进").first.click()
    sheet = phone.locator("dialog.sheet")
    sheet.locator("[name=summary]").fill("电话")
    sheet.locator("[name=next_what]").fill("拜访")
    sheet.locator(".btn-primary").click()

    expect(phone.locator("dialog.sheet")).to_contain_text("请填写下一步的日期")
    expect(phone.locator("dialog.sheet [name=summary]")).to_have_value("电话")


def test_choosing_a_template_writes_the_letter(phone, cast):
    ours = customer(cast.engineer, name="鑫淼电子有限公司")
    LetterTemplate.objects.create(name="样品寄送", subject="样品已寄出", text="{customer}：样品已寄出。")
    phone.goto(f"/letters/new/?customer={ours.public_id}")

    phone.locator("#id_template-ts-control").click()
    phone.locator(".ts-dropdown .option", has_text="样品寄送").first.click()

    expect(phone.locator("[name=text]")).to_have_value("鑫淼电子有限公司：样品已寄出。")
    expect(phone.locator("[name=subject]")).to_have_value("样品已寄出")
