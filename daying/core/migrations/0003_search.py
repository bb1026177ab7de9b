"""The index of full-text search: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from django.db import migrations

TABLE = "core_searchentry"
STATEMENTS = {
    # detail=none keeps neither places nor columns of a word: half the size, and nothing here asks for them.
    "sqlite": [f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title UNINDEXED, terms, tokenize='ascii', detail='none')"],
    "postgresql": [
        f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, title text NOT NULL, terms tsvector NOT NULL)",
        # Without fastupdate a search never has to read through what is still to be sorted in.
        f"CREATE INDEX {TABLE}_terms ON {TABLE} USING gin (terms) WITH (fastupdate = off)",
    ],
}


def make(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_guards")]
    operations = [migrations.RunPython(make, drop)]
