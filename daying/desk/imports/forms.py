"""What a person says about the columns of a sheet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from daying.desk.imports.columns import Column, Target
from daying.desk.imports.mapping import OURS, TAKE, Map, from_json
from daying.desk.models import ImportRun

FROM, ALWAYS = "from.", "always."


class AboutForm(forms.Form):
    """Whose sheet it is, where a whole sheet is one's."""

    use_required_attribute = False

    def __init__(self, target: Target, data: QueryDict | None = None, *, proposed: str = "") -> None:
        super().__init__(data, initial={target.per: proposed})
        self.fields[target.per] = target.columns[target.per].field


@dataclass(frozen=True)
class Line:
    """One of our columns with the headings it may be filled from. chosen: as JSON, for a select."""

    column: Column
    options: Sequence[tuple[str, str]]
    chosen: str
    constant: str

    @property
    def input(self) -> str:
        return FROM + self.column.name

    @property
    def constant_input(self) -> str:
        return ALWAYS + self.column.name

    @property
    def is_used(self) -> bool:
        """Whether it is filled, or must be; a line's column only where the sheet has lines."""
        return bool(self.chosen or self.constant) or (self.column.is_required and not self.column.is_of_lines)

    @property
    def is_missing(self) -> bool:
        """Whether it must be filled and is not."""
        return self.column.is_required and not self.column.is_of_lines and not self.chosen and not self.constant


class MappingForm:
    """The mapping of a run as it stands, or as it was sent."""

    def __init__(self, run: ImportRun, target: Target, data: QueryDict | None = None) -> None:
        self.run, self.target, self.data = run, target, data

    @cached_property
    def present(self) -> Map:
        return from_json(self.run.mapping, self.target)

    @property
    def lines(self) -> list[Line]:
        """Our columns in their order."""
        return [self._line(column) for column in self.target.columns.values() if column.name != self.target.per]

    @property
    def keys(self) -> list[Column]:
        """The columns by which records that are there already can be found."""
        fields = {field.name: field for field in self.target.model._meta.concrete_fields}
        return [
            column
            for column in self.target.columns.values()
            if self.target.resource and getattr(fields.get(column.name), "unique", False)
        ]

    @property
    def asks_of_doubtful(self) -> bool:
        """Whether the package can tell rows that seem to be there already."""
        return bool(self.target.resource and self.target.resource.find_duplicates)

    @property
    def has_lines(self) -> bool:
        return self.target.has_lines and not self.present.join and not self.target.gathers

    def mapping(self) -> Map:
        """What was sent. Parts that the page does not show stay: joined headings, translations, the second sheet."""
        assert self.data is not None
        columns = {name: json.loads(told) for name in self.target.columns if (told := self._sent(FROM + name))}
        constants = {name: told for name in self.target.columns if (told := self._sent(ALWAYS + name))}
        constants |= {name: told for name, told in self.present.constants.items() if name == self.target.per}
        sent = {"columns": columns, "constants": constants, "key": self._sent("key"), "group": self._sent("group")}
        kept = {"translate": self.present.translate, "join": self.present.join, "doubtful": self._sent("doubtful")}
        return from_json({**sent, **kept}, self.target)

    def _sent(self, name: str) -> str:
        """One that is offered, or a constant; anything else is as good as nothing."""
        assert self.data is not None
        sent = self.data.get(name, "").replace("\0", "").strip()
        if name.startswith(FROM):
            offered = {value for value, _label in self._options(name.removeprefix(FROM))}
            return sent if sent in offered else ""
        if name == "key":
            return sent if sent in {column.name for column in self.keys} else ""
        if name == "doubtful":
            return sent if sent in (TAKE, OURS) else ""
        return sent if name != "group" or sent in self.run.headings else ""

    def _options(self, name: str) -> list[tuple[str, str]]:
        headings = self.present.headings(name)
        joined = [(json.dumps(headings), " + ".join(headings))] if len(headings) > 1 else []
        return [*joined, *((json.dumps([heading]), heading) for heading in self.run.headings)]

    def _line(self, column: Column) -> Line:
        chosen = self.present.headings(column.name)
        told = json.dumps(chosen) if chosen else ""
        return Line(column, self._options(column.name), told, self.present.constants.get(column.name, ""))
