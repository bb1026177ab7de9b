"""More of the company than was played: copies of every customer with all that belongs to them, written in bulk.

A copy's keys stand a whole span above those of the played rows, its numbers follow the last ones given, and what tells
of a record (journal, countersignatures) tells of its copy. Products, carriers and people are the same for all copies.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from daying.core import seals, search
from daying.core.models import Counter
from daying.core.progress import progress
from daying.customers.models import Customer
from daying.demo.moving import Moves

AT_ONCE = 2_000
Values = dict[str, Any]


def multiply(times: int) -> None:
    """Make so many companies' worth of business of the one that was played. Memory stays flat.

    Each copy is one transaction and leaves the books right: interrupted, the company is smaller, not wrong.
    """
    models = belonging_to(Customer)
    spans = {model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in models}
    counters = list(Counter.objects.exclude(**seals.COUNTER))
    given = {(counter.kind, counter.year): counter.last for counter in counters}
    for copy in range(1, times):
        with transaction.atomic():
            _check_each_statement()
            for place, model in enumerate(models):
                progress((copy - 1) * len(models) + place, (times - 1) * len(models), model._meta.verbose_name_plural)
                _copy(model, Moves(copy, spans, given), spans)
            for counter in counters:
                Counter.objects.filter(pk=counter.pk).update(last=(copy + 1) * counter.last)
            _set_sequences(models)


def belonging_to(root: type[Model]) -> list[type[Model]]:
    """The models whose rows belong to a record of this one or tell of it, each after those it refers to."""
    found = {root}
    while more := {model for model in apps.get_models() if model._meta.managed and _belongs(model, found)} - found:
        found |= more
    needs = {model: _referred(model) & found - {model} for model in found}
    while True:
        try:
            return list(TopologicalSorter(needs).static_order())
        except CycleError as fault:
            _open(needs, fault.args[1])


def _open(needs: dict[type[Model], set[Any]], circle: Sequence[type[Model]]) -> None:
    """Models that refer to each other: a reference that may be empty does not count. The story leaves those empty."""
    for model, referred in zip(circle[1:], circle, strict=False):
        fields = [field for field in model._meta.concrete_fields if field.related_model is referred]
        if all(field.null for field in fields):
            needs[model].discard(referred)


def insert(model: type[Model], columns: list[Any], rows: Iterable[Any]) -> None:
    """Write rows as the database keeps them, by the quickest way it has."""
    named = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({named}) VALUES ({places})"  # noqa: S608
            cursor.executemany(statement, list(rows))


def _copy(model: type[Model], moves: Moves, spans: dict[type[Model], int]) -> None:
    fields = model._meta.concrete_fields
    names, columns = [field.attname for field in fields], [field.column for field in fields]
    for rows in _batches(model, columns, spans):
        copied = [moves.row(model, dict(zip(names, row, strict=True))) for row in rows]
        insert(model, columns, (tuple(values.values()) for values in copied))
        if model in search.SEARCHABLES:
            keys = [values[model._meta.pk.attname] for values in copied]
            search.reindex(list(model._default_manager.filter(pk__range=(keys[0], keys[-1]))))


def _batches(model: type[Model], columns: list[Any], spans: dict[type[Model], int]) -> Iterator[list[tuple[Any, ...]]]:
    """The played rows as the database keeps them, by ascending key; of those that tell of records, what is copied."""
    table, key = model._meta.db_table, model._meta.pk.column
    where = f"AND {kept}" if (kept := _kept(model, spans)) else ""
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    statement = f"SELECT {named} FROM {table} WHERE {key} > %s AND {key} <= %s {where} ORDER BY {key} LIMIT {AT_ONCE}"  # noqa: S608
    last, place = 0, columns.index(key)
    while rows := _fetched(statement, [last, spans[model]]):
        yield rows
        last = rows[-1][place]


def _kept(model: type[Model], spans: Collection[type[Model]]) -> str:
    """Which rows of a model have copies: those that tell of a record that has one, and refer to none that has not."""
    found = _referring(model, spans)
    if _is_partial(model, spans):
        found = [_telling(spans), *found]
        for told in filter(lambda one: _referring(one, spans) or _is_partial(one, spans), spans):
            rows = " AND ".join([*([_telling(spans)] if _is_partial(told, spans) else []), *_referring(told, spans)])
            keys = f"SELECT {told._meta.pk.column} FROM {told._meta.db_table} WHERE {rows}"  # noqa: S608
            found.append(f"(subject_type <> '{told._meta.label_lower}' OR subject_id IN ({keys}))")
    return " AND ".join(found)


def _referring(model: type[Model], spans: Collection[type[Model]]) -> list[str]:
    """That a row refers to nothing that is left out."""
    found = []
    for field in model._meta.concrete_fields:
        referred: Any = field.related_model
        if referred in spans and referred is not model and _is_partial(referred, spans):
            keys = f"SELECT {referred._meta.pk.column} FROM {referred._meta.db_table} WHERE {_telling(spans)}"  # noqa: S608
            found.append(f"({field.column} IS NULL OR {field.column} IN ({keys}))")
    return found


def _is_partial(model: type[Model], spans: Collection[type[Model]]) -> bool:
    """Whether some of its rows belong to no customer: those that tell of something else."""
    return _tells(model) and not _referred(model) & {*spans} - {model}


def _telling(spans: Collection[type[Model]]) -> str:
    labels = ", ".join(f"'{copied._meta.label_lower}'" for copied in spans)
    return f"subject_type IN ({labels})"


def _fetched(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _belongs(model: type[Model], found: set[type[Model]]) -> bool:
    return _tells(model) or bool(_referred(model) & found)


def _tells(model: type[Model]) -> bool:
    """Whether its rows are about records of any kind."""
    return {"subject_type", "subject_id"} <= {field.name for field in model._meta.concrete_fields}


def _referred(model: type[Model]) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def _check_each_statement() -> None:
    """PostgreSQL would keep every reference to be checked in memory until the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _set_sequences(models: list[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
