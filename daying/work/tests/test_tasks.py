"""Tasks are given, taken, done and accepted (M9.1, M9.6)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.work import queries
from daying.work.actions import accept, amend_task, create_task, finish, give_back, start
from daying.work.models import TaskState

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def give(by, to, **values):
    return create_task(by=by, title="催天津海通回款", assignee=to, due_on=date(2026, 5, 4), **values)


def test_a_task_goes_from_given_to_accepted(cast):
    task = give(cast.manager, cast.engineer)

    task = start(task, by=cast.engineer)
    task = finish(task, by=cast.engineer, result="已承诺周五付款")
    assert list(queries.tasks_to_accept(cast.manager, TODAY)) == [task]
    task = accept(task, by=cast.manager)

    assert (task.state, task.result) == (TaskState.ACCEPTED, "已承诺周五付款")


def test_it_is_given_back_with_a_reason(cast):
    task = finish(give(cast.manager, cast.engineer), by=cast.engineer)

    assert give_back(task, by=cast.manager, reason="没有日期").state == TaskState.IN_PROGRESS


@pytest.mark.parametrize("role", ["colleague", "director", "finance"])
def test_nobody_does_the_task_of_another(cast, role):
    task = give(cast.manager, cast.engineer)

    with pytest.raises(PermissionDenied):
        start(task, by=getattr(cast, role))


def test_only_who_asked_accepts(cast):
    task = finish(give(cast.manager, cast.engineer), by=cast.engineer)

    for person in (cast.engineer, cast.director):
        with pytest.raises(PermissionDenied):
            accept(task, by=person)


def test_what_the_system_asked_for_is_not_accepted_by_who_did_it(cast):
    task = finish(give(SYSTEM, cast.engineer, source="receivables.dunning"), by=cast.engineer)

    with pytest.raises(PermissionDenied):
        accept(task, by=cast.engineer)
    assert accept(task, by=cast.manager).state == TaskState.ACCEPTED


def test_a_departments_task_is_taken_by_one_of_its_people(cast):
    task = create_task(by=cast.manager, title="盘点", department=cast.warehouse.department)

    assert task in queries.tasks_awaiting(cast.warehouse, TODAY)
    with pytest.raises(PermissionDenied):
        start(task, by=cast.finance)
    assert start(task, by=cast.warehouse).assignee == cast.warehouse


def test_somebody_must_be_named(cast):
    with pytest.raises(Refused):
        create_task(by=cast.manager, title="谁来做")


def test_what_is_about_a_record_is_found_from_it(cast):
    task = give(cast.manager, cast.engineer, subject=cast.finance)

    assert list(queries.tasks_on(cast.finance)) == [task]


def test_tasks_are_seen_by_those_they_concern(cast):
    task = give(cast.manager, cast.engineer)

    for person in (cast.manager, cast.engineer, cast.director):
        assert task in queries.tasks_seen_by(person)
    for person in (cast.other_engineer, cast.finance):
        assert task not in queries.tasks_seen_by(person)


def test_only_who_asked_changes_what_is_asked(cast):
    task = give(cast.manager, cast.engineer)
    said = {"title": "催两次", "assignee": cast.colleague, "department": None, "due_on": None, "note": ""}

    with pytest.raises(PermissionDenied):
        amend_task(task, by=cast.engineer, **said)
    changed = amend_task(task, by=cast.manager, **said)

    assert (changed.title, changed.assignee, changed.department) == (
        "催两次",
        cast.colleague,
        cast.colleague.department,
    )
