"""Jobs: asked for in a transaction, done once, tried again, told about."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from daying.core import jobs, progress, worker
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.jobs import enqueue, job, long_job, status_of
from daying.core.models import Counter, JobRun
from daying.core.progress import Progress
from daying.core.worker import pick_up_the_abandoned, work_off

pytestmark = pytest.mark.django_db


@job("tests.count")
def count(kind, by=None):
    """Add one, and say how many."""
    counter, _ = Counter.objects.get_or_create(kind=kind, year=0)
    counter.last += 1
    counter.save()
    return [counter.last, str(by)]


@job("tests.fail", retries=2)
def fail():
    Counter.objects.create(kind="half done", year=0)
    raise ValueError("a fault")


@job("tests.refuse")
def refuse():
    raise Refused("The customer is on hold.")


@long_job("tests.count_slowly")
def count_slowly(rows):
    progress.progress(rows, rows, "Reading")
    seen = progress.progress_of(jobs._running.get())

    def write():
        Counter.objects.create(kind="rows", year=0, last=rows)
        return [seen.done, seen.total, seen.sentence]

    return write


def last(kind):
    return Counter.objects.values_list("last", flat=True).get(kind=kind)


def make_ready_again(task_id):
    """As if the worker had been killed after the effect, and the job picked up again."""
    DBTaskResult.objects.filter(pk=task_id).update(status="READY")


def test_a_job_is_done_and_its_result_kept():
    task_id = enqueue(count, by=SYSTEM, kind="a")
    assert status_of(task_id, by=SYSTEM).state == "waiting"

    assert work_off() == 1

    done = status_of(task_id, by=SYSTEM)
    assert done.state == "done"
    assert done.result in ([1, "Daying"], [1, "大营"])


def ask_and_roll_back():
    with transaction.atomic():
        enqueue(count, by=SYSTEM, kind="a")
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_job_is_gone_with_the_transaction_that_asked_for_it():
    with pytest.raises(ZeroDivisionError):
        ask_and_roll_back()

    assert work_off() == 0
    assert not JobRun.objects.exists()


@pytest.mark.parametrize(
    ("asked", "values", "kind"), [(count, {"kind": "a"}, "a"), (count_slowly, {"rows": 1}, "rows")]
)
def test_a_job_that_is_run_again_after_its_effect_does_nothing_more(asked, values, kind):
    task_id = enqueue(asked, by=SYSTEM, **values)
    work_off()
    first = status_of(task_id, by=SYSTEM).result
    make_ready_again(task_id)

    assert work_off() == 1

    assert last(kind) == 1
    assert status_of(task_id, by=SYSTEM).result == first


def test_a_failed_job_leaves_nothing_and_is_tried_again_later():
    task_id = enqueue(fail, by=SYSTEM)

    work_off()

    waiting = DBTaskResult.objects.get(pk=task_id)
    assert waiting.status == "READY"
    assert waiting.run_after > timezone.now() + timedelta(seconds=10)
    assert not Counter.objects.exists()


def test_a_job_that_fails_too_often_is_given_up_with_a_sentence():
    task_id = enqueue(fail, by=SYSTEM)

    for _ in range(3):
        DBTaskResult.objects.update(run_after=timezone.now())
        work_off()

    given_up = status_of(task_id, by=SYSTEM)
    assert (given_up.state, bool(given_up.failure)) == ("failed", True)
    assert "ValueError: a fault" in DBTaskResult.objects.get(pk=task_id).traceback


def test_what_a_rule_refuses_is_not_tried_again():
    task_id = enqueue(refuse, by=SYSTEM)

    work_off()

    refused = status_of(task_id, by=SYSTEM)
    assert (refused.state, refused.failure) == ("failed", "The customer is on hold.")


def test_the_wait_grows_with_each_attempt():
    assert 12 <= worker._waiting_time(1).total_seconds() <= 18
    assert 48 <= worker._waiting_time(2).total_seconds() <= 72
    assert worker._waiting_time(20).total_seconds() <= 1.2 * 6 * 3600


def test_progress_is_read_while_the_job_runs_and_gone_afterwards():
    task_id = enqueue(count_slowly, by=SYSTEM, rows=3)

    work_off()

    assert status_of(task_id, by=SYSTEM).result == [3, 3, "Reading"]
    assert progress.progress_of(task_id) is None


def test_progress_is_told_now_and_then():
    told = []

    with progress.told_to(told.append, pause=60):
        for row in range(1, 1001):
            progress.progress(row, 1000)

    assert told == [Progress(1, 1000), Progress(1000, 1000)]


def test_progress_of_work_that_nobody_watches_is_told_to_nobody():
    progress.progress(1, 2)


def running(task_id, *, by, since):
    DBTaskResult.objects.filter(pk=task_id).update(status="RUNNING", worker_ids=[by], started_at=timezone.now() - since)


@pytest.mark.parametrize(
    ("host", "pid", "minutes", "is_picked_up"),
    [
        ("another-machine", 1, 1, False),
        ("another-machine", 1, 16, True),
        (socket.gethostname(), 2**22 + 1, 0, True),
        (socket.gethostname(), 1, 1, False),
    ],
    ids=["elsewhere", "elsewhere too long", "here and dead", "here and alive"],
)
def test_the_jobs_of_dead_workers_are_picked_up(host, pid, minutes, is_picked_up):
    task_id = enqueue(count, by=SYSTEM, kind="a")
    running(task_id, by=f"{host}:{pid}:x", since=timedelta(minutes=minutes))

    assert pick_up_the_abandoned() == is_picked_up

    assert work_off() == is_picked_up


def test_a_job_that_kills_its_worker_each_time_is_given_up():
    task_id = enqueue(fail, by=SYSTEM)
    DBTaskResult.objects.filter(pk=task_id).update(
        status="RUNNING", worker_ids=["another-machine:1:x"] * 3, started_at=timezone.now() - timedelta(hours=1)
    )

    pick_up_the_abandoned()

    assert status_of(task_id, by=SYSTEM).state == "failed"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_job_that_a_slow_worker_still_does_is_left_to_it():
    task_id = enqueue(count, by=SYSTEM, kind="a")

    with transaction.atomic():
        JobRun.objects.select_for_update().get(task_id=task_id)
        with ThreadPoolExecutor(1) as another:
            another.submit(work_off).result()
            another.submit(lambda: connection.close()).result()

    assert DBTaskResult.objects.get(pk=task_id).status == "READY"
    assert not Counter.objects.exists()


def test_a_worker_stops_when_told(monkeypatch):
    idle = worker.Worker()
    monkeypatch.setattr(idle, "make_round", idle.stopping.set)

    started = time.monotonic()
    idle.run()

    assert time.monotonic() - started < 5


def test_another_persons_job_is_not_told():
    task_id = enqueue(count, by=SYSTEM, kind="a")

    class Somebody:
        pk = 4711

    with pytest.raises(JobRun.DoesNotExist):
        status_of(task_id, by=Somebody())
