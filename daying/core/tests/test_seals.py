"""The journal's chain tells every kind of tampering (T51), even by somebody with full power over the database."""

import hashlib

import pytest
from django.db import connection

from daying.core import journal, seals
from daying.core.actor import SYSTEM
from daying.core.models import JournalEntry, JournalSeal
from daying.core.testing import guards_lifted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DAYING_DATA = tmp_path


@pytest.fixture
def ids():
    """Five sealed entries."""
    for number in range(5):
        journal.note_event("people.signed_in", by=SYSTEM, note=f"number {number}")
    assert seals.seal() == 5
    return list(JournalEntry.objects.order_by("pk").values_list("pk", flat=True))


def tamper(*statements):
    with guards_lifted(connection), connection.cursor() as cursor:
        for statement, *values in statements:
            cursor.execute(statement, values)


def test_an_untouched_journal_has_no_fault(ids):
    assert list(seals.faults()) == []


def test_sealing_goes_on_where_it_stopped(ids):
    journal.note_event("people.signed_out", by=SYSTEM)

    assert seals.seal() == 1
    assert seals.seal() == 0
    assert list(seals.faults()) == []


def test_an_entry_that_was_committed_late_is_sealed_late(ids):
    late = JournalEntry.objects.get(pk=ids[2])
    tamper(
        ("DELETE FROM core_journalseal",),
        ("DELETE FROM core_journalentry WHERE id = %s", late.pk),
        ("UPDATE core_counter SET last = 0",),
    )
    seals.seal()
    JournalEntry.objects.bulk_create([late])

    assert seals.seal() == 1
    assert list(seals.faults()) == []


def test_a_change_is_found(ids):
    tamper(("UPDATE core_journalentry SET note = 'another' WHERE id = %s", ids[2]))

    assert list(seals.faults()) == [f"Journal entry {ids[2]} is not the one that was sealed."]


def test_a_deletion_in_the_middle_is_found(ids):
    tamper(("DELETE FROM core_journalentry WHERE id = %s", ids[2]))

    assert list(seals.faults()) == [f"Journal entry {ids[2]} was deleted."]


def test_a_deletion_with_its_seal_is_found(ids):
    tamper(
        ("DELETE FROM core_journalentry WHERE id = %s", ids[2]),
        ("DELETE FROM core_journalseal WHERE entry_id = %s", ids[2]),
    )

    assert "Seals 3 to 3 of the journal are missing." in list(seals.faults())


def test_a_deletion_of_the_last_is_found(ids):
    tamper(
        ("DELETE FROM core_journalentry WHERE id = %s", ids[4]),
        ("DELETE FROM core_journalseal WHERE entry_id = %s", ids[4]),
    )

    assert list(seals.faults()) == ["Seals 5 to 5 of the journal are missing."]


def test_a_cut_off_end_with_the_counter_set_back_is_found_by_the_exported_head(ids):
    seals.export_head()
    tamper(
        ("DELETE FROM core_journalentry WHERE id = %s", ids[4]),
        ("DELETE FROM core_journalseal WHERE entry_id = %s", ids[4]),
        ("UPDATE core_counter SET last = 4",),
    )

    assert list(seals.faults()) == ["Seals 5 to 5 of the journal are missing."]


def test_a_chain_sealed_anew_after_the_export_is_found(ids):
    seals.export_head()
    tamper(
        ("UPDATE core_journalentry SET note = 'another' WHERE id = %s", ids[0]),
        ("DELETE FROM core_journalseal",),
        ("UPDATE core_counter SET last = 0",),
    )
    seals.seal()

    assert list(seals.faults()) == [f"The seal of journal entry {ids[4]} is not the one that was exported."]


def test_a_swap_is_found(ids):
    tamper(
        ("UPDATE core_journalseal SET entry_id = -1 WHERE entry_id = %s", ids[1]),
        ("UPDATE core_journalseal SET entry_id = %s WHERE entry_id = %s", ids[1], ids[3]),
        ("UPDATE core_journalseal SET entry_id = %s WHERE entry_id = -1", ids[3]),
    )

    assert len(list(seals.faults())) == 2


def test_a_forged_entry_is_found_because_the_forger_lacks_the_key(ids):
    forged = journal.note_event("orders.release", by=SYSTEM)
    digest = hashlib.sha256(seals.head()[1] + b"forged").digest()
    JournalSeal.objects.create(pk=6, entry_id=forged.pk, digest=digest)

    assert list(seals.faults()) == [f"Journal entry {forged.pk} is not the one that was sealed."]


def test_twin_a_digest_without_the_key_would_let_the_forger_pass(ids, monkeypatch):
    monkeypatch.setattr(seals, "_digest", lambda previous, row: hashlib.sha256(previous + str(row).encode()).digest())
    tamper(("DELETE FROM core_journalseal",), ("UPDATE core_counter SET last = 0",))
    seals.seal()
    tamper(
        ("UPDATE core_journalentry SET note = 'another' WHERE id = %s", ids[4]),
        ("DELETE FROM core_journalseal WHERE entry_id = %s", ids[4]),
        ("UPDATE core_counter SET last = 4",),
    )
    seals.seal()

    assert list(seals.faults()) == []


def test_many_entries_are_checked_in_few_statements(django_assert_max_num_queries):
    entry = journal.build(JournalSeal(pk=1, entry_id=1), "orders.release", by=SYSTEM, changes={"state": ["a", "b"]})
    rows = [JournalEntry(**{f: getattr(entry, f) for f in seals.FIELDS if f not in ("id", "at")}) for _ in range(5000)]
    JournalEntry.objects.bulk_create(rows, batch_size=1000)
    seals.seal()

    with django_assert_max_num_queries(20):
        assert list(seals.faults()) == []
