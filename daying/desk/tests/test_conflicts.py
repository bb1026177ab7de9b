"""Two people edit one record (T16d)."""

import pytest

from daying.core import changes
from daying.desk import editing
from daying.desk.tests import deals

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def lina():
    return deals.dealer("lina", "sample.see_all")


@pytest.fixture
def deal(wang):
    return deals.deal(wang, deals.firm(wang), (deals.item(wang), "2", "5"), remarks="as agreed")


def send(person, deal, version, **values):
    sent = {**deals.typed(deal.firm, remarks="as agreed"), **values, "version": str(version)}
    sent = {**lines_of(deal), **sent}
    return deals.signed_in(person).post(f"/sample-deals/{deal.public_id}/edit/", sent)


def lines_of(deal):
    lines = list(deal.lines.select_related("item"))
    rows = [(line.item, str(line.quantity), str(line.unit_price)) for line in lines]
    return deals.typed_lines(*rows, ids=[str(line.pk) for line in lines])


def test_second_editor_sees_the_difference_and_nothing_is_overwritten(deal, wang, lina):
    send(lina, deal, 1, remarks="by lina")

    answer = send(wang, deal, 1, remarks="by wang")

    page = answer.content.decode()
    deal.refresh_from_db()
    assert answer.status_code == 409
    assert deal.remarks == "by lina"
    for told in ("lina", "by lina", "by wang", 'name="version" value="2"'):
        assert told in page


def test_of_many_who_edit_at_once_one_is_told_saved(deal):
    people = [deals.dealer(f"dealer{n}", "sample.see_all") for n in range(8)]

    answers = [send(person, deal, 1, remarks=person.username).status_code for person in people]

    deal.refresh_from_db()
    assert answers == [302] + [409] * 7
    assert (deal.remarks, deal.version) == ("dealer0", 2)


def test_chosen_values_are_saved(deal, wang, lina):
    send(lina, deal, 1, remarks="by lina", currency="USD")
    mine = {"remarks": "by wang", "deposit": "7"}

    answer = send(
        wang, deal, 2, **mine, **{"keep.remarks": "theirs", "keep.deposit": "mine", "keep.currency": "theirs"}
    )

    deal.refresh_from_db()
    assert answer.status_code == 302
    assert (deal.remarks, str(deal.deposit), deal.currency) == ("by lina", "7.00", "USD")


def test_fields_of_one_side_alone_are_chosen_already(deal, wang, lina):
    changes.update(deal, {"currency": "USD"}, by=lina)

    differences = {d.name: d.chosen for d in send(wang, deal, 1, remarks="by wang").context["differences"]}

    assert differences == {"currency": "theirs", "remarks": "mine", "wanted_on": "mine"}


def test_lines_are_chosen_as_one(deal, wang, lina):
    other = deals.item(lina, "P-9", "Other")
    send(lina, deal, 1, **deals.typed_lines((other, "1", "1")))
    conflict = send(wang, deal, 1, **deals.typed_lines((other, "4", "4")))

    assert "lines" in [difference.name for difference in conflict.context["differences"]]
    send(wang, deal, 2, **deals.typed_lines((other, "4", "4")), **{"keep.lines": "theirs"})

    assert [str(line.quantity) for line in deal.lines.all()] == ["1.000"]


def test_own_second_save_is_no_conflict(deal, wang):
    client = deals.signed_in(wang)
    first = client.post(
        f"/sample-deals/{deal.public_id}/edit/", {**deals.typed(deal.firm, remarks="one"), "version": "1"}
    )

    again = client.post(
        f"/sample-deals/{deal.public_id}/edit/", {**deals.typed(deal.firm, remarks="two"), "version": "1"}
    )

    deal.refresh_from_db()
    assert (first.status_code, again.status_code) == (302, 302)
    assert deal.remarks == "two"


def test_version_that_did_not_arrive_is_older_than_all(deal, wang):
    for version in ("", "x", "-1", "9" * 30):
        assert send(wang, deal, version, remarks="sneaked").status_code == 409

    deal.refresh_from_db()
    assert deal.remarks == "as agreed"


def test_change_by_an_action_counts_as_well(deal, wang, lina):
    changes.update(deal, {"deposit": 3}, by=lina)

    assert send(wang, deal, 1, remarks="late").status_code == 409


def test_twin_without_the_version_edits_are_lost(deal, monkeypatch):
    """What the version is there for: taken away, everybody is told "saved", and all but the last edit is gone."""
    monkeypatch.setattr(editing, "_version", lambda data: None)
    people = [deals.dealer(f"dealer{n}", "sample.see_all") for n in range(4)]

    answers = [send(person, deal, 1, remarks=person.username).status_code for person in people]

    deal.refresh_from_db()
    assert answers == [302] * 4
    assert deal.remarks == "dealer3"
