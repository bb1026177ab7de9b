"""The database's driver, with the same settings as the product's connections."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from bench.process import ONE_PROCESS, Meter
from daying.configuration import SQLITE_PRAGMAS


class Raw:
    """A connection without anything around it. Statements are written with %s on both databases."""

    def __init__(self) -> None:
        url = os.environ["DAYING_DATABASE"]
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.connection: Any = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
            self.connection.executescript(SQLITE_PRAGMAS)
        else:
            import psycopg

            self.connection = psycopg.connect(url, autocommit=True, options=ONE_PROCESS)
        self.meter = Meter(None if self.is_sqlite else self.connection.info.backend_pid)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self.connection.execute(self._own(statement), values)

    def insert(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """Many rows, by the quickest way: COPY on PostgreSQL."""
        named = ", ".join(f'"{column}"' for column in columns.split())
        if self.is_sqlite:
            places = ", ".join("?" * len(columns.split()))
            self.connection.executemany(f"INSERT INTO {table} ({named}) VALUES ({places})", rows)
            return
        with self.connection.cursor().copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def insert_few(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> list[int]:
        """Some rows in one statement, and their keys."""
        named = ", ".join(f'"{column}"' for column in columns.split())
        places = ", ".join([f"({', '.join(['%s'] * len(columns.split()))})"] * len(rows))
        values = [value for row in rows for value in row]
        returned = self.execute(f"INSERT INTO {table} ({named}) VALUES {places} RETURNING id", values)
        return [key for (key,) in returned.fetchall()]

    def _own(self, statement: str) -> str:
        return statement.replace("%s", "?") if self.is_sqlite else statement
