"""Jobs that nobody asks for: every so many minutes, or daily at an hour. Packages declare theirs in `schedule.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from daying.core.actor import SYSTEM
from daying.core.jobs import AnyTask, enqueue
from daying.core.models import ScheduledJob

NextTime = Callable[[datetime], datetime]
Declare = Callable[[AnyTask], AnyTask]


@dataclass(frozen=True)
class Entry:
    """A job of the timetable and the rule that tells when it is due after a moment."""

    job: AnyTask
    next_time: NextTime


TIMETABLE: dict[str, Entry] = {}


def every(*, minutes: int) -> Declare:
    """Run a job every so many minutes, without catching up on what was missed while no worker ran."""
    return _declare(lambda moment: moment + timedelta(minutes=minutes))


def daily(at: str) -> Declare:
    """Run a job once a day at an hour of the installation's time zone: daily("02:10")."""
    hour = time.fromisoformat(at)

    def next_time(moment: datetime) -> datetime:
        local = timezone.localtime(moment)
        today = timezone.make_aware(datetime.combine(local.date(), hour))
        return today if today > moment else timezone.make_aware(datetime.combine(local.date() + timedelta(1), hour))

    return _declare(next_time)


def timetable() -> Mapping[str, Entry]:
    """Every scheduled job of the installed packages, by its path."""
    autodiscover_modules("schedule")
    return TIMETABLE


def ask_for_what_is_due(now: datetime) -> int:
    """Enqueue the jobs that are due, and return how many. Many workers may ask at once; each job is asked for once."""
    entries = timetable()
    planned = dict(ScheduledJob.objects.values_list("name", "due_at"))
    for name in entries.keys() - planned.keys():
        ScheduledJob.objects.get_or_create(name=name, defaults={"due_at": entries[name].next_time(now)})
    return sum(_ask(name, entries[name], now) for name, due_at in planned.items() if name in entries and due_at <= now)


@transaction.atomic
def _ask(name: str, entry: Entry, now: datetime) -> int:
    row = ScheduledJob.objects.select_for_update(skip_locked=True).filter(name=name, due_at__lte=now).first()
    if row is None:
        return 0
    row.due_at = entry.next_time(now)
    row.save(update_fields=["due_at"])
    if DBTaskResult.objects.filter(task_path=name, status=TaskResultStatus.READY).exists():
        return 0
    enqueue(entry.job, by=SYSTEM)
    return 1


def _declare(next_time: NextTime) -> Declare:
    def declare(job: AnyTask) -> AnyTask:
        TIMETABLE[job.module_path] = Entry(job, next_time)
        return job

    return declare
