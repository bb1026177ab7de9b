"""A company of its own for a test: database and files apart, served by processes that may be killed.

The database is a copy of the tests' own one, just migrated. Processes run on the product's settings, as in earnest.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

SETTINGS = "daying.settings"
ROOT = Path(__file__).resolve().parent.parent.parent


class House:
    """Where the company's data stand, and how to run something on them."""

    def __init__(self, data: Path, database: str) -> None:
        self.data, self.database = data, database
        self.environment = {
            **os.environ,
            "DAYING_DATA": str(data),
            "DAYING_DATABASE": database,
            "DAYING_JOURNAL_KEY": "the tests' own journal key, long enough for anybody",
            "DJANGO_SETTINGS_MODULE": SETTINGS,
        }
        self.nursery: subprocess.Popen[str] | None = None
        self.answers = 0

    @property
    def sqlite(self) -> Path:
        return Path(self.database.removeprefix("sqlite://"))

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """`daying` with these words, to its end."""
        command = [sys.executable, "-m", "daying", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def start(self, act: str, *args: object) -> int:
        """Start a function of acts.py in a process of its own and return its id. The first start takes seconds."""
        self.nursery = self.nursery or subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.nursery"],
            cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.nursery.stdin.write(json.dumps([act, *args]) + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def ask(self, act: str, *args: object):
        """What a function of acts.py returns, asked in a process of its own."""
        self.answers += 1
        answer = self.data / f"answer-{self.answers}.json"
        wait_for([self.start("answer", str(answer), act, *args)])
        return json.loads(answer.read_text())

    def elsewhere(self) -> "House":
        """Another house, with nothing in it."""
        data = self.data / "elsewhere"
        data.mkdir()
        if self.database.startswith("sqlite"):
            return House(data, f"sqlite://{data / 'daying.sqlite3'}")
        name = f"{_name(self.database)}_elsewhere"
        _on_server(f'CREATE DATABASE "{name}"')
        return House(data, _url(name))

    def close(self) -> None:
        if self.nursery:
            self.nursery.stdin.close()
            self.nursery.wait(timeout=30)
        if not self.database.startswith("sqlite"):
            _on_server(f'DROP DATABASE IF EXISTS "{_name(self.database)}" WITH (FORCE)')


def kill(process: int) -> None:
    """As a power cut would: no signal handler runs, nothing is closed."""
    os.kill(process, signal.SIGKILL)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(processes: list[int], seconds: float = 180) -> None:
    """Wait until they have all ended by themselves."""
    until = time.monotonic() + seconds
    while any(map(is_alive, processes)):
        assert time.monotonic() < until, f"{processes} do not end"
        time.sleep(0.02)


def build(data: Path) -> House:
    """A new house with an empty, migrated database."""
    if connection.vendor == "sqlite":
        path = data / "daying.sqlite3"
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)
        return House(data, f"sqlite://{path}")
    name = f"{connection.settings_dict['NAME']}_house"
    template = connection.settings_dict["NAME"]
    connections.close_all()
    _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return House(data, _url(name))


def _url(name: str) -> str:
    told = connection.settings_dict
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{name}"


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(_url("postgres"), autocommit=True) as server:
        server.execute(statement)
