"""What stock does by itself: close the months whose time for late entries is over."""

from django.utils import timezone

from daying.core.actor import SYSTEM
from daying.core.jobs import job
from daying.core.timetable import daily
from daying.stock.actions import close_what_is_due


@daily("01:20")
@job("stock.close_months")
def close_months() -> str:
    """Close the last month that may be. Returns the day up to which it was closed, empty where nothing was to do."""
    closing = close_what_is_due(timezone.localdate(), by=SYSTEM)
    return str(closing or "")
