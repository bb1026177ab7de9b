"""Long imports, done by a worker while the page shows how far they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from daying.core.errors import Refused
from daying.core.jobs import job, long_job
from daying.desk.imports import find, runs
from daying.desk.models import ImportRun

LIMIT = timedelta(hours=2)


@long_job("desk.check_import", limit=LIMIT)
def check_import(run_id: str, by: Any) -> Callable[[], Any]:
    """Judge a long sheet."""
    run = ImportRun.objects.get(public_id=run_id)
    told = _refusal(lambda: runs.judge(run, find(run.slug, by), by=by))
    return lambda: told


@job("desk.take_import", limit=LIMIT)
def take_import(run_id: str, only_good: bool, by: Any) -> Any:
    """Write a long sheet."""
    run = ImportRun.objects.get(public_id=run_id)
    return _refusal(lambda: runs.take_in(run, find(run.slug, by), by=by, only_good=only_good))


@job("desk.undo_import", limit=LIMIT)
def undo_import(run_id: str, by: Any) -> Any:
    """Take a long import back."""
    run = ImportRun.objects.get(public_id=run_id)
    return _refusal(lambda: runs.undo(run, find(run.slug, by), by=by))


def _refusal(call: Callable[[], Any]) -> str:
    """A refusal is an answer for the page, not a fault for which the job is tried again."""
    try:
        call()
    except Refused as refusal:
        return str(refusal)
    return ""
