"""The form of a record, built from its declaration: the fields it names and no others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import QueryDict

from daying.desk.faults import fields_of, sentence_of
from daying.desk.resource import Resource, resource_for
from daying.desk.widgets import dressed


@dataclass(frozen=True)
class Group:
    """Fields that stand under one heading."""

    heading: Any
    fields: list[forms.BoundField]


class RecordForm(forms.ModelForm):
    """The typed part of a record, for one person."""

    use_required_attribute = False  # faults are told in the reader's language, by us

    def arrange(self, resource: Resource, user: Any) -> None:
        """Leave out what this person is not shown, and offer in choices what they may see."""
        self.headings = resource.headings
        for name in [name for name in self.fields if not resource.shows(user, name)]:
            del self.fields[name]
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._limit(name, field, user)
            source = _source(resource, name)
            self.fields[name] = dressed(field, source)
            self.fields[name].widget.is_wide = isinstance(field.widget, forms.Textarea)

    def _limit(self, name: str, field: forms.ModelChoiceField, user: Any) -> None:
        """What stands there already may stay, even when it is out of this person's sight."""
        pages = resource_for(field.queryset.model) if field.queryset is not None else None
        if pages is None or field.queryset is None:
            return
        offered = Q(pk__in=pages.offered(user).order_by().values("pk"))
        present = getattr(self.instance, f"{name}_id", None) if self.instance.pk else None
        field.queryset = field.queryset.filter(offered | Q(pk=present) if present else offered)
        if present and name in self.initial:
            self.initial[name] = getattr(self.instance, name)

    def validate_constraints(self) -> None:
        """Each constraint of the table by itself, so that a broken one is told in words and at its field."""
        left_out = self._get_validation_exclusions()  # type: ignore[attr-defined]
        model = type(self.instance)
        for constraint in model._meta.constraints:
            try:
                constraint.validate(model, self.instance, exclude=left_out)
            except ValidationError:
                self.add_error(self._place_of(constraint), sentence_of(constraint, model))

    def _place_of(self, constraint: models.BaseConstraint) -> str | None:
        """The one field of the form that a constraint speaks of; None where it speaks of several."""
        names = [field.name for field in fields_of(constraint, type(self.instance))]
        return names[0] if len(names) == 1 and names[0] in self.fields else None

    @property
    def groups(self) -> list[Group]:
        """The fields in their order, cut where a heading begins."""
        groups: list[Group] = []
        for name in self.fields:
            if not groups or name in self.headings:
                groups.append(Group(self.headings.get(name, ""), []))
            groups[-1].fields.append(self[name])
        return groups

    def as_typed(self) -> Iterator[tuple[str, str]]:
        """What was typed, as names and texts that a page can carry along."""
        for name in self.fields:
            for value in self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data.get(name)]:
                if value is not None:
                    yield name, value


def form_for(
    resource: Resource, user: Any, *, record: Any = None, data: Any = None, initial: Mapping[str, Any] | None = None
) -> RecordForm:
    """The form of a record, or of a new one; bound when data came."""
    base = resource.form_class or RecordForm
    if not issubclass(base, RecordForm):
        base = type(base.__name__, (base, RecordForm), {})
    built = forms.modelform_factory(resource.model, form=base, fields=list(resource.form))
    form: Any = built(data, instance=record or resource.model(), initial=dict(initial or {}))
    form.arrange(resource, user)
    made: RecordForm = form
    return made


def asked_for(resource: Resource, user: Any, params: Mapping[str, str]) -> dict[str, Any]:
    """Values that the address proposes for a new record: of the form's own fields, and only what they would take."""
    found: dict[str, Any] = {}
    form = form_for(resource, user)
    for name in [name for name in form.fields if params.get(name)]:
        try:
            found[name] = form.fields[name].clean(params[name])
        except ValidationError:
            continue
    return found


def brought(resource: Resource, user: Any, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What the records chosen bring to the fields beside them, as choosing them on the page would."""
    around = {name: str(getattr(value, "public_id", value)) for name, value in chosen.items()}
    found: dict[str, Any] = {}
    for value in chosen.values():
        pages = resource_for(type(value))
        told = pages.defaults([value], user, around)[0] if pages else {}
        found |= {name: one for name, one in told.items() if one is not None and name in resource.form}
    return found


def copied(resource: Resource, record: Any) -> dict[str, Any]:
    """What a new record takes over from one that is copied: the typed part, without what must be its own."""
    own = {name for name in resource.form if getattr(resource.model._meta.get_field(name), "unique", False)}
    return {name: getattr(record, name) for name in resource.form if name not in own | {*resource.not_copied}}


def as_sent(bound: forms.BoundField) -> list[str]:
    """A field's value as a browser would send it."""
    value = bound.value()
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return ["on"] if value else []
    told = bound.field.widget.format_value(value)
    return [str(one) for one in told] if isinstance(told, list) else ["" if told is None else str(told)]


def _source(resource: Resource, name: str) -> Any:
    return next((field for field in resource.model._meta.concrete_fields if field.name == name), None)
