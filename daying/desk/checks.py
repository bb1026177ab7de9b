"""Looks over every declaration at start: a name that leads nowhere, a field that nobody may type, a missing right.

Each finding is a Django system check, so that `manage.py check`, the server and the tests refuse to start with it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import models
from django.forms import ALL_FIELDS

from daying.core.models import Line, Record
from daying.core.rights import all_rights
from daying.core.workflow import TRANSITIONS, transitions_of
from daying.desk.resource import TODOS, Resource, resources

ICONS = Path(__file__).parent / "static/desk/vendor/icons"
# What only an action or the kit itself may set; a person never types it and a sheet never brings it.
NEVER_TYPED = {"id", "public_id", "state", "version", "created_at", "created_by", "acting_for"}
# Words that stand for something else in the first part of an address.
TAKEN = set("accounts admin api colleagues help home reports search settings static".split())
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def check_declarations(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """All findings about all declarations."""
    rights = set(all_rights())
    return [*findings(list(resources()), rights), *findings_of_transitions(rights), *_todos()]


def findings(declared: Sequence[Resource], rights: set[str]) -> list[CheckMessage]:
    """The findings about these alone. rights: the codes that some rights.py declares."""
    found = list(_slugs(declared))
    for resource in declared:
        found += [*_identity(resource), *_names(resource), *_form(resource), *_lines(resource)]
        found += _rights(resource, rights)
    return found


def path_exists(model: type[models.Model], path: str) -> bool:
    """Whether customer__zone__name leads from the model to a field, or at its end to a property or annotation."""
    head, _, rest = path.partition("__")
    field = _fields(model).get(head)
    if rest:
        related = getattr(field, "related_model", None)
        return isinstance(related, type) and path_exists(related, rest)
    return field is not None or hasattr(model, head)


def _error(resource: Resource, number: int, message: str, hint: str = "") -> CheckMessage:
    return Error(message, hint=hint or None, obj=type(resource).__name__, id=f"desk.E{number:03d}")


def _fields(model: type[models.Model]) -> dict[str, Any]:
    return {field.name: field for field in model._meta.get_fields()}


def _is_field_path(model: type[models.Model], path: str) -> bool:
    """As path_exists, but the end must be a column of the database."""
    head, _, rest = path.partition("__")
    field = _fields(model).get(head)
    if rest:
        related = getattr(field, "related_model", None)
        return isinstance(related, type) and _is_field_path(related, rest)
    return isinstance(field, models.Field) or any(column.attname == head for column in model._meta.concrete_fields)


def _slugs(declared: Sequence[Resource]) -> Iterator[CheckMessage]:
    seen: dict[str, Resource] = {}
    for resource in declared:
        if not SLUG.fullmatch(resource.slug):
            yield _error(resource, 1, f"slug {resource.slug!r} is not a word for a URL", "Plural, like sales-orders.")
        elif resource.slug in TAKEN:
            yield _error(resource, 1, f"slug {resource.slug!r} means another page")
        elif resource.slug in seen:
            yield _error(resource, 2, f"slug {resource.slug!r} is also {type(seen[resource.slug]).__name__}'s")
        seen[resource.slug] = resource


def _identity(resource: Resource) -> Iterator[CheckMessage]:
    if not issubclass(resource.model, Record):
        yield _error(resource, 3, f"{resource.model.__name__} is not a Record: it has no public id and no version")
    if not (ICONS / f"{resource.icon}.svg").exists():
        yield _error(resource, 4, f"icon {resource.icon!r} is not among static/desk/vendor/icons")
    if type(resource).scope is Resource.scope:
        yield _error(resource, 5, "scope is missing: who sees which rows?", "scope = staticmethod(queries.…_seen_by)")


def _names(resource: Resource) -> Iterator[CheckMessage]:
    """Every name in the declaration leads somewhere."""
    model = resource.model
    for attribute in ("columns", "facts"):
        for name in getattr(resource, attribute):
            if not path_exists(model, name) and not hasattr(resource, name):
                yield _error(resource, 6, f"{attribute}: {model.__name__} has no {name!r}")
    for attribute in ("filters", "search", "form", "imports"):
        for name in getattr(resource, attribute):
            if not _is_field_path(model, name):
                yield _error(resource, 6, f"{attribute}: {model.__name__} has no field {name!r}")
    if resource.within and not _is_field_path(model, resource.within):
        yield _error(resource, 6, f"within: {model.__name__} has no field {resource.within!r}")
    for name in resource.ordering:
        if not _is_field_path(model, name.lstrip("-")):
            yield _error(resource, 6, f"ordering: {model.__name__} has no field {name!r}")
    if resource.board and not getattr(_fields(model).get(resource.board), "choices", None):
        yield _error(resource, 7, f"board: {resource.board!r} is not a field with choices")
    yield from _states(resource)


def _states(resource: Resource) -> Iterator[CheckMessage]:
    state = _fields(resource.model).get("state")
    known = {value for value, _ in getattr(state, "choices", None) or ()}
    for name in resource.open_states:
        if name not in known:
            yield _error(resource, 8, f"open_states: {resource.model.__name__} has no state {name!r}")


def _form(resource: Resource) -> Iterator[CheckMessage]:
    """What a person may type never holds what only an action may set."""
    options = getattr(resource.form_class, "_meta", None)
    if options is not None and options.fields in (None, ALL_FIELDS):
        yield _error(resource, 9, "form_class: name the fields one by one, never all of them")
    typed = [*resource.form, *resource.imports, *getattr(resource.form_class, "base_fields", ())]
    for name in dict.fromkeys(typed):
        if name.partition("__")[0] in NEVER_TYPED:
            yield _error(resource, 10, f"{name!r} is set by actions alone: take it out of form and imports")
        elif not getattr(_fields(resource.model).get(name), "editable", True):
            yield _error(resource, 10, f"{name!r} is not editable: take it out of form and imports")


def _lines(resource: Resource) -> Iterator[CheckMessage]:
    if resource.lines is None:
        return
    model, names = resource.lines
    if not issubclass(model, Line):
        yield _error(resource, 11, f"lines: {model.__name__} is not a Line")
    if not any(getattr(field, "related_model", None) is resource.model for field in model._meta.concrete_fields):
        yield _error(resource, 11, f"lines: {model.__name__} does not belong to {resource.model.__name__}")
    for name in names:
        if not _is_field_path(model, name):
            yield _error(resource, 6, f"lines: {model.__name__} has no field {name!r}")
        elif name in NEVER_TYPED or not getattr(_fields(model).get(name), "editable", True):
            yield _error(resource, 10, f"lines: {name!r} is set by actions alone")


def _rights(resource: Resource, rights: set[str]) -> Iterator[CheckMessage]:
    verbs = ["view", "export"]
    verbs += ["add", "change"] if resource.form else []
    verbs += ["import"] if resource.imports else []
    for verb in verbs:
        if resource.right(verb) not in rights:
            yield _error(resource, 12, f"the right {resource.right(verb)} is not declared in rights.py")


def findings_of_transitions(rights: set[str]) -> Iterator[CheckMessage]:
    """Every transition asks for a right that is declared, and can say why not."""
    for model in TRANSITIONS:
        for verb in transitions_of(model):
            if verb.right not in rights:
                yield Error(f"{verb.name}: the right {verb.right} is not declared in rights.py", id="desk.E013")
            if verb.when and not (verb.when.__doc__ or "").strip():
                yield Error(f"{verb.name}: `when` does not say in a docstring why not", id="desk.E014")


def _todos() -> Iterable[CheckMessage]:
    return [Error(f"{todo.key}: which mission row does it serve?", id="desk.E015") for todo in TODOS if not todo.serves]
