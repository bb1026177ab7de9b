"""What the processes of a house do. They are started by name, and some of them killed in the middle."""

import json
import os
import random
import time
from datetime import date

from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from daying.core import jobs, journal, seals
from daying.core import worker as worker_module
from daying.core.actor import SYSTEM
from daying.core.ids import uuid7
from daying.core.jobs import enqueue, job
from daying.core.models import Counter, JobRun, JournalEntry
from daying.core.numbering import next_number
from daying.core.transactions import one_transaction
from daying.core.verify import number_faults, verify

TODAY = date(2026, 3, 5)
KIND = "TEST"  # no package counts these
DELAY = 0.004  # long enough to be killed in


class RolledBackError(Exception):
    """Something else failed after the number was taken."""


def answer(path, act, *args):
    told = globals()[act](*args)
    with open(path, "w") as file:
        json.dump(told, file)


# ---- documents


def document(rolls_back=False):
    """A numbered document with its journal entry: any table with a text column will do."""
    number = next_number(KIND, TODAY)
    _write(number)
    if rolls_back:
        raise RolledBackError
    return number


def post(acknowledged, count, share_rolled_back=0.0):
    """Write documents, and note each one that was acknowledged."""
    handle = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _ in range(count):
        rolls_back = random.random() < share_rolled_back
        try:
            number = one_transaction("tests.post", lambda rolls_back=rolls_back: document(rolls_back))
        except RolledBackError:
            continue
        os.write(handle, f"{number}\n".encode())


def post_by_sequence(count, share_rolled_back):
    """The twin of `post`: the number is taken first and for itself, as a database sequence does it."""
    for _ in range(count):
        with transaction.atomic():
            number = next_number(KIND, TODAY)
        if random.random() >= share_rolled_back:
            one_transaction("tests.post", lambda number=number: _write(number))


def documents():
    return sorted(JobRun.objects.values_list("name", flat=True))


def faults_of_numbers():
    return number_faults(JobRun, KIND, "name")


def state_of_the_books():
    """The documents, the faults in their numbers, the entries, and what the database thinks of itself."""
    return {
        "documents": documents(),
        "faults": faults_of_numbers(),
        "entries": sorted(JournalEntry.objects.values_list("note", flat=True)),
        "integrity": _integrity(),
    }


def _write(number):
    JobRun.objects.create(task_id=uuid7(), name=number)
    time.sleep(DELAY / 4)
    journal.note_event("tests.post", by=SYSTEM, note=number)
    return number


def _integrity():
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA integrity_check").fetchone()[0]


# ---- jobs


@job("tests.add_one", retries=100)
def add_one(kind):
    """Add one, and take a moment so that a kill can hit before and after."""
    with transaction.atomic():
        counter, _ = Counter.objects.get_or_create(kind=kind, year=0)
        counter.last += 1
        counter.save()
    time.sleep(DELAY)


def ask_for_jobs(count):
    with transaction.atomic():
        for number in range(count):
            enqueue(add_one, by=SYSTEM, kind=f"job {number}")


def work():
    """A worker that knows no timetable, so that nothing but the test's own jobs is done."""
    worker_module.ask_for_what_is_due = lambda now: 0
    worker_module.Worker().run()


def work_unprotected():
    """The twin: the effect commits by itself, and the mark that it is done comes after it."""
    jobs.retried = lambda call: call()
    jobs._effect = lambda write: write()
    work()


def jobs_done():
    """How often each job had its effect, and how many still wait."""
    counts = dict(Counter.objects.filter(kind__startswith="job ").values_list("kind", "last"))
    return {"counts": counts, "open": DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).count()}


def workers_seen():
    """The process ids of the workers that had a job."""
    return [
        int(names[-1].split(":")[1]) for names in DBTaskResult.objects.values_list("worker_ids", flat=True) if names
    ]


# ---- the books


def seal_and_verify():
    seals.seal()
    return [fault.invariant.name for fault in verify()]
