"""Comments, the people named in them, and the timeline around them."""

from datetime import date

import pytest

from daying.core import changes
from daying.core.models import JournalEntry, OutgoingMail
from daying.desk.comments import named_in
from daying.desk.models import Comment, Mention
from daying.desk.tests import deals
from daying.desk.tests.sample import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def client(wang):
    return deals.signed_in(wang)


@pytest.fixture
def deal(wang):
    return deals.deal(wang, deals.firm(wang), (deals.item(wang), "1", "1"))


def say(client, deal, text, **more):
    return client.post(f"/sample-deals/{deal.public_id}/comment/", {"text": text, **more})


def timeline(client, deal, **params):
    return client.get(f"/sample-deals/{deal.public_id}/timeline/", params).content.decode()


def test_comment_stands_in_the_timeline_and_the_journal(client, deal, wang):
    say(client, deal, "Please hurry\n<b>now</b>")

    page = timeline(client, deal)
    assert "Please hurry<br>&lt;b&gt;now&lt;/b&gt;" in page
    assert JournalEntry.objects.get(verb="desk.say").by == wang


def test_named_colleague_is_told_once(client, deal):
    lina = deals.dealer("lina", "sample.see_all")
    lina.__class__.objects.filter(pk=lina.pk).update(name="李娜", email="lina@example.com")

    for _ in range(2):
        say(client, deal, "@李娜请看一下 @lina", request_key="once")

    assert Mention.objects.get().person == lina
    assert Comment.objects.count() == 1
    mail = OutgoingMail.objects.get()
    assert mail.to == "lina@example.com"
    assert f"/sample-deals/{deal.public_id}/" in mail.body
    assert "<mark>@李娜</mark>" in timeline(client, deal)


def test_who_may_not_see_the_record_is_not_told(client, deal):
    deals.dealer("lina")

    page = client.post(
        f"/sample-deals/{deal.public_id}/comment/", {"text": "@lina look"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert not Mention.objects.exists()
    assert "lina may not see this record" in page


def test_opening_the_record_reads_the_mention(client, deal):
    lina = deals.dealer("lina", "sample.see_all")
    say(client, deal, "@lina look")
    hers = deals.signed_in(lina)

    assert "is-named" in hers.get(f"/sample-deals/{deal.public_id}/").content.decode()
    hers.post(f"/sample-deals/{deal.public_id}/read/")

    assert Mention.objects.get().read_at


def test_two_of_one_name_are_told_apart_by_user_name():
    for username in ("zhang1", "zhang2"):
        person = deals.employee(username)
        type(person).objects.filter(pk=person.pk).update(name="张伟")

    assert named_in("@张伟 hello") == []
    assert [person.username for person in named_in("@zhang2 hello, mail x@zhang1.com")] == ["zhang2"]


def test_colleagues_are_offered_as_one_types(client):
    person = deals.employee("lina")
    type(person).objects.filter(pk=person.pk).update(name="李娜")

    assert [one["word"] for one in client.get("/colleagues/", {"q": "李"}).json()["results"]] == ["李娜"]
    assert [one["word"] for one in client.get("/colleagues/", {"q": "lin"}).json()["results"]] == ["李娜"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001, "\x00"])
def test_empty_and_endless_comments_are_not_kept(client, deal, text):
    say(client, deal, text)

    assert not Comment.objects.exists()


def test_unseen_record_takes_no_comment(deal):
    stranger = deals.signed_in(deals.dealer("lina"))

    assert say(stranger, deal, "hello").status_code == 404
    assert stranger.get(f"/sample-deals/{deal.public_id}/timeline/").status_code == 404
    assert not Comment.objects.exists()


def test_changes_are_told_with_labels_and_names(client, deal, wang):
    other = deals.firm(wang, "北京精工")
    changes.update(deal, {"firm": other, "deposit": 1200, "is_urgent": True}, by=wang)

    page = timeline(client, deal)

    for told in ("Firm", "天津华通", "北京精工", "Deposit", "1,200.00", "Urgent", "yes"):
        assert told in page
    assert "firm_id" not in page


def test_line_changes_are_told_line_by_line(client, deal, wang):
    line = deal.lines.get()
    line.quantity = 12
    changes.update(deal, {}, by=wang, lines=[line])

    page = timeline(client, deal)

    assert "P-001 轴承 × 12" in page
    assert "<del>1</del>" in page


def test_names_out_of_sight_are_not_told(deal, wang):
    lina = deals.dealer("lina")
    own = deals.firm(lina, "Lina's")
    changes.update(deal, {"firm": own}, by=wang)

    page = timeline(deals.signed_in(lina), deal)

    assert "天津华通" not in page
    assert "Lina&#x27;s" in page


def test_guarded_values_are_not_told(client, deal):
    boss = deals.signed_in(deals.dealer("boss", "sample.see_all", "sample.see_margin"))

    assert "Margin" not in timeline(client, deal)
    assert "Margin" in timeline(boss, deal)


def test_steps_are_told_by_their_names(client, deal, wang):
    actions.submit(deal, by=wang, on=deals.TODAY)

    page = timeline(client, deal)

    assert "Submit" in page
    assert "Created" in page


def test_older_entries_come_page_by_page(client, deal, wang):
    for n in range(45):
        changes.update(deal, {"remarks": f"edit number {n}."}, by=wang)
    seen, before, pages = [], "", 0
    while before is not None and (pages := pages + 1) < 9:
        page = timeline(client, deal, before=before)
        seen += [n for n in range(45) if f"<ins>edit number {n}.</ins>" in page]
        before = page.partition("?before=")[2].partition('"')[0] or None

    assert sorted(seen) == list(range(45))


def test_mail_about_the_record_stands_between_its_entries(client, deal):
    from daying.core import mail

    mail.send("li@example.com", "Offer", "desk/mail/mentioned", {"text": "Dear Li"}, by=deal.created_by, about=deal)

    page = timeline(client, deal)

    assert "Offer" in page
    assert "li@example.com" in page


def test_what_was_entered_later_stands_at_the_day_it_happened(client, deal, wang):
    actions.submit(deal, by=wang, on=date(2020, 5, 6))

    assert ">2020-05-06</time>" in timeline(client, deal)
