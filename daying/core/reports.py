"""Figures: functions of (period, scope) that return rows or a ratio, registered under a name.

One registry for the report pages, the API and the command line. Each package declares its own in `reports.py`, the KPIs
stand in `performance/kpis.py`. Answers M10.1: the formula is shown, and numerator and denominator open their records.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Choices, QuerySet
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from daying.core.actor import Actor
from daying.core.errors import Refused

Kind = Literal["text", "date", "number", "money", "price", "quantity", "rate", "record", "state"]
Chart = Literal["", "bar", "line", "pie", "stacked"]
Part = Literal["numerator", "denominator"]
NUMERATOR: Part = "numerator"
DENOMINATOR: Part = "denominator"


@dataclass(frozen=True)
class Ratio:
    """A share with both its sides, so that each can be opened and added up over departments."""

    numerator: Decimal
    denominator: Decimal

    @property
    def rate(self) -> Decimal | None:
        """1 is 100 %. None where the denominator is empty: there is no data, which is not 0 %."""
        return Decimal(self.numerator) / self.denominator if self.denominator else None

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator)


NO_DATA = Ratio(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Column:
    """One column of a report. kind says how a value is shown; `record` is a model instance shown as a link.

    choices: where the values are keys, the words that stand for them. Amounts are added up, prices are not.
    """

    name: str
    label: Any
    kind: Kind = "text"
    choices: type[Choices] | None = None

    def told(self, row: Mapping[str, Any]) -> Any:
        """What people read of a row in this column."""
        value = row.get(self.name)
        return self.choices(value).label if self.choices and value is not None else value


Rows = list[dict[str, Any]]
Figure = Callable[[Any, Any], Rows | Ratio]
Records = Callable[[Any, Any, Part], QuerySet[Any]]


@dataclass(frozen=True)
class Report:
    """A registered figure. Without columns it is a Ratio.

    period: the weeks, months, … that it can be asked for; scope: the queryset of customers counted.
    records: what stands behind one side of a ratio. formula: how it is counted, in a sentence for its readers.
    drawn: the columns of which the chart is drawn; empty for the most telling kind of figures.
    line_for: the column of which each value has a line of its own, where the rows are months by carrier.
    """

    name: str
    title: Any
    unit: Any
    right: str
    serves: tuple[str, ...]
    figure: Figure
    columns: tuple[Column, ...] = ()
    records: Records | None = None
    formula: Any = ""
    chart: Chart = ""
    drawn: tuple[str, ...] = ()
    line_for: str = ""
    do_not_call_in_templates: ClassVar[bool] = True

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is one share rather than a table."""
        return not self.columns

    @property
    def is_kpi(self) -> bool:
        """Whether it is one of the KPIs, which stand in a package's kpis.py."""
        return self.figure.__module__.endswith(".kpis")

    def __call__(self, period: Any, scope: Any) -> Rows | Ratio:
        return self.figure(period, scope)


REPORTS: dict[str, Report] = {}


def report(
    name: str,
    *,
    title: Any,
    unit: Any,
    right: str,
    columns: Iterable[Column] = (),
    serves: str | Iterable[str] = (),
    records: Records | None = None,
    formula: Any = "",
    chart: Chart = "",
    drawn: Iterable[str] = (),
    line_for: str = "",
) -> Callable[[Figure], Figure]:
    """Register a function of (period, scope). The function itself stays plain, so that bigger figures can call it."""

    def register(figure: Figure) -> Figure:
        if name in REPORTS:
            raise TypeError(f"the report {name} is declared twice")
        told = (serves,) if isinstance(serves, str) else tuple(serves)
        drawing = (chart, tuple(drawn), line_for)
        REPORTS[name] = Report(name, title, unit, right, told, figure, tuple(columns), records, formula, *drawing)
        return figure

    return register


def all_reports() -> Mapping[str, Report]:
    """Every report of the installed packages, by name."""
    _discover()
    return REPORTS


def reports_for(user: Actor) -> list[Report]:
    """The reports that this person may open, in order of declaration."""
    return [declared for declared in all_reports().values() if user.has_perm(declared.right)]


def get_report(name: str, *, by: Actor) -> Report:
    """The report of that name. Refused where there is none, PermissionDenied where this person may not open it."""
    declared = all_reports().get(name)
    if declared is None:
        raise Refused(_("There is no report “%(name)s”.") % {"name": name})
    if not by.has_perm(declared.right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    return declared


def as_values(declared: Report, figure: Rows | Ratio) -> dict[str, Any]:
    """What a figure says, for programs: the two sides and the rate of a share, or the rows of a table."""
    head = {"title": str(declared.title), "unit": str(declared.unit)}
    if isinstance(figure, Ratio):
        return {**head, "numerator": figure.numerator, "denominator": figure.denominator, "rate": figure.rate}
    return {**head, "rows": figure}


@cache
def _discover() -> None:
    """Load the packages' declarations, once: looking for modules that do not exist is slow."""
    autodiscover_modules("reports", "kpis")
