"""A request sent twice counts once (T15)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.idempotency import fingerprint_of, forget_old_requests, once
from daying.core.models import Counter, IdempotentRequest

pytestmark = pytest.mark.django_db


def effect():
    """Something that must happen once: a row."""
    made = Counter.objects.create(kind="effect", year=Counter.objects.count())
    return {"id": made.pk}


def send(key="k1", body="a", call=effect):
    return once(key, by=SYSTEM, fingerprint=fingerprint_of(body), call=call)


def test_the_second_time_the_first_answer_comes_again():
    first, second = send(), send()

    assert first == second
    assert Counter.objects.count() == 1


def test_nothing_is_an_answer_too():
    send(call=lambda: effect() and None)
    send(call=lambda: effect() and None)

    assert Counter.objects.count() == 1


def test_the_same_key_for_another_request_is_refused():
    send(body={"customer": 1})

    with pytest.raises(Refused, match="another request"):
        send(body={"customer": 2})


def test_what_was_refused_may_be_sent_again_under_the_same_key():
    def refuse():
        raise Refused("The customer is on hold.")

    with pytest.raises(Refused):
        send(call=refuse)

    assert send(body="corrected") == {"id": Counter.objects.get().pk}


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_without_sense_is_refused(key):
    with pytest.raises(Refused):
        send(key=key)


def test_the_order_of_values_does_not_matter_to_the_fingerprint():
    assert fingerprint_of({"a": 1, "b": 2}) == fingerprint_of({"b": 2, "a": 1})
    assert fingerprint_of({"a": 1, "b": 2}) != fingerprint_of({"a": 2, "b": 1})


def test_keys_are_forgotten_after_a_month():
    send()
    IdempotentRequest.objects.update(created_at="2020-01-01T00:00Z")

    assert forget_old_requests() == 1


def fifty_at_once(call):
    gate = threading.Barrier(50)

    def submit(_):
        gate.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(submit, range(50)))


@pytest.mark.django_db(transaction=True)
def test_fifty_submits_at_once_have_one_effect():
    answers = fifty_at_once(send)

    assert Counter.objects.count() == 1
    assert {answer["id"] for answer in answers} == {Counter.objects.get().pk}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twin_check_then_insert_has_many_effects():
    def check_then_insert():
        if not Counter.objects.filter(kind="effect").exists():
            time.sleep(0.05)
            Counter.objects.create(kind="effect", year=threading.get_ident() % 10**9)

    fifty_at_once(check_then_insert)

    assert Counter.objects.count() > 1
