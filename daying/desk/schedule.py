"""What the desk does by itself: put away the sheets that came in and went out, tell of files that expire."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from daying.core.jobs import job
from daying.core.timetable import daily
from daying.desk import expiry
from daying.desk.export_views import FOLDER
from daying.desk.models import ImportRun, ImportState

SHEETS_KEPT = timedelta(days=30)
SETTLED = [ImportState.DONE, ImportState.UNDONE]


@daily("04:20")
@job("desk.put_away_sheets")
def put_away_sheets() -> None:
    """Remove exports that were fetched long ago, and the sheets of old imports. What an import did stays to be read."""
    long_ago = timezone.now() - SHEETS_KEPT
    _remove_exports(long_ago)
    old = ImportRun.objects.filter(created_at__lt=long_ago)
    for run in old.exclude(file=""):
        run.file.delete(save=False)
        run.second_file.delete(save=False)
        run.save(update_fields=["file", "second_file"])
    old.exclude(state__in=SETTLED).delete()


@daily("07:10")
@job("desk.tell_of_expiring_files")
def tell_of_expiring_files() -> int:
    """A mail to those whom a file concerns that expires in 30 days, in 7, or today. Returns how many were written."""
    return expiry.tell(timezone.localdate())


def _remove_exports(long_ago: datetime) -> None:
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for path in (f"{FOLDER}/{name}" for name in names):
        if default_storage.get_modified_time(path) < long_ago:
            default_storage.delete(path)
