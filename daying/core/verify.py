"""The books can be checked at any time: each invariant is one question whose answer must be empty.

Packages register theirs in `invariants.py`. Asked by `daying verify`, every night, after a restore and in the tests.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import BigIntegerField, Count, IntegerField, Max, Model, Q
from django.db.models.functions import Cast, Substr
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from daying.core.models import Counter

Row = Mapping[str, Any]
Question = Callable[[], Iterable[Row]]
MOST_SHOWN = 100


@dataclass(frozen=True)
class Invariant:
    """Something that must always hold. sentence: what holds, for people. question: gives the rows where it does not."""

    name: str
    sentence: Any
    question: Question


@dataclass(frozen=True)
class Fault:
    """An invariant that does not hold, with the first of the rows that show it."""

    invariant: Invariant
    rows: tuple[Row, ...]


INVARIANTS: dict[str, Invariant] = {}


def invariant(name: str, sentence: Any) -> Callable[[Question], Question]:
    """Register a question. It returns a queryset of `values()` or a list of dicts, empty when all is well."""

    def register(question: Question) -> Question:
        if name in INVARIANTS:
            raise TypeError(f"the invariant {name} is declared twice")
        INVARIANTS[name] = Invariant(name, sentence, question)
        return question

    return register


def numbered(model: type[Model], kind: str, *, field: str = "number", among: Q | None = None) -> None:
    """Declare that documents of this model carry the numbers of a kind, so that these are checked for gaps.

    among: where several rows share a number, those of which there is one for each.
    """
    sentence = _("Numbers run from 1 without gap or duplicate.")
    invariant(f"numbers of {model._meta.model_name}", sentence)(lambda: number_faults(model, kind, field, among))


def all_invariants() -> Mapping[str, Invariant]:
    """Every invariant of the installed packages, by name."""
    autodiscover_modules("invariants")
    return INVARIANTS


def verify(tell: Callable[[Invariant, int, int], None] | None = None) -> list[Fault]:
    """Ask every question. tell hears which one is being asked, its place and how many there are."""
    return list(_faults(list(all_invariants().values()), tell))


def number_faults(model: type[Model], kind: str, field: str, among: Q | None = None) -> list[Row]:
    """The years in which the documents do not carry exactly the numbers that were given. Two queries."""
    given = dict(Counter.objects.filter(kind=kind).values_list("year", "last"))
    found = {row["year"]: row for row in _numbers_found(model, kind, field, among or Q())}
    nothing = {"documents": 0, "different": 0, "highest": 0}
    rows: list[Row] = []
    for year in sorted({*given, *found}):
        row = {"kind": kind, "year": year, "given": given.get(year, 0), **nothing, **found.get(year, {})}
        if len({row["given"], row["documents"], row["different"], row["highest"]}) > 1:
            rows.append(row)
    return rows


def _numbers_found(model: type[Model], kind: str, field: str, among: Q) -> Iterable[dict[str, Any]]:
    numbers = model._default_manager.filter(among, **{f"{field}__regex": rf"^{kind}-[0-9]{{4}}-[0-9]{{6,}}$"})
    rows: Iterable[dict[str, Any]] = (
        numbers.order_by()
        .annotate(year=Cast(Substr(field, len(kind) + 2, 4), IntegerField()))
        .annotate(place=Cast(Substr(field, len(kind) + 7), BigIntegerField()))
        .values("year")
        .annotate(documents=Count("pk"), different=Count("place", distinct=True), highest=Max("place"))
    )
    return rows


def _faults(known: list[Invariant], tell: Callable[[Invariant, int, int], None] | None) -> Iterator[Fault]:
    for place, asked in enumerate(known, start=1):
        if tell:
            tell(asked, place, len(known))
        rows = tuple(islice(asked.question(), MOST_SHOWN))
        if rows:
            yield Fault(asked, rows)
