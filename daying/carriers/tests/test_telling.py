"""What carriers tell by file and by signed message, and what is turned away (M6.5, M5.7)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from daying.carriers import actions, hooks, views
from daying.carriers.factories import carrier, waybill
from daying.carriers.models import CarrierHook, EventSource, HookMessage, WaybillEvent, WaybillState
from daying.carriers.told import moment_of, status_in
from daying.core.errors import Refused

pytestmark = pytest.mark.django_db
FILE = "/waybill-status/import/"
HEAD = "运单号,扫描时间,状态,网点,备注,签收人"
NOW = datetime(2026, 3, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("已签收", "delivered"),
        ("快件派件未签收", "out"),
        ("退回签收", "returned"),
        ("客户拒签", "refused"),
        ("In transit", "in_transit"),
        ("运输中", "in_transit"),
        ("已揽收", "picked_up"),
        ("DELIVERED", "delivered"),
        ("picked_up", "picked_up"),
        ("外包装破损", "exception"),
        ("？", ""),
    ],
)
def test_a_status_is_known_by_the_carriers_words(said, meant):
    assert status_in(said) == meant


@pytest.mark.parametrize("said", ["2026-03-12 14:05", "2026/3/12 14:05:00", "2026年3月12日 14:05", "2026-03-12T06:05Z"])
def test_a_moment_is_read_as_carriers_write_it(said):
    assert moment_of(said, NOW) == datetime(2026, 3, 12, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize("said", ["gestern", "2026-02-30 10:00", "", "2026-03-21 14:05"])
def test_no_moment_and_one_that_has_not_come_are_refused(said):
    with pytest.raises(Refused):
        moment_of(said, NOW)


# ---- by file


def bring(client, *rows, head=HEAD):
    """The page of the import after its columns were taken as proposed."""
    file = SimpleUploadedFile("status.csv", "\n".join([head, *rows]).encode())
    answer = client.post(FILE, {"carrier": str(carrier().public_id), "file": file})
    assert answer.status_code == 302, answer.content.decode()
    lines = client.get(answer.url).context["page"].form.lines
    sent = {line.input: line.chosen for line in lines} | {line.constant_input: line.constant for line in lines}
    client.post(f"{answer.url}check/", sent)
    return answer.url, client.get(answer.url).context["page"].outcome


def test_a_carriers_file_moves_its_waybills_on(cast, client):
    first, second = waybill("SF1"), waybill("SF2")
    client.force_login(cast.warehouse)
    rows = ["SF1,2026-03-11 18:00,已揽收,苏州,,", "sf1,2026-03-12 09:30,签收,上海,本人签收,王师傅"]

    address, outcome = bring(client, *rows, "SF2,2026/3/11 20:00,运输中,苏州,,")
    assert (outcome["faults"], WaybillEvent.objects.count()) == ([], 0)
    client.post(f"{address}take/")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.delivered_on, first.received_by) == ("delivered", date(2026, 3, 12), "王师傅")
    assert second.state == WaybillState.IN_TRANSIT
    assert {event.source for event in WaybillEvent.objects.all()} == {EventSource.FILE}


def test_a_file_with_a_wrong_row_is_told_row_by_row_and_moves_nothing(cast, client):
    waybill("SF1")
    client.force_login(cast.warehouse)
    rows = ["SF1,2026-03-12 09:30,签收,,,", "SF9,2026-03-12 09:30,签收,,,", "SF1,昨天,签收,,,"]

    address, outcome = bring(client, *rows, "SF1,2026-03-12 09:30,随便,,,")
    client.post(f"{address}take/")

    told = {(one["row"], one["heading"]) for one in outcome["faults"]}
    assert told == {(3, "运单号"), (4, "扫描时间"), (5, "状态")}
    assert not WaybillEvent.objects.exists()


# ---- by message


@pytest.fixture
def issued(cast):
    return actions.give_secret(carrier(), by=cast.admin)


def event(number="SF1", **more):
    return {"number": number, "at": "2026-03-12 09:30", "status": "签收", "place": "上海", **more}


def send(client, issued, *events, body=None, at=None, secret=None, signature=None, address=None):
    """A message as a carrier's system sends it."""
    body = json.dumps({"events": events}).encode() if body is None else body
    stamp = str(int((at or timezone.now()).timestamp()))
    signed = signature or hooks.signature(secret or issued.secret, stamp, body)
    headers = {"HTTP_X_DAYING_TIMESTAMP": stamp, "HTTP_X_DAYING_SIGNATURE": signed}
    to = address or reverse("carrier-message", args=[issued.hook.public_id])
    return client.post(to, body, content_type="application/json", **headers)


def test_a_signed_message_moves_a_waybill_on(client, issued):
    told = waybill("SF1")

    answer = send(client, issued, event(received_by="王师傅"))

    assert (answer.status_code, answer.json()) == (200, {"taken": True})
    told.refresh_from_db()
    assert (told.state, told.received_by) == ("delivered", "王师傅")
    assert WaybillEvent.objects.get().source == EventSource.WEBHOOK
    assert CarrierHook.objects.get().last_used_at


def test_an_unknown_waybill_and_another_carriers_are_answered_like_a_known_one(client, issued):
    waybill("SF1", carrier("YTO"))

    answers = [send(client, issued, event(number)) for number in ("SF1", "SF999")]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"taken": True})] * 2
    assert not WaybillEvent.objects.exists()


def test_forged_messages_are_turned_away(cast, client, issued):
    waybill("SF1")
    now = timezone.now()
    nowhere = reverse("carrier-message", args=["01900000-0000-7000-8000-000000000000"])
    body = json.dumps({"events": [event()]}).encode()
    elsewhere = hooks.signature(issued.secret, str(int(now.timestamp())), body + b" ")

    answers = [
        send(client, issued, event(), secret="dyc_guessed"),
        send(client, issued, event(), signature=elsewhere, at=now),
        send(client, issued, event(), signature="é"),
        send(client, issued, event(), at=now - timedelta(seconds=hooks.OFF_S + 5)),
        send(client, issued, event(), at=now + timedelta(seconds=hooks.OFF_S + 5)),
        send(client, issued, event(), address=nowhere),
        send(client, issued, event(), address=nowhere, secret=hooks.secret_of(None)),
        client.post(nowhere, body, content_type="application/json"),
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(403, answers[0].content)}
    assert not WaybillEvent.objects.exists()


def test_a_replayed_message_has_no_effect(client, issued):
    told = waybill("SF1")
    now = timezone.now()
    send(client, issued, event(), at=now)
    HookMessage.objects.get()
    returned = {"at": "2026-03-12 10:00", "status": "退回"}
    send(client, issued, event(**returned))

    again = send(client, issued, event(), at=now)

    assert again.status_code == 200
    told.refresh_from_db()
    assert (told.state, WaybillEvent.objects.count(), HookMessage.objects.count()) == ("returned", 2, 2)


def test_a_message_that_is_too_big_is_not_read(client, issued):
    body = b" " * (hooks.LONGEST_BODY + 1)

    assert send(client, issued, body=body).status_code == 413
    many = send(client, issued, *[event()] * (hooks.MOST_EVENTS + 1))
    assert many.status_code == 422
    assert not HookMessage.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'{"events": 1}',
        b'{"events": [1]}',
        b'{"events": [{}]}',
        b'{"events": [{"number": ["SF1"], "at": "2026-03-12 09:30", "status": "delivered"}]}',
        b'{"events": [{"number": "SF1", "at": "never", "status": "delivered"}]}',
        b'{"events": [{"number": "SF1", "at": "2026-03-12 09:30", "status": "strange"}]}',
        b"[" * 100_000,
        b'{"events": "\xff"}',
    ],
)
def test_what_is_signed_and_not_as_it_should_be_is_answered_in_words_and_takes_nothing(client, issued, body):
    waybill("SF1")

    answer = send(client, issued, body=body)

    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not WaybillEvent.objects.exists()


def test_too_many_messages_are_put_off(client, issued, monkeypatch):
    monkeypatch.setattr(views, "MOST_MESSAGES", 1)

    answers = [send(client, issued, event()).status_code for _n in range(2)]

    assert answers == [200, 429]


def test_another_secret_makes_the_one_before_worthless(cast, client, issued):
    waybill("SF1")
    again = actions.give_secret(carrier(), by=cast.admin)

    assert again.hook == issued.hook
    assert send(client, issued, event()).status_code == 403
    assert send(client, again, event()).status_code == 200
    actions.close_hook(CarrierHook.objects.get(), by=cast.admin)
    assert send(client, again, event("SF2")).status_code == 403


def test_the_secret_is_shown_once_to_whoever_may_give_it(cast, client):
    address = reverse("carrier-hook", args=[carrier().public_id])
    client.force_login(cast.warehouse)
    assert {client.get(address).status_code, client.post(address).status_code} == {403}
    client.force_login(cast.admin)

    shown = client.post(address).content.decode()

    secret = hooks.secret_of(CarrierHook.objects.get())
    assert secret in shown
    assert secret not in client.get(address).content.decode()
    assert client.post(address, {"close": "1"}).status_code == 302
    assert not CarrierHook.objects.get().is_active
