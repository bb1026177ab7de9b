"""A customer answers a quotation by the link in our mail: who may, how long, and what follows (M5.2, M5.3)."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.test import Client

from daying.core import journal
from daying.core.errors import Refused
from daying.core.models import OutgoingMail
from daying.customers.actions import add_contact
from daying.customers.factories import customer
from daying.customers.models import Letter
from daying.products.factories import product
from daying.quotes import actions, links, views
from daying.quotes.factories import approved as approve
from daying.quotes.factories import opportunity
from daying.quotes.models import Quotation, Stage, State

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 2)
UNTIL = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def in_march():
    cache.clear()
    with time_machine.travel("2026-03-04 10:00 +0800", tick=True):
        yield
    cache.clear()


@pytest.fixture
def approved(cast):
    """Ten at 100 for 王丽 of a customer with an open opportunity."""
    ours = customer(cast.engineer)
    drafted = actions.open_quotation(
        by=cast.engineer,
        customer=ours,
        contact=add_contact(by=cast.engineer, customer=ours, name="王丽", email="wang@example.com"),
        opportunity=opportunity(ours),
        quoted_on=ON,
        valid_until=UNTIL,
        lines=[{"product": product(), "quantity": D(10)}],
    )
    return approve(actions.submit(drafted, by=cast.engineer, on=ON))


@pytest.fixture
def sent(cast, approved):
    return actions.send(approved, by=cast.engineer, on=ON)


def address(quotation):
    return f"/offer/{links.token_for(quotation)}/"


def answer(quotation, client=None, **told):
    return (client or Client()).post(address(quotation), {"name": "王丽", "answer": "accept", **told})


def test_the_mail_brings_the_paper_and_the_link(cast, approved, settings):
    settings.DAYING_URL = "https://daying.example.com"

    mailed = actions.send_by_mail(approved, by=cast.engineer, on=ON, language="en", words="As agreed.")

    letter = Letter.objects.get()
    assert (mailed.state, letter.address, letter.state) == (State.SENT, "wang@example.com", "sent")
    told = re.search(r"https://daying\.example\.com(/offer/\S+)", letter.mail.body)
    assert "QT-2026-000001" in Client().get(told[1]).content.decode()
    assert "As agreed." in letter.mail.body
    assert [one["name"] for one in letter.mail.attachments] == ["QT-2026-000001.pdf"]


def test_nothing_is_mailed_without_an_address(cast, approved):
    nameless = actions.withdraw(approved, by=cast.engineer)
    Quotation.objects.filter(pk=nameless.pk).update(contact=None, state=State.APPROVED)

    with pytest.raises(Refused):
        actions.send_by_mail(nameless, by=cast.engineer, on=ON)

    nameless.refresh_from_db()
    assert (nameless.state, nameless.issue) == (State.APPROVED, 0)


def test_the_page_shows_what_is_on_the_paper_and_no_cost(sent):
    page = Client().get(address(sent)).content.decode()

    assert "1,000.00" in page
    assert "600.00" not in page
    assert str(sent.customer.name) in page


def test_the_paper_is_behind_the_link(sent):
    answered = Client().get(f"{address(sent)}pdf/zh/")

    assert answered.content.startswith(b"%PDF-")
    assert answered["Cache-Control"] == "no-store"
    assert Client().get(f"{address(sent)}pdf/fr/").status_code == 404


def test_a_yes_is_kept_with_its_name_and_wins_the_opportunity(cast, sent):
    answered = answer(sent)

    sent.refresh_from_db()
    assert answered.status_code == 302
    assert (sent.state, sent.answered_by, sent.answered_on) == (State.ACCEPTED, "王丽", date(2026, 3, 4))
    assert sent.opportunity.state == Stage.WON
    told = journal.history(sent).filter(verb="quotes.accept_by_link").get()
    assert (told.note, told.by) == ("王丽", None)


def test_a_yes_pressed_twice_is_one_answer(sent):
    first, second = answer(sent), answer(sent)

    assert (first.status_code, second.status_code) == (302, 200)
    assert journal.history(sent).filter(verb="quotes.accept").count() == 1


def test_a_no_keeps_its_reason_and_tells_the_opportunity(sent):
    answer(sent, answer="decline", cause="delivery", reason="交期太长")

    sent.refresh_from_db()
    assert (sent.state, sent.cause, sent.declined_for) == (State.DECLINED, "delivery", "交期太长")
    assert (sent.opportunity.state, sent.opportunity.reason) == (Stage.NEGOTIATION, "delivery")
    assert "谢绝" in Client().get(address(sent)).content.decode()


def test_the_owner_reads_of_the_answer(cast, sent):
    cast.engineer.email = "engineer@example.com"
    cast.engineer.save(update_fields=["email"])

    answer(sent)

    told = OutgoingMail.objects.get(to="engineer@example.com")
    assert "王丽" in told.body
    assert sent.number in told.body


@pytest.mark.parametrize("missing", [{"name": ""}, {"name": "  "}, {"answer": ""}, {"answer": "burn"}])
def test_an_answer_needs_a_name_and_a_word(sent, missing):
    assert answer(sent, **missing).status_code == 422

    sent.refresh_from_db()
    assert sent.state == State.SENT


@pytest.mark.parametrize("token", ["x", "x" * 5000, "W10:1abc:zzz"])
def test_a_forged_link_shows_nothing(sent, token):
    assert Client().get(f"/offer/{token}/").status_code == 404
    assert Client().post(f"/offer/{token}/", {"name": "x", "answer": "accept"}).status_code == 404


def test_a_link_signed_for_something_else_is_forged(sent):
    other = signing.dumps([sent.pk, sent.issue, UNTIL.toordinal()], salt="daying.market.visit", compress=True)

    assert links.read(other, ON).quotation is None


def test_a_link_is_over_with_the_validity(sent):
    assert links.read(links.token_for(sent), UNTIL).quotation == sent
    late = links.read(links.token_for(sent), date(2026, 4, 2))

    assert late.quotation is None
    assert "2026-04-01" in late.fault


def test_an_offer_taken_back_cannot_be_accepted(cast, sent):
    actions.withdraw(sent, by=cast.engineer)

    assert answer(sent).status_code == 404
    assert not journal.history(sent).filter(verb="quotes.accept").exists()


def test_the_link_of_an_earlier_sending_is_over(cast, sent):
    earlier = links.token_for(sent)
    again = actions.submit(actions.withdraw(sent, by=cast.engineer), by=cast.engineer, on=ON)
    resent = actions.send(approve(again), by=cast.engineer, on=ON)

    assert links.read(earlier, ON).quotation is None
    assert links.read(links.token_for(resent), ON).quotation == resent


def test_what_was_replaced_while_the_page_stood_open_is_not_accepted(cast, sent):
    actions.send_by_mail(sent, by=cast.engineer, on=ON)

    with pytest.raises(Refused):
        actions.accept_by_link(sent, by=cast.engineer, on=ON, name="王丽")


def test_we_do_not_answer_for_our_customers(cast, sent):
    client = Client()
    client.force_login(cast.engineer)

    answer(sent, client)

    sent.refresh_from_db()
    assert sent.state == State.SENT


def test_too_many_answers_from_one_address_are_not_taken(sent, monkeypatch):
    monkeypatch.setattr(views, "MOST_ANSWERS", 2)

    told = [answer(sent, name="").status_code for _ in range(3)]

    assert told == [422, 422, 429]
    assert answer(sent).status_code == 429
