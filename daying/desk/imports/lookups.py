"""Other records that a sheet names by code, number or name, found for many rows at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from daying.core.sheets import Cell, text_of
from daying.desk.resource import resource_for

# By what people know a record, the surest first.
KNOWN_BY = ("code", "number", "username", "name", "short_name", "english_name", "title", "key")
AT_ONCE = 500


class Lookup:
    """Finds records of one choice. One query for each new set of texts and field, however many rows ask."""

    def __init__(self, field: forms.ModelChoiceField[Any], by: Sequence[str] = ()) -> None:
        self.field = field
        rows: Any = field.queryset
        self.rows = rows
        self.model: type[models.Model] = self.rows.model
        self.by = [name for name in by or KNOWN_BY if _is_text(self.model, name)]
        self.known: dict[str, Any] = {}
        self.pages = resource_for(self.model)
        self.called: dict[tuple[int, str], Any] = {}  # by the record beside it, and what that one calls it

    def learn_called(self, asked: Mapping[Any, Collection[str]], user: Any) -> None:
        """Look up what others call these records: a customer's part numbers. One query."""
        if asked and self.pages and self.pages.also_called:
            for beside, found in self.pages.also_called(user, asked).items():
                self.called |= {(beside.pk, text): record for text, record in found.items()}

    def learn(self, texts: Iterable[str]) -> None:
        """Look up the texts not yet known."""
        new = sorted({text for text in texts if text and text not in self.known})
        for start in range(0, len(new), AT_ONCE):
            self._learn(new[start : start + AT_ONCE])

    def find(self, cell: Cell, beside: Any = None) -> Any:
        """The record meant. ValidationError with a sentence when there is none, or more than one.

        beside: who has names of their own for these.
        """
        text = text_of(cell)
        if not text:
            return self.field.clean(None)
        found = self.known.get(text, [])
        called = self.called.get((beside.pk, text)) if beside else None
        if called and called not in found:
            found = [*found, called]
        if len(found) == 1:
            return found[0]
        told = {"thing": self.model._meta.verbose_name, "text": text[:60]}
        if found:
            raise forms.ValidationError(_("There are several with the name “%(text)s”: give the code.") % told)
        raise forms.ValidationError(_("There is no %(thing)s “%(text)s”.") % told)

    def _learn(self, texts: list[str]) -> None:
        open_texts = list(texts)
        for name in self.by:
            by_text = self._matches(name, open_texts)
            self.known |= by_text
            open_texts = [text for text in open_texts if text not in by_text]
        self.known |= self._by_public_id(open_texts) if open_texts else {}
        self.known |= {text: [] for text in texts if text not in self.known}

    def _matches(self, name: str, texts: list[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        if texts:
            for record in self.rows.filter(**{f"{name}__in": texts}):
                found.setdefault(getattr(record, name), []).append(record)
        return found

    def _by_public_id(self, texts: list[str]) -> dict[str, list[Any]]:
        ids = {text: UUID(text) for text in texts if _is_uuid(text)}
        if not ids or not hasattr(self.model, "public_id"):
            return {}
        by_id = {record.public_id: record for record in self.rows.filter(public_id__in=ids.values())}
        return {text: [by_id[key]] for text, key in ids.items() if key in by_id}


def _is_text(model: type[models.Model], name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), models.CharField | models.TextField)
    except FieldDoesNotExist:
        return False


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
