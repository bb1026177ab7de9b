"""What the customer file does by itself: the rules of the pools, every night."""

from django.utils import timezone

from daying.core.actor import SYSTEM
from daying.core.jobs import job
from daying.core.timetable import daily
from daying.customers.pool.actions import run_rules


@daily("01:30")
@job("customers.run_pool_rules")
def run_pool_rules() -> str:
    """Let fall what nobody has looked after, and give out what waits for a rule."""
    return run_rules(by=SYSTEM, on=timezone.localdate()).sentence
