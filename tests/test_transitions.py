"""Every step of every document: only from its own states, only for holders of its right, and always journaled."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from daying.core.errors import Refused
from daying.core.models import JournalEntry
from tests import records
from tests.fingerprint import fingerprint

pytestmark = pytest.mark.django_db


def pytest_generate_tests(metafunc):
    if "verb" in metafunc.fixturenames:
        metafunc.parametrize("verb", records.transitions(), ids=lambda verb: verb.name)


def states_of(model) -> list[str]:
    return [str(value) for value, _label in model._meta.get_field("state").flatchoices]


def brought(model, state):
    """A record that is in this state by its own steps, else one that is put there by force; None if it cannot be."""
    try:
        with transaction.atomic():
            record = records.in_state(model, state)
            if record is not None:
                return record
    except (Refused, PermissionDenied):
        pass
    return forced(model, state)


def forced(model, state):
    for record in model._default_manager.order_by("pk")[:20]:
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=record.pk).update(state=state)
                return model._default_manager.get(pk=record.pk)
        except DatabaseError:
            continue  # the table does not hold such a state without what belongs to it
    return None


def test_from_any_other_state_it_is_refused_and_nothing_changes(verb, house):
    others = [state for state in states_of(verb.model) if state not in {str(one) for one in verb.source}]

    for state in others:
        record = brought(verb.model, state)
        if record is None:
            continue
        before = fingerprint()
        with pytest.raises(Refused):
            records.run(verb, record, by=records.SYSTEM)
        assert fingerprint() == before, state


def test_without_the_right_it_is_forbidden_and_nothing_changes(verb, house):
    record = next(filter(None, (brought(verb.model, str(state)) for state in verb.source)), None)
    assert record is not None, f"tests/records.py is to make something for {verb.name}"
    before = fingerprint()

    with pytest.raises(PermissionDenied):
        records.run(verb, record, by=house.awaiting_assignment)

    assert fingerprint() == before


def test_it_counts_a_version_and_writes_the_journal(verb, house):
    faults, taken = {}, 0
    candidates = [record for state in map(str, verb.source) for record in several(verb.model, state)]
    for record in candidates:
        try:
            with transaction.atomic():
                judge(verb, record)
                taken += 1
        except (Refused, PermissionDenied) as fault:
            faults[record.state] = fault
    # One that was put there by force may lack what the step asks for, one of several be used up; one of them must do.
    assert taken, faults


def several(model, state):
    found = list(model._default_manager.filter(state=state).order_by("pk")[:4])
    return found or [record for record in [brought(model, state)] if record is not None]


def judge(verb, record):
    before = type(record)._default_manager.get(pk=record.pk)
    last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()

    fresh = records.run(verb, before)

    written = JournalEntry.objects.filter(pk__gt=last, subject_type=verb.model._meta.label_lower, subject_id=record.pk)
    written = written.filter(verb=verb.name)
    assert len(written) == 1
    # A step that touches only what belongs to the record changes nothing of its own.
    assert fresh.version == before.version + bool(written[0].changes)
    if verb.target is not None:
        assert str(fresh.state) == str(verb.target)
        told = written[0].changes.get("state", [before.state, before.state])  # again: it stays where it is
        assert told == [before.state, str(verb.target)]
