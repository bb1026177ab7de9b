"""`python -m bench`: measure, on SQLite and where one answers on PostgreSQL, and print the table."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import replace

from bench import ageing, carriers, customers, imports, order, pages, start, stock
from bench.asked import Asked
from bench.books import Server
from bench.table import Row, printed
from tests.machine import NO_POSTGRES, postgres

WORKS = {
    "w1": order.rows,
    "w2": pages.rows,
    "w3": ageing.rows,
    "w4": imports.rows,
    "w5": customers.rows,
    "bill": carriers.bill,
    "whatif": carriers.whatif,
    "stock": stock.rows,
    "start": start.rows,
}


def main() -> None:
    words = _words()
    asked = Asked.quick() if words.quick else Asked()
    given = {name: value for name in ("orders", "items") if (value := getattr(words, name))}
    print(printed(list(_rows(words.work or list(WORKS), replace(asked, **given), _servers(words)))))


def _rows(works: list[str], asked: Asked, servers: list[Server]) -> Iterator[Row]:
    for server in servers:
        for work in works:
            print(f"{server.name}: {work} …", file=sys.stderr, flush=True)
            for row in WORKS[work](server, asked):
                print("  ".join(filter(None, row.cells())), file=sys.stderr, flush=True)
                yield row


def _servers(words: Namespace) -> list[Server]:
    found = [Server("SQLite")]
    if words.sqlite:
        return found
    if not postgres():
        print(f"Left out: {NO_POSTGRES}", file=sys.stderr)
        return found
    return [*found, Server("PostgreSQL", postgres())]


def _words() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("work", nargs="*", type=_work, help=f"{', '.join(WORKS)} (default: all of them)")
    parser.add_argument("--orders", type=int, help=f"in the large books (default: {Asked.orders:,})")
    parser.add_argument("--items", type=int, help=f"open items in the ledger (default: {Asked.items:,})")
    parser.add_argument("--quick", action="store_true", help="small books: to see that it runs")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    return parser.parse_args()


def _work(word: str) -> str:
    if word not in WORKS:
        raise ArgumentTypeError(f"{word} is none of {', '.join(WORKS)}")
    return word


if __name__ == "__main__":
    main()
