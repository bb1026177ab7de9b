"""The stock of any day: what it costs must not depend on what moved before the last closed month."""

from collections.abc import Iterator

from bench import books
from bench.asked import Asked
from bench.books import Books, Server
from bench.process import measured
from bench.table import Row

MOST, TENTH = 1.3, 10
TOLD = {"today": "of one product today", "closed": "of one product on a closed day", "all": "of 50 products today"}


def rows(on: Server, asked: Asked) -> Iterator[Row]:
    """Beside the same with a tenth as many movements in the closed months."""
    many, few = (_measured(on, asked, count) for count in (asked.movements, asked.movements // TENTH))
    for name, what in TOLD.items():
        told = f"stock {what}, {asked.movements:,} movements closed, CPU"
        is_met = many[name] <= MOST * few[name]
        yield Row("stock", told, on.name, "ms", many[name], None, few[name], f"≤ {MOST} × a tenth of them", is_met)


def _measured(on: Server, asked: Asked, count: int) -> dict[str, float]:
    return measured("bench.ours.stock:run", _filled(on, asked, count).environment)


def _filled(on: Server, asked: Asked, count: int) -> Books:
    """Books with so many movements, from an earlier run or made now."""
    kept, mark = on.books(f"movements-{count}"), books.fingerprint()
    if not kept.is_kept(mark):
        books.say(f"{on.name}: making {count:,} movements, once …")
        books.company(on, asked.few_orders).copy(kept.name)
        measured("bench.ours.stock:fill", kept.environment, movements=count)
        kept.end(mark)
    return kept
