"""Reads a cell as its column means it: the form's own field judges, after the cell is read as people write it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils import translation
from django.utils.translation import gettext as _

from daying.core.sheets import Cell, is_blank, parse_date, parse_decimal, text_of
from daying.desk.widgets import ShareField

Judge = Callable[[Cell], Any]
LONGEST_TEXT = 2**31  # where the field sets no limit of its own
LENGTH_ALONE = {MaxLengthValidator, ProhibitNullCharactersValidator}
YES = {"true", "yes", "y", "1", "是", "有", "√", "✓", "对", "x"}
NO = {"false", "no", "n", "0", "否", "无", "×", "-", ""}


def judge_for(field: forms.Field) -> Judge:
    """A function that gives the value of a cell, or raises ValidationError or Refused with a sentence."""
    if isinstance(field, forms.DateField):
        return lambda cell: field.clean(parse_date(cell))
    if isinstance(field, ShareField):
        return lambda cell: field.clean(text_of(cell))
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return lambda cell: _number(field, cell)
    if isinstance(field, forms.BooleanField):
        return lambda cell: field.clean(_yes_or_no(cell))
    if isinstance(field, forms.ChoiceField):
        return _choice(field, _values_by_word(field))
    if type(field) is forms.CharField and _asks_for_length_alone(field):
        return _text(field, field.max_length or LONGEST_TEXT)
    return lambda cell: field.clean(text_of(cell))


def _asks_for_length_alone(field: forms.CharField) -> bool:
    return field.strip and {*map(type, field.validators)} <= LENGTH_ALONE


def _text(field: forms.CharField, most: int) -> Judge:
    """A text that is all right stands as it is; of any other the field itself says what is wrong."""

    def judge(cell: Cell) -> Any:
        text = text_of(cell).strip()
        return text if text and len(text) <= most and "\0" not in text else field.clean(text)

    return judge


def _number(field: forms.Field, cell: Cell) -> Any:
    number = parse_decimal(cell)
    return field.clean(None if number is None else f"{number:f}")


def _yes_or_no(cell: Cell) -> bool:
    word = text_of(cell).casefold()
    if word not in YES | NO:
        raise forms.ValidationError(_("“%(text)s” is neither yes nor no.") % {"text": word[:40]})
    return word in YES


def _choice(field: forms.ChoiceField, values: Mapping[str, Any]) -> Judge:
    def judge(cell: Cell) -> Any:
        text = text_of(cell)
        return field.clean(values.get(text.casefold(), text))

    return judge


def _values_by_word(field: forms.ChoiceField) -> dict[str, Any]:
    """What may stand in the sheet: the value itself, or what people read for it in any language of the house."""
    words: dict[str, Any] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for value, label in _flat(field.choices):
                words.setdefault(str(label).casefold(), value)
    return words | {str(value).casefold(): value for value, _label in _flat(field.choices)}


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = []
    for value, label in choices:
        pairs += _flat(label) if isinstance(label, list | tuple) else [(value, label)]
    return [(value, label) for value, label in pairs if not is_blank(value)]
