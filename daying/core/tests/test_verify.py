"""The books can be checked: invariants are found, asked and answered with the rows in fault (T17)."""

from datetime import date

import pytest

from daying.core import verify
from daying.core.models import Counter, MailText
from daying.core.numbering import next_number
from daying.core.verify import invariant, number_faults

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 5)


def document(number, language="en"):
    """Any table with a text column will do as the documents."""
    return MailText.objects.create(template=number, language=language, subject="", body="")


def faults():
    return number_faults(MailText, "SO", "template")


def test_numbers_in_order_are_no_fault():
    for _ in range(3):
        document(next_number("SO", TODAY))
    document("draft")
    document(next_number("QU", TODAY))

    assert faults() == []


def test_a_missing_document_is_a_gap():
    for _ in range(3):
        document(next_number("SO", TODAY))
    MailText.objects.get(template="SO-2026-000002").delete()

    assert faults() == [{"kind": "SO", "year": 2026, "given": 3, "documents": 2, "different": 2, "highest": 3}]


def test_the_same_number_twice_is_a_fault():
    document(next_number("SO", TODAY))
    document("SO-2026-000001", language="zh-hans")

    assert faults() == [{"kind": "SO", "year": 2026, "given": 1, "documents": 2, "different": 1, "highest": 1}]


def test_a_number_that_was_never_given_is_a_fault():
    document("SO-2025-000001")

    assert faults() == [{"kind": "SO", "year": 2025, "given": 0, "documents": 1, "different": 1, "highest": 1}]


def test_each_year_counts_from_one():
    document(next_number("SO", date(2025, 12, 31)))
    document(next_number("SO", date(2026, 1, 1)))

    assert faults() == []


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(verify, "INVARIANTS", {})
    monkeypatch.setattr(verify, "autodiscover_modules", lambda *names: None)


def test_what_does_not_hold_is_told_with_its_rows(known):
    invariant("books", "Nothing is counted.")(lambda: Counter.objects.values("kind", "last"))
    invariant("peace", "All is well.")(list)
    next_number("SO", TODAY)
    asked = []

    (fault,) = verify.verify(lambda each, place, count: asked.append((each.name, place, count)))

    assert asked == [("books", 1, 2), ("peace", 2, 2)]
    assert (fault.invariant.name, fault.rows) == ("books", ({"kind": "SO", "last": 1},))


def test_the_same_name_twice_is_a_programming_error(known):
    invariant("books", "")(list)
    with pytest.raises(TypeError, match="declared twice"):
        invariant("books", "")(list)
