"""W5: a large file of customers: is this name there already, and a list of some of them."""

from collections.abc import Iterator

from bench import books
from bench.asked import Asked
from bench.books import Books, Server
from bench.process import measured
from bench.table import Row

MOST_OF_LOOKUP, MOST_OF_SQL = 10, 1.5


def rows(on: Server, asked: Asked) -> Iterator[Row]:
    """One name beside an indexed equality query on the same table, and a list beside its own statements."""
    told = measured("bench.ours.customers:run", _file(on, asked).environment, count=50 * asked.count)
    among = f"among {asked.file:,} customers"
    for name, what in (("free", "a new name"), ("taken", "a name that is there")):
        ours, plain, raw = (told[f"{name}_{way}"] for way in ("ours", "orm", "raw"))
        target = f"≤ {MOST_OF_LOOKUP} × equality, Django's"
        is_met = ours <= MOST_OF_LOOKUP * plain
        yield Row("W5", f"{what} {among}, CPU", on.name, "ms", ours, plain, raw, target, is_met)
        target, is_met = f"≤ {MOST_OF_LOOKUP} × equality, cursor", ours <= MOST_OF_LOOKUP * raw
        yield Row("W5", f"{what}, beside a cursor", on.name, "ms", ours, None, raw, target, is_met)
    ours, sql = told["list"], told["list_sql"]
    target = f"≤ {MOST_OF_SQL} × its own SQL"
    what = f"a filter and pinyin {among}, CPU of the rows"
    yield Row("W5", what, on.name, "ms", ours, None, sql, target, ours <= MOST_OF_SQL * sql)


def _file(on: Server, asked: Asked) -> Books:
    """Books with so many customers, from an earlier run or made now."""
    kept, mark = on.books(f"customers-{asked.file}"), books.fingerprint()
    if not kept.is_kept(mark):
        books.say(f"{on.name}: entering {asked.file:,} customers, once …")
        books.company(on, asked.few_orders).copy(kept.name)
        measured("bench.ours.customers:fill", kept.environment, count=asked.file)
        kept.end(mark)
    measured("bench.ours.tables:bring_up_to_date", kept.environment)
    return kept
