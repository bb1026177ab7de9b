"""What a sheet may bring: columns, each with the field that judges its cells; and the take-over importers."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from daying.core.models import Record
from daying.desk.resource import Resource, link

LINES = "lines."
Taken = Sequence[models.Model]


@dataclass(frozen=True)
class Column:
    """One column that may be filled. name: `customer`, `customer__code`, or `lines.product` for one of the lines."""

    name: str
    label: Any
    field: forms.Field
    aliases: Sequence[str] = ()
    lookups: Sequence[str] = ()  # by which fields another record is meant; those people know it by when empty

    @property
    def is_of_lines(self) -> bool:
        """Whether it belongs to the lines of a document."""
        return self.name.startswith(LINES)

    @property
    def heading(self) -> str:
        """What an empty sheet calls it: a line's column says so, for the head may have one of the same name."""
        return _("Line: %(label)s") % {"label": self.label} if self.is_of_lines else str(self.label)

    @property
    def attribute(self) -> str:
        """The name of the value in a cleaned row: customer for customer__code."""
        return self.name.removeprefix(LINES).partition("__")[0]

    @property
    def is_required(self) -> bool:
        """Whether a sheet without it makes no record."""
        return self.field.required and not self.has_default

    @property
    def has_default(self) -> bool:
        """Whether the model knows what to write where the sheet says nothing."""
        return self.field.initial is not None

    @cached_property
    def headings(self) -> list[str]:
        """Every heading by which this column is known: our name, the label in each language of the house, aliases."""
        told = [self.name, self.name.removeprefix(LINES)]
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                told += [self.heading, str(self.label)]
        return list(dict.fromkeys([*told, *map(str, self.aliases)]))

    @cached_property
    def names(self) -> set[str]:
        """The same as they are compared."""
        return {plain(heading) for heading in self.headings} - {""}


def plain(heading: str) -> str:
    """A heading without case, spaces and punctuation, so that `Customer_No.` is customerno."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in text if letter.isalnum())


@dataclass(frozen=True)
class Objection:
    """What a package finds wrong with a document before it is written. line: which one of it, None for the head.

    is_doubt: the sheet says something else than we do; a fault until the person says whose value counts.
    """

    document: int
    field: str
    sentence: str
    line: int | None = None
    is_doubt: bool = False


Objections = Callable[..., Iterable[Objection]]  # the values of some documents, by=


@dataclass(frozen=True)
class Target:
    """What an import fills. write: takes the cleaned rows and by=, gives the records written.

    per: the column whose value is the same for a whole sheet, asked with the file; its mappings are kept by it.
    gathers: the column whose value makes rows lines of one document, wherever they stand.
    differs: what in a sheet may differ from ours, as the label of the question whose value counts.
    """

    slug: str
    title: Any
    right: str
    columns: Mapping[str, Column]
    write: Callable[..., Taken]
    resource: Resource | None = None
    serves: tuple[str, ...] = ()
    objections: Objections | None = None
    per: str = ""
    gathers: str = ""
    differs: Any = ""

    @property
    def has_lines(self) -> bool:
        """Whether several rows may make one document."""
        return any(column.is_of_lines for column in self.columns.values())

    @property
    def model(self) -> type[models.Model]:
        """Whose rules the rows must keep: nobody's own, for a take-over importer."""
        return self.resource.model if self.resource else Record

    @property
    def headings(self) -> list[str]:
        """All headings that mean something here, by which the right row and sheet of a file are recognised."""
        return [heading for column in self.columns.values() for heading in column.headings]

    def allows(self, user: Any) -> bool:
        """Whether this person's post may import here."""
        return bool(user.has_perm(self.right))


@dataclass(frozen=True)
class Importer:
    """A take-over importer: documents of another system, written by one function in bulk.

    pages: of what it makes, where that can be undone. The rest as a target has it.
    """

    slug: str
    title: Any
    fields: Callable[[Any], Mapping[str, forms.Field]]
    right: str
    serves: tuple[str, ...]
    write: Callable[..., Taken]
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pages: Resource | None = None
    objections: Objections | None = None
    per: str = ""
    gathers: str = ""
    differs: Any = ""


IMPORTERS: dict[str, Importer] = {}


def importer(
    slug: str,
    title: Any,
    *,
    columns: Callable[[Any], Mapping[str, forms.Field]],
    right: str,
    serves: str | Iterable[str],
    aliases: Mapping[str, Sequence[str]] | None = None,
    pages: Resource | None = None,
    objections: Objections | None = None,
    per: str = "",
    gathers: str = "",
    differs: Any = "",
) -> Callable[[Callable[..., Taken]], Callable[..., Taken]]:
    """Register a function of (rows, *, by) that takes over documents.

    columns: given the person, the form fields by name (`lines.product` for the lines); a choice among records says by
    its queryset which ones may be meant. Each row is a dict of cleaned values, with its lines under "lines".
    """

    def register(write: Callable[..., Taken]) -> Callable[..., Taken]:
        if slug in IMPORTERS:
            raise TypeError(f"the importer {slug} is declared twice")
        told = (serves,) if isinstance(serves, str) else tuple(serves)
        IMPORTERS[slug] = Importer(
            slug, title, columns, right, told, write, aliases or {}, pages, objections, per, gathers, differs
        )
        if not per:
            link(title, f"{slug}-import", icon="file-import", section="", right=right)
        return write

    return register
