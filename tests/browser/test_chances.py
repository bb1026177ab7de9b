"""An opportunity lost by keyboard on the board, and a segment built in the window (M2.2, M3.4)."""

import re

import pytest

from daying.customers.factories import customer
from daying.customers.models import Grade, Segment
from daying.customers.segments.actions import create_segment
from daying.quotes.factories import opportunity
from daying.quotes.models import Opportunity, Stage
from tests.browser.pages import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_opportunity_is_moved_and_lost_by_keyboard(cast, at_screen):
    opportunity(customer(cast.engineer))
    page = at_screen("engineer1", WIDE).page
    page.goto("/opportunities/board/")

    _choose(page, "contact", "需求确认")
    page.wait_for_selector("[data-lane=needs] .tile")
    _choose(page, "needs", "输单")
    page.select_option("dialog[open] select[name=reason]", "price")
    page.locator("dialog[open] .btn-primary").press("Enter")
    page.wait_for_url(re.compile(str(Opportunity.objects.get().public_id)))

    assert Opportunity.objects.get().state == Stage.LOST


def _choose(page, lane, step):
    """Open a card's menu and take the step of this name, without the mouse."""
    page.locator(f"[data-lane={lane}] .tile-menu button").first.focus()
    page.keyboard.press("Enter")
    offered = page.locator(".dropdown-menu.show button", has_text=step)
    offered.wait_for()
    offered.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_segment_is_built_with_its_count_beside_it(cast, at_screen, width):
    for grade in (Grade.A, Grade.A, Grade.C):
        customer(cast.engineer, grade=grade)
    made = create_segment(by=cast.engineer, name="重点客户")
    page = at_screen("engineer1", width).page
    page.goto(f"/segments/{made.public_id}/rule/")
    figure = page.locator(".seg-figure strong").first
    assert figure.inner_text() == "3"

    page.locator("button[value='add:rule']").click()
    page.select_option("[name='rule.0:by']", "grade")
    page.check("[name='rule.0:value'][value=A]")
    page.wait_for_function("() => document.querySelector('.seg-figure strong').innerText === '2'")
    page.locator("button[value='group:rule']").click()
    page.select_option("[name='rule.1.0:by']", "owner")
    page.locator(".seg-group.is-inner .ts-control input").type("wht")
    page.locator(".ts-dropdown .option", has_text="王海涛").click()
    page.wait_for_function("() => document.querySelectorAll('.seg-item.is-open').length === 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.wait_for_load_state("networkidle")
    page.locator("[data-save]").click()
    page.wait_for_url(re.compile(f"{made.public_id}/$"))

    grade, group = Segment.objects.get().rule["items"]
    assert grade == {"by": "grade", "op": "in", "value": ["A"]}
    assert group["items"] == [{"by": "owner", "op": "in", "value": [str(cast.engineer.public_id)]}]
