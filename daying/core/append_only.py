"""Tables where nothing is changed or deleted: the journal, the ledger, allocations.

The model refuses first, in Python. A database trigger refuses again, for whoever comes by another door; no rule
depends on it.
"""

from typing import Any

from django.db import migrations, models

from daying.core.compiled import insert
from daying.core.making import Row

REFUSAL = "is append-only: write a reversing entry instead"


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what may only be added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A queryset that only reads and adds."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} {REFUSAL}")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__} {REFUSAL}")


class AppendOnly(Row):
    """A row that is written once. The database says when."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} {REFUSAL}")
        insert(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{type(self).__name__} {REFUSAL}")


def guard(*tables: str) -> migrations.RunPython:
    """A migration operation that puts the triggers on these tables."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for statement in statements(schema_editor.connection.vendor, table):
                schema_editor.execute(statement, params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop)


def statements(vendor: str, table: str) -> list[str]:
    """The SQL of the guard on one table."""
    message = f"{table} {REFUSAL}"
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE OR REPLACE FUNCTION daying_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only: write a reversing entry instead', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION daying_append_only()",
    ]
