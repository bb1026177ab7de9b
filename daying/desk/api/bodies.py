"""What came in as JSON, judged by the very form and grid of the page."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict

from daying.desk.drafts import Draft
from daying.desk.forms import as_sent, form_for
from daying.desk.lines import PREFIX, Grid
from daying.desk.resource import Part, Resource
from daying.desk.widgets import ShareField

Given = Mapping[str, Any]
Faults = dict[str, list[str]]


class Invalid(Exception):
    """What was sent is not what the form takes. faults: by field; `lines.0.quantity` for one of a line."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.faults = faults


def judged(resource: Resource, user: Any, given: Given, record: Any = None) -> Draft:
    """The draft of a record. Fields not given stand as they are in the record, or as in a new one."""
    data = QueryDict(mutable=True)
    for name, bound in (
        (name, form[name]) for form in [form_for(resource, user, record=record)] for name in form.fields
    ):
        data.setlist(name, [as_text(bound.field, given[name])] if name in given else as_sent(bound))
    has_lines = resource.lines is not None and given.get("lines") is not None
    if has_lines:
        _put_lines(data, Grid(resource, user), given["lines"])
    draft = Draft(resource, user, record=record, data=data)
    if not has_lines and record is not None:
        draft.grid = None
    if not draft.is_valid():
        raise Invalid(_faults(draft))
    return draft


def judged_parts(resource: Resource, user: Any, given: Given) -> dict[str, list[dict[str, Any]]]:
    """The rows given of each kind, judged by the grid of its page."""
    told: dict[str, list[dict[str, Any]]] = {}
    faults: Faults = {}
    for name in resource.parts:
        if given.get(name) is not None:
            grid, data = Grid(Part(resource, name), user), QueryDict(mutable=True)
            _put_lines(data, grid, given[name])
            grid.take(data)
            told[name] = [] if grid.fault else grid.clean()
            faults |= _faults_of(grid, name)
    if faults:
        raise Invalid(faults)
    return told


def as_text(field: forms.Field, value: Any) -> str:
    """A value as the page would send it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(field, ShareField):
        return f"{(Decimal(value) * 100).normalize():f}%"
    if isinstance(value, UUID) and isinstance(field, forms.ModelChoiceField):
        return _key(field, value)
    return str(value)


def _key(field: forms.ModelChoiceField[Any], public_id: UUID) -> str:
    """By what the field knows the record: those without pages are known to it by their primary key."""
    if field.to_field_name == "public_id" or field.queryset is None:
        return str(public_id)
    found = field.queryset.filter(public_id=public_id).first()
    return str(found.pk) if found else "0"


def _put_lines(data: QueryDict, grid: Grid, lines: Sequence[Given]) -> None:
    data.setlist(f"{PREFIX}id", [str(line.get("id") or "") for line in lines])
    for column in grid.columns:
        sent = [
            as_text(column.field, line[column.name]) if line.get(column.name) is not None else column.default
            for line in lines
        ]
        data.setlist(column.input, sent)
        if column.kind == "record":
            data.setlist(f"{column.input}.text", [""] * len(lines))


def _faults(draft: Draft) -> Faults:
    found: Faults = {name: [str(one) for one in errors] for name, errors in draft.form.errors.items()}
    return {**found, **_faults_of(draft.grid, "lines")} if draft.grid else found


def _faults_of(grid: Grid, name: str) -> Faults:
    faulty = [(index, cell) for index, row in enumerate(grid.rows) for cell in row.cells if cell.fault]
    found = {f"{name}.{index}.{cell.column.name}": [cell.fault] for index, cell in faulty}
    return {name: [grid.fault], **found} if grid.fault else found


def detail_of(faults: Faults) -> str:
    """The faults as one sentence."""
    return " ".join(
        f"{name}: {' '.join(told)}" if name != NON_FIELD_ERRORS else " ".join(told) for name, told in faults.items()
    )
