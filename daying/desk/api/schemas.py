"""What goes over the wire, made from the declarations: the form's fields for what comes in, cells for what goes out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django import forms
from django.db import models
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from daying.core.lengths import MOST_LINES
from daying.core.models import FileKind
from daying.core.workflow import Verb
from daying.desk import cells, exports, fields, filters, lists
from daying.desk.api import rows
from daying.desk.resource import Part, Resource

LONGEST_TEXT = 20_000
Definition = dict[str, Any]
PAGING = {"after", "offset", "limit"}


class Reference(Schema):
    """Another record."""

    id: UUID | None
    label: str
    url: str | None


class Problem(Schema):
    """What was wrong, in a sentence, and where: the field (`lines.0.quantity` for one of a line) and its faults."""

    detail: str
    faults: dict[str, list[str]] = {}


class Difference(Schema):
    """A field that somebody else changed meanwhile."""

    field: str
    theirs: str
    mine: str


class Conflict(Problem):
    """A rule refuses it, or somebody saved in between: then with the version that stands now and what differs."""

    version: int | None = None
    differences: list[Difference] = []


class Strict(Schema):
    """What comes in holds nothing that nobody asked for."""

    model_config = ConfigDict(extra="forbid")


class AboutFile(Strict):
    """What is said of a file that is put on a record."""

    kind: Literal[tuple(FileKind.values)] = FileKind.OTHER.value  # type: ignore[valid-type]
    note: str = Field("", max_length=2_000)
    expires_on: date | None = None
    retain_until: date | None = None
    replaces: UUID | None = None


def typed(resource: Resource, *, is_new: bool) -> type[Schema]:
    """The body that makes a record, or changes one: there everything may be left out, and the version says of which."""
    made = {name: incoming(field, is_new) for name, field in fields.of_resource(resource).items()}
    if resource.lines:
        lines: Any = list[line(resource)] if is_new else list[line(resource)] | None  # type: ignore[misc]
        made["lines"] = (Annotated[lines, Field(json_schema_extra={"maxItems": MOST_LINES})], [] if is_new else None)
    for name in resource.parts:
        some: Any = list[line(Part(resource, name), name)] | None  # type: ignore[misc]
        made[name] = (Annotated[some, Field(json_schema_extra={"maxItems": MOST_LINES})], None)
    if not is_new:
        made["version"] = (Annotated[int, Field(ge=1, le=2**31 - 1)] | None, None)
    return _model(resource, "New" if is_new else "Change", made, Strict)


def line(resource: Resource, part: str = "") -> type[Schema]:
    """A line as it comes in. id: of a line that is already there. part: the kind of rows, where there are several."""
    assert resource.lines
    model, names = resource.lines
    made = {name: incoming(field, True) for name, field in fields.kinds(model, names).items()}
    made["id"] = (Annotated[int, Field(ge=1, le=2**63 - 1)] | None, None)
    return _model(resource, f"{_words(part)}NewLine", made, Strict)


def inputs(resource: Resource, verb: Verb, asked: Mapping[str, forms.Field]) -> type[Schema]:
    """What a transition asks of whoever takes it."""
    return _model(resource, _words(verb.key), {name: incoming(field, True) for name, field in asked.items()}, Strict)


def incoming(field: forms.Field, is_new: bool) -> tuple[Any, Any]:
    """The type and the default of one field."""
    kind = _kind(field)
    is_required = is_new and field.required and field.initial is None
    described = Field(description=str(field.help_text) or None)
    return (Annotated[kind, described], ...) if is_required else (Annotated[kind | None, described], None)


def told(resource: Resource, *, is_whole: bool) -> type[Schema]:
    """A record as it goes out: in a list, or whole with its lines."""
    made: Definition = {
        "id": (UUID, ...),
        "label": (str, ...),
        "url": (str, ...),
        "version": (int, ...),
        **{name: _outgoing(resource.model, name) for name in rows.names(resource)},
    }
    if is_whole and resource.lines:
        made["lines"] = (list[_told_line(resource)], ...)  # type: ignore[misc]
    for name in resource.parts if is_whole else ():
        made[name] = (list[_told_line(Part(resource, name), name)], ...)  # type: ignore[misc]
    if is_whole:
        made["actions"] = (list[str], [])
    return _model(resource, "" if is_whole else "Row", made, Schema)


def _told_line(resource: Resource, part: str = "") -> type[Schema]:
    assert resource.lines
    lines = {name: _outgoing(resource.lines[0], name) for name in rows.line_names(resource)}
    return _model(resource, f"{_words(part)}Line", {"id": (int, ...), **lines}, Schema)


def listed(resource: Resource) -> type[Schema]:
    """One page of a list. after: the mark with which to ask for the next, null on the last."""
    items: Any = list[told(resource, is_whole=False)]  # type: ignore[misc]
    return _model(resource, "Page", {"items": (items, ...), "after": (str | None, ...)}, Schema)


def asked(resource: Resource) -> type[Schema]:
    """The parameters of a list: the filters, the search and the order of the page."""
    shown = [cells.column(resource.model, name) for name in lists.choosable(resource)]
    sortable = [column.name for column in shown if column.path]
    made: Definition = {
        "q": (Annotated[str | None, Field(max_length=filters.LONGEST, description="Words to search for")], None),
        "sort": (_one_of([*sortable, *(f"-{name}" for name in sortable)]) | None, None),
        "after": (Annotated[str | None, Field(max_length=1000, description="The mark of the page before")], None),
        "offset": (Annotated[int, Field(ge=0, le=10_000, description="Rows to leave out; `after` is quicker")], 0),
        "limit": (Annotated[int, Field(ge=1, le=200)], 50),
    }
    for name in resource.filters:
        made |= _filter(filters.made(resource, name, None, date.min))
    return _model(resource, "Query", made, Schema)


def exported(resource: Resource) -> type[Schema]:
    """The parameters of an export: those of the list, and the kind of file."""
    listed = asked(resource)
    made = {name: (each.annotation, each) for name, each in listed.model_fields.items() if name not in PAGING}
    return _model(resource, "ExportQuery", {**made, "format": (_one_of(exports.FORMATS), "csv")}, Schema)


def _filter(one: filters.Filter) -> Definition:
    text = Annotated[str | None, Field(max_length=filters.LONGEST)]
    if isinstance(one, filters.ChoiceFilter):
        return {one.name: (list[_one_of([str(value) for value, _label in one.field.flatchoices])], [])}  # type: ignore[misc]
    if isinstance(one, filters.RecordFilter):
        special = [filters.ME, filters.NONE] if one.is_about_people else [filters.NONE]
        return {one.name: (list[UUID | _one_of(special)], [])}  # type: ignore[misc]
    if isinstance(one, filters.FlagFilter):
        return {one.name: (_one_of([filters.YES, filters.NO]) | None, None)}
    if isinstance(one, filters.DateFilter):
        bounds = dict.fromkeys(one.names[1:], (date | None, None))
        return {one.name: (_one_of(list(filters.PRESETS)) | None, None), **bounds}
    return dict.fromkeys(one.names[1:] if isinstance(one, filters.RangeFilter) else one.names, (text, None))


def _one_of(values: Iterable[str]) -> Any:
    return Literal[tuple(values)]


def _kind(field: forms.Field) -> Any:
    if isinstance(field, forms.ModelChoiceField):
        return UUID
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.DateField):
        return date
    if isinstance(field, forms.DecimalField):
        return Annotated[str, Field(pattern=_number(field), examples=["12.50"])]
    if isinstance(field, forms.IntegerField):
        least, most = _bounds(field)
        return Annotated[int, Field(ge=least, le=most)]
    if isinstance(field, forms.ChoiceField):
        values = [str(value) for value, _label in _flat(field.choices) if value not in ("", None)]
        return Literal[tuple(values)]
    return Annotated[str, Field(max_length=getattr(field, "max_length", None) or LONGEST_TEXT)]


def _bounds(field: Any) -> tuple[int, int]:
    """What a column of whole numbers can hold, and what the field allows of it."""
    least, most = field.min_value, field.max_value
    return -(2**31) if least is None else int(least), 2**31 - 1 if most is None else int(most)


def _number(field: forms.DecimalField) -> str:
    places = field.decimal_places or 0
    whole = min((field.max_digits or 17) - places, 13)
    sign = "" if _bounds(field)[0] >= 0 else "-?"
    return rf"^{sign}[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$"


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = []
    for value, label in choices:
        pairs += _flat(label) if isinstance(label, list | tuple) else [(value, label)]
    return pairs


KINDS: dict[str, Any] = {"record": Reference, "flag": bool, "moment": datetime, "date": date}


def _outgoing(model: type[models.Model], name: str) -> tuple[Any, Any]:
    """Everything may be missing: a person without the right to see a figure is not told of it."""
    column = cells.column(model, name)
    found = cells.path_of(model, name)
    if column.kind == "number":
        return (int | str | None, None)
    kind = KINDS.get(column.kind, str)
    return (kind | None if found else Any, None)


def _model(resource: Resource, suffix: str, made: Definition, base: type[Schema]) -> type[Schema]:
    name = _words(resource.model.__name__) + suffix
    return create_model(name, __base__=base, **made)


def _words(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))
