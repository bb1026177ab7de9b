"""The one page that asks nobody to sign in: what a visitor of the stand, and anybody else, gets from it (M2.5)."""

import time
from datetime import date
from unittest.mock import patch

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.test import Client

from daying.market import actions, limits, links
from daying.market.factories import approved_show, prospect, trade_show
from daying.market.forms import SALT
from daying.market.models import Lead, Prospect, TradeShow
from daying.people.models import Employee
from tests.fingerprint import fingerprint

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 4)
VISITOR = {"company": "天津华泰机械有限公司", "name": "李工", "phone": "138 0000 1111", "consent": "on"}


@pytest.fixture(autouse=True)
def at_the_show():
    cache.clear()
    with time_machine.travel("2026-03-04 10:00 +0800", tick=True):
        yield
    cache.clear()


@pytest.fixture
def show(cast):
    return approved_show(cast.manager, name="上海轴承展")


@pytest.fixture
def address(cast, show):
    return f"/visit/{links.token_for(show, cast.engineer)}/"


def sealed(seconds_ago=30):
    handed_out = time.time() - seconds_ago
    with patch.object(time, "time", lambda: handed_out):
        return signing.TimestampSigner(salt=SALT).sign("visit")


def send(address, client=None, **changed):
    told = {**VISITOR, "sealed": sealed(), **changed}
    return (client or Client()).post(address, {name: value for name, value in told.items() if value is not None})


def test_a_visitor_leaves_details_without_signing_in(cast, show, address):
    page = Client().get(address)
    answer = send(address)

    assert (page.status_code, answer.status_code) == (200, 302)
    lead = Lead.objects.get()
    assert (lead.company, lead.name, lead.phone) == (VISITOR["company"], "李工", "138 0000 1111")
    assert (lead.show, lead.owner, lead.met_on, lead.state) == (show, cast.engineer, ON, "new")
    assert lead.is_from_visitor
    assert lead.consented_at
    assert Client().get(answer["Location"]).status_code == 200


def test_what_a_visitor_leaves_touches_nothing_else(cast, address):
    before = fingerprint("market.lead", "core.journalentry", "core.searchentry")

    send(address)

    assert fingerprint("market.lead", "core.journalentry", "core.searchentry") == before
    assert not Prospect.objects.exists()


def test_whether_somebody_is_known_is_not_told(cast, address):
    known = prospect(cast.other_engineer, name=VISITOR["company"], contact_name="王总", interest="秘密")

    answers = [send(address), send(address, company="无人知晓公司", phone="13911112222")]

    pages = [Client().get(answer["Location"]).content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert plain(pages[0]) == plain(pages[1])
    for text in (known.name, "王总", "秘密", VISITOR["phone"], str(cast.engineer)):
        assert text not in pages[0]


def plain(page):
    import re

    return re.sub(r"[A-Za-z0-9]{64}", "", page)


def test_the_page_itself_shows_nothing_of_the_house(cast, address):
    prospect(cast.engineer, name="秘密公司")
    send(address)

    page = Client().get(address).content.decode()

    for text in ("秘密公司", "李工", VISITOR["company"], cast.engineer.username, str(cast.engineer)):
        assert text not in page


def forged(cast, show):
    good = links.token_for(show, cast.engineer)
    yield "x"
    yield good[:-1] + ("a" if good[-1] != "a" else "b")
    yield good.replace(":", "", 1)
    yield good * 5
    yield signing.dumps([show.pk, cast.engineer.pk, 999_999], salt="another")
    yield signing.dumps([show.pk, cast.engineer.pk, 999_999], key="another", salt=links.SALT)
    yield signing.dumps("text", salt=links.SALT)
    yield signing.dumps([show.pk, cast.engineer.pk, ON.toordinal() - 1], salt=links.SALT)
    yield signing.dumps([10**6, cast.engineer.pk, 999_999], salt=links.SALT)


def test_a_forged_or_old_code_is_answered_alike_and_writes_nothing(cast, show):
    for token in forged(cast, show):
        address = f"/visit/{token}/"
        answers = [Client().get(address), send(address), Client().get(f"{address}done/")]
        assert [answer.status_code for answer in answers] == [404] * 3, token
    assert not Lead.objects.exists()


def test_the_code_ends_a_week_after_the_show(address):
    with time_machine.travel("2026-03-12 12:00 +0800", tick=True):
        assert Client().get(address).status_code == 200
    with time_machine.travel("2026-03-13 12:00 +0800", tick=True):
        assert Client().get(address).status_code == 404


def test_the_code_ends_with_the_show_and_with_the_employment(cast, show, address):
    Employee.objects.filter(pk=cast.engineer.pk).update(is_active=False, state="closed")
    assert Client().get(address).status_code == 404

    other = f"/visit/{links.token_for(show, cast.manager)}/"
    assert Client().get(other).status_code == 200
    actions.cancel_show(show, by=cast.manager, reason="停办")
    assert (Client().get(other).status_code, send(other).status_code) == (404, 404)


@pytest.mark.parametrize(
    "changed",
    [
        {"company": ""},
        {"name": None},
        {"phone": None},  # nor an e-mail address
        {"phone": "call me"},
        {"phone": "1" * 31},
        {"email": "not an address"},
        {"company": "x" * 121},
        {"interest": "y" * 501},
        {"interest": "cheap pills https://pills.example"},
        {"company": "www.pills.example"},
        {"consent": None},
        {"sealed": None},
        {"sealed": "visit:made:up"},
        {"sealed": "visit"},
    ],
)
def test_what_is_wrong_is_not_taken_and_stands_in_the_form_again(address, changed):
    answer = send(address, **changed)

    assert answer.status_code == 422
    assert not Lead.objects.exists()


@pytest.mark.parametrize("seconds_ago", [0, 13 * 60 * 60])
def test_a_form_sent_at_once_or_a_day_later_is_shown_again(address, seconds_ago):
    answer = send(address, sealed=sealed(seconds_ago))

    assert (answer.status_code, Lead.objects.count()) == (422, 0)
    assert answer.context["form"]["sealed"].value()


def test_a_machine_is_thanked_like_everybody(address):
    answer = send(address, homepage="https://pills.example")

    assert answer.status_code == 302
    assert not Lead.objects.exists()


def test_a_page_sent_twice_is_one_lead(address):
    assert [send(address).status_code for _ in range(2)] == [302, 302]
    assert Lead.objects.count() == 1


def test_too_much_from_one_address_is_stopped(address, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FROM_ONE_ADDRESS", 3)

    answers = [send(address, company=f"第{number}公司").status_code for number in range(5)]

    assert answers == [302, 302, 302, 429, 429]
    assert Lead.objects.count() == 3


def test_too_much_at_one_show_is_stopped_wherever_it_comes_from(address, monkeypatch):
    monkeypatch.setattr(limits, "MOST_AT_ONE_SHOW", 2)
    monkeypatch.setattr(limits, "may_send", lambda request: True)

    answers = [send(address, company=f"第{number}公司").status_code for number in range(3)]

    assert answers == [302, 302, 429]


def test_a_form_of_another_page_is_refused(address):
    assert send(address, Client(enforce_csrf_checks=True)).status_code == 403
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE market_lead;--",
        "=cmd|'/c calc'!A0",
        "\u202eevil",
        "{{ 7*7 }}",
        "\x00\x07a",
    ],
)
def test_hostile_texts_stay_texts(cast, address, text):
    answer = send(address, company=text + "公司", interest=text)

    assert answer.status_code == 302
    lead = Lead.objects.get()
    client = Client()
    client.force_login(cast.engineer)
    shown = client.get(f"/leads/{lead.public_id}/").content.decode()
    assert "<script>alert" not in shown
    assert "\x00" not in lead.company
    client.force_login(cast.manager)
    sent = b"".join(client.get("/leads/export/?format=csv").streaming_content).decode("utf-8-sig")
    assert not any(line.startswith(("=", '"=')) for line in sent.splitlines())


def test_the_form_sets_nothing_but_what_it_asks(cast, show, address):
    other = approved_show(cast.director)
    more = {"show": str(other.public_id), "owner": cast.director.pk, "state": "filed", "is_from_visitor": ""}

    send(address, **more, customer="1", met_on="1999-01-01")

    lead = Lead.objects.get()
    assert (lead.show, lead.owner, lead.state, lead.met_on, lead.customer) == (show, cast.engineer, "new", ON, None)


def test_nothing_of_it_is_kept_by_browsers_or_listed(address):
    answer = Client().get(address)

    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_other_methods_are_not_known(address):
    for method in ("put", "patch", "delete"):
        assert getattr(Client(), method)(address).status_code == 405


def test_our_people_show_their_code(cast, show):
    client = Client()
    client.force_login(cast.engineer)

    page = client.get(f"/trade-shows/{show.public_id}/code/")

    token = links.token_for(show, cast.engineer)
    assert page.status_code == 200
    assert f"/visit/{token}/" in page.content.decode()
    assert 'src="data:image/svg+xml' in page.content.decode()


def test_a_planned_show_has_no_code_and_others_may_not_ask(cast, show):
    client = Client()
    client.force_login(cast.engineer)
    planned: TradeShow = trade_show(cast.manager)

    assert client.get(f"/trade-shows/{planned.public_id}/code/").status_code == 409
    client.force_login(cast.finance)
    assert client.get(f"/trade-shows/{show.public_id}/code/").status_code == 403
    assert Client().get(f"/trade-shows/{show.public_id}/code/").status_code == 302
