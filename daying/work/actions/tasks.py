"""Tasks: given, started, done, accepted or given back."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import SYSTEM, Actor
from daying.core.errors import Refused
from daying.core.workflow import action, transition
from daying.people.models import Department, Employee
from daying.work.models import Task, TaskState


@action(right="work.add_task", serves=("M9.1", "M9.6"))
def create_task(
    *,
    by: Actor,
    title: str,
    assignee: Employee | None = None,
    department: Department | None = None,
    due_on: date | None = None,
    note: str = "",
    subject: Model | None = None,
    source: str = "",
) -> Task:
    """Ask somebody, or a department, to do something. source: what it comes from, for what is asked automatically."""
    place = _department(assignee, department)
    task = Task(title=title, note=note, assignee=assignee, department=place, due_on=due_on, source=source)
    if subject is not None:
        task.tell_about(subject)
    return changes.create(task, by=by)


@action(right="work.change_task", serves=("M9.1", "M9.6"))
def amend_task(
    task: Task,
    *,
    by: Actor,
    version: int | None = None,
    title: str,
    assignee: Employee | None,
    department: Department | None,
    due_on: date | None,
    note: str,
) -> Task:
    """Ask for it in other words, by another day, or of somebody else. Only who asked may."""
    if task.created_by_id and task.created_by_id != by.pk:
        raise PermissionDenied(_("Only who asked for a task changes it."))
    said = {"title": title, "assignee": assignee, "due_on": due_on, "note": note}
    return changes.update(task, {**said, "department": _department(assignee, department)}, by=by, version=version)


def _department(assignee: Employee | None, department: Department | None) -> Department:
    place = department or (assignee.department if assignee else None)
    if place is None:
        raise Refused(_("Please say who is to do it, or which department."), field="assignee")
    return place


def for_me(task: Task, by: Actor) -> bool:
    """Only who is to do it says so; what a department is asked, one of its people takes."""
    if not isinstance(by, Employee):
        return by is SYSTEM
    if task.assignee_id:
        return task.assignee_id in by.reach.owners
    return task.department_id in {seat.department_id for seat in by.authority.seats}


def asked_by_me(task: Task, by: Actor) -> bool:
    """Only who asked for it accepts it; what the system asked for, somebody else than who did it."""
    if task.created_by_id is None:
        return bool(by.pk != task.assignee_id)
    return bool(task.created_by_id == by.pk)


@transition(
    Task,
    label=gettext_lazy("Start"),
    source=TaskState.OPEN,
    target=TaskState.IN_PROGRESS,
    right="work.do_task",
    when=for_me,
    serves="M9.1",
)
def start(task: Task, *, by: Actor) -> None:
    """Take it on."""
    task.assignee_id = task.assignee_id or by.pk


@transition(
    Task,
    label=gettext_lazy("Finish"),
    source=(TaskState.OPEN, TaskState.IN_PROGRESS),
    target=TaskState.DONE,
    right="work.do_task",
    when=for_me,
    serves="M9.1",
    inputs={"result": gettext_lazy("Result")},
)
def finish(task: Task, *, by: Actor, result: str = "") -> None:
    """It is done; who asked for it looks at it."""
    task.assignee_id = task.assignee_id or by.pk
    task.result = result


@transition(
    Task,
    label=gettext_lazy("Accept"),
    source=TaskState.DONE,
    target=TaskState.ACCEPTED,
    right="work.accept_task",
    when=asked_by_me,
    serves="M9.1",
)
def accept(task: Task, *, by: Actor) -> None:
    """It is as it was asked for."""


@transition(
    Task,
    label=gettext_lazy("Give back"),
    source=TaskState.DONE,
    target=TaskState.IN_PROGRESS,
    right="work.accept_task",
    when=asked_by_me,
    serves="M9.1",
    inputs={"reason": gettext_lazy("Reason")},
)
def give_back(task: Task, *, by: Actor, reason: str) -> None:
    """It is not done yet; the reason says what is missing."""
