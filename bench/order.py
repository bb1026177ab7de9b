"""W1: order entry to billing, ten lines; and an order of a thousand lines, opened and saved."""

from collections.abc import Iterator

from bench import books
from bench.asked import Asked
from bench.books import Books, Server
from bench.process import Figures, measured
from bench.table import Row

LINES, WIDTHS = 10, [2, 50]
FEW, MANY, TIMES = 20, 1_000, 3
MOST_OF_PLAIN, MOST_GROWTH = 3, 1.1


def rows(server: Server, asked: Asked) -> Iterator[Row]:
    """The cost of an order beside plain Django's; in large books beside small ones; and its statements."""
    few = books.company(server, asked.few_orders)
    plain = books.plain_company(server, asked.few_orders, asked.few_orders // 20).plain_environment
    told = {"count": asked.count, "lines": LINES}
    ours = measured("bench.ours.order:run", few.copy("spoilt").environment, **told, widths=WIDTHS)
    beside = [measured(f"bench.{name}.order:run", plain, **told) for name in ("plain", "raw")]
    costs = [_cost(figures) for figures in (ours, *beside)]
    is_met = costs[0] <= MOST_OF_PLAIN * costs[1]
    yield Row(
        "W1", _parts("order to billing, CPU", ours), server.name, "ms", *costs, f"≤ {MOST_OF_PLAIN} × plain", is_met
    )
    narrow, wide = ours["statements"]
    told_widths = f"statements, {WIDTHS[1]} lines ({WIDTHS[0]}: {narrow})"
    yield Row("W1", told_widths, server.name, "", wide, target=f"the same as {WIDTHS[0]}", is_met=narrow == wide)
    yield from _large(server, few.copy("spoilt"), plain)
    if asked.orders > asked.few_orders:
        yield _growth(server, asked, told)


def _large(server: Server, books_of_few: Books, plain: Figures) -> Iterator[Row]:
    """A thousand lines: as many statements as twenty take, and what a save costs beside plain Django's."""
    ours = measured("bench.ours.large:run", books_of_few.environment, few=FEW, many=MANY, times=TIMES)
    beside = [measured(f"bench.{name}.large:run", plain, many=MANY, times=TIMES)["save"] for name in ("plain", "raw")]
    yield Row("W1", f"an order of {MANY:,} lines opens in its form, CPU", server.name, "ms", ours["open"])
    yield Row("W1", "it is saved, every line worked out anew, CPU", server.name, "ms", ours["save"], *beside)
    told, is_met = f"statements of both ({FEW} lines: {ours['few']})", ours["few"] == ours["many"]
    yield Row("W1", told, server.name, "", ours["many"], target=f"the same as {FEW}", is_met=is_met)


def _growth(server: Server, asked: Asked, told: Figures) -> Row:
    """Small and large books in turn, so that a disturbance of the machine meets both."""
    few, many = books.company(server, asked.few_orders).copy("spoilt"), books.company(server, asked.orders)
    costs: dict[str, list[float]] = {few.name: [], many.name: []}
    for _time in range(2):
        for each in (few, many):
            costs[each.name].append(_cost(measured("bench.ours.order:run", each.environment, **told, widths=WIDTHS)))
    growth = min(costs[many.name]) / min(costs[few.name])
    what = f"cost at {asked.orders:,} ÷ at {asked.few_orders:,} orders"
    return Row("W1", what, server.name, "×", growth, target=f"≤ {MOST_GROWTH}", is_met=growth <= MOST_GROWTH)


def _cost(figures: Figures) -> float:
    return float(figures["app"] + figures["database"])


def _parts(what: str, figures: Figures) -> str:
    if not figures["database"]:
        return what
    return f"{what} ({figures['app']:.0f} + {figures['database']:.0f} in the database)"
