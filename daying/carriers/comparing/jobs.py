"""Comparisons of very many waybills, worked out by a worker."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from daying.carriers.bills.jobs import told
from daying.carriers.comparing import actions
from daying.carriers.models import TariffComparison
from daying.core.errors import Refused
from daying.core.jobs import long_job


@long_job("carriers.compare_tariffs", limit=timedelta(hours=1))
def compare_tariffs(comparison_id: str, by: Any) -> Callable[[], Any]:
    """Rate outside of any transaction, then write."""
    comparison = TariffComparison.objects.get(public_id=comparison_id)
    try:
        again = actions.rated(comparison)
    except Refused as refusal:
        sentence = str(refusal)
        return lambda: sentence
    return lambda: told(lambda: actions.work_out(comparison, by=by, again=again))
