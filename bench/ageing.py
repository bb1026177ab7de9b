"""W3: the ageing of all customers, with a million open items."""

from collections.abc import Iterator

from bench import books
from bench.asked import Asked
from bench.books import Books, Server
from bench.process import measured
from bench.table import Row

MOST_TODAY, MOST_PAST = 0.1, 1.3
PER_CUSTOMER = 200


def rows(on: Server, asked: Asked) -> Iterator[Row]:
    """As at today from the kept accounts, and at a past day from the ledger, beside one statement over plain items."""
    customers = max(10, asked.items // PER_CUSTOMER)
    ours = measured("bench.ours.ageing:run", _ledger(on, asked, customers).environment)
    plain = books.plain_company(on, asked.few_orders, customers, asked.items).plain_environment
    at = {day: {name: _cpu(name, plain, ours[day]) for name in ("plain", "raw")} for day in ("today", "past")}
    today, past = at["today"], at["past"]
    items = f"{asked.items:,} open items"
    is_met = ours["kept"] <= MOST_TODAY * today["raw"]
    yield Row(
        "W3",
        f"today, {items}, CPU",
        on.name,
        "ms",
        ours["kept"],
        **today,
        target=f"≤ {MOST_TODAY} × raw",
        is_met=is_met,
    )
    is_met = ours["aged"] <= MOST_PAST * past["raw"]
    yield Row(
        "W3",
        f"a past day, {items}, CPU",
        on.name,
        "ms",
        ours["aged"],
        **past,
        target=f"≤ {MOST_PAST} × raw",
        is_met=is_met,
    )
    yield Row("W3", "once a day, the accounts brought up, CPU", on.name, "ms", ours["roll"])


def _cpu(name: str, environment: dict[str, str], day: str) -> float:
    return float(measured(f"bench.{name}.ageing:run", environment, as_at=day)["cpu"])


def _ledger(on: Server, asked: Asked, customers: int) -> Books:
    """Books with so many open items, from an earlier run or made now."""
    kept, mark = on.books(f"items-{asked.items}"), books.fingerprint()
    if not kept.is_kept(mark):
        books.say(f"{on.name}: making a ledger of {asked.items:,} open items, once …")
        books.company(on, asked.few_orders).copy(kept.name)
        measured("bench.ours.ledger:fill", kept.environment, items=asked.items, customers=customers)
        kept.end(mark)
    return kept
