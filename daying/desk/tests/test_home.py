"""The home page, the bell, and the search over everything (M10.2)."""

from datetime import date

import pytest

from daying.core import changes
from daying.desk import home, resource
from daying.desk.models import Comment, Mention
from daying.desk.resource import Todo
from daying.desk.tests.house import deal, firm, seller, signed_in
from daying.desk.tests.sample.models import Deal, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin():
    return seller()


@pytest.fixture
def todos(monkeypatch):
    """Only these todos."""
    only = [
        Todo("sample.drafts", "Drafts", lambda user, today: Deal.objects.filter(state="draft"), "M5.3", False),
        Todo("sample.late", "Late", lambda user, today: Deal.objects.filter(wanted_on__lt=today), "M5.3", True),
    ]
    monkeypatch.setattr(home, "TODOS", only)
    return only


def test_what_is_urgent_comes_first_and_what_is_empty_not_at_all(lin, todos):
    deal(firm("A", lin), None, state=State.DRAFT, wanted_on=date(2020, 1, 1))

    waiting = signed_in(lin).get("/").context["waiting"]

    assert [one.todo.label for one in waiting] == ["Late", "Drafts"]


def test_a_long_todo_shows_the_first_few_and_all_on_demand(lin, todos):
    for number in range(8):
        deal(firm(f"F{number}", lin), f"DE-{number}", state=State.DRAFT, wanted_on=date(2999, 1, 1))
    client = signed_in(lin)

    (first,) = client.get("/").context["waiting"]
    every = client.get("/home/todo/sample.drafts/").context["one"]

    assert (first.count, len(first.lines), len(every.lines)) == (8, 5, 8)


def test_an_unknown_todo_is_not_found(lin):
    assert signed_in(lin).get("/home/todo/nothing/").status_code == 404


def test_nothing_to_do_is_said_kindly(lin, todos):
    assert "Nothing waits for you." in signed_in(lin).get("/").content.decode()


def test_what_was_worked_on_last_stands_first_while_in_sight(lin):
    mine, other = deal(firm("A", lin), "DE-1"), deal(firm("B", lin), "DE-2")
    changes.update(mine, {"remarks": "x"}, by=lin)
    assert [seen.label for seen in home.worked_on(lin)][:2] == ["DE-1", "DE-2"]

    changes.update(other.firm, {"owner": seller("zhao")}, by=lin)

    assert "DE-2" not in [seen.label for seen in home.worked_on(lin)]


def test_the_bell_counts_mentions_until_they_are_read(lin):
    one = deal(firm("A", lin), "DE-1")
    comment = Comment.objects.create(
        subject_type="sample.deal", subject_id=one.pk, subject_label="DE-1", text="@lin?", created_by=lin
    )
    Mention.objects.create(comment=comment, person=lin)
    client = signed_in(lin)

    assert '<span class="top-count">1</span>' in client.get("/").content.decode()
    assert f"/sample-deals/{one.public_id}/" in client.get("/home/bell/").content.decode()
    client.post("/home/bell/read/")

    assert "top-count" not in client.get("/").content.decode()


def test_the_palette_finds_records_pages_and_things_to_start(lin, monkeypatch):
    for pages in resource.resources():
        monkeypatch.setattr(type(pages), "section", "Sample")
    one = deal(firm("天津华泰机械", lin), "DE-1")
    client = signed_in(lin)

    found = client.get("/search/", {"q": "tjht"}).content.decode()
    pages = client.get("/search/", {"q": "deal"}, headers={"HX-Request": "true"}).content.decode()

    assert f"/sample-firms/{one.firm.public_id}/" in found
    assert 'href="/sample-deals/"' in pages
    assert 'href="/sample-deals/new/"' in pages


def test_the_search_keeps_to_what_the_person_may_see(lin):
    firm("天津华泰机械", lin)

    assert "天津华泰机械" not in signed_in(seller("zhao")).get("/search/", {"q": "华泰"}).content.decode()


@pytest.mark.parametrize("words", ["", "\0", '"', "*", "a" * 500, "'; --"])
def test_odd_words_find_nothing_and_break_nothing(lin, words):
    assert signed_in(lin).get("/search/", {"q": words}).status_code == 200
