"""What one person types of a record: the head's form and the lines' grid, judged together."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.desk import cells
from daying.desk.forms import form_for
from daying.desk.lines import PREFIX, Grid, lines_of
from daying.desk.resource import Resource, resource_for


class Draft:
    """record: the one that is changed, None for a new one. data: what was sent, None while nothing was."""

    def __init__(
        self,
        resource: Resource,
        user: Any,
        *,
        record: Any = None,
        data: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
        lines: Iterable[Any] = (),
    ) -> None:
        self.resource, self.user, self.record, self.data = resource, user, record, data
        self.form = form_for(resource, user, record=record, data=data, initial=initial)
        present = lines_of(resource, record) if record else []
        self.grid = Grid(resource, user, present) if resource.lines else None
        if self.grid and data is not None:
            self.grid.take(data)
        elif self.grid:
            self.grid.show(lines or present, as_new=record is None)

    def is_valid(self) -> bool:
        """Judge what was typed; afterwards `values` and `lines` stand ready."""
        self.lines = self.grid.clean() if self.grid and not self.grid.fault else []
        return self.form.is_valid() and (self.grid is None or self.grid.is_valid)

    @property
    def values(self) -> dict[str, Any]:
        """The head's cleaned values; what was left empty and is never empty says what a new record says."""
        return {name: self._filled(name, value) for name, value in self.form.cleaned_data.items()}

    def _filled(self, name: str, value: Any) -> Any:
        field = next((f for f in self.resource.model._meta.concrete_fields if f.name == name), None)
        is_left_out = value is None and field is not None and not field.null and field.has_default()
        return field.get_default() if is_left_out and field is not None else value

    def refuse(self, refusal: Refused) -> None:
        """Note what an action said, at its field where it names one."""
        place = refusal.field if refusal.field in self.form.fields else None
        self.form.add_error(place, self._linked(refusal))

    def _linked(self, refusal: Refused) -> str:
        """The sentence, with a link to the record that it names, where this person may see it."""
        pages = resource_for(type(refusal.record)) if refusal.record else None
        if pages is None or not pages.allows(self.user, "view"):
            return str(refusal.sentence)
        if not pages.scope(self.user).filter(pk=refusal.record.pk).exists():
            return str(refusal.sentence)
        frame = '{} <a href="{}">{}</a>'
        return cells.markup(frame, refusal.sentence, pages.url("detail", refusal.record), _("Open it"))

    def typed(self) -> list[tuple[str, str]]:
        """All that was sent of head and lines, to be carried along by another page."""
        assert self.data is not None
        wanted = [*self.form.fields, *(name for name in self.data if name.startswith(PREFIX))]
        return [(name, value) for name in wanted for value in self.data.getlist(name)]
