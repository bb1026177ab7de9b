"""W3: what customers owe by age, out of the ledger and out of the kept accounts."""

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.utils import timezone

from bench.process import Figures
from daying.receivables.ageing import ageing, ageing_today, roll
from daying.receivables.models import BUCKET_NAMES

TIMES = 5
PAST = 200  # days ago


def run() -> Figures:
    """Seconds: the accounts as kept today, bringing them up to a day, and the ledger at a past day."""
    today = timezone.localdate()
    past = today - timedelta(days=PAST)
    roll(today - timedelta(days=1))
    rolled = _seconds(lambda: roll(today), 1)
    kept = ageing_today(today).values_list("customer", "currency", "balance", "unallocated", *BUCKET_NAMES)
    told = {"today": str(today), "past": str(past), "accounts": len(kept)}
    return {**told, "roll": rolled, "kept": _seconds(lambda: list(kept.all())), "aged": _seconds(lambda: ageing(past))}


def _seconds(call: Callable[[], Any], times: int = TIMES) -> float:
    """The quickest of some runs."""
    found = []
    for _time in range(times):
        began = perf_counter()
        call()
        found.append(perf_counter() - began)
    return min(found)
