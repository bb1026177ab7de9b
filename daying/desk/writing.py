"""Writes what came in by page, API or sheet: by the package's own action where it has one, else by the kit."""

from collections.abc import Mapping, Sequence
from typing import Any

from daying.core import changes
from daying.core.models import Line, Record
from daying.core.transactions import one_transaction
from daying.desk.lines import parent_of
from daying.desk.resource import Resource

Values = Mapping[str, Any]


def create(resource: Resource, values: Values, lines: Sequence[Values], *, by: Any) -> Any:
    """A new record of cleaned values."""
    if resource.create:
        return resource.create(by=by, **{**_unsaid(resource), **values}, **_with_lines(resource, lines))
    record: Any = resource.model(**values)
    written = _line_records(resource, lines)
    return one_transaction(resource.right("add"), lambda: changes.create(record, by=by, lines=written))


def change(
    resource: Resource, record: Record, values: Values, lines: Sequence[Values] | None, *, by: Any, version: int | None
) -> Any:
    """Change fields of a record; the ones not given stay. lines: all of them as they should be, None to leave them.

    Raises Stale when the record has moved on since the version.
    """
    if resource.change:
        stays = {name: getattr(record, name) for name in resource.form if name not in values}
        told = {"lines": lines} if resource.lines else {}
        return resource.change(record, by=by, version=version, **stays, **values, **told)
    written = None if lines is None else _line_records(resource, lines, record)
    return one_transaction(
        resource.right("change"),
        lambda: changes.update(record, dict(values), by=by, version=version, lines=written),
    )


def write_parts(resource: Resource, record: Record, parts: Mapping[str, Sequence[Values]], *, by: Any) -> None:
    """Give a record these rows of several kinds in place of those that it has. Kinds not given stay."""
    assert resource.write_part or not parts
    for name, rows in parts.items():
        resource.write_part(record, name, rows, by=by)  # type: ignore[misc]


def create_many(resource: Resource, rows: Sequence[Values], *, by: Any) -> list[Any]:
    """New records of cleaned values, each with its lines under "lines". In bulk, if the package can."""
    if resource.create_many:
        return list(resource.create_many(rows=rows, by=by))
    if resource.create:
        return [create(resource, _head(row), row.get("lines", ()), by=by) for row in rows]
    records = [resource.model(**_head(row)) for row in rows]
    lines = [_line_records(resource, row.get("lines", ())) for row in rows]
    return changes.create_many(records, by=by, lines=lines if resource.lines else ())


def _unsaid(resource: Resource) -> dict[str, Any]:
    """What a new record says where nobody says anything, for an action that asks for every field of the form."""
    fields = {field.name: field for field in resource.model._meta.concrete_fields}
    return {name: fields[name].get_default() for name in resource.form if name in fields}


def _head(row: Values) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "lines"}


def _with_lines(resource: Resource, lines: Sequence[Values]) -> dict[str, Any]:
    return {"lines": [dict(line) for line in lines]} if resource.lines else {}


def _line_records(resource: Resource, lines: Sequence[Values], record: Record | None = None) -> list[Line]:
    """Lines of these values. Those that are there already keep what nobody types."""
    if not resource.lines:
        return []
    model, _names = resource.lines
    parent = parent_of(resource)
    present = {line.pk: line for line in model._default_manager.filter(**{parent: record})} if record else {}
    return [_filled(present.get(line.get("id")) or model(), line) for line in lines]  # type: ignore[arg-type]


def _filled(line: Line, values: Values) -> Line:
    for name, value in values.items():
        setattr(line, name, value)
    return line
