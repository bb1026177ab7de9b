"""The journal and its seals can only be added to (T19), whichever door somebody comes by."""

import pytest
from django.db import DatabaseError, connection, transaction

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.core.append_only import AppendOnlyError
from daying.core.models import JournalEntry, JournalSeal
from daying.core.testing import guards_lifted

pytestmark = pytest.mark.django_db

ATTEMPTS = [
    "UPDATE core_journalentry SET note = 'nothing happened'",
    "DELETE FROM core_journalentry",
    "UPDATE core_journalseal SET entry_id = 2",
    "DELETE FROM core_journalseal",
]


@pytest.fixture
def entry():
    written = journal.note_event("people.signed_in", by=SYSTEM)
    JournalSeal.objects.create(entry_id=written.pk, digest=b"x" * 32)
    return written


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_raw_sql_is_refused_by_the_database(entry, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert JournalEntry.objects.get() == entry


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_twin_without_the_guards_raw_sql_gets_through(entry, statement):
    with guards_lifted(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        changed = cursor.rowcount

    assert changed == 1


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: JournalEntry.objects.update(note=""),
        lambda entry: JournalEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: JournalEntry.objects.bulk_update([entry], ["note"]),
    ],
)
def test_the_models_refuse_before_the_database_does(entry, attempt):
    with pytest.raises(AppendOnlyError):
        attempt(entry)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("nth", [1, 2])
def test_tests_that_commit_begin_with_an_empty_journal(nth):
    assert not JournalEntry.objects.exists()
    journal.note_event("people.signed_in", by=SYSTEM)
