"""An empty database is set up in one step, exactly as all migrations one after the other would leave it."""

from contextlib import closing, contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from daying.core.management.commands.migrate import set_up

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
POSTGRES = [
    "SELECT table_name, column_name, udt_name, is_nullable, character_maximum_length, numeric_precision, "
    "numeric_scale, is_identity, column_default FROM information_schema.columns WHERE table_schema = %s",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = %s::regnamespace",
    "SELECT event_object_table, trigger_name, event_manipulation, action_statement FROM information_schema.triggers "
    "WHERE trigger_schema = %s",
]


@pytest.fixture
def empty(tmp_path):
    """Makes connections to empty databases: files on SQLite, schemas of the test database on PostgreSQL."""
    made = []

    def one(name):
        other = connection.copy()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE SCHEMA {name}")
            other.settings_dict["OPTIONS"] = {"options": f"-c search_path={name}"}
        else:
            other.settings_dict["NAME"] = str(tmp_path / name)
        made.append(other)
        return other

    yield one
    for other in made:
        other.close()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS at_once, by_steps CASCADE")


def test_the_short_way_leads_to_the_same_place(empty):
    at_once, by_steps = empty("at_once"), empty("by_steps")
    set_up(at_once)
    executor = MigrationExecutor(by_steps)
    with taken_as_default(by_steps):
        executor.migrate(executor.loader.graph.leaf_nodes())

    short, long = described(at_once, "at_once"), described(by_steps, "by_steps")

    assert len(short) > 500
    assert sorted(short - long) == sorted(long - short) == []
    assert MigrationExecutor(at_once).migration_plan(executor.loader.graph.leaf_nodes()) == []


@contextmanager
def taken_as_default(other):
    """Some migrations of libraries ask for rows without saying of which database."""
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual


def described(other, name):
    """What a database consists of, whatever the order of columns and the order in which things were made."""
    with closing(other.cursor()) as cursor:
        if other.vendor == "sqlite":
            cursor.execute(SQLITE)
            return {(kind, table, *sorted(parts(sql))) for kind, table, sql in cursor.fetchall()}
        found = set()
        for statement in POSTGRES:
            cursor.execute(statement, [name])
            found |= {tuple(str(value).replace(f"{name}.", "") for value in row) for row in cursor.fetchall()}
        return found


def parts(sql):
    """A statement in pieces, for the columns of a table that was made anew stand in another order."""
    return sql.replace("(", ",").replace(")", ",").replace('"', "").replace(" ,", ",").replace(", ", ",").split(",")
