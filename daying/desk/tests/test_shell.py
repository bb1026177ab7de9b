"""What stands around every page."""

import re

import pytest

from daying.core.models import JournalEntry
from daying.desk import shell
from daying.desk.tests.house import deal, firm, seller, signed_in
from daying.desk.tests.sample.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin():
    return seller()


def test_language_and_theme_are_kept_with_the_person(lin):
    client = signed_in(lin)

    client.post("/settings/choose/", {"key": "language", "value": "zh-hant"})
    client.post("/settings/choose/", {"key": "theme", "value": "dark"})

    page = signed_in(lin).get("/").content.decode()
    assert '<html lang="zh-hant" data-bs-theme="dark"' in page
    assert JournalEntry.objects.filter(subject_type="people.employee", subject_id=lin.pk).count() == 2


def test_before_the_sign_in_the_browser_remembers(client):
    client.post("/settings/choose/", {"key": "language", "value": "en"})
    client.post("/settings/choose/", {"key": "theme", "value": "dark"})

    assert client.cookies["daying_theme"].value == "dark"
    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize(
    ("key", "value"), [("language", "xx"), ("theme", "<b>"), ("password", "x"), ("", ""), ("pinned", "x")]
)
def test_only_known_choices_are_kept(lin, key, value):
    assert signed_in(lin).post("/settings/choose/", {"key": key, "value": value}).status_code == 400


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_house(lin, there):
    answer = signed_in(lin).post("/settings/choose/", {"key": "theme", "value": "dark", "next": there})

    assert answer.headers["Location"] == "/"


def test_the_navigation_shows_the_rooms_that_are_open_to_the_person(lin, monkeypatch):
    from daying.desk.tests.sample.pages import DealPages, ItemPages

    monkeypatch.setattr(DealPages, "section", "Sales")
    monkeypatch.setattr(ItemPages, "section", "Sales")

    page = signed_in(lin).get("/").content.decode()

    assert 'href="/sample-deals/"' in page
    assert 'href="/sample-items/"' not in page  # no right to see items


def test_every_shortcut_letter_is_given_once():
    taken = {"h", "r"}

    assert [shell._letter(word, taken) for word in ("orders", "offers", "of", "receipts")] == ["o", "f", "", "e"]


def test_pages_carry_no_inline_script_or_style(lin):
    deal(firm("A", lin), "DE-1")

    for url in ("/", "/sample-deals/", "/sample-deals/board/", "/search/?q=A"):
        page = signed_in(lin).get(url).content.decode()
        assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", page), url
        assert not re.search(r"\s(style|on[a-z]+)=", re.sub(r'="[^"]*"', '=""', page)), url
        assert "<style" not in page


def test_a_part_asked_for_after_the_session_ended_makes_the_page_reload(client):
    headers = {"HX-Request": "true", "HX-Target": "list"}

    assert client.get("/sample-deals/", headers=headers).status_code == 401
    assert client.get("/home/bell/", headers=headers).status_code == 401
    assert client.get("/sample-deals/").status_code == 302


def test_pages_say_what_they_are_when_they_are_not_open(lin):
    client = signed_in(lin)

    assert "This is not open to you." in client.get("/sample-items/").content.decode()
    assert "There is nothing here that you may see." in client.get("/nowhere/").content.decode()
    assert Item.objects.count() == 0
