"""The detail page."""

import uuid

import pytest

from daying.core import changes
from daying.desk import panels, resource, waiting
from daying.desk.tests import deals
from daying.desk.tests.sample import actions
from daying.desk.tests.sample.models import Item
from daying.desk.tests.sample.pages import FirmPages

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def deal(wang):
    return deals.deal(wang, deals.firm(wang), (deals.item(wang), "10", "12.50"), remarks="Quickly, please")


def url(record, page="", slug="sample-deals"):
    return f"/{slug}/{record.public_id}/{page}"


def test_page_shows_state_facts_lines_and_next_steps(wang, deal):
    page = deals.signed_in(wang).get(url(deal)).content.decode()

    for told in ("Draft", "天津华通", "Quickly, please", "12.50", "125.00", "Submit", "Cancel…"):
        assert told in page
    assert f'action="{url(deal, "do/submit/")}"' in page


def test_record_out_of_sight_is_not_there(deal):
    stranger = deals.signed_in(deals.dealer("lina"))

    unseen, missing = stranger.get(url(deal)), stranger.get(f"/sample-deals/{uuid.uuid4()}/")

    assert (unseen.status_code, missing.status_code) == (404, 404)


def test_page_needs_the_right_to_see(wang, deal):
    assert deals.signed_in(deals.employee("nobody")).get(url(deal)).status_code == 403
    assert deals.Client().get(url(deal)).status_code == 302


def test_guarded_field_shows_to_its_holders_alone(wang, deal):
    page = deals.signed_in(wang).get(url(deal)).content.decode()
    holder = deals.dealer("boss", "sample.see_all", "sample.see_margin")

    assert "Margin" not in page
    assert "Margin" in deals.signed_in(holder).get(url(deal)).content.decode()


def test_steps_of_others_are_listed_with_the_reason(wang, deal):
    actions.submit(deal, by=wang, on=deals.TODAY)

    page = deals.signed_in(wang).get(url(deal)).content.decode()

    assert f'action="{url(deal, "do/approve/")}"' not in page
    assert "Approve" in page


def test_queries_do_not_grow_with_lines(wang, deal, django_assert_max_num_queries):
    one = deals.item(wang, "P-002")
    long = deals.deal(wang, deal.firm, *[(one, "1", "1")] * 300)
    client = deals.signed_in(wang)

    with django_assert_max_num_queries(20):
        client.get(url(long))


def test_state_reached_by_no_way_stands_aside(wang, deal):
    actions.cancel(deal, by=wang, reason="because")

    page = deals.signed_in(wang).get(url(deal)).content.decode()

    assert "way-aside" in page


def test_panel_counts_and_lists_what_points_here(wang, deal):
    client = deals.signed_in(wang)
    for _ in range(2):
        deals.deal(wang, deal.firm)

    tabs = client.get(url(deal.firm, "panels/", "sample-firms")).content.decode()
    panel = client.get(url(deal.firm, "panels/sample-deals-by-firm/", "sample-firms")).content.decode()

    assert "Deals" in tabs
    assert ">3<" in tabs
    assert panel.count("<tr><td") == 3
    assert f"/sample-deals/new/?firm={deal.firm.public_id}" in panel


def test_panel_needs_its_own_right(wang, deal):
    reader = deals.signed_in(deals.employee("reader", "sample.view_firm", "sample.see_all"))

    assert "Deals" not in reader.get(url(deal.firm, slug="sample-firms")).content.decode()
    assert reader.get(url(deal.firm, "panels/sample-deals-by-firm/", "sample-firms")).status_code == 404


def test_pages_change_nothing_when_only_looked_at(wang, deal):
    client = deals.signed_in(wang)

    for page in ("", "edit/", "do/submit/", "do/cancel/", "panels/", "timeline/", "files/"):
        client.get(url(deal, page))

    deal.refresh_from_db()
    assert (deal.state, deal.version) == ("draft", 1)


def test_record_without_states_has_no_way(wang, deal):
    page = deals.signed_in(wang).get(url(deal.firm, slug="sample-firms")).content.decode()

    assert 'class="way"' not in page


def test_hostile_text_is_shown_as_text(wang, deal):
    changes.update(deal, {"remarks": '<script>alert(1)</script>"><img src=x onerror=alert(1)>'}, by=wang)

    page = deals.signed_in(wang).get(url(deal)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_panel_may_find_what_no_field_points_to(wang, deal, monkeypatch):
    same_name = resource.Panel(Item, "Namesakes", FirmPages, "", lambda record: {"name": record.name})
    monkeypatch.setattr(resource, "PANELS", [same_name])
    monkeypatch.setattr(panels, "PANELS", [same_name])
    item = deals.item(wang, "P-9", "天津华通")

    panel = deals.signed_in(wang).get(url(item, "panels/sample-firms/", "sample-items")).content.decode()

    assert f'href="/sample-firms/{deal.firm.public_id}/"' in panel


@pytest.fixture
def nobody_registered(monkeypatch):
    monkeypatch.setattr(waiting, "FINDERS", [])
    monkeypatch.setattr(waiting, "HOLDERS", [])


def test_page_names_who_was_asked_with_the_day_it_is_due(wang, deal, nobody_registered):
    waiting.waits(lambda record: [waiting.Waiting("Finance", "Opinion", deals.TODAY)])

    page = deals.signed_in(wang).get(url(deal)).content.decode()

    assert "<strong>Finance</strong> · Opinion" in page
    assert "2026-11-23" in page


def test_page_names_who_may_take_the_next_step(wang, deal, nobody_registered):
    waiting.holders_of(lambda right: [wang] if right == "sample.change_deal" else [])

    page = deals.signed_in(wang).get(url(deal)).content.decode()

    assert "<strong>wanglei</strong> · Submit" in page


def test_menu_leads_to_pages_of_the_packages_own(wang, deal):
    page = deals.signed_in(wang).get(url(deal.firm, slug="sample-firms")).content.decode()

    assert f'href="/sample-deals/?firm={deal.firm.public_id}"' in page
