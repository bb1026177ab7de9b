"""Filters of a list: only names of the declaration reach the database, and whatever a URL brings is judged first.

A value that is no value (a 13th month, letters for an amount) is left out and told; it never fails the page.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core.money import LARGEST, ScaledField
from daying.core.periods import EARLIEST, LATEST, Month, Period, Quarter, Week, Year
from daying.desk import cells
from daying.desk.resource import Resource, resource_for

FROM, TO = "_from", "_to"
MOST_VALUES, LONGEST = 50, 100
ME, NONE = "me", "none"
YES, NO = "yes", "no"


class Filter:
    """One filter, as one person's URL has it. names: the parameters that belong to it."""

    kind: ClassVar[str] = ""

    def __init__(self, name: str, label: str, field: Any, user: Any, today: date) -> None:
        self.name, self.label, self.field, self.user, self.today = name, label, field, user, today
        self.faults: list[str] = []
        self.values: list[str] = []

    @property
    def names(self) -> list[str]:
        return [self.name]

    @property
    def is_active(self) -> bool:
        return bool(self.values)

    def take(self, params: QueryDict) -> "Filter":
        """Read the URL's parameters."""
        given = [clean(value) for value in params.getlist(self.name)[:MOST_VALUES]]
        self.values = [value for value in dict.fromkeys(given) if value]
        return self

    def q(self) -> Q:
        """The condition, asked only when active."""
        raise NotImplementedError

    def shown(self) -> str:
        """What the chip says, asked only when active."""
        raise NotImplementedError

    def fault(self, value: str, sentence: str) -> None:
        self.faults.append(f"{self.label}: {sentence % {'value': value[:40]}}")


class ChoiceFilter(Filter):
    """One or several of a field's choices."""

    kind = "choice"

    def take(self, params: QueryDict) -> Filter:
        super().take(params)
        known = {str(value) for value, _label in self.field.flatchoices}
        for unknown in [value for value in self.values if value not in known]:
            self.fault(unknown, _("“%(value)s” is not a choice; it was left out."))
        self.values = [value for value in self.values if value in known]
        return self

    @property
    def options(self) -> list[tuple[str, Any, bool]]:
        return [(str(value), label, str(value) in self.values) for value, label in self.field.flatchoices]

    def q(self) -> Q:
        return Q(**{f"{self.name}__in": self.values})

    def shown(self) -> str:
        return ", ".join(str(label) for _value, label, is_chosen in self.options if is_chosen)


class FlagFilter(Filter):
    """Yes or no."""

    kind = "flag"

    def take(self, params: QueryDict) -> Filter:
        super().take(params)
        self.values = [value for value in self.values if value in (YES, NO)][:1]
        return self

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        return [(YES, _("yes"), YES in self.values), (NO, _("no"), NO in self.values)]

    def q(self) -> Q:
        return Q(**{self.name: self.values == [YES]})

    def shown(self) -> str:
        return cells.flag(self.values == [YES])


class TextFilter(Filter):
    """A part of a text."""

    kind = "text"

    def take(self, params: QueryDict) -> Filter:
        super().take(params)
        self.values = self.values[:1]
        return self

    @property
    def value(self) -> str:
        return "".join(self.values)

    def q(self) -> Q:
        return Q(**{f"{self.name}__icontains": self.value})

    def shown(self) -> str:
        return self.value


class RecordFilter(Filter):
    """One or several related records by their public ids; `me` for oneself, `none` for those without."""

    kind = "record"

    @cached_property
    def model(self) -> type[models.Model]:
        model: type[models.Model] = self.field.related_model
        return model

    @cached_property
    def pages(self) -> Resource | None:
        return resource_for(self.model)

    @property
    def lookup_url(self) -> str:
        """Where the box asks for records to choose from; empty where they all stand in the page."""
        return self.pages.url("lookup") if self.pages and self.pages.allows(self.user, "view") else ""

    @cached_property
    def is_about_people(self) -> bool:
        return self.model._meta.label == settings.AUTH_USER_MODEL

    @cached_property
    def chosen(self) -> list[Any]:
        """The records named, as far as this person may see them. One query when active."""
        ids = [value for value in self.values if value not in (ME, NONE)]
        own = [self.user] if ME in self.values and self.is_about_people else []
        return own + (list(self.seen().filter(public_id__in=ids)[:MOST_VALUES]) if ids else [])

    def seen(self) -> models.QuerySet[Any]:
        """Those in sight, and those that may be chosen in forms although they are not."""
        everything = self.model._default_manager.all()
        if not self.pages:
            return everything
        ways = (self.pages.scope(self.user), self.pages.offered(self.user))
        return everything.filter(Q(pk__in=ways[0].order_by().values("pk")) | Q(pk__in=ways[1].order_by().values("pk")))

    def take(self, params: QueryDict) -> Filter:
        super().take(params)
        well_formed = [value for value in self.values if value in (ME, NONE) or is_uuid(value)]
        for odd in [value for value in self.values if value not in well_formed]:
            self.fault(odd, _("“%(value)s” is not a record; it was left out."))
        self.values = well_formed
        return self

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """What the box shows before anything is looked up."""
        fixed = [(ME, _("Me"), ME in self.values)] if self.is_about_people else []
        fixed += [(NONE, _("None"), NONE in self.values)] if self.field.null else []
        others = [record for record in self.chosen if record is not self.user] if self.lookup_url else self.seen()[:200]
        named = [(str(record.public_id), str(record), str(record.public_id) in self.values) for record in others]
        return fixed + named

    def q(self) -> Q:
        wanted = Q(**{f"{self.name}__in": [record.pk for record in self.chosen]})
        return wanted | Q(**{f"{self.name}__isnull": True}) if NONE in self.values else wanted

    def shown(self) -> str:
        said = [str(record) for record in self.chosen] + ([_("None")] if NONE in self.values else [])
        return ", ".join(said) or cells.NOTHING


class RangeFilter(Filter):
    """From, to, or both."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.first: Any = None
        self.last: Any = None

    @property
    def names(self) -> list[str]:
        return [self.name, self.name + FROM, self.name + TO]

    @property
    def is_active(self) -> bool:
        return self.first is not None or self.last is not None

    @property
    def first_text(self) -> str:
        return "" if self.first is None else str(self.first)

    @property
    def last_text(self) -> str:
        return "" if self.last is None else str(self.last)

    def take(self, params: QueryDict) -> Filter:
        self.first = self.read(clean(params.get(self.name + FROM, "")))
        self.last = self.read(clean(params.get(self.name + TO, "")))
        return self

    def read(self, written: str) -> Any:
        """The value written, None where there is none or it is none."""
        raise NotImplementedError

    def q(self) -> Q:
        wanted = Q()
        if self.first is not None:
            wanted &= Q(**{f"{self.name}__gte": self.first})
        if self.last is not None:
            wanted &= Q(**{f"{self.name}__lte": self.last})
        return wanted

    def shown(self) -> str:
        return " – ".join(["" if bound is None else cells.text(bound, self.kind) for bound in (self.first, self.last)])


class AmountFilter(RangeFilter):
    """From an amount to an amount."""

    kind = "number"

    def read(self, written: str) -> Any:
        if not written:
            return None
        try:
            value = Decimal(written.replace(",", ""))
            if not value.is_finite() or abs(value) > LARGEST // 10**4:
                raise InvalidOperation
            return self.field.exactly(value) if isinstance(self.field, ScaledField) else int(value)
        except (InvalidOperation, ValidationError):
            self.fault(written, _("“%(value)s” is not a number; it was left out."))
            return None


class DateFilter(RangeFilter):
    """From a day to a day, or one of the usual stretches of time, which moves on with the calendar."""

    kind = "date"
    preset = ""

    def take(self, params: QueryDict) -> Filter:
        wanted = clean(params.get(self.name, ""))
        if wanted in PRESETS:
            self.preset = wanted
            self.first, self.last = PRESETS[wanted][1](self.today)
            return self
        if wanted:
            self.fault(wanted, _("“%(value)s” is not a stretch of time; it was left out."))
        return super().take(params)

    def read(self, written: str) -> Any:
        if not written:
            return None
        try:
            day = date.fromisoformat(written)
            if not EARLIEST <= day.year <= LATEST:
                raise ValueError(written)
            return day
        except ValueError:
            self.fault(written, _("“%(value)s” is not a date; it was left out."))
            return None

    @property
    def is_active(self) -> bool:
        return bool(self.preset) or super().is_active

    @property
    def presets(self) -> list[tuple[str, Any, bool]]:
        return [(key, label, key == self.preset) for key, (label, _dates) in PRESETS.items()]

    def q(self) -> Q:
        if self.preset == NONE:
            return Q(**{f"{self.name}__isnull": True})
        if not isinstance(self.field, models.DateTimeField):
            return super().q()
        wanted = Q()
        if self.first is not None:
            wanted &= Q(**{f"{self.name}__gte": midnight(self.first)})
        if self.last is not None and self.last < date.max:
            wanted &= Q(**{f"{self.name}__lt": midnight(self.last + timedelta(days=1))})
        return wanted

    def shown(self) -> str:
        return str(PRESETS[self.preset][0]) if self.preset else super().shown()


def _of(kind: Callable[[date], Period], shift: int = 0) -> Callable[[date], tuple[date, date]]:
    return lambda today: kind(today).shifted(shift).dates


PRESETS: dict[str, tuple[Any, Callable[[date], tuple[Any, Any]]]] = {
    "today": (gettext_lazy("Today"), lambda today: (today, today)),
    "this-week": (gettext_lazy("This week"), _of(Week.containing)),
    "last-week": (gettext_lazy("Last week"), _of(Week.containing, -1)),
    "this-month": (gettext_lazy("This month"), _of(Month.containing)),
    "last-month": (gettext_lazy("Last month"), _of(Month.containing, -1)),
    "this-quarter": (gettext_lazy("This quarter"), _of(Quarter.containing)),
    "last-quarter": (gettext_lazy("Last quarter"), _of(Quarter.containing, -1)),
    "this-year": (gettext_lazy("This year"), _of(Year.containing)),
    "last-year": (gettext_lazy("Last year"), _of(Year.containing, -1)),
    "next-7-days": (gettext_lazy("Next 7 days"), lambda today: (today, today + timedelta(days=6))),
    "next-30-days": (gettext_lazy("Next 30 days"), lambda today: (today, today + timedelta(days=29))),
    "past": (gettext_lazy("Before today"), lambda today: (None, today - timedelta(days=1))),
    NONE: (gettext_lazy("No date"), lambda today: (None, None)),
}


def filters(resource: Resource, user: Any, params: QueryDict, today: date) -> list[Filter]:
    """The declared filters that this person may use, each with what the URL says of it."""
    names = [*resource.filters, *resource.further_filters]
    return [made(resource, name, user, today).take(params) for name in names if resource.shows(user, name)]


def made(resource: Resource, name: str, user: Any, today: date) -> Filter:
    """The filter that suits the field of this name, or one of the package's own."""
    if own := resource.further_filters.get(name):
        declared: Filter = own(name, str(resource.labels.get(name, name)), None, user, today)
        return declared
    fields = cells.path_of(resource.model, name)
    field: Any = fields[-1]
    return _class_for(field)(name, cells.label_of(name, fields, resource), field, user, today)


def applied(queryset: models.QuerySet[Any], active: Iterable[Filter]) -> models.QuerySet[Any]:
    """The rows that pass all of them."""
    for one in active:
        if one.is_active:
            queryset = queryset.filter(one.q())
    return queryset


def clean(written: str) -> str:
    """What a person may have meant: no NUL, no blanks around it, not endless."""
    return written.replace("\0", "").strip()[:LONGEST]


def is_uuid(written: str) -> bool:
    """Whether it can be a public id."""
    try:
        models.UUIDField().to_python(written)
    except ValidationError:
        return False
    return True


def midnight(day: date) -> datetime:
    """The first moment of a day, where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _class_for(field: Any) -> type[Filter]:
    if field.is_relation:
        return RecordFilter
    if field.choices:
        return ChoiceFilter
    if isinstance(field, models.BooleanField):
        return FlagFilter
    if isinstance(field, models.DateField):
        return DateFilter
    return AmountFilter if isinstance(field, models.IntegerField) else TextFilter
