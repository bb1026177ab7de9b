"""The books that are measured: companies of the demo, kept between runs under var/bench (or DAYING_BENCH).

They are made anew when a migration has changed, and brought up to date where there is a new one. What a measurement
would spoil, it does to a copy.
"""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.process import KEPT, ROOT, as_installed, measured

STORY = 1_000  # orders that are played; the others are copies
KEYS = {"DAYING_SECRET_KEY": "bench", "DAYING_JOURNAL_KEY": "bench"}


@dataclass(frozen=True)
class Server:
    """A database to measure on. url: of any database on it, None for SQLite."""

    name: str
    url: str | None = None

    def books(self, name: str) -> "Books":
        return Books(self, name)


@dataclass(frozen=True)
class Books:
    """One database with the files beside it."""

    server: Server
    name: str

    @property
    def folder(self) -> Path:
        return KEPT / self.server.name.lower() / self.name

    @property
    def url(self) -> str:
        if self.server.url is None:
            return f"sqlite:///{self.folder / 'daying.sqlite3'}"
        return f"{self.server.url.rpartition('/')[0]}/{self.database}"

    @property
    def database(self) -> str:
        return f"daying_bench_{self.name.replace('-', '_')}"

    @property
    def environment(self) -> dict[str, str]:
        """For a process that uses them with the product."""
        here = {"DAYING_DATA": str(self.folder), "DAYING_DATABASE": self.url}
        return {**KEYS, **here, "DJANGO_SETTINGS_MODULE": "daying.settings"}

    @property
    def plain_environment(self) -> dict[str, str]:
        """For a process that uses them without the product."""
        return {**self.environment, "DJANGO_SETTINGS_MODULE": "bench.plain.settings"}

    def is_kept(self, mark: str) -> bool:
        """Whether they are there from an earlier run, and what they were made by has at most been added to."""
        path = self.folder / "made"
        return path.exists() and set(path.read_text().split()) <= set(mark.split())

    def begin(self) -> None:
        """Make them empty."""
        self.drop()
        self.folder.mkdir(parents=True)
        if self.server.url:
            self._administer(f'CREATE DATABASE "{self.database}"')

    def end(self, mark: str) -> None:
        """They are complete, and may be kept."""
        (self.folder / "made").write_text(mark)

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.server.url:
            self._administer(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def copy(self, name: str) -> "Books":
        """Others like them, to be spoilt."""
        other = Books(self.server, name)
        other.drop()
        shutil.copytree(self.folder, other.folder, ignore=shutil.ignore_patterns("made"))
        if self.server.url:
            self._administer(f'CREATE DATABASE "{other.database}" TEMPLATE "{self.database}"')
        return other

    def run(self, *words: str) -> None:
        """Let `python -m …` work on them."""
        told = as_installed(self.environment)
        subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=told, stdout=subprocess.DEVNULL, check=True)

    def backends(self) -> list[int]:
        """The database's processes that serve connections to it."""
        if not self.server.url:
            return []
        rows = self._administer(f"SELECT pid FROM pg_stat_activity WHERE datname = '{self.database}'")
        return [pid for (pid,) in rows.fetchall()]

    def _administer(self, statement: str) -> Any:
        import psycopg

        address = f"{str(self.server.url).rpartition('/')[0]}/postgres"
        with psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
            return connection.execute(statement)


def company(server: Server, orders: int) -> Books:
    """A demo company with so many orders, from an earlier run or made now."""
    books = server.books(f"orders-{orders}")
    if not books.is_kept(fingerprint()):
        say(f"{server.name}: making a company of {orders:,} orders, once …")
        story = min(orders, STORY)
        books.begin()
        books.run("daying", "demo", "--orders", str(story), "--scale", str(-(-orders // story)))
        books.end(fingerprint())
    measured("bench.ours.tables:bring_up_to_date", books.environment)
    return books


def plain_company(server: Server, orders: int, customers: int, items: int = 0) -> Books:
    """The same size of books for the plain project."""
    books, mark = server.books(f"plain-{orders}-{items}"), f"{_digest(ROOT / 'bench/plain/models.py')} {customers}"
    if not books.is_kept(mark):
        books.begin()
        told = {"orders": orders, "customers": customers, "items": items}
        measured("bench.plain.filling:fill", books.plain_environment, **told)
        books.end(mark)
    return books


@cache
def fingerprint() -> str:
    """A word for each migration of the product, with what is in it."""
    return " ".join(map(_digest, sorted(ROOT.glob("daying/*/migrations/0*.py"))))


def _digest(path: Path) -> str:
    return f"{path.relative_to(ROOT)}:{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"


def say(sentence: str) -> None:
    """A line for who waits."""
    print(sentence, file=sys.stderr, flush=True)
