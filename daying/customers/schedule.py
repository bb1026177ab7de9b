"""What the customer file does by itself."""

from daying.core.actor import SYSTEM
from daying.core.jobs import job
from daying.core.timetable import every
from daying.customers import merging


@every(minutes=10)
@job("customers.follow_mergers")
def follow_mergers() -> int:
    """Move what came to a customer after it was merged into another."""
    return merging.follow_up(by=SYSTEM)
