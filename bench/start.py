"""From the command to the first page, and the memory of a server that nobody has asked for anything yet."""

from collections.abc import Callable, Iterator
from typing import Any

from bench import books, server
from bench.asked import Asked
from bench.books import Books, Server
from bench.table import Row

TIMES = 3


def rows(on: Server, asked: Asked) -> Iterator[Row]:
    """`daying serve` beside the plain project under the same server."""
    ours = books.company(on, asked.few_orders)
    plain = books.plain_company(on, asked.few_orders, asked.few_orders // 20)
    _started(server.daying, ours)  # the first start prepares the static files
    found = [_started(server.daying, ours) for _time in range(TIMES)]
    theirs = [_started(server.plain, plain) for _time in range(TIMES)]
    (cpu, seconds, memory), (plain_cpu, plain_seconds, plain_memory) = min(found), min(theirs)
    yield Row("start", "command to first page, CPU", on.name, "s", cpu, plain_cpu)
    yield Row("start", "the same by the clock", on.name, "s", seconds, plain_seconds)
    yield Row("start", "memory, idle", on.name, "MB", memory, plain_memory)


def _started(start: Callable[[Books], Any], kept: Books) -> tuple[float, float, float]:
    """Seconds of CPU and by the clock until the first page, and MB of the serving process then."""
    with start(kept) as running:
        return running.cpu(), running.seconds_to_start, running.memory()
