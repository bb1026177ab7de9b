"""How a value is shown: in lists, on detail pages, in reports; as text in sheets.

A column is worked out once per page; showing it for a record is then one call. Nothing here reads the database.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from html import escape
from operator import attrgetter
from typing import Any, get_args

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daying.core.money import MoneyField, QuantityField, RateField, UnitPriceField
from daying.core.written import day, money, price, quantity, rate
from daying.desk.resource import Resource, resource_for

Path = tuple[Any, ...]  # the fields on the way to a value

HOME_CURRENCY = "CNY"
SIGNS = re.compile("[&<>\"']").search  # what means something in markup: most values have none of it
NOTHING = "—"
NUMBERS = {"money", "price", "quantity", "rate", "number"}
NAMES = ("name", "number", "code", "title")
TONES = {
    "good": "approved accepted reviewed released shipped delivered done paid settled active agreed won open_for_use "
    "qualified filed allowed cleared",
    "busy": "submitted under_review sent in_progress partly_shipped picked dispatched countersigning booked in_transit "
    "negotiation",
    "wait": "on_hold planned open received checked pending requested waiting partly_paid",
    "bad": "declined rejected cancelled refused lost overdue failed disputed reversed",
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states.split()}
FIELD_KINDS: list[tuple[type[models.Field[Any, Any]], str]] = [
    (MoneyField, "money"),
    (UnitPriceField, "price"),
    (QuantityField, "quantity"),
    (RateField, "rate"),
    (models.ForeignKey, "record"),
    (models.BooleanField, "flag"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.UUIDField, "text"),
    (models.IntegerField, "number"),
]
PROPERTY_KINDS = [(bool, "flag"), (int, "number"), (datetime, "moment"), (date, "date")]


# ---- a value as text


def number(value: Any) -> str:
    """Whole numbers as they are, others without zeros that say nothing."""
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)).normalize():,f}"


def moment(value: datetime) -> str:
    """2026-03-31 17:05, where the reader is."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


def flag(value: bool) -> str:
    """Yes or no."""
    return _("yes") if value else _("no")


TEXT: dict[str, Callable[[Any], str]] = {
    "money": money,
    "price": price,
    "quantity": quantity,
    "rate": rate,
    "number": number,
    "date": day,
    "moment": moment,
    "flag": flag,
}


def text(value: Any, kind: str = "") -> str:
    """A value as people read it; without a kind, as its type suggests. Empty where there is none."""
    if value is None or value == "":
        return ""
    return TEXT.get(kind or kind_of_value(value), str)(value)


def kind_of_value(value: Any) -> str:
    """What a value that comes without a field seems to be."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, datetime):
        return "moment"
    if isinstance(value, date):
        return "date"
    if isinstance(value, models.Model):
        return "record"
    return "number" if isinstance(value, int | Decimal) else "text"


def tone(state: Any) -> str:
    """The colour of a state: good, busy, wait, bad or mute."""
    return TONE_OF.get(str(state), "mute")


def badge(state: Any, label: Any) -> str:
    """A state as a coloured badge."""
    return markup('<span class="st st-{}">{}</span>', tone(state), label)


def markup(frame: str, *values: Any) -> SafeString:
    """What format_html does, at a third of its cost: a list calls this some hundred times for each page.

    frame: our own, never made of anything that came in. Every value is escaped unless it was made here.
    """
    return SafeString(frame.format(*map(escaped, values)))


def escaped(value: Any) -> str:
    """A value inside markup, unless it was made here."""
    if type(value) is SafeString:
        return value
    shown = value if type(value) is str else str(value)
    return escape(shown) if SIGNS(shown) else shown


# ---- a column


@dataclass(frozen=True)
class Column:
    """One name of a declaration, worked out for one reader.

    path: by which the database can sort and filter; empty for what only Python knows.
    total: may be added up over the list.
    """

    name: str
    label: str
    kind: str
    path: str
    total: bool
    steps: tuple[str, ...]
    choices: dict[Any, str]
    link: tuple[tuple[str, ...], str] | None
    reader: Any = None

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def css(self) -> str:
        """The class of its cells."""
        return "num" if self.is_number else f"c-{self.kind}"

    def value(self, record: Any) -> Any:
        """What stands there: a plain value or a related record; None where the way to it breaks off."""
        return follow(record, self.steps)

    def text(self, record: Any) -> str:
        """The same as people read it."""
        value = self.value(record)
        if self.choices and value is not None:
            return str(self.choices.get(value, value))
        return text(value, self.kind)

    @cached_property
    def html(self) -> Callable[[Any], str]:
        """The same with its colour and its link, as a function of the record: how is decided once, not for each row."""
        read, shown = self._read, self._shown

        def html(record: Any) -> str:
            value = read(record)
            return "" if value is None or value == "" else shown(value, record)

        return html

    @property
    def _read(self) -> Callable[[Any], Any]:
        return attrgetter(self.name) if self.path and len(self.steps) == 1 else self.value

    @property
    def _shown(self) -> Callable[[Any, Any], str]:
        """How a value that there is is shown, of which record."""
        told = self._told
        if self.kind == "state":
            badges = cache(lambda value: badge(value, told(value)))
            return lambda value, record: badges(value)
        if self.kind in ("money", "price"):
            way = self.steps[:-1]
            return lambda value, record: with_currency(
                told(value), getattr(follow(record, way), "currency", HOME_CURRENCY)
            )
        if self.link:
            steps, base = self.link
            frame = '<a href="{}{}/">{}</a>'
            return lambda value, record: markup(frame, base, follow(record, steps).public_id, told(value))
        return lambda value, record: (
            record_link(value, self.reader) if self.reader and isinstance(value, models.Model) else told(value)
        )

    @property
    def _told(self) -> Callable[[Any], str]:
        """The words for a value: each choice is translated once."""
        if self.choices:
            return cache(lambda value: str(self.choices.get(value, value)))
        return TEXT.get(self.kind, str) if self.kind else text


def with_currency(amount: str, currency: Any) -> str:
    """The amount, with its currency where it is not our own."""
    if not currency or str(currency) == HOME_CURRENCY:
        return amount
    return markup('<span class="cur">{}</span> {}', currency, amount)


def follow(record: Any, steps: Iterable[str]) -> Any:
    """customer, name: the value at the end of the way, None where it breaks off."""
    for step in steps:
        if record is None:
            return None
        record = getattr(record, step)
    return record() if callable(record) and not isinstance(record, models.Model) else record


def columns(resource: Resource, names: Iterable[str], user: Any) -> list[Column]:
    """The columns of these names that this person may be shown."""
    return [column(resource.model, name, user, resource) for name in names if resource.shows(user, name)]


def column(model: type[models.Model], name: str, user: Any = None, resource: Resource | None = None) -> Column:
    """One name worked out. user: None for a reader who is shown no links."""
    fields = path_of(model, name)
    field = fields[-1] if fields else None
    kind = kind_of(field) if field else kind_of_property(model, name)
    return Column(
        name=name,
        label=label_of(name, fields, resource),
        kind=kind,
        path=name if field else "",
        total=kind == "money" and len(fields) == 1 and not (resource and name in resource.not_added),
        steps=tuple(name.split("__")),
        choices=dict(field.flatchoices) if field and field.choices else {},
        link=_link(fields, name, user),
        reader=user,
    )


def itself(resource: Resource) -> Column:
    """The column that names the record and leads to it."""
    return Column("", capfirst(str(resource.singular)), "record", "", False, (), {}, ((), resource.url()))


def record_link(record: Any, user: Any) -> str:
    """A record by its name, as a link where it has pages that this person may open."""
    pages = resource_for(type(record))
    if pages and pages.allows(user, "view"):
        return markup('<a href="{}{}/">{}</a>', pages.url(), record.public_id, record)
    return str(record)


def path_of(model: type[models.Model], name: str) -> Path:
    """The fields along customer__zone__name; empty where the name is no field but a property."""
    return _path(model, name)


@cache
def _path(model: type[models.Model], name: str) -> Path:
    fields: list[Any] = []
    for step in name.split("__"):
        try:
            field: Any = model._meta.get_field(step)
        except FieldDoesNotExist:
            return ()
        fields.append(field)
        model = field.related_model or model
    return tuple(fields)


def kind_of(field: models.Field[Any, Any]) -> str:
    """What a field's values are."""
    if field.choices:
        return "state" if field.name == "state" else "choice"
    return next((kind for base, kind in FIELD_KINDS if isinstance(field, base)), "text")


def kind_of_property(model: type[models.Model], name: str) -> str:
    """What a property gives, by its annotation; a Decimal is an amount unless its name says otherwise."""
    given = getattr(getattr(getattr(model, name, None), "fget", None), "__annotations__", {}).get("return")
    told = set(get_args(given)) or {given}
    if Decimal in told:
        return "rate" if name.endswith(("rate", "share")) else "quantity" if name.endswith("quantity") else "money"
    return next((kind for base, kind in PROPERTY_KINDS if base in told), "text")


def label_of(name: str, fields: Path, resource: Resource | None = None) -> str:
    """The heading: customer__name is “Customer”, customer__zone is “Zone”."""
    if resource and name in resource.labels:
        return str(resource.labels[name])
    if not fields:
        return capfirst(name.rpartition("__")[2].replace("_", " "))
    is_its_name = len(fields) > 1 and fields[-1].name == "name"
    return capfirst(str(fields[-2 if is_its_name else -1].verbose_name))


def has_currency(model: type[models.Model]) -> bool:
    """Whether amounts of a model stand in a currency of its own."""
    return any(field.name == "currency" and not field.is_relation for field in model._meta.concrete_fields)


def select_of(fields: Path) -> str:
    """The relation to read along with the rows, so that none is read one by one; empty where there is none."""
    return "__".join(field.name for field in fields if field.many_to_one or field.one_to_one)


def read_for(model: type[models.Model], names: Iterable[str]) -> set[str]:
    """The fields to read for what stands under these names, of the record and of those related to it.

    Empty, which stands for all of them, where there are properties among the names: what those need, only they know.
    """
    paths = [path_of(model, name) for name in names]
    if not all(path and all(field.concrete for field in path) for path in paths):
        return set()
    return own_fields(model).union(*map(fields_of, paths))


def fields_of(fields: Path) -> set[str]:
    """What to read for a cell: what it shows, and what the records on the way to it are called and linked by."""
    read, way = set(), ""
    for field in fields:
        read.add(f"{way}{field.name}")
        way = f"{way}{field.name}__"
        if field.is_relation:
            read |= {f"{way}{name}" for name in own_fields(field.related_model)}
    return read


def own_fields(model: type[models.Model]) -> set[str]:
    """What a list reads of each record beside its columns; all of it where its name may be made of anything."""
    named_from = getattr(model, "named_from", ())
    fields = {field.name for field in model._meta.concrete_fields}
    return {*named_from, "public_id", "currency"} & fields if named_from else fields


def sort_path(model: type[models.Model], name: str) -> str:
    """By what the database sorts a column: a related record by its name. Empty where it cannot."""
    fields = path_of(model, name)
    if not fields:
        return ""
    if not fields[-1].is_relation:
        return name
    theirs = {field.name for field in fields[-1].related_model._meta.concrete_fields}
    return next((f"{name}__{own}" for own in NAMES if own in theirs), f"{name}_id")


def _link(fields: Path, name: str, user: Any) -> tuple[tuple[str, ...], str] | None:
    """Where a cell leads: the related record itself, or the one whose name it shows."""
    steps = tuple(name.split("__"))
    if not fields or user is None:
        return None
    if not fields[-1].is_relation:
        if len(fields) < 2 or fields[-1].name not in NAMES:
            return None
        fields, steps = fields[:-1], steps[:-1]
    pages = resource_for(fields[-1].related_model)
    return (steps, pages.url()) if pages and pages.allows(user, "view") else None
