"""What the kit does by itself: seal the journal, back up, check the books, tidy up."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from daying.core import backup, idempotency, progress, seals
from daying.core.jobs import job, long_job
from daying.core.models import JobRun
from daying.core.timetable import daily, every
from daying.core.verify import verify

log = logging.getLogger("daying.upkeep")
BACKUPS_KEPT = 14
JOBS_KEPT = timedelta(days=30)
ONE_DAY_S = 24 * 60 * 60


@every(minutes=1)
@job("core.seal_journal")
def seal_journal() -> int:
    """Seal what was journaled since the last minute."""
    return seals.seal()


@daily("00:05")
@job("core.export_journal_head")
def export_journal_head() -> None:
    """Take the head of the chain out of the database."""
    seals.export_head()


@daily("02:10")
@long_job("core.nightly_backup", retries=1)
def nightly_backup() -> Callable[[], str]:
    """Back up into the data's own folder; an installation copies it from there to another machine."""
    folder = Path(settings.DAYING_DATA) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"daying-{timezone.localtime():%Y%m%d-%H%M%S}.tar.gz"
    backup.backup(target)
    for old in sorted(folder.glob("daying-*.tar.gz"))[:-BACKUPS_KEPT]:
        old.unlink()
    return lambda: target.name


@daily("03:10")
@long_job("core.nightly_verification", retries=1)
def nightly_verification() -> Callable[[], list[str]]:
    """Check the books; what is found is in the log and in the result."""
    faults = [f"{fault.invariant.name}: {len(fault.rows)}" for fault in verify()]
    if faults:
        log.error("The books do not hold: %s", ", ".join(faults))
    return lambda: faults


@daily("04:10")
@job("core.tidy_up")
def tidy_up() -> None:
    """Forget what nobody will ask for any more."""
    idempotency.forget_old_requests()
    progress.forget_old_progress(time.time() - ONE_DAY_S)
    call_command("clearsessions")
    long_ago = timezone.now() - JOBS_KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=long_ago).delete()
    JobRun.objects.filter(asked_at__lt=long_ago).delete()
