"""W3: what customers owe by age, out of the ledger and out of the kept accounts."""

from datetime import timedelta

from django.utils import timezone

from bench.process import Figures, django_cpu
from daying.receivables.ageing import ageing, ageing_today, roll
from daying.receivables.buckets import BUCKET_NAMES

TIMES = 5
PAST = 200  # days ago


def run() -> Figures:
    """Milliseconds of CPU: the accounts as kept today, bringing them up to a day, and the ledger at a past day."""
    today = timezone.localdate()
    past = today - timedelta(days=PAST)
    roll(today - timedelta(days=1))
    rolled = django_cpu(lambda: roll(today), 1)
    kept = ageing_today(today).values_list("customer", "currency", "balance", "unallocated", *BUCKET_NAMES)
    told = {"today": str(today), "past": str(past), "roll": rolled}
    return {
        **told,
        "kept": django_cpu(lambda: list(kept.all()), TIMES),
        "aged": django_cpu(lambda: ageing(past), TIMES),
    }
