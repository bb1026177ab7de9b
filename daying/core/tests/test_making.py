"""Records are made and read as Django makes and reads them."""

import os
from datetime import date

import pytest

from daying.core.ids import uuid7
from daying.core.making import made
from daying.core.models import JournalEntry

VALUES = {"verb": "orders.release", "subject_id": 7, "on": date(2026, 3, 2), "by": None}


def test_a_record_made_says_what_its_model_says():
    told, usual = made(JournalEntry, VALUES), JournalEntry(**VALUES)

    names = [field.attname for field in JournalEntry._meta.concrete_fields if not field.has_db_default()]
    assert {name: getattr(told, name) for name in names} == {name: getattr(usual, name) for name in names}


def test_what_one_record_is_told_another_does_not_say():
    first, second = made(JournalEntry, VALUES), made(JournalEntry, VALUES)

    first.changes["state"] = ["open", "closed"]

    assert second.changes == {}


def test_a_record_is_not_made_of_what_is_no_field():
    with pytest.raises(TypeError, match="colour"):
        made(JournalEntry, {"colour": "red"})


@pytest.mark.django_db
def test_what_was_not_read_is_read_when_asked_for():
    JournalEntry.objects.create(**VALUES, action_id=uuid7(), note="at last")

    entry = JournalEntry.objects.only("verb").get(verb="orders.release")

    assert "note" in entry.get_deferred_fields()
    assert entry.note == "at last"


def test_a_process_that_splits_off_gives_ids_of_its_own():
    uuid7()
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, uuid7().bytes)
        os._exit(0)
    os.wait()

    assert os.read(reading, 16)[6:] != uuid7().bytes[6:]
