"""By what customers can be chosen: the columns of the file, and what rooms above know of their behaviour."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import ForeignKey, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.money import MoneyField
from daying.customers.behaviour import BEHAVIOURS, Criterion, Kind
from daying.customers.models.customer import Customer

COLUMNS: tuple[str, ...] = (
    "state",
    "grade",
    "zone",
    "owner",
    "department",
    "industry",
    "city",
    "country",
    "terms",
    "currency",
)
COLUMNS += ("name", "credit_limit")
OPERATORS: dict[str, dict[str, Any]] = {
    "choice": {"in": _("is one of"), "not_in": _("is none of")},
    "record": {"in": _("is one of"), "not_in": _("is none of")},
    "text": {"contains": _("contains"), "not_contains": _("does not contain"), "empty": _("is empty")},
    "number": {"from": _("is at least"), "to": _("is at most")},
    "money": {"from": _("is at least"), "to": _("is at most")},
    "days": {"within": _("within the last … days"), "longer": _("not for … days")},
    "flag": {"yes": pgettext_lazy("condition", "yes"), "no": pgettext_lazy("condition", "no")},
}


def criteria() -> dict[str, Criterion]:
    """All of them by key, in the order in which they are offered."""
    return {**_of_the_file(), **BEHAVIOURS}


@cache
def _of_the_file() -> dict[str, Criterion]:
    """Worked out when first asked, for only then all models are there."""
    found = {name: _of_column(name) for name in COLUMNS}
    days = {
        "entered": Criterion("entered", _("Entered in the file"), "days", _entered),
        "last_follow_up": Criterion("last_follow_up", _("Last follow-up"), "days", _followed_up),
    }
    return {**found, **days}


def _of_column(name: str) -> Criterion:
    field: Any = Customer._meta.get_field(name)
    label = capfirst(field.verbose_name)
    if isinstance(field, ForeignKey):
        return Criterion(name, label, "record", _among(name), model=field.related_model)
    if field.choices:
        return Criterion(name, label, "choice", _among(name), choices=tuple(field.flatchoices))
    if isinstance(field, MoneyField):
        return Criterion(name, label, "money", _bounded(name))
    kind: Kind = "text"
    return Criterion(name, label, kind, _worded(name))


def _among(name: str) -> Any:
    def q(operator: str, values: list[Any], today: date) -> Q:
        found = Q(**{f"{name}__in": values})
        return found if operator == "in" else ~found

    return q


def _worded(name: str) -> Any:
    def q(operator: str, text: str, today: date) -> Q:
        if operator == "empty":
            return Q(**{name: ""})
        found = Q(**{f"{name}__icontains": text})
        return found if operator == "contains" else ~found

    return q


def _bounded(name: str) -> Any:
    def q(operator: str, amount: Any, today: date) -> Q:
        return Q(**{f"{name}__{'gte' if operator == 'from' else 'lte'}": amount})

    return q


def _followed_up(operator: str, days: int, today: date) -> Q:
    """Within so many days, or not for longer than that (or never)."""
    since = today - timedelta(days=days)
    if operator == "within":
        return Q(last_followed_up_on__gt=since)
    return Q(last_followed_up_on=None) | Q(last_followed_up_on__lte=since)


def _entered(operator: str, days: int, today: date) -> Q:
    since = Q(created_at__date__gt=today - timedelta(days=days))
    return since if operator == "within" else ~since
