"""The front in a real Chromium: what only scripts do, and that nothing is complained of."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from daying.core.search import rebuild
from daying.desk.models import SavedView
from daying.desk.tests.house import deal, firm, seller, signed_in
from daying.desk.tests.sample.models import Deal, State
from daying.desk.tests.sample.pages import DealPages, FirmPages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def lin(monkeypatch):
    monkeypatch.setattr(DealPages, "section", "Sales")
    monkeypatch.setattr(FirmPages, "section", "Sales")
    return seller("lin")


@pytest.fixture
def deals(lin):
    huatai, xinmiao = firm("天津华泰机械", lin), firm("上海鑫淼电子", lin)
    for number in range(1, 6):
        deal(huatai, f"DE-{number}", state=State.APPROVED, total=Decimal(number))
    deal(xinmiao, "DE-9", wanted_on=date(2026, 5, 1))
    rebuild()


@pytest.fixture
def open_page(browser, live_server, lin):
    """Opens pages as lin; fails when the browser complained of anything."""
    complaints: list[str] = []
    contexts = []

    def opened(path, viewport=None):
        context = browser.new_context(viewport=viewport or DESK)
        contexts.append(context)
        session = signed_in(lin).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [said for said in complaints if "409" not in said and "404" not in said] == []


def rows(page):
    return page.locator(".list-table tbody .c-first").all_inner_texts()


def test_typing_searches_and_the_address_says_so(open_page, deals):
    page = open_page("/sample-deals/")

    page.fill("[data-search]", "xmdz")
    page.wait_for_url(re.compile("q=xmdz"))

    assert rows(page) == ["DE-9"]


def test_a_firm_is_found_in_its_filter_by_pinyin(open_page, deals):
    page = open_page("/sample-deals/")

    page.click("summary:has-text('Firm')")
    page.locator(".ts-control input").type("xmdz")
    page.locator(".ts-dropdown .option:has-text('鑫淼')").click()
    page.wait_for_url(re.compile("firm="))

    assert rows(page) == ["DE-9"]
    assert page.locator(".chip").inner_text().split() == ["Firm", "上海鑫淼电子"]


def test_a_view_is_saved_and_pinned_from_the_list(open_page, deals):
    page = open_page("/sample-deals/?state=approved")

    page.click("button:has-text('Save view')")
    page.fill("#id_name", "Approved ones")
    page.check("[name=is_pinned]")
    page.click("dialog[open] button:has-text('Save')")
    page.wait_for_url(re.compile("view="))

    assert page.locator(".nav-entry:has-text('Approved ones')").count() == 1
    assert SavedView.objects.get().query == "state=approved"


def test_the_list_is_walked_by_keyboard(open_page, deals):
    page = open_page("/sample-deals/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(str(Deal.objects.get(number="DE-9").public_id)))


def test_rows_are_selected_and_a_step_is_taken_with_all(open_page, deals):
    page = open_page("/sample-deals/?state=approved")

    page.check("[data-all]")
    page.click("#bulk button:has-text('Finish')")
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("dialog[open] .outcomes")

    assert page.locator("dialog[open] h2").inner_text() == "Finish: 5 of 5 done"
    assert Deal.objects.filter(state=State.DONE).count() == 5


def test_the_palette_opens_records_by_keyboard(open_page, deals):
    page = open_page("/")

    page.keyboard.press("Control+k")
    page.keyboard.type("tjht")
    page.wait_for_selector(".palette-hit:has-text('天津华泰机械')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sample-firms/"))


def test_a_card_is_dragged_to_where_a_step_leads(open_page, deals):
    page = open_page("/sample-deals/board/")

    with page.expect_response(re.compile("/move/")):
        _drag(page, "approved", "done")
    page.wait_for_selector("[data-lane=done] .tile")

    assert Deal.objects.filter(state=State.DONE).count() == 1


def test_a_card_that_may_not_go_there_goes_back_and_says_why(open_page, deals):
    page = open_page("/sample-deals/board/")

    _drag(page, "submitted", "done")
    page.wait_for_selector("#toasts .message")

    assert page.inner_text("#toasts") == "No step leads from “Submitted” to there."
    page.wait_for_selector("[data-lane=submitted] .tile")


def test_a_card_is_moved_from_its_menu_by_keyboard(open_page, deals):
    page = open_page("/sample-deals/board/")

    page.locator("[data-lane=approved] .tile-menu button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".dropdown-menu.show button:has-text('Finish')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-lane=done] .tile")


@pytest.mark.parametrize("path", ["/", "/sample-deals/", "/sample-deals/board/", "/search/?q=de", "/nowhere/"])
def test_nothing_is_wider_than_a_telephone(open_page, deals, path):
    page = open_page(path, PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_telephone_opens_the_navigation_from_below(open_page, deals):
    page = open_page("/", PHONE)

    page.click(".tabs-bottom button:has-text('Menu')")
    page.wait_for_timeout(300)
    page.click("#nav .nav-entry:has-text('Deals')")
    page.wait_for_url(re.compile("/sample-deals/"))


def test_the_theme_follows_the_system_until_it_is_chosen(open_page, lin):
    page = open_page("/")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.bsTheme === 'dark'")

    page.click(".top-person")
    with page.expect_navigation():
        page.click(".pick button[value=light]")

    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"


def _drag(page, lane, to):
    card = page.locator(f"[data-lane={lane}] .tile").first.bounding_box()
    goal = page.locator(f"[data-lane={to}]").bounding_box()
    x, y = card["x"] + 60, card["y"] + 50
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 13):
        page.mouse.move(x + (goal["x"] + 60 - x) * step / 12, y + step)
    page.wait_for_timeout(250)
    page.mouse.move(goal["x"] + 70, y + 15)
    page.mouse.up()
