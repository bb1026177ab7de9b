"""Full-text and pinyin search of a list: in the index of its own model and of related ones named in `search`."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from daying.core.search import SEARCHABLES, matching
from daying.desk.cells import path_of
from daying.desk.resource import Resource


def found(rows: models.QuerySet[Any], resource: Resource, words: str) -> models.QuerySet[Any]:
    """The rows in which the words are found, in their own texts or in those of a related record."""
    wanted = Q(pk__in=[])
    for way, names in searched(resource).items():
        model: Any = path_of(resource.model, way)[-1].related_model if way else resource.model
        if model in SEARCHABLES:
            wanted |= Q(**{f"{way or 'pk'}__in": matching(model, words)})
        else:
            wanted |= _containing(names, words)
    return rows.filter(wanted)


def searched(resource: Resource) -> dict[str, list[str]]:
    """The names of `search` by the way to their model, without the ways that the own index knows already."""
    ways: dict[str, list[str]] = {}
    for name in resource.search:
        ways.setdefault(name.rpartition("__")[0], []).append(name)
    own = SEARCHABLES.get(resource.model)
    return {way: names for way, names in ways.items() if own is None or way not in own.via}


def _containing(names: Sequence[str], words: str) -> Q:
    """For small tables that have no index."""
    wanted = Q()
    for name in names:
        wanted |= Q(**{f"{name}__icontains": words})
    return wanted
