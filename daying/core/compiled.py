"""Small statements that every action makes, with their SQL made once.

Compiling takes most of the time of a small query. What is asked again and again with nothing but other keys is written
`Compiled(lambda order: OrderLine.objects.filter(order=order))` and called with the keys.
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=models.Model)
Key = int | str | date


class Compiled(Generic[M]):
    """A query of whole records whose only parameters are keys, in the order in which they are given.

    A key is a number, a day, or a text that is compared as it stands, and is of the same kind at each call.
    """

    def __init__(self, make: Callable[..., models.QuerySet[M]]) -> None:
        self._make = make

    def __call__(self, *keys: Key) -> list[M]:
        """The records. One query."""
        made = vars(connections[DEFAULT_DB_ALIAS]).setdefault("compiled_queries", {})  # a thread has its own connection
        if self not in made:
            made[self] = _Statement(self._make, [_stand_in(key, place) for place, key in enumerate(keys)])
        statement: _Statement[M] = made[self]
        return statement.records(keys)

    def one(self, *keys: Key) -> M:
        """The only record. Raises DoesNotExist where there is none."""
        found = self(*keys)
        if not found:
            raise self._make(*keys).model.DoesNotExist  # type: ignore[attr-defined]
        return found[0]


class _Statement(Generic[M]):
    """The SQL of a query on the connection of this thread, and where the keys stand among its parameters."""

    def __init__(self, make: Callable[..., models.QuerySet[M]], stand_ins: list[Key]) -> None:
        self._queryset, self._stand_ins = make(*stand_ins), stand_ins
        compiler: Any = self._queryset.query.get_compiler(using=self._queryset.db)
        sql, self._parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_rest in compiler.select])
        compiler.as_sql = lambda: (sql, self._bound)
        compiler.get_converters = lambda columns: converters
        self._queryset.query.get_compiler = lambda using: compiler  # type: ignore[method-assign,assignment,misc]

    def records(self, keys: tuple[Key, ...]) -> list[M]:
        """Run the SQL with these keys instead of the stand-ins."""
        if self._queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("a row is locked inside a transaction only")
        given = dict(zip(self._stand_ins, keys, strict=True))
        given |= {str(stand_in): str(key) for stand_in, key in given.items() if isinstance(key, date)}  # SQLite's way
        self._bound = tuple(given.get(value, value) for value in self._parameters)
        return list(ModelIterable(self._queryset))


@lru_cache(maxsize=1000)
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    """The statement, and the fields whose values it takes. A field with `follows` is worked out from the named one."""
    fields = [f for f in model._meta.local_concrete_fields if {f.attname, getattr(f, "follows", None)} & {*names}]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    return f'UPDATE "{table}" SET {columns} WHERE "{key}" = %s', fields  # noqa: S608


def _stand_in(key: Key, place: int) -> Key:
    """What no key is ever like, so that it is found again among the parameters of the SQL."""
    if isinstance(key, date):
        return date.min + timedelta(place)
    return f"stands for key {place}" if isinstance(key, str) else (1 << 60) + place


def insert(record: models.Model) -> None:
    """Write a new row. What the database fills in by itself is read when somebody asks for it."""
    statement, fields, filled_in = _insertion(type(record), record.pk is not None)
    values = [field.get_db_prep_save(field.pre_save(record, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (record.pk,) = cursor.fetchone()
    for field in filled_in:
        record.__dict__.pop(field.attname, None)
    record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def update(record: models.Model, names: Collection[str]) -> None:
    """Write these columns of a row, and those that follow one of them. Raises DoesNotExist where there is no row."""
    statement, fields = _change(type(record), tuple(names))
    values = [field.get_db_prep_save(field.pre_save(record, add=False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, record.pk])
        if not cursor.rowcount:
            raise type(record).DoesNotExist  # type: ignore[attr-defined]


@cache
def _insertion(model: type[models.Model], has_key: bool) -> tuple[str, list[Any], list[Any]]:
    """The statement, the fields whose values it takes, and those that the database fills in."""
    fields = [f for f in model._meta.local_concrete_fields if has_key or not f.primary_key]
    taken = [field for field in fields if not field.has_db_default()]
    columns = ", ".join(f'"{field.column}"' for field in taken)
    places = ", ".join("%s" for _field in taken)
    table, key = model._meta.db_table, model._meta.pk.column
    statement = f'INSERT INTO "{table}" ({columns}) VALUES ({places}) RETURNING "{key}"'  # noqa: S608
    return statement, taken, [field for field in fields if field.has_db_default()]
