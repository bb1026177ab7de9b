"""The grid in which the lines of a document are typed or pasted, and what came back from it.

A thousand lines cost as many queries as one: related records are looked up per column, not per row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daying.core.compiled import Compiled
from daying.core.lengths import MOST_LINES, too_long
from daying.desk import fields, lookups
from daying.desk.resource import Resource, resource_for
from daying.desk.widgets import PlainField, ShareField, figure, share

PREFIX = "line."
FACTORS = {"quantity": "quantity", "unit_price": "price", "discount": "discount"}


@dataclass
class Column:
    """One column of the grid."""

    name: str
    field: forms.Field
    source: models.Field[Any, Any]

    @property
    def input(self) -> str:
        """The name of its inputs."""
        return PREFIX + self.name

    @cached_property
    def label(self) -> str:
        return str(capfirst(self.source.verbose_name))

    @cached_property
    def kind(self) -> str:
        """record, choice, flag, share, figure, date or text."""
        if isinstance(self.field, forms.ModelChoiceField):
            return "record" if self.pages else "choice"
        if isinstance(self.field, forms.ChoiceField):
            return "choice"
        kinds = [(forms.BooleanField, "flag"), (ShareField, "share"), (PlainField, "figure"), (forms.DateField, "date")]
        return next((kind for base, kind in kinds if isinstance(self.field, base)), "text")

    @cached_property
    def pages(self) -> Resource | None:
        """The declaration of the records it chooses among."""
        queryset = getattr(self.field, "queryset", None)
        return None if queryset is None else resource_for(queryset.model)

    @property
    def lookup_url(self) -> str:
        return self.pages.url("lookup") if self.pages else ""

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """What a choice offers. One query at most."""
        if self.kind == "flag":
            return [("", _("no")), ("yes", _("yes"))]
        return [(str(value), str(label)) for value, label in getattr(self.field, "choices", ())]

    @property
    def factor(self) -> str:
        """Its part in the amount of a line: quantity, price or discount."""
        return FACTORS.get(self.name, "")

    @property
    def default(self) -> str:
        """What a new line says here."""
        value = self.source.get_default() if self.source.has_default() else None
        return "" if self.source.is_relation else self.text(value)

    def text(self, value: Any) -> str:
        """A value as it stands in its input."""
        if isinstance(value, bool):
            return "yes" if value else ""
        if isinstance(value, Decimal | int):
            return share(value) if self.kind == "share" else figure(value)
        if isinstance(value, models.Model):
            return str(value) if self.pages else str(value.pk)
        return "" if value is None else str(value)


@dataclass
class Cell:
    """What stands in a row under a column. key: of the record chosen. fault: what is wrong with it."""

    column: Column
    text: str
    key: str = ""
    fault: str = ""

    @property
    def is_given(self) -> bool:
        """Whether somebody said something here that a new line does not say by itself."""
        return bool(self.key) or self.text.strip() not in ("", self.column.default)


@dataclass
class Row:
    """One line of the grid. id: of the line it changes; empty for a new one."""

    id: str
    cells: list[Cell]

    @property
    def is_blank(self) -> bool:
        return not any(cell.is_given for cell in self.cells)


@dataclass
class Grid:
    """The lines of one document as one person types them."""

    resource: Resource
    user: Any
    present: Sequence[Any] = ()  # the lines that stand there now
    rows: list[Row] = field(default_factory=list)
    fault: str = ""
    around: dict[str, str] = field(default_factory=dict)  # the fields of the form

    @cached_property
    def columns(self) -> list[Column]:
        """What may be typed of a line."""
        model, names = self.resource.lines or (models.Model, ())
        shown = [name for name in names if self.resource.shows(self.user, f"lines.{name}")]
        ready = fields.of_model(model, shown, self.user)
        sources: dict[str, Any] = {name: model._meta.get_field(name) for name in ready}
        return [Column(name, ready[name], sources[name]) for name in ready]

    @property
    def is_valid(self) -> bool:
        return not self.fault and not any(cell.fault for row in self.rows for cell in row.cells)

    @property
    def empty_row(self) -> Row:
        """The row that the page copies for each new line."""
        return Row("", [Cell(column, column.default) for column in self.columns])

    @property
    def most(self) -> int:
        """How many lines fit."""
        return MOST_LINES

    @property
    def has_amounts(self) -> bool:
        """Whether an amount can be worked out as one types."""
        return {"quantity", "price"} <= {column.factor for column in self.columns}

    def show(self, lines: Iterable[Any], *, as_new: bool = False) -> None:
        """Put lines into the rows. as_new: for a copy, whose lines are new ones."""
        left = {name.removeprefix("lines.") for name in self.resource.not_copied if as_new and "lines." in name}
        for line in lines:
            cells = [
                Cell(column, column.default) if column.name in left else self._cell(column, line.typed(column.name))
                for column in self.columns
            ]
            self.rows.append(Row("" if as_new else str(line.pk), cells))

    def take(self, data: QueryDict) -> None:
        """Put what was typed into the rows; blank ones are left out."""
        ids = data.getlist(f"{PREFIX}id")
        self.around = {name: str(value) for name, value in data.items() if not name.startswith(PREFIX)}
        if len(ids) > MOST_LINES:
            self.fault = too_long(len(ids))
            return
        given = {column.name: self._given(column, data, len(ids)) for column in self.columns}
        if any(values is None for values in given.values()):
            self.fault = _("The lines did not arrive whole. Nothing was saved.")
            return
        for at, line_id in enumerate(ids):
            row = Row(line_id, [Cell(c, *given[c.name][at]) for c in self.columns])  # type: ignore[index]
            if not row.is_blank:
                self.rows.append(row)

    def clean(self) -> list[dict[str, Any]]:
        """The values of every row, faults noted in their cells. One or two queries for each column of records."""
        records = {column.name: self._records(column) for column in self.columns if column.kind == "record"}
        listed = {column.name: _listed(column) for column in self.columns if _is_list_of_records(column)}
        own = {str(line.pk): line.pk for line in self.present}
        cleaned = []
        for row in self.rows:
            values = {cell.column.name: self._value(cell, records, listed) for cell in row.cells}
            cleaned.append({"id": own.get(row.id), **values})
        return cleaned

    def _cell(self, column: Column, value: Any) -> Cell:
        key = str(value.public_id) if column.kind == "record" and value is not None else ""
        return Cell(column, column.text(value), key)

    def _given(self, column: Column, data: QueryDict, count: int) -> list[tuple[str, str]] | None:
        """Text and key of every row; None when some did not arrive."""
        keys = data.getlist(column.input)
        texts = data.getlist(f"{column.input}.text") if column.kind == "record" else keys
        if len(keys) != count or len(texts) != count:
            return None
        return list(zip(texts, keys if column.kind == "record" else [""] * count, strict=True))

    def _records(self, column: Column) -> dict[str, Any]:
        """The records that the rows mean, by key and by text."""
        assert column.pages
        cells = [cell for row in self.rows for cell in row.cells if cell.column is column]
        stand = [getattr(line, f"{column.name}_id") for line in self.present]
        meant = lookups.by_keys(
            column.pages, self.user, (cell.key for cell in cells if cell.key), also=filter(None, stand)
        )
        texts = [cell.text for cell in cells if not cell.key]
        return {**lookups.by_texts(column.pages, self.user, texts, self.around), **meant}

    def _value(self, cell: Cell, records: dict[str, dict[str, Any]], listed: dict[str, dict[str, Any]]) -> Any:
        column = cell.column
        try:
            if column.name in records:
                return _record(cell, records[column.name])
            if column.name in listed:
                return _choice(cell, listed[column.name])
            value = column.field.clean(cell.text)
        except ValidationError as error:
            cell.fault = " ".join(error.messages)
            return None
        return _or_default(column, value)


def _record(cell: Cell, meant: dict[str, Any]) -> Any:
    answer = meant.get(cell.key or cell.text)
    if answer is None and not cell.key and not cell.text.strip():
        if cell.column.field.required:
            raise ValidationError(cell.column.field.error_messages["required"])
        return None
    if not isinstance(answer, models.Model):
        unknown = _("Choose one from the list.")
        raise ValidationError(str(answer or unknown))
    cell.key, cell.text = str(answer.public_id), str(answer)  # type: ignore[attr-defined]
    return answer


def _choice(cell: Cell, listed: dict[str, Any]) -> Any:
    if not cell.text and not cell.column.field.required:
        return None
    if cell.text not in listed:
        raise ValidationError(_("Choose one from the list."))
    return listed[cell.text]


def _is_list_of_records(column: Column) -> bool:
    return column.kind == "choice" and isinstance(column.field, forms.ModelChoiceField)


def _listed(column: Column) -> dict[str, Any]:
    return {str(record.pk): record for record in column.field.queryset}  # type: ignore[attr-defined]


def _or_default(column: Column, value: Any) -> Any:
    """An empty cell of a column that is never empty says what a new line says."""
    if value is None and not column.source.null and column.source.has_default():
        return column.source.get_default()
    return value


def lines_of(resource: Resource, record: Any) -> list[Any]:
    """The lines of a record in their order, with the records they name. One query."""
    return _lines(resource)(record.pk) if resource.lines else []


@cache
def _lines(resource: Resource) -> Compiled[Any]:
    """The lines of one record of a declaration."""
    assert resource.lines
    model, names = resource.lines
    shown = {name.partition("__")[0] for name in (*names, *resource.line_columns)}
    own = sorted(shown & {f.name for f in model._meta.concrete_fields if f.is_relation})
    rows = model._default_manager.select_related(*own) if own else model._default_manager.all()
    parent = parent_of(resource)
    return Compiled(lambda key: rows.filter(**{parent: key}))


def parent_of(resource: Resource) -> str:
    """The field by which a line names its document."""
    assert resource.lines
    return next(f.name for f in resource.lines[0]._meta.concrete_fields if f.related_model is resource.model)
