"""A record as the API tells it: exact numbers as text, days in ISO form, other records as id, label and address."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from daying.core.journal import plain
from daying.core.workflow import offers, transitions_of
from daying.desk.cells import follow, path_of, select_of
from daying.desk.resource import Part, Resource, resource_for

ROOT = "/api/v1/"
# What nobody is told: how we keep it, not what it says.
UNTOLD = {"id", "public_id", "version", "created_by", "password"}


def names(resource: Resource) -> list[str]:
    """What the API tells of a record: everything that the pages show of it."""
    shown = [*resource.columns, *resource.facts, *resource.form]
    shown += [field.name for field in resource.model._meta.concrete_fields if field.name == "state"]
    return [name for name in dict.fromkeys(shown) if name not in UNTOLD]


def line_names(resource: Resource) -> list[str]:
    """What the API tells of a line: all its columns."""
    assert resource.lines
    fields = resource.lines[0]._meta.concrete_fields
    return [f.name for f in fields if f.name not in UNTOLD and f.related_model is not resource.model]


def related(resource: Resource, told: Iterable[str]) -> list[str]:
    """The relations to read along."""
    return sorted({select_of(path_of(resource.model, name)) for name in told} - {""})


def row(resource: Resource, record: Any, told: Sequence[str]) -> dict[str, Any]:
    """One record of a list."""
    return {
        "id": str(record.public_id),
        "label": str(record),
        "url": address(resource, record),
        "version": record.version,
        **{name: value(follow(record, name.split("__"))) for name in told},
    }


def detail(resource: Resource, record: Any, user: Any) -> dict[str, Any]:
    """One record with its lines and with what this person may do next. Two queries more when it has lines.

    One for each kind of rows where it has several.
    """
    told = [name for name in names(resource) if resource.shows(user, name)]
    answer = row(resource, record, told)
    if resource.lines:
        answer["lines"] = [_line(line, resource, user) for line in lines(resource, record)]
    for name in resource.parts:
        part = Part(resource, name)
        answer[name] = [_line(line, part, user) for line in lines(part, record)]
    if transitions_of(resource.model):
        answer["actions"] = [offer.verb.key for offer in offers(record, user) if not offer.reason]
    return answer


def lines(resource: Resource, record: Any) -> models.QuerySet[Any]:
    """The lines of a record in their order."""
    assert resource.lines
    model = resource.lines[0]
    parent = next(f.name for f in model._meta.concrete_fields if f.related_model is resource.model)
    pointed = [f.name for f in model._meta.concrete_fields if f.is_relation and f.name != parent]
    found = model._default_manager.filter(**{parent: record}).order_by("position", "pk")
    return found.select_related(*pointed) if pointed else found


def value(told: Any) -> Any:
    """A value as JSON has it."""
    return reference(told) if isinstance(told, models.Model) else plain(told)


def reference(record: models.Model) -> Mapping[str, Any]:
    """Another record, by its public id."""
    pages = resource_for(type(record))
    public_id = getattr(record, "public_id", None)
    return {
        "id": None if public_id is None else str(public_id),
        "label": str(record),
        "url": address(pages, record) if pages else None,
    }


def address(resource: Resource, record: Any) -> str:
    """Where the API tells of this record."""
    return f"{ROOT}{resource.slug}/{record.public_id}"


def _line(line: Any, resource: Resource, user: Any) -> dict[str, Any]:
    told = {name: value(line.typed(name)) for name in line_names(resource) if resource.shows(user, f"lines.{name}")}
    return {"id": line.pk, **told}
