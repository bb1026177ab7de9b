"""W3's floor: one statement over a table of open items that holds nothing else."""

from itertools import pairwise

from bench.process import Figures
from bench.raw.driver import Raw

TIMES = 5
EDGES = (0, 30, 60, 90, 180, 365)


def run(as_at: str) -> Figures:
    """Milliseconds of CPU."""
    raw = Raw()
    return {"cpu": raw.meter.each(lambda: raw.execute(_statement(raw.is_sqlite, as_at)).fetchall(), TIMES)}


def _statement(is_sqlite: bool, day: str) -> str:
    edges = [f"date('{day}', '-{days} days')" if is_sqlite else f"DATE '{day}' - {days}" for days in EDGES]
    conditions = [f"due_on >= {edges[0]}", *_between(edges), f"due_on < {edges[-1]}"]
    sums = ", ".join(f"SUM(CASE WHEN {condition} THEN amount ELSE 0 END)" for condition in conditions)
    return (
        f"SELECT customer_id, currency, {sums} FROM plain_openitem "
        f"WHERE billed_on <= {edges[0]} AND (settled_on IS NULL OR settled_on > {edges[0]}) "
        "GROUP BY customer_id, currency"
    )


def _between(edges: list[str]) -> list[str]:
    return [f"due_on >= {low} AND due_on < {high}" for high, low in pairwise(edges)]
