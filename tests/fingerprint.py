"""What a database holds, in short: enough to tell that a refused request has changed nothing."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

# Who is signed in, and when last, is no business data: it comes and goes with any request.
APART = {"sessions.session", "usersessions.usersession"}


def fingerprint(*apart: str) -> dict[str, Any]:
    """For each table: how many rows, the last key, and where rows have versions their sum. Two or three queries.

    apart: labels of models that may change.
    """
    told = [(label, sql) for label, sql in _statements() if label not in {*APART, *apart}]
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for start in range(0, len(told), 50):
            cursor.execute(" UNION ALL ".join(sql for _label, sql in told[start : start + 50]))
            rows.extend(cursor.fetchall())
    return dict(zip((label for label, _sql in told), rows, strict=True))


@cache
def _statements() -> list[tuple[str, str]]:
    return [(model._meta.label_lower, _statement(model)) for model in apps.get_models() if model._meta.managed]


def _statement(model: type[Model]) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    is_numbered = meta.pk is not None and "AutoField" in type(meta.pk).__name__
    last = f"MAX({quote(meta.pk.column)})" if is_numbered and meta.pk else "0"
    versions = "SUM(version)" if any(field.name == "version" for field in meta.fields) else "0"
    return f"SELECT COUNT(*), {last}, {versions} FROM {quote(meta.db_table)}"
