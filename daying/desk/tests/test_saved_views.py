"""Saved views: kept, shared, pinned, opened by default, thrown away."""

import pytest

from daying.core.models import JournalEntry
from daying.desk.models import SavedView
from daying.desk.tests.house import deal, firm, labels, seller, signed_in
from daying.desk.tests.sample.models import State

pytestmark = pytest.mark.django_db
URL = "/sample-deals/view/"


@pytest.fixture
def lin():
    return seller()


def save(person, **given):
    told = {"query": "state=done&sort=-total&page=3", "name": "Done", **given}
    signed_in(person).post(URL, told)
    return SavedView.objects.filter(name=told["name"]).last()


def test_a_view_keeps_filters_order_and_columns(lin):
    signed_in(lin).post("/sample-deals/columns/", {"column": ["number", "total"]})

    view = save(lin)

    assert (view.query, view.columns, view.owner) == ("state=done&sort=-total", ["number", "total"], lin)
    assert JournalEntry.objects.filter(verb="desk.save_view", subject_id=view.pk).exists()


def test_a_view_shows_its_rows_and_columns(lin):
    huatai = firm("A", lin)
    deal(huatai, "DE-1", state=State.DONE)
    deal(huatai, "DE-2")
    signed_in(lin).post("/sample-deals/columns/", {"column": ["number"]})
    view = save(lin)

    page = signed_in(lin).get(f"/sample-deals/?{view.query}&view={view.public_id}")

    assert labels(page) == ["DE-1"]
    assert [column.name for column in page.context["listing"].columns] == ["number"]
    assert not page.context["views"].is_changed


def test_others_are_offered_shared_views_only(lin):
    zhao = seller("zhao")
    save(lin, name="Mine")
    save(lin, name="Ours", is_shared="on")

    assert [view.name for view in signed_in(zhao).get("/sample-deals/").context["views"].all] == ["Ours"]


def test_the_default_view_opens_with_the_bare_list(lin):
    view = save(lin, is_default="on")
    client = signed_in(lin)

    assert client.get("/sample-deals/").headers["Location"] == f"/sample-deals/?{view.query}&view={view.public_id}"
    assert client.get("/sample-deals/?all=1").status_code == 200


def test_pinned_views_stand_in_the_navigation(lin, monkeypatch):
    from daying.desk.tests.sample.pages import DealPages

    monkeypatch.setattr(DealPages, "section", "Sales")
    save(lin, name="Pinned one", is_pinned="on")

    assert "Pinned one" in signed_in(lin).get("/").content.decode()


def test_saving_the_current_view_changes_it(lin):
    view = save(lin)

    signed_in(lin).post(URL, {"query": f"state=draft&view={view.public_id}", "name": "Drafts"})

    view.refresh_from_db()
    assert (view.name, view.query, SavedView.objects.count()) == ("Drafts", "state=draft", 1)


def test_somebody_elses_view_is_not_changed_but_saved_as_ones_own(lin):
    zhao = seller("zhao")
    view = save(lin, is_shared="on")

    signed_in(zhao).post(URL, {"query": f"state=draft&view={view.public_id}", "name": "Mine now"})

    view.refresh_from_db()
    assert view.query == "state=done&sort=-total"
    assert SavedView.objects.get(name="Mine now").owner == zhao


def test_two_views_of_one_name_are_refused(lin):
    save(lin)

    answer = signed_in(lin).post(URL, {"query": "", "name": "Done"})

    assert answer.status_code == 422
    assert SavedView.objects.count() == 1


def test_only_its_owner_deletes_a_view(lin):
    zhao = seller("zhao")
    view = save(lin, is_shared="on")
    url = f"/sample-deals/view/{view.public_id}/delete/"

    assert signed_in(zhao).post(url).status_code == 403
    assert SavedView.objects.exists()
    assert signed_in(lin).post(url).status_code == 302
    assert not SavedView.objects.exists()


def test_somebody_elses_private_view_does_not_exist(lin):
    view = save(lin)

    assert signed_in(seller("zhao")).post(f"/sample-deals/view/{view.public_id}/delete/").status_code == 404
