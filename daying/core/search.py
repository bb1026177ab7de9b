"""Full-text search over what each model declares, in an index of our own that knows Chinese, pinyin and numbers.

A package says `searchable(Customer, title="name", fields=["code", "english_name"])` beside its models. `changes` keeps
the index in the transaction of the change itself: one statement, however many records.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, F, Model, OuterRef, QuerySet

from daying.core.models_search import SearchEntry
from daying.core.search_terms import Terms, fold, postgres_query, sqlite_query, terms_of, wanted, words_of

RECORDS_PER_STATEMENT = 2000
ID_BITS = 40
# A limit that limits nothing: PostgreSQL then asks the index once, and not for each record, however old its statistics.
EVERY_ONE = 1 << ID_BITS
LOOKED_AT = 200  # hits of one model among which the best are sought, newest first

M = TypeVar("M", bound=Model)
Entry = tuple[int, str, str]

_waiting: ContextVar[dict[int, Entry] | None] = ContextVar("waiting", default=None)

UPSERT = {
    "sqlite": "INSERT OR REPLACE INTO {table} (rowid, title, terms) SELECT json_extract(value, '$[0]'), "
    "json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(%s)",
    "postgresql": "INSERT INTO {table} (rowid, title, terms) SELECT (value->>0)::bigint, value->>1, "
    "array_to_tsvector(string_to_array(value->>2, ' ')) FROM jsonb_array_elements(%s::jsonb) "
    "ON CONFLICT (rowid) DO UPDATE SET title = EXCLUDED.title, terms = EXCLUDED.terms",
}


@dataclass(frozen=True)
class Searchable:
    """What of a model is searched. title: the field that names a record; via: relations whose hits are hits too."""

    model: type[Model]
    title: str
    fields: tuple[str, ...]
    via: tuple[str, ...]


SEARCHABLES: dict[type[Model], Searchable] = {}


def searchable(model: type[Model], *, title: str, fields: Iterable[str] = (), via: Iterable[str] = ()) -> None:
    """Declare by what the records of a model are found: their own columns, and relations that are searchable too.

    via=["customer"] finds an order by the words of its customer, without a copy of them in the order's own entry.
    """
    SEARCHABLES[model] = Searchable(model, title, tuple(fields), tuple(via))


def tells(model: type[Model], fields: Collection[str]) -> bool:
    """Whether a change of these fields changes what the index holds of the model."""
    declared = SEARCHABLES.get(model)
    return declared is not None and not set(fields).isdisjoint((declared.title, *declared.fields))


@contextmanager
def together() -> Iterator[None]:
    """What is put into the index inside is written at the end, at once: each statement makes the index a part of it.

    Inside a transaction, which is undone when something goes wrong here. Within another one it joins that.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        yield
        waiting = _waiting.get()
    finally:
        _waiting.reset(token)
    _write(list((waiting or {}).values()))


def reindex(records: Sequence[Model]) -> None:
    """Put the records' words into the index. One statement for every 2,000."""
    entries = [_entry(record, SEARCHABLES[type(record)]) for record in records if type(record) in SEARCHABLES]
    waiting = _waiting.get()
    if waiting is None:
        _write(entries)
    else:
        waiting.update((entry[0], entry) for entry in entries)


def _write(entries: Sequence[Entry]) -> None:
    statement = UPSERT[connection.vendor].format(table=SearchEntry._meta.db_table)
    for start in range(0, len(entries), RECORDS_PER_STATEMENT):
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(entries[start : start + RECORDS_PER_STATEMENT])])


def forget(records: Sequence[Model]) -> None:
    """Take the records out of the index. One statement."""
    keys = [key(type(record), record.pk) for record in records if type(record) in SEARCHABLES]
    waiting = _waiting.get() or {}
    for gone in keys:
        waiting.pop(gone, None)
    if keys:
        SearchEntry.objects.filter(id__in=keys).delete()


def matching(model: type[M], text: str) -> QuerySet[M, Any]:
    """The ids of the records that a text finds, for `filter(pk__in=…)`. Nothing when the text has no word in it."""
    ids = model._default_manager.values_list("pk").order_by()
    asked = _asked(text, at_once=not SEARCHABLES[model].via)
    for terms in asked:
        ids = ids.filter(pk__in=_found(model, terms))
    return ids if asked else ids.none()


def everywhere(text: str, scopes: Iterable[QuerySet[Any]], *, limit: int = 20) -> list[Model]:
    """The best hits among these records, for the global search.

    scopes: for each model, what the person may see. Those whose title begins with the text come first, then those whose
    title holds it; newer before older. Two queries for each model that has hits, one for the others.
    """
    begun = fold(text).strip()
    ranked: list[tuple[int, int, QuerySet[Any], int]] = []
    for order, scope in enumerate(scopes):
        ranked += [(_rank(title, begun), order, scope, pk) for pk, title in _titles(text, scope)]
    best = sorted(ranked, key=lambda hit: hit[:2])[:limit]
    return _records(best)


def rebuild(models: Iterable[type[Model]] = ()) -> int:
    """Make the index of these models anew, or of all. Returns how many records it holds then."""
    count = 0
    for model in models or SEARCHABLES:
        SearchEntry.objects.filter(id__range=_keys(model)).delete()
        for batch in _batches(model):
            reindex(batch)
            count += len(batch)
    return count


def faults() -> list[dict[str, Any]]:
    """The records that the index lacks. For `verify`."""
    lacking = []
    for model in SEARCHABLES:
        indexed = Exists(SearchEntry.objects.filter(id=OuterRef("pk") + key(model, 0)))
        missing = model._default_manager.exclude(indexed).values_list("pk", flat=True)
        lacking += [{"model": model._meta.label_lower, "record": pk} for pk in missing]
    return lacking


def key(model: type[Model], pk: int) -> int:
    """The id of a record's entry: the number of its model, then its own id in 40 bits."""
    return ContentType.objects.get_for_model(model).pk << ID_BITS | pk


def _keys(model: type[Model]) -> tuple[int, int]:
    return key(model, 0), key(model, (1 << ID_BITS) - 1)


def _entry(record: Model, declared: Searchable) -> Entry:
    told = [getattr(record, name) for name in (declared.title, *declared.fields)]
    values = [str(value) for value in told if value not in (None, "")]
    terms = dict.fromkeys(chain.from_iterable(map(terms_of, values)))
    return key(type(record), record.pk), fold(str(told[0])), " ".join(terms)


def _asked(text: str, *, at_once: bool) -> list[Terms]:
    """The terms of each word; those of all words at once where no relation may hold one of them."""
    words = [wanted(word) for word in words_of(text)]
    return [list(chain.from_iterable(words))] if at_once and words else words


def _own(model: type[Model], terms: Terms) -> QuerySet[SearchEntry]:
    query = sqlite_query(terms) if connection.vendor == "sqlite" else postgres_query(terms)
    return SearchEntry.objects.filter(id__range=_keys(model), terms__match=query)


def _found(model: type[Model], terms: Terms) -> QuerySet[Any, Any]:
    """The ids of the records that have the terms: among their own words, or through a relation."""
    own = _own(model, terms).values_list(F("id") - key(model, 0))
    if connection.vendor == "postgresql":
        own = own[:EVERY_ONE]
    declared = SEARCHABLES[model]
    related = [
        model._default_manager.filter(**{f"{name}__in": _found(_related(model, name), terms)})
        .values_list("pk")
        .order_by()
        for name in declared.via
    ]
    return own.union(*related) if related else own


def _related(model: type[Model], name: str) -> type[Model]:
    related = model._meta.get_field(name).related_model
    assert isinstance(related, type)
    return related


def _titles(text: str, scope: QuerySet[Any]) -> list[tuple[int, str]]:
    """The newest hits of one model within the scope, by their own words: id and title."""
    asked = _asked(text, at_once=True)
    if not asked:
        return []
    seen = Exists(scope.filter(pk=OuterRef("id") - key(scope.model, 0)))
    hits = _own(scope.model, asked[0]).filter(seen).order_by("-id")
    return list(hits.values_list(F("id") - key(scope.model, 0), "title")[:LOOKED_AT])


def _rank(title: str, begun: str) -> int:
    """0 for a title that begins with the text, 1 for one that holds it, 2 for the others."""
    return 0 if title.startswith(begun) else 1 if begun in title else 2


def _records(best: list[tuple[int, int, QuerySet[Any], int]]) -> list[Model]:
    """The records themselves, in their order. One query for each model among them."""
    scopes = {order: scope for _rank, order, scope, _pk in best}
    loaded = {
        order: scope.in_bulk([pk for _rank, place, _scope, pk in best if place == order])
        for order, scope in scopes.items()
    }
    return [loaded[order][pk] for _rank, order, _scope, pk in best if pk in loaded[order]]


def _batches(model: type[Model]) -> Iterable[Sequence[Model]]:
    """All records of a model, by ascending id, so many at a time."""
    last = 0
    while batch := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:RECORDS_PER_STATEMENT]):
        yield batch
        last = batch[-1].pk
