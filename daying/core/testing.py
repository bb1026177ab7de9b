"""What tests need of the kit itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper

from daying.core.append_only import REFUSAL


def let_flush_empty_guarded_tables() -> None:
    """Between tests that commit, Django empties all tables; on SQLite by DELETE, which the guards would refuse."""
    operations: Any = DatabaseWrapper.ops_class
    flush = operations.execute_sql_flush

    def flush_without_guards(self: Any, sql_list: Any) -> None:
        with guards_lifted(self.connection):
            flush(self, sql_list)

    operations.execute_sql_flush = flush_without_guards


def begin_ids_high(connection: Any) -> None:
    """Each table's ids begin at another thousand, as after years of work.

    An id written with a separator, and one taken for that of another table, then cannot pass a test by chance.
    """
    listed, *restart = HIGH_IDS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(listed)
        for n, (name,) in enumerate(cursor.fetchall(), start=12):
            for statement in restart:
                cursor.execute(statement.format(name=name, last=n * 1000, first=n * 1000 + 1))


HIGH_IDS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY name",
        "DELETE FROM sqlite_sequence WHERE name = '{name}'",
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {last})",
    ),
    "postgresql": (
        "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename",
        'ALTER SEQUENCE "{name}" RESTART WITH {first}',
    ),
}


@contextmanager
def guards_lifted(connection: Any) -> Iterator[None]:
    """The append-only tables without their triggers, as somebody with full power over the database may have them."""
    guards = list(_sqlite_guards(connection) if connection.vendor == "sqlite" else _postgres_guards(connection))
    _run(connection, [lift for lift, _ in guards])
    yield
    _run(connection, [restore for _, restore in guards])


def _run(connection: Any, statements: list[str]) -> None:
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table with checks still to be made cannot be altered
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite_guards(connection: Any) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE %s", [f"%{REFUSAL}%"])
        for name, sql in cursor.fetchall():
            yield f'DROP TRIGGER "{name}"', sql


def _postgres_guards(connection: Any) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname = 'daying_append_only'"
        )
        for name, table in cursor.fetchall():
            yield f"ALTER TABLE {table} DISABLE TRIGGER {name}", f"ALTER TABLE {table} ENABLE TRIGGER {name}"
