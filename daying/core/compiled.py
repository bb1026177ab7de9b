"""Small statements that every action makes, with their SQL made once.

Compiling takes most of the time of a small query. What is asked again and again with nothing but other keys is written
`Compiled(lambda order: OrderLine.objects.filter(order=order))` and called with the keys.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter
from types import NoneType
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError

from daying.core.money import ScaledField

M = TypeVar("M", bound=models.Model)
Key = int | str | date
PARAMETERS_PER_STATEMENT = 30_000  # SQLite takes 32,766 and PostgreSQL 65,535
# The types of values that columns of these kinds take as they stand.
TEXT, WHOLE = (str, NoneType), (int, NoneType)
AS_IT_STANDS: dict[type[Any], tuple[type[Any], ...]] = {
    models.CharField: TEXT,
    models.TextField: TEXT,
    models.BooleanField: (bool, NoneType),
    models.ForeignKey: WHOLE,
    models.OneToOneField: WHOLE,
    models.IntegerField: WHOLE,
    models.BigIntegerField: WHOLE,
    models.PositiveIntegerField: WHOLE,
    models.PositiveSmallIntegerField: WHOLE,
    models.PositiveBigIntegerField: WHOLE,
}
WRITES = {"pre_save", "get_prep_value", "get_db_prep_value", "get_db_prep_save"}
# The fields, their attributes, what they take as it stands; their usual type, and what makes a column's value of it.
Filled = Sequence[tuple[Any, str, tuple[type[Any], ...], type[Any] | None, Callable[[Any], Any]]]


class Compiled(Generic[M]):
    """A query of whole records whose only parameters are keys, in the order in which they are given.

    A key is a number, a day, or a text that is compared as it stands, and is of the same kind at each call. Where it
    takes as many as there are (`lambda *products: …`), each count of them is compiled once.
    """

    def __init__(self, make: Callable[..., models.QuerySet[M]]) -> None:
        self._make = make

    def __call__(self, *keys: Key) -> list[M]:
        """The records. One query."""
        made = vars(connections[DEFAULT_DB_ALIAS]).setdefault("compiled_queries", {})  # a thread has its own connection
        asked = self, len(keys)
        if asked not in made:
            made[asked] = _Statement(self._make, [_stand_in(key, place) for place, key in enumerate(keys)])
        statement: _Statement[M] = made[asked]
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
        queryset, self._stand_ins = make(*stand_ins), stand_ins
        self._db, self._is_locking = queryset.db, queryset.query.select_for_update
        compiler: Any = queryset.query.get_compiler(using=self._db)
        self._compiler, (self._sql, self._parameters) = compiler, compiler.as_sql()
        self._converters = list(compiler.get_converters([column for column, *_rest in compiler.select]).items())
        info, columns = compiler.klass_info, [column for column, *_rest in compiler.select]
        own = info["select_fields"]
        self._own, self._model = slice(own[0], own[-1] + 1), info["model"]
        self._names = [column.target.attname for column in columns[self._own]]
        self._related = get_related_populators(info, compiler.select, self._db)  # type: ignore[call-arg]
        self._beside = compiler.annotation_col_map.items() if compiler.annotation_col_map else ()

    def records(self, keys: tuple[Key, ...]) -> list[M]:
        """Run the SQL with these keys instead of the stand-ins."""
        if self._is_locking and connection.get_autocommit():
            raise TransactionManagementError("a row is locked inside a transaction only")
        with connection.cursor() as cursor:
            cursor.execute(self._sql, _bound(self._parameters, self._stand_ins, keys))
            rows = cursor.fetchall()
        return [self._record(self._converted(row)) for row in rows]

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        values, read_from = list(row), connections[DEFAULT_DB_ALIAS]
        for place, (converters, expression) in self._converters:
            for convert in converters:
                values[place] = convert(values[place], expression, read_from)
        return values

    def _record(self, values: list[Any]) -> M:
        record: M = self._model.from_db(self._db, self._names, values[self._own])
        for related in self._related:
            related.populate(values, record)
        for name, place in self._beside:
            setattr(record, name, values[place])
        return record


class CompiledUpdate(Generic[M]):
    """An update of rows whose only parameters are keys. values: gives what Django's `update()` takes, of the keys."""

    def __init__(self, make: Callable[..., models.QuerySet[M]], values: Callable[..., dict[str, Any]]) -> None:
        self._make, self._values = make, values

    def __call__(self, *keys: Key) -> None:
        """One statement."""
        made = vars(connections[DEFAULT_DB_ALIAS]).setdefault("compiled_queries", {})
        if self not in made:
            made[self] = self._compiled([_stand_in(key, place) for place, key in enumerate(keys)])
        stand_ins, sql, parameters = made[self]
        with connection.cursor() as cursor:
            cursor.execute(sql, _bound(parameters, stand_ins, keys))

    def _compiled(self, stand_ins: list[Key]) -> tuple[list[Key], str, Sequence[Any]]:
        queryset = self._make(*stand_ins)
        query: Any = queryset.query.chain(UpdateQuery)
        query.add_update_values(self._values(*stand_ins))
        query.clear_ordering(force=True)
        return stand_ins, *query.get_compiler(using=queryset.db).as_sql()


def up_to_power_of_two(keys: Sequence[Key]) -> list[Key]:
    """The keys, the last one repeated, so that few statements serve any count of them."""
    return [*keys, *[keys[-1]] * ((1 << (len(keys) - 1).bit_length()) - len(keys))]


def _bound(parameters: Iterable[Any], stand_ins: Iterable[Key], keys: Iterable[Key]) -> tuple[Any, ...]:
    """The parameters with the keys instead of their stand-ins."""
    given = dict(zip(stand_ins, keys, strict=True))
    given |= {str(stand_in): str(key) for stand_in, key in given.items() if isinstance(key, date)}  # SQLite's way
    return tuple(given.get(value, value) for value in parameters)


@lru_cache(maxsize=1000)
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Filled]:
    """The statement, and the fields whose values it takes. A field with `follows` is worked out from the named one."""
    fields = [f for f in model._meta.local_concrete_fields if {f.attname, getattr(f, "follows", None)} & {*names}]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    return f'UPDATE "{table}" SET {columns} WHERE "{key}" = %s', _filled(fields)  # noqa: S608


def _stand_in(key: Key, place: int) -> Key:
    """What no key is ever like, so that it is found again among the parameters of the SQL."""
    if isinstance(key, date):
        return date.min + timedelta(place)
    return f"stands for key {place}" if isinstance(key, str) else (1 << 60) + place


def insert(record: models.Model) -> None:
    """Write a new row. What the database fills in by itself is read when somebody asks for it."""
    statement, fields, filled_in = _insertion(type(record), has_key=record.pk is not None)
    with connection.cursor() as cursor:
        cursor.execute(statement(1), _values(record, fields, is_new=True))
        (key,) = cursor.fetchone()
    _is_written(record, key, filled_in)


def insert_many(records: Sequence[M]) -> Sequence[M]:
    """Write new rows of one model, which have no keys yet and get them. One statement for a thousand and more."""
    if any(_says_itself(record) for record in records):
        return type(records[0])._default_manager.bulk_create(records)
    with transaction.atomic(savepoint=False):
        for some in _in_parts(records):
            _insert_some(some)
    return records


def _in_parts(records: Sequence[M]) -> Iterable[Sequence[M]]:
    """So many at once as fit into the parameters of a statement."""
    columns = len(type(records[0])._meta.local_concrete_fields) if records else 1
    most = PARAMETERS_PER_STATEMENT // columns
    return (records[start : start + most] for start in range(0, len(records), most))


def update(record: models.Model, names: Collection[str]) -> None:
    """Write these columns of a row, and those that follow one of them. Raises DoesNotExist where there is no row."""
    statement, fields = _change(type(record), tuple(names))
    values = _values(record, fields, is_new=False)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, record.pk])
        if not cursor.rowcount:
            raise type(record).DoesNotExist  # type: ignore[attr-defined]


def update_many(records: Sequence[models.Model], names: Collection[str]) -> None:
    """Write these columns of many rows of one model, of each its own values. One statement for a thousand and more."""
    for some in _in_parts(records):
        statement, fields = _changes(type(some[0]), tuple(names))
        values: list[Any] = []
        for record in some:
            values += [record.pk, *_values(record, fields, is_new=False)]
        with connection.cursor() as cursor:
            cursor.execute(statement(len(some)), values)


@lru_cache(maxsize=1000)
def _changes(model: type[models.Model], names: tuple[str, ...]) -> tuple[Callable[[int], str], Filled]:
    """The statement of `update_many` for so many rows, and the fields whose values it takes.

    The rows stand in it like a table.
    """
    fields = [f for f in model._meta.local_concrete_fields if {f.attname, getattr(f, "follows", None)} & {*names}]
    key: Any = model._meta.pk
    columns = ", ".join(f'"{field.column}" = given.column{place}' for place, field in enumerate(fields, start=2))
    kinds = [f"::{f.cast_db_type(connection)}" if connection.vendor == "postgresql" else "" for f in [key, *fields]]
    first = ", ".join(f"%s{kind}" for kind in kinds)
    other = ", ".join("%s" for _kind in kinds)
    table = f'"{model._meta.db_table}"'
    found = f'{table}."{key.column}" = given.column1'

    def statement(rows: int) -> str:
        given = ", ".join(f"({row})" for row in [first, *[other] * (rows - 1)])
        return f"UPDATE {table} SET {columns} FROM (VALUES {given}) AS given WHERE {found}"  # noqa: S608

    return statement, _filled(fields)


def _insert_some(records: Sequence[models.Model]) -> None:
    statement, fields, filled_in = _insertion(type(records[0]))
    with connection.cursor() as cursor:
        cursor.execute(statement(len(records)), _values_of_many(records, fields))
        keys = cursor.fetchall()
    for record, (key,) in zip(records, keys, strict=True):
        _is_written(record, key, filled_in)


def _says_itself(record: models.Model) -> bool:
    """Whether it brings its key, or what the database would fill in."""
    given = vars(record)
    filled_in = _insertion(type(record))[2]
    return record.pk is not None or not all(
        isinstance(given.get(name), DatabaseDefault | NoneType) for name in filled_in
    )


def _values(record: models.Model, fields: Filled, *, is_new: bool) -> list[Any]:
    """What stands in a row for these fields."""
    given, values, written_to = vars(record), [], connections[DEFAULT_DB_ALIAS]
    for field, name, as_it_stands, usual, adapt in fields:
        value = given.get(name, field)
        kind = type(value)
        if kind is usual:
            value = adapt(value)
        elif kind not in as_it_stands:
            value = field.get_db_prep_save(field.pre_save(record, is_new), written_to)
        values.append(value)
    return values


def _values_of_many(records: Sequence[models.Model], fields: Filled) -> list[Any]:
    """The same of new rows, one after the other. Column by column, for one holds values of one kind in most of them."""
    columns, rows, written_to = list[list[Any]](), [vars(record) for record in records], connections[DEFAULT_DB_ALIAS]
    for field, name, as_it_stands, usual, adapt in fields:
        column = [given.get(name, field) for given in rows]
        kinds = {*map(type, column)}
        if kinds == {usual}:
            column = [adapt(value) for value in column]
        elif not kinds.issubset(as_it_stands):
            column = [field.get_db_prep_save(field.pre_save(record, True), written_to) for record in records]
        columns.append(column)
    return [*chain.from_iterable(zip(*columns, strict=True))]


def _filled(fields: Iterable[Any]) -> Filled:
    return [(field, field.attname, *_written_as(field)) for field in fields]


def _written_as(field: Any) -> tuple[tuple[type[Any], ...], type[Any] | None, Callable[[Any], Any]]:
    if isinstance(field, ScaledField):
        return (NoneType,), Decimal, field.get_prep_value
    if type(field) is models.DateField and not (field.auto_now or field.auto_now_add):
        return (NoneType,), date, connection.ops.adapt_datefield_value
    if type(field) is models.UUIDField and not connection.features.has_native_uuid_field:
        return (NoneType,), UUID, attrgetter("hex")
    if type(field) is models.JSONField:
        return (), dict, partial(connection.ops.adapt_json_value, encoder=field.encoder)
    return AS_IT_STANDS.get(_kind(type(field)), ()), None, str


def _kind(field: type[Any]) -> type[Any]:
    """The kind of field that says how this one is written, where it says nothing about that itself."""
    for kind in field.__mro__:
        if kind in AS_IT_STANDS or WRITES & vars(kind).keys():
            return kind
    return field


def _is_written(record: models.Model, key: int, filled_in: Iterable[str]) -> None:
    record.pk = key
    for name in filled_in:
        vars(record).pop(name, None)
    record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=1000)
def _insertion(model: type[models.Model], *, has_key: bool = False) -> tuple[Callable[[int], str], Filled, list[str]]:
    """The statement for so many rows, the fields whose values it takes, and what the database fills in."""
    fields = [f for f in model._meta.local_concrete_fields if has_key or not f.primary_key]
    taken = [field for field in fields if not field.has_db_default()]
    columns = ", ".join(f'"{field.column}"' for field in taken)
    row = f"({', '.join('%s' for _field in taken)})"
    table, key = model._meta.db_table, model._meta.pk.column

    def statement(rows: int) -> str:
        return f'INSERT INTO "{table}" ({columns}) VALUES {", ".join([row] * rows)} RETURNING "{key}"'  # noqa: S608

    return statement, _filled(taken), [field.attname for field in fields if field.has_db_default()]
