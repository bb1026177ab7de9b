"""Jobs: work asked for inside a business transaction and done after it, by a worker, exactly once.

A job's effect on the database and the mark that it is done are one transaction. A worker that is killed has therefore
either done both or nothing, and whoever runs the job again finds the mark. What a job does outside the database (a
mail, a call to another system) may happen twice after a kill, so it carries a key by which the other side can tell.

Values given to a job are plain: numbers, text, lists, public ids. A parameter named `by` gets the person who asked.
"""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from daying.core.actor import SYSTEM, Actor
from daying.core.models import JobRun
from daying.core.progress import Progress, progress_of
from daying.core.transactions import retried

AnyTask = Task[Any, Any]
AskedFor = DBTaskResult[Any, Any]
Work = Callable[..., Any]
State = Literal["waiting", "running", "done", "failed"]
STATES: dict[str, State] = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}


@dataclass(frozen=True)
class Job:
    """What was declared of a job. limit: after this time a worker that still runs it is taken for dead."""

    name: str
    retries: int
    limit: timedelta


@dataclass(frozen=True)
class Status:
    """A job as the person who asked for it sees it."""

    task_id: UUID
    name: str
    state: State
    progress: Progress | None
    result: Any
    failure: str


class BeingDoneError(Exception):
    """A slow worker that was taken for dead is doing this very job now."""


JOBS: dict[str, Job] = {}
USUAL_LIMIT = timedelta(minutes=15)
_running: ContextVar[UUID] = ContextVar("running")


def job(name: str, *, retries: int = 5, limit: timedelta = USUAL_LIMIT) -> Callable[[Work], AnyTask]:
    """Declare a job whose whole work is one transaction. For what is done in a second or two; see long_job."""

    def declare(function: Work) -> AnyTask:
        def work(**values: Any) -> Any:
            return retried(lambda: _effect(lambda: function(**values)))

        return _declare(function, work, Job(name, retries, limit))

    return declare


def long_job(name: str, *, retries: int = 5, limit: timedelta = USUAL_LIMIT) -> Callable[[Work], AnyTask]:
    """Declare a job that reads, computes or speaks to others for a while, and then writes.

    The function does the slow part outside any transaction and returns the function that writes the effect, which is
    run in one transaction with the mark that the job is done. What that one returns is the job's result.
    """

    def declare(function: Work) -> AnyTask:
        def work(**values: Any) -> Any:
            done = JobRun.objects.filter(task_id=_running.get(), done_at__isnull=False).first()
            if done:
                return done.result
            write = function(**values)
            return retried(lambda: _effect(write))

        return _declare(function, work, Job(name, retries, limit))

    return declare


def enqueue(asked: AnyTask, *, by: Actor, after: timedelta | None = None, **values: Any) -> UUID:
    """Ask for a job. It is written in the transaction under way and gone if that is rolled back. Two queries.

    Returns the id by which `status_of` tells how it goes. after: not before this time has passed.
    """
    if after:
        asked = asked.using(run_after=timezone.now() + after)
    with transaction.atomic():
        task_id = UUID(asked.enqueue(**values).id)
        JobRun.objects.create(task_id=task_id, name=JOBS[asked.module_path].name, by_id=by.pk)
    return task_id


def running_id() -> UUID:
    """The id of the job that is running here, for naming what it leaves behind."""
    return _running.get()


def status_of(task_id: UUID, *, by: Actor) -> Status:
    """How a job of this person's goes. JobRun.DoesNotExist for another's. Two or three queries."""
    run = JobRun.objects.get(task_id=task_id, by_id=by.pk)
    kept = DBTaskResult.objects.filter(pk=task_id).values_list("status", flat=True).first()
    state: State = "done" if run.done_at else STATES[kept] if kept else "failed"
    told = progress_of(task_id) if state == "running" else None
    return Status(task_id, run.name, state, told, run.result, run.failure)


def run(asked: AskedFor) -> Any:
    """Do a claimed job, in the name of the person who asked and in their language."""
    work = asked.task.func
    token = _running.set(asked.pk)
    try:
        by = _person(asked.pk)
        values = {**asked.args_kwargs["kwargs"]}
        if "by" in inspect.signature(work).parameters:
            values["by"] = by
        with override(getattr(by, "language", settings.LANGUAGE_CODE)):
            return work(**values)
    finally:
        _running.reset(token)


def _declare(function: Work, work: Work, declared: Job) -> AnyTask:
    made: AnyTask = task(functools.wraps(function)(work))
    JOBS[made.module_path] = declared
    return made


def _effect(write: Callable[[], Any]) -> Any:
    """Run the effect unless it is done. The run's row is locked first, so two workers cannot do it side by side."""
    mark = JobRun.objects.select_for_update(skip_locked=True).filter(task_id=_running.get()).first()
    if mark is None:
        raise BeingDoneError
    if mark.done_at is None:
        mark.result, mark.done_at = write(), timezone.now()
        mark.save(update_fields=["result", "done_at"])
    return mark.result


def _person(task_id: UUID) -> Actor:
    by_id = JobRun.objects.values_list("by_id", flat=True).get(task_id=task_id)
    return SYSTEM if by_id is None else get_user_model()._default_manager.get(pk=by_id)
