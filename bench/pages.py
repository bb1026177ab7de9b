"""W2: pages over HTTP with eight clients, from a server in a process of its own."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from bench import books, server
from bench.asked import Asked
from bench.books import Books, Server
from bench.process import Figures, measured
from bench.table import Row

CLIENTS = 8
MOST_OF_PLAIN, MOST_OF_WAIT, MOST_MEMORY = 2, 3, 120
TITLES = {
    "list": "list of orders",
    "scope": "list, one department's",
    "search": "list, by customer",
    "view": "list, a saved view",
    "detail": "one order",
}


def rows(on: Server, asked: Asked) -> Iterator[Row]:
    """CPU of the server for each page, how long clients wait, and what memory it has come to."""
    many = books.company(on, asked.orders)
    plain = books.plain_company(on, asked.orders, asked.orders // 20)
    theirs, floor = _plain(plain, asked)
    told = measured("bench.ours.pages:prepare", many.environment)
    with server.daying(many) as running:
        idle = running.memory()
        ours = {name: _asked(running, *_ours(name, told), asked) for name in TITLES}
        after = running.memory()
    for name, title in TITLES.items():
        like = "list" if name == "scope" else name
        yield _cost(on, f"{title}, CPU ({ours[name]['size'] // 1000} KB)", ours[name], theirs[like], floor[like])
    for name, title in TITLES.items():
        yield _wait(on, f"{title}, p95 of {CLIENTS} clients", ours[name], theirs["list" if name == "scope" else name])
    yield Row("W2", "memory at first page", on.name, "MB", idle)
    yield Row("W2", "memory after", on.name, "MB", after, target=f"≤ {MOST_MEMORY} MB", is_met=after <= MOST_MEMORY)


def _cost(on: Server, what: str, ours: Figures, plain: Figures, floor: float) -> Row:
    target = f"≤ {MOST_OF_PLAIN} × plain"
    return Row(
        "W2", what, on.name, "ms", ours["cpu"], plain["cpu"], floor, target, ours["cpu"] <= MOST_OF_PLAIN * plain["cpu"]
    )


def _wait(on: Server, what: str, ours: Figures, plain: Figures) -> Row:
    most = MOST_OF_WAIT * ours["median"] * CLIENTS / (os.cpu_count() or 1)
    return Row("W2", what, on.name, "ms", ours["p95"], plain["p95"], None, f"≤ {most:.0f} ms", ours["p95"] <= most)


def _plain(kept: Books, asked: Asked) -> tuple[dict[str, Figures], Figures]:
    """The same pages of the plain project, and the floor."""
    told = measured("bench.plain.preparing:prepare", kept.plain_environment)
    pages = {
        "list": "/orders/",
        "search": f"/orders/?q={quote(told['search'])}",
        "view": "/orders/?state=released",
        "detail": f"/orders/{told['detail']}/",
    }
    with server.plain(kept) as running:
        theirs = {name: _asked(running, page, told["cookie"], asked) for name, page in pages.items()}
    words = {"search": told["search"], "detail": told["detail"], "requests": asked.requests}
    return theirs, measured("bench.raw.pages:run", kept.plain_environment, **words)


def _ours(name: str, told: dict[str, Any]) -> tuple[str, str]:
    """Address and cookie of one of the product's pages."""
    queries = {"search": f"?q={quote(told['search'])}", "view": f"?{told['view']}"}
    path = f"/sales-orders/{told['detail']}/" if name == "detail" else f"/sales-orders/{queries.get(name, '')}"
    return path, told["manager" if name == "scope" else "director"]


def _asked(running: server.Server, path: str, cookie: str, asked: Asked) -> Figures:
    """A page asked for by one client, then by all."""
    server.load(running, path, cookie, clients=1, requests=4)
    alone = server.load(running, path, cookie, clients=1, requests=max(4, asked.requests // 8))
    together = server.load(running, path, cookie, clients=CLIENTS, requests=asked.requests)
    return {"cpu": together.cpu_ms, "p95": together.p95, "median": alone.median, "size": together.size}
