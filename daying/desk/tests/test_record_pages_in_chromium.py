"""The record pages in a real browser: keys, pasting, amounts as one types, dialogs, names after an @, a phone."""

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from daying.desk.models import Mention
from daying.desk.tests import deals
from daying.desk.tests.sample.models import Deal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAST_NOISE = re.compile(r"status of (409|422)")


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def faults():
    return []


@pytest.fixture
def page(browser, live_server, wang, faults):
    """A page of the signed-in person's; whatever the browser complains about fails the test."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    session = deals.signed_in(wang).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda m: m.type == "error" and not PAST_NOISE.search(m.text) and faults.append(m.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def cell(page, row, column):
    return page.locator(f"tr[data-row] >> nth={row}").locator(f"td[data-col={column}] input:not([type=hidden])")


def paste(page, target, text):
    target.focus()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def test_block_from_a_spreadsheet_fills_the_lines(page, wang):
    firm = deals.firm(wang)
    bolts = [deals.item(wang, f"B-{n}", f"Bolt {n}", "2.50") for n in range(3)]
    page.goto(f"/sample-deals/new/?firm={firm.public_id}")
    page.locator("[name=wanted_on]").fill("2026-12-24")

    paste(page, cell(page, 0, "item"), "B-0\t1,000\t2.50\t5%\t2026/12/1\nBolt 1\t20\t3\t\t\nB-404\t3\t1\t\tnever\n")
    expect(page.locator("td.has-fault")).to_have_count(2)

    expect(page.locator("[data-total]")).to_have_text("2,438.00")
    paste(page, cell(page, 2, "item"), "B-2\t3\n")
    cell(page, 2, "wanted_on").fill("2026-12-02")
    expect(page.locator("td.has-fault")).to_have_count(0)
    page.locator("[data-save]").click()
    page.wait_for_url("**/sample-deals/*-*/")

    deal = Deal.objects.get()
    lines = list(deal.lines.values_list("item__code", "quantity", "discount", "wanted_on"))
    assert lines == [
        ("B-0", Decimal("1000.000"), Decimal("0.0500"), date(2026, 12, 1)),
        (bolts[1].code, Decimal("20.000"), Decimal("0.0000"), None),
        ("B-2", Decimal("3.000"), Decimal("0.0000"), date(2026, 12, 2)),
    ]
    assert deal.total == Decimal("2438.00")


def test_first_row_with_our_headings_says_which_column_is_which(page, wang):
    deals.item(wang, "B-1", "Bolt", "2.50")
    page.goto("/sample-deals/new/")

    paste(page, cell(page, 0, "item"), "Quantity\tNobody knows\tItem\n7\tx\tB-1\n")
    expect(page.locator("[data-total]")).to_have_text("17.50")

    assert cell(page, 0, "quantity").input_value() == "7"
    assert cell(page, 0, "item").input_value() == "B-1 Bolt"


def test_lines_are_typed_without_a_mouse(page, wang):
    deals.item(wang, "B-1", "Bolt", "2.50")
    deals.item(wang, "N-1", "Nut", "0.10")
    page.goto("/sample-deals/new/")

    cell(page, 0, "item").focus()
    page.keyboard.type("B-1")
    page.locator(".offers [role=option]").wait_for()
    page.keyboard.press("Enter")
    expect(cell(page, 0, "unit_price")).to_have_value("2.50")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.keyboard.type("9")
    page.keyboard.press("Control+d")
    page.keyboard.press("Alt+ArrowUp")

    assert page.locator("tr[data-row]").count() == 3
    page.keyboard.press("Control+Delete")
    page.keyboard.press("Control+Enter")
    quantities = [cell(page, n, "quantity").input_value() for n in range(page.locator("tr[data-row]").count())]
    assert quantities == ["4", "9", ""]
    expect(page.locator("[data-sum]")).to_have_text("13")


def test_choice_brings_what_belongs_to_it_and_search_finds_by_code(page, wang):
    deals.firm(wang, "Alpha")
    beta = deals.firm(wang, "Beta", currency="USD")
    page.goto("/sample-deals/new/")

    page.locator(".ts-control").click()
    page.keyboard.type(beta.code)
    page.locator(".ts-dropdown .option", has_text="Beta").click()

    expect(page.locator("[name=currency]")).to_have_value("USD")


def test_dialog_keeps_what_was_typed_when_refused_and_acts_when_not(page, wang):
    deal = deals.deal(wang, deals.firm(wang), (deals.item(wang), "1", "1"))
    page.goto(f"/sample-deals/{deal.public_id}/")

    page.get_by_role("link", name="Cancel…").click()
    page.locator("dialog [name=reason]").fill("For no reason")
    page.locator("dialog .btn-primary").click()
    page.get_by_text("Say it with “because”.").wait_for()
    assert page.locator("dialog [name=reason]").input_value() == "For no reason"
    page.locator("dialog [name=reason]").fill("because it rains")
    page.locator("dialog .btn-primary").click()
    page.locator(".st", has_text="Cancelled").first.wait_for()

    deal.refresh_from_db()
    assert deal.state == "cancelled"


def test_double_click_takes_a_step_once(page, wang):
    deal = deals.deal(wang, deals.firm(wang), (deals.item(wang), "1", "1"))
    page.goto(f"/sample-deals/{deal.public_id}/")

    page.get_by_role("button", name="Submit").dblclick()
    page.locator(".st", has_text="Submitted").first.wait_for()

    deal.refresh_from_db()
    assert (deal.state, deal.version) == ("submitted", 2)


def test_colleague_is_chosen_after_an_at(page, wang):
    lina = deals.dealer("lina", "sample.see_all")
    type(lina).objects.filter(pk=lina.pk).update(name="李娜")
    deal = deals.deal(wang, deals.firm(wang))
    page.goto(f"/sample-deals/{deal.public_id}/")

    page.locator("#timeline textarea").click()
    page.keyboard.type("Please, @li")
    page.locator(".offers li").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("look")
    page.locator(".say button").click()
    page.locator(".line-said mark", has_text="@李娜").wait_for()

    assert Mention.objects.get().person == lina


def test_file_is_added_and_listed(page, wang):
    deal = deals.deal(wang, deals.firm(wang))
    page.goto(f"/sample-deals/{deal.public_id}/")

    page.locator(".files-add input[type=file]").set_input_files(
        {"name": "图纸.txt", "mimeType": "text/plain", "buffer": b"lines"}
    )

    page.locator(".files a", has_text="图纸.txt").wait_for()


def test_unsaved_work_is_not_left_unasked(page, wang):
    page.goto("/sample-deals/new/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.locator("[name=remarks]").fill("half a thought")
    page.locator(".nav-brand a").click()
    page.wait_for_url(re.compile(r":\d+/$"))

    assert asked == ["beforeunload"]


def test_two_editors_choose_field_by_field(page, wang):
    lina = deals.dealer("lina", "sample.see_all")
    deal = deals.deal(wang, deals.firm(wang), remarks="agreed")
    page.goto(f"/sample-deals/{deal.public_id}/edit/")
    hers = {**deals.typed(deal.firm, remarks="hers", wanted_on="2026-11-23"), "version": "1"}
    deals.signed_in(lina).post(f"/sample-deals/{deal.public_id}/edit/", hers)

    page.locator("[name=remarks]").fill("mine")
    page.locator("[data-save]").click()
    page.get_by_label("mine", exact=True).check()
    page.locator(".rec-bar .btn-primary").click()
    page.wait_for_url("**/sample-deals/*-*/")

    deal.refresh_from_db()
    assert (deal.remarks, deal.version) == ("mine", 3)


@pytest.mark.parametrize("where", ["", "edit/"])
def test_phone_shows_all_without_scrolling_sideways(page, wang, where):
    deal = deals.deal(wang, deals.firm(wang), *[(deals.item(wang, f"B-{n}", "Bolt" * 8), "1", "1") for n in range(3)])
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(f"/sample-deals/{deal.public_id}/{where}")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    bar = page.locator(".rec-actions, .rec-bar").first.bounding_box()
    assert bar["y"] + bar["height"] <= 844


PAYLOADS = [
    "<script>window.hit=1</script>",
    '"><img src=x onerror=window.hit=1>',
    "'><svg/onload=window.hit=1>",
    "{{7*7}}{% load x %}",
    "javascript:window.hit=1",
    "</textarea><script>window.hit=1</script>",
    "<a href='javascript:window.hit=1'>x</a>",
    "${window.hit=1}`${alert(1)}`",
]


def test_nothing_that_was_typed_runs(page, wang):
    """T31: names, remarks and comments of attackers, on the detail page, in the form, in what is offered."""
    for payload in PAYLOADS:
        firm = deals.firm(wang, payload[:100], note=payload)
        deal = deals.deal(wang, firm, (deals.item(wang, payload[:20], payload), "1", "1"), remarks=payload)
        client = deals.signed_in(wang)
        client.post(f"/sample-deals/{deal.public_id}/comment/", {"text": f"@wanglei {payload}"})
        for where in (f"/sample-deals/{deal.public_id}/", f"/sample-deals/{deal.public_id}/edit/"):
            page.goto(where)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.hit") is None
        cell(page, 0, "item").fill(payload[:4])
        page.locator(".offers").wait_for()
        page.locator(".ts-control").click()
        page.locator(".ts-dropdown .option").first.wait_for()
        assert page.evaluate("window.hit") is None
