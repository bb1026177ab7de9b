"""How the fields of a page are typed: looks of Tabler, records chosen by search, shares as per cent."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.forms.renderers import TemplatesSetting
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from daying.core.money import RateField
from daying.desk.resource import Resource, resource_for

HUNDRED = Decimal(100)
LONGEST_TEXT = 20_000
LONGEST_NUMBER = 40


class Renderer(TemplatesSetting):
    """Django's own, with the house's markup around each field."""

    field_template_name = "desk/_field.html"


class RemoteSelect(forms.Select):
    """A choice among many records: only the chosen one is on the page, the others are found as one types."""

    def __init__(self, resource: Resource) -> None:
        super().__init__({"data-lookup": reverse_lazy(f"{resource.slug}-lookup"), "class": "form-select"})

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """The empty choice and the chosen one. One query, none when nothing is chosen."""
        keys = [key for key in value if key]
        found = _chosen(self.choices, keys) if keys else []
        options = [self.create_option(name, key, label, True, at) for at, (key, label) in enumerate(found, start=1)]
        return [(None, [self.create_option(name, "", "", not options, 0)], 0), (None, options, 1)]


def _chosen(choices: Any, keys: list[str]) -> list[tuple[ModelChoiceIteratorValue, str]]:
    if not isinstance(choices, ModelChoiceIterator):
        return []
    name = choices.field.to_field_name or "pk"
    try:
        found = list(choices.queryset.filter(**{f"{name}__in": keys}))
    except (ValidationError, ValueError, TypeError):
        return []
    return [(ModelChoiceIteratorValue(record.serializable_value(name), record), str(record)) for record in found]


class FigureInput(forms.TextInput):
    """A number as people type it: with separators when pasted, without zeros that say nothing."""

    def __init__(self) -> None:
        super().__init__({"class": "form-control num", "inputmode": "decimal", "autocomplete": "off"})

    def format_value(self, value: Any) -> str | None:
        return figure(value) if isinstance(value, Decimal | int) else super().format_value(value)


def figure(value: Decimal | int) -> str:
    """12.5000 is typed 12.50, 3.000 is typed 3."""
    number = Decimal(value).normalize()
    places = -int(number.as_tuple().exponent)
    return f"{number:.2f}" if places == 1 else f"{number:f}"


class PlainField(forms.DecimalField):
    """A number from which the separators of thousands are taken away."""

    widget = FigureInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(_without_separators(value))


class ShareField(forms.DecimalField):
    """A share, shown and typed in per cent: 5%, or 5, or 0.05. A bare 1 is asked again, for it may mean either."""

    widget = FigureInput

    def prepare_value(self, value: Any) -> Any:
        return share(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value

    def to_python(self, value: Any) -> Any:
        text = str(_without_separators(value) or "").replace("％", "%")
        if not text.endswith("%"):
            number = super().to_python(text)
            return _as_share(number) if number is not None and number.is_finite() else number
        number = super().to_python(text.removesuffix("%").strip())
        return number.scaleb(-2) if number is not None and number.is_finite() else number


def share(value: Decimal | int) -> str:
    """0.05 is shown as 5%."""
    return f"{(Decimal(value) * HUNDRED).normalize():f}%"


def _as_share(number: Decimal) -> Decimal:
    if number == 1:
        raise ValidationError(_("Write 1% or 100%."))
    return number.scaleb(-2) if 1 < number <= HUNDRED else number


def _without_separators(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST_NUMBER:
        raise ValidationError(_("The number is too large."))
    return value.strip().replace(",", "").replace("，", "").replace(" ", "")


class DayField(forms.DateField):
    """A day that a calendar on a wall may show: sums with it never leave what dates can say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d"), **kwargs)

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year < 2200:
            raise ValidationError(_("Give a day between 1900 and 2199."))
        return day


def dressed(field: forms.Field, source: models.Field[Any, Any] | None = None) -> forms.Field:
    """A field as pages have it. source: the column it fills, where it fills one."""
    field = _of_page(field, source)
    if isinstance(field, forms.ModelChoiceField):
        return _remote(field)
    if isinstance(field, forms.DecimalField):
        field.widget = FigureInput()
    elif isinstance(field.widget, forms.Textarea):
        field.widget.attrs |= {"class": "form-control", "rows": 3, "maxlength": LONGEST_TEXT}
        field.validators = [*field.validators, MaxLengthValidator(LONGEST_TEXT)]
    elif isinstance(field.widget, forms.CheckboxInput):
        field.widget.attrs["class"] = "form-check-input"
    elif isinstance(field.widget, forms.Select):
        field.widget.attrs["class"] = "form-select"
    else:
        field.widget.attrs.setdefault("class", "form-control")
    return field


def _of_page(field: forms.Field, source: models.Field[Any, Any] | None) -> forms.Field:
    """Shares, figures and days have fields of the page's own; everything about them stays."""
    told: dict[str, Any] = {
        "required": field.required,
        "label": field.label,
        "help_text": field.help_text,
        "initial": field.initial,
    }
    if type(field) is forms.DateField:
        return DayField(**told)
    if type(field) is not forms.DecimalField:
        return field
    bounds: dict[str, Any] = {"min_value": field.min_value, "max_value": field.max_value}
    if isinstance(source, RateField):
        return ShareField(**told, **bounds, decimal_places=source.places, max_digits=17)
    return PlainField(**told, **bounds, decimal_places=field.decimal_places, max_digits=field.max_digits)


def _remote(field: forms.ModelChoiceField) -> forms.Field:
    """Records with pages are found by search and named by their public id; other tables are short and stay a list."""
    pages = resource_for(field.queryset.model) if field.queryset is not None else None
    if pages is None:
        field.widget.attrs["class"] = "form-select"
        return field
    choices = field.choices
    field.to_field_name = "public_id"
    field.widget = RemoteSelect(pages)
    field.widget.choices = choices
    return field
