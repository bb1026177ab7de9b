"""Two who change the same things at once: lost edits (T16d) and deadlocks (T16e)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Stale
from daying.core.models import Counter, MailText
from daying.core.transactions import one_transaction, retried

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls in threads of their own, and return what each returned or raised."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def wording():
    return changes.create(MailText(template="quotes/mail/sent", language="en", subject="", body="0"), by=SYSTEM)


def edits(record, how):
    """Twenty people who looked at the same version save what each of them typed."""
    gate = threading.Barrier(20)

    def edit(number):
        gate.wait()
        return one_transaction("tests.edit", lambda: how(record, str(number)))

    return at_once(*(lambda number=number: edit(number) for number in range(1, 21)))


def test_of_twenty_who_edit_one_record_one_is_told_it_is_saved():
    record = wording()

    told = edits(record, lambda record, text: changes.update(record, {"body": text}, by=SYSTEM, version=1))

    saved = [each for each in told if not isinstance(each, Exception)]
    stale = [each for each in told if isinstance(each, Stale)]
    assert (len(saved), len(stale)) == (1, 19)
    assert MailText.objects.get().body == saved[0].body
    assert stale[0].differences[0][1] == saved[0].body


def test_twin_without_the_version_all_twenty_are_told_it_is_saved():
    record = wording()

    told = edits(record, lambda record, text: changes.update(record, {"body": text}, by=SYSTEM))

    assert not any(isinstance(each, Exception) for each in told)
    assert MailText.objects.get().body != "0"  # one of twenty; nineteen are lost and nobody knows


def test_saving_twice_in_one_form_is_no_conflict():
    record = wording()

    with transaction.atomic():
        first = changes.update(record, {"body": "1"}, by=SYSTEM, version=record.version)
        second = changes.update(first, {"body": "2"}, by=SYSTEM, version=first.version)

    assert second.body == "2"


def crossed(wrap):
    """Two transfers that lock the same two accounts in opposite order, at the first try at the same time."""
    Counter.objects.bulk_create([Counter(kind="a", year=0), Counter(kind="b", year=0)])
    gate = threading.Barrier(2)

    def transfer(source, target):
        is_first = [True]

        def move():
            add(source, -1)
            if is_first.pop() if is_first else False:
                gate.wait(timeout=20)
            add(target, 1)

        return lambda: wrap(move)

    return at_once(transfer("a", "b"), transfer("b", "a"))


def add(kind, amount):
    counter = Counter.objects.select_for_update().get(kind=kind)
    counter.last += 10 + amount
    counter.save()


@pytest.mark.postgres
@pytest.mark.slow
def test_a_deadlock_is_tried_again_and_nobody_notices():
    told = crossed(retried)

    assert told == [None, None]
    assert dict(Counter.objects.values_list("kind", "last")) == {"a": 20, "b": 20}


@pytest.mark.postgres
@pytest.mark.slow
def test_twin_without_the_second_try_one_fails():
    def once(move):
        with transaction.atomic():
            move()

    told = crossed(once)

    assert [type(each) for each in told if each] == [OperationalError]
