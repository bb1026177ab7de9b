"""The table behind full-text search. Its words are kept where the database finds them: FTS5 on SQLite, tsvector on
PostgreSQL. Written only by core/search.py, and made anew at any time by `search.rebuild()`.
"""

from typing import Any

from django.db import models
from django.db.models import Lookup
from django.db.models.expressions import Col


class TermsField(models.TextField):  # type: ignore[type-arg]
    """The words of a record, one space between them."""


@TermsField.register_lookup
class Match(Lookup):
    """terms__match=…: a query in the database's own language, as search_terms writes it."""

    lookup_name = "match"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        """FTS5 keeps no columns apart (detail=none): the table is asked as a whole, by the name it has as a column."""
        assert isinstance(self.lhs, Col)
        table = SearchEntry._meta.db_table
        return f'"{self.lhs.alias}"."{table}" MATCH %s', (self.rhs,)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*params, self.rhs)


class SearchEntry(models.Model):
    """The words by which one record is found. id: see `search.key`, it holds the model and the record's own id."""

    id = models.BigIntegerField(primary_key=True, db_column="rowid")
    title = models.TextField()
    terms = TermsField()

    class Meta:
        managed = False  # migration 0003 makes the table, as each database wants it

    def __str__(self) -> str:
        return self.title
