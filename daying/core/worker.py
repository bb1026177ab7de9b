"""The worker: takes the jobs one by one, tries failed ones again later, and picks up what killed workers left behind.

Any number of workers may run, on one machine or on many that share a PostgreSQL; each job is claimed by one of them.
"""

import logging
import os
import random
import socket
import threading
import time
from datetime import timedelta
from uuid import uuid4

from django.db import Error, close_old_connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from daying.core import jobs, progress
from daying.core.errors import Refused
from daying.core.jobs import AskedFor, Job
from daying.core.models import JobRun
from daying.core.timetable import ask_for_what_is_due

log = logging.getLogger("daying.jobs")
PAUSE = 0.5
BETWEEN_ROUNDS = 5.0
FIRST_WAIT_S = 15
LONGEST_WAIT_S = 6 * 60 * 60
UNKNOWN = Job("unknown", 0, jobs.USUAL_LIMIT)


class Worker:
    """Works until it is told to stop; the job in hand is finished first."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.stopping = threading.Event()
        self.next_round = 0.0

    def run(self) -> None:
        """Work and wait in turn. A database that is away for a while is waited for."""
        while not self.stopping.is_set():
            try:
                close_old_connections()
                self.make_round()
                busy = self.work_one()
            except Error:
                log.exception("The database does not answer; the worker waits.")
                busy = False
            if not busy:
                self.stopping.wait(PAUSE)

    def make_round(self) -> None:
        """Every few seconds: take up what was left lying, and ask for what the timetable says."""
        if time.monotonic() >= self.next_round:
            self.next_round = time.monotonic() + BETWEEN_ROUNDS
            pick_up_the_abandoned()
            ask_for_what_is_due(timezone.now())

    def work_one(self) -> bool:
        """Do the next job that is ready, if there is one."""
        asked = self._claim()
        if asked:
            _work(asked)
        return asked is not None

    def _claim(self) -> AskedFor | None:
        ready = DBTaskResult.objects.ready()
        if not ready.exists():  # so that an idle worker takes no lock
            return None
        with transaction.atomic():
            asked = ready.get_locked()
            if asked:
                asked.claim(self.name)
        return asked


def work_off() -> int:
    """Do all jobs that are ready, here and now, and return how many there were. For tests and for the command line."""
    worker, count = Worker(), 0
    while worker.work_one():
        count += 1
    return count


def pick_up_the_abandoned() -> int:
    """Put back the jobs whose worker is gone, and return how many. One query when there is none."""
    abandoned = [asked.pk for asked in DBTaskResult.objects.running() if _is_abandoned(asked)]
    for pk in abandoned:
        with transaction.atomic():
            asked = DBTaskResult.objects.select_for_update().get(pk=pk)
            if _is_abandoned(asked):
                _try_again_or_give_up(asked, TimeoutError(f"worker {asked.worker_ids[-1]} is gone"), wait=timedelta(0))
    return len(abandoned)


def _work(asked: AskedFor) -> None:
    try:
        with progress.kept_for(asked.pk):
            asked.set_successful(jobs.run(asked))
    except Refused as refusal:
        _give_up(asked, refusal, str(refusal))
    except Exception as error:
        log.warning("Job %s failed", asked.task_path, exc_info=error)
        _try_again_or_give_up(asked, error, wait=_waiting_time(len(asked.worker_ids)))


def _try_again_or_give_up(asked: AskedFor, error: Exception, *, wait: timedelta) -> None:
    if len(asked.worker_ids) > _declared(asked).retries:
        _give_up(asked, error, _("This did not work because of a fault in the program. The fault has been recorded."))
        return
    asked.status = TaskResultStatus.READY
    asked.run_after = timezone.now() + wait
    asked.save(update_fields=["status", "run_after"])


def _give_up(asked: AskedFor, error: Exception, sentence: str) -> None:
    with transaction.atomic():
        JobRun.objects.filter(task_id=asked.pk).update(failure=sentence)
        asked.set_failed(error)


def _waiting_time(attempts: int) -> timedelta:
    """15 seconds, a minute, four, … with some chance, so that what failed together does not come back together."""
    seconds = min(FIRST_WAIT_S * 4 ** (attempts - 1), LONGEST_WAIT_S)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


def _is_abandoned(asked: AskedFor) -> bool:
    if asked.status != TaskResultStatus.RUNNING or asked.started_at is None:
        return False
    return asked.started_at < timezone.now() - _declared(asked).limit or _is_dead(asked.worker_ids[-1])


def _is_dead(worker: str) -> bool:
    """Whether a worker of this machine no longer exists. Of other machines nobody knows before the limit."""
    host, pid, _nonce = worker.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _declared(asked: AskedFor) -> Job:
    try:
        return jobs.JOBS[asked.task.module_path]
    except Exception:  # a job of a version of the product that is no longer installed
        return UNKNOWN
