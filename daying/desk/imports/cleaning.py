"""Judges documents of a sheet: the values to write, or what is wrong with them by row and column. Writes nothing.

A fixed number of queries for each batch, however many rows it has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.sheets import Cell, is_blank, text_of
from daying.desk.imports.columns import LINES, Column, Objection, Target
from daying.desk.imports.documents import Document, SheetRow
from daying.desk.imports.judging import judge_for
from daying.desk.imports.lookups import Lookup
from daying.desk.imports.mapping import OURS, TAKE, Map
from daying.desk.imports.uniqueness import Uniqueness

TOLD = 60  # characters of a faulty value that are repeated
LONGEST_NAME = 500  # of another record


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell. heading: of the sheet, or our label where no column of the sheet fills it."""

    row: int
    heading: str
    value: str
    sentence: str

    def __str__(self) -> str:
        place = [_("Row %(row)d") % {"row": self.row}, self.heading, self.value and f"“{self.value}”"]
        return f"{', '.join(filter(None, place))}: {self.sentence}"


@dataclass
class Judged:
    """A document after judging. existing: the record that it changes, None when it is a new one."""

    document: Document
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    existing: Any = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, Any]:
        """The values with the lines, as create_many takes them."""
        return {**self.values, "lines": self.lines}


class Cleaner:
    """Judges batches of documents for one import."""

    def __init__(self, target: Target, mapping: Map, by: Any) -> None:
        self.target = target
        self.mapping, self.by = mapping, by
        self.columns = [target.columns[name] for name in mapping.filled()]
        self.head = [column for column in self.columns if not column.is_of_lines]
        self.of_lines = [column for column in self.columns if column.is_of_lines]
        self.lookups = {
            c.name: Lookup(c.field, c.lookups) for c in self.columns if isinstance(c.field, forms.ModelChoiceField)
        }
        self.judges = {c.name: self._judge(c) for c in self.columns}
        self.readers = {c.name: mapping.reader(c.name) for c in self.columns}
        self.uniqueness = Uniqueness(target, mapping, by)
        self.headings = {c.name: " + ".join(mapping.headings(c.name)) or str(c.label) for c in self.columns}

    def clean(self, documents: Sequence[Document]) -> list[Judged]:
        """The documents, each with its values and its faults."""
        self._learn(documents)
        judged = [self._head(document) for document in documents]
        self._learn_called(judged)
        for each in judged:
            self._lines(each)
        self.uniqueness.judge(judged, self._fault)
        if self.mapping.key:
            for each in judged:
                self._require(each)
        self._object([each for each in judged if each.existing is None])
        self._find_duplicates([each for each in judged if not each.faults and each.existing is None])
        for each in judged:
            if not each.faults and self.target.resource and each.existing is None:
                self._check_model(each, self.target.resource.model)
        return judged

    def _judge(self, column: Column) -> Any:
        return self.lookups[column.name].find if column.name in self.lookups else judge_for(column.field)

    def _learn(self, documents: Sequence[Document]) -> None:
        for column in self.columns:
            if column.name in self.lookups:
                cells = (self.readers[column.name](row.cells) for row in _rows(column, documents))
                self.lookups[column.name].learn(_shown(cell, LONGEST_NAME) for cell in cells)

    def _learn_called(self, judged: Sequence[Judged]) -> None:
        """What those whom the documents name call the records of the lines. Two queries for each column at most."""
        for column in self.of_lines:
            lookup = self.lookups.get(column.name)
            if lookup and lookup.pages and lookup.pages.called_by:
                asked: dict[Any, set[str]] = {}
                for each in judged:
                    beside = each.values.get(lookup.pages.called_by)
                    cells = (self.readers[column.name](row.cells) for row in each.document.lines if beside)
                    asked.setdefault(beside, set()).update(_shown(cell, LONGEST_NAME) for cell in cells)
                asked.pop(None, None)
                lookup.learn_called(asked, self.by)

    def _head(self, document: Document) -> Judged:
        judged = Judged(document)
        judged.values = self._values(self.head, document.head, judged)
        return judged

    def _lines(self, judged: Judged) -> None:
        for row in judged.document.lines if self.of_lines else ():
            judged.lines.append(self._values(self.of_lines, row, judged))
            if row is not judged.document.head:
                self._compare_heads(row, judged)

    def _find(self, column: Column, cell: Cell, judged: Judged) -> Any:
        """The value of a cell; of another record by its own names, and those of who is named beside it."""
        lookup = self.lookups.get(column.name)
        if lookup and lookup.called and lookup.pages:
            return lookup.find(cell, judged.values.get(lookup.pages.called_by))
        return self.judges[column.name](cell)

    def _values(self, columns: Sequence[Column], row: SheetRow, judged: Judged) -> dict[str, Any]:
        values = {}
        for column in columns:
            cell = self.readers[column.name](row.cells)
            if is_blank(cell) and (column.has_default or self.mapping.key):
                continue
            try:
                values[column.attribute] = self._find(column, cell, judged)
            except (ValidationError, Refused) as error:
                for sentence in sentences(error):
                    judged.faults.append(self._fault(column, row, sentence))
        return values

    def _require(self, judged: Judged) -> None:
        """A blank cell leaves a record as it is; a record that is not there yet needs everything."""
        if judged.existing is not None or judged.faults:
            return
        for column in self.target.columns.values():
            if column.is_required and not column.is_of_lines and column.attribute not in judged.values:
                sentence = _("It is not there yet, and a new one needs: %(name)s.") % {"name": column.label}
                heading = self.headings.get(column.name, "")
                judged.faults.append(Fault(judged.document.head.number, heading, "", sentence))

    def _compare_heads(self, row: SheetRow, judged: Judged) -> None:
        """With a heading that groups the rows, the head must say the same in each of them."""
        if not (self.mapping.group or self.target.gathers) or self.mapping.join:
            return
        for column in self.head:
            here, first = (self.readers[column.name](r.cells) for r in (row, judged.document.head))
            if not is_blank(here) and here != first:
                sentence = _("The first row of this document says “%(text)s”.") % {"text": _shown(first)}
                judged.faults.append(self._fault(column, row, sentence))

    def _fault(self, column: Column, row: SheetRow, sentence: str) -> Fault:
        told = _shown(self.readers[column.name](row.cells))
        return Fault(row.number, self.headings[column.name], told, sentence)

    def _object(self, fresh: list[Judged]) -> None:
        """Asks the package what is wrong with these. Where we say something else, what the person chose counts."""
        find = self.target.objections
        for one in find([each.fields for each in fresh], by=self.by) if find else ():
            each = fresh[one.document]
            if not (one.is_doubt and self.mapping.doubtful):
                each.faults.append(self._fault_of(one, each.document))
            elif self.mapping.doubtful == OURS and one.line is not None:
                each.lines[one.line].pop(one.field, None)

    def _fault_of(self, one: Objection, document: Document) -> Fault:
        row = document.head if one.line is None else document.lines[one.line]
        name = one.field if one.line is None else LINES + one.field
        column = next((column for column in self.columns if column.name == name), None)
        return self._fault(column, row, one.sentence) if column else Fault(row.number, "", "", one.sentence)

    def _find_duplicates(self, fresh: list[Judged]) -> None:
        """Asks the package whether some of these seem to be there already under another name."""
        find = self.target.resource and self.target.resource.find_duplicates
        if not find or not fresh or self.mapping.doubtful == TAKE:
            return
        for index, sentence in find([each.values for each in fresh]).items():
            row = fresh[index].document.head
            fresh[index].faults.append(Fault(row.number, "", "", str(sentence)))

    def _check_model(self, judged: Judged, model: type[models.Model]) -> None:
        """The model's own rule over several fields, where it has one."""
        if model.clean is models.Model.clean:
            return
        try:
            model(**judged.values).clean()
        except ValidationError as error:
            judged.faults += list(self._model_faults(error, judged.document.head))

    def _model_faults(self, error: ValidationError, row: SheetRow) -> Iterator[Fault]:
        by_attribute = {column.attribute: column for column in self.head}
        for name, told in _by_field(error).items():
            for sentence in told:
                column = by_attribute.get(name)
                yield self._fault(column, row, sentence) if column else Fault(row.number, "", "", sentence)


def _shown(cell: Cell, most: int = TOLD) -> str:
    """A cell as text, also one that cannot be read as such."""
    try:
        return text_of(cell)[:most]
    except Refused:
        return str(cell)[:most]


def sentences(error: Exception) -> list[str]:
    """What an error tells people."""
    return list(error.messages) if isinstance(error, ValidationError) else [str(error)]


def _by_field(error: ValidationError) -> Mapping[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}


def _rows(column: Column, documents: Sequence[Document]) -> Iterator[SheetRow]:
    for document in documents:
        yield from document.lines if column.is_of_lines else [document.head]
