"""The pages of every registered figure: period, scope, table or share, chart, formula, and the very records behind it.

The scope is the list of the resource that bounds figures (the customers): its filters narrow every report.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import journal, sheets
from daying.core.errors import Refused
from daying.core.periods import Day, Month, Period, Quarter, Week, Year, parse
from daying.core.reports import Part, Ratio, Report, get_report, reports_for
from daying.core.transactions import one_transaction
from daying.desk import cells, filters, tables
from daying.desk.gate import is_part, signed_in
from daying.desk.lists import named, query
from daying.desk.resource import Resource, resources

KINDS: dict[str, tuple[Any, Any]] = {
    "day": (gettext_lazy("Day"), Day),
    "week": (gettext_lazy("Week"), Week),
    "month": (gettext_lazy("Month"), Month),
    "quarter": (gettext_lazy("Quarter"), Quarter),
    "year": (gettext_lazy("Year"), Year),
}
PARTS: dict[str, Part] = {"numerator": "numerator", "denominator": "denominator"}
SIDES = {"numerator": gettext_lazy("Numerator"), "denominator": gettext_lazy("Denominator")}
PLACES = {"money": 2, "price": 4, "quantity": 3, "rate": 4, "number": 0}
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
TREND = 12


class Question:
    """What one person asks of the figures: which period, for whom. Whatever the URL brings is judged first."""

    def __init__(self, user: Any, params: QueryDict, today: date) -> None:
        self.user, self.params, self.today = user, params, today
        self.faults: list[str] = []

    @cached_property
    def period(self) -> Period:
        first, last = (filters.clean(self.params.get(f"period{end}", "")) for end in (filters.FROM, filters.TO))
        written = f"{first}..{last}" if first and last else filters.clean(self.params.get("period", ""))
        if not written:
            return Month.containing(self.today)
        try:
            return parse(written)
        except Refused as refusal:
            self.faults.append(str(refusal))
            return Month.containing(self.today)

    @property
    def kind(self) -> str:
        """The kind of period, empty for a free stretch."""
        return next((key for key, (_label, made) in KINDS.items() if type(self.period) is made), "")

    @property
    def kinds(self) -> list[tuple[Any, str, bool]]:
        """The kinds of period, each with the query that asks for the one around the same day."""
        day = min(self.period.last, self.today) if self.period.contains(self.today) else self.period.first
        return [
            (label, query(self.params, period=str(made.containing(day)), **NO_RANGE), key == self.kind)
            for key, (label, made) in KINDS.items()
        ]

    @property
    def earlier(self) -> str:
        return query(self.params, period=str(self.period.previous()), **NO_RANGE)

    @property
    def later(self) -> str:
        return query(self.params, period=str(self.period.next()), **NO_RANGE)

    @cached_property
    def bounds(self) -> Resource | None:
        """The resource whose rows every figure counts."""
        return next((resource for resource in resources() if resource.bounds_figures), None)

    @cached_property
    def filters(self) -> list[filters.Filter]:
        return filters.filters(self.bounds, self.user, self.params, self.today) if self.bounds else []

    @cached_property
    def scope(self) -> models.QuerySet[Any] | None:
        return filters.applied(self.bounds.scope(self.user), self.filters).order_by() if self.bounds else None

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        return [
            (one.label, one.shown(), query(self.params, **dict.fromkeys(one.names)))
            for one in self.filters
            if one.is_active
        ]

    @property
    def all_faults(self) -> list[str]:
        return self.faults + [fault for one in self.filters for fault in one.faults]

    def query(self) -> str:
        return query(self.params, page=None)


NO_RANGE: dict[str, str | None] = {"period_from": None, "period_to": None, "page": None}


@dataclass(frozen=True)
class Card:
    """A share as a card: now, against the period before."""

    report: Report
    ratio: Ratio
    before: Ratio
    url: str

    @property
    def value(self) -> str:
        return share(self.ratio)

    @property
    def change(self) -> Decimal | None:
        """In percentage points, None where there is nothing to compare."""
        if self.ratio.rate is None or self.before.rate is None:
            return None
        return round((self.ratio.rate - self.before.rate) * 100, 1)


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All figures that this person may open."""
    mine = reports_for(request.user)
    if not mine:
        raise PermissionDenied(_("Your post does not have the right to do this."))
    question = Question(request.user, request.GET, timezone.localdate())
    return render(request, "desk/reports.html", {"reports": mine, "question": question})


@signed_in
def cards(request: HttpRequest) -> HttpResponse:
    """The shares of this month as cards, for the home page and the index. Two figures for each."""
    question = Question(request.user, request.GET, timezone.localdate())
    shown = [_card(report, question) for report in reports_for(request.user) if report.is_ratio]
    return render(request, "desk/_figures.html", {"cards": shown, "question": question})


@signed_in
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One figure."""
    report = asked_for(name, request.user)
    question = Question(request.user, request.GET, timezone.localdate())
    context = {"report": report, "question": question, **_answer(report, question)}
    context["box_url"] = f"{reverse('desk-reports')}filter/"
    return render(request, "desk/_report.html" if is_part(request, "report") else "desk/report.html", context)


@signed_in
def filter_box(request: HttpRequest, name: str) -> HttpResponse:
    """What opens under the name of a filter of the scope."""
    question = Question(request.user, QueryDict(), timezone.localdate())
    return render(request, "desk/_filter_box.html", {"filter": named(question.filters, name)})


@signed_in
def trend(request: HttpRequest, name: str) -> HttpResponse:
    """A share over the last periods of its kind, for the chart."""
    report = asked_for(name, request.user)
    question = Question(request.user, request.GET, timezone.localdate())
    if not report.is_ratio:
        raise Http404
    periods = [question.period.shifted(count) for count in range(1 - TREND, 1)]
    rates = [_ratio(report(period, question.scope)).rate for period in periods]
    values = [None if rate is None else float(round(rate * 100, 2)) for rate in rates]
    chart = {"kind": "line", "unit": "%", "names": [period.label for period in periods]}
    return JsonResponse({**chart, "series": [{"name": str(report.title), "values": values}]})


@signed_in
def records(request: HttpRequest, name: str, part: str) -> HttpResponse:
    """The very records on one side of a share."""
    report = asked_for(name, request.user)
    if part not in PARTS or report.records is None:
        raise Http404
    question = Question(request.user, request.GET, timezone.localdate())
    found = report.records(question.period, question.scope, PARTS[part])
    context = {"report": report, "question": question, "part": part, **tables.of_records(found, request)}
    return render(request, "desk/report_records.html", context)


@signed_in
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The table of a figure as a sheet."""
    report = asked_for(name, request.user)
    kind = request.GET.get("format", "xlsx")
    if report.is_ratio or kind not in FORMATS:
        raise Http404
    question = Question(request.user, request.GET, timezone.localdate())
    rows = _rows(report(question.period, question.scope))
    columns = [sheets.Column(str(column.label), places=PLACES.get(column.kind)) for column in report.columns]
    stream, lines = BytesIO(), [[_plain(c.told(row), c.kind) for c in report.columns] for row in rows]
    if kind == "csv":
        sheets.write_csv(stream, columns, lines)
    else:
        sheets.write_xlsx(stream, columns, lines, title=str(report.title))
    _note(report, question, len(lines))
    told = f'attachment; filename="{report.name}-{question.period}.{kind}"'
    return HttpResponse(stream.getvalue(), content_type=FORMATS[kind], headers={"Content-Disposition": told})


def share(ratio: Ratio) -> str:
    """A share as people read it; a dash where there is no data."""
    return cells.NOTHING if ratio.rate is None else f"{ratio.rate * 100:.1f}%"


def asked_for(name: str, user: Any) -> Report:
    """The figure of that name. Http404 where there is none."""
    try:
        return get_report(name, by=user)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal


def _card(report: Report, question: Question) -> Card:
    now = _ratio(report(question.period, question.scope))
    before = _ratio(report(question.period.previous(), question.scope))
    url = f"{reverse('desk-report', args=[report.name])}?{question.query()}"
    return Card(report, now, before, url)


def _answer(report: Report, question: Question) -> dict[str, Any]:
    figure = report(question.period, question.scope)
    if not isinstance(figure, Ratio):
        shown = tables.of_rows(report, figure, question.user)
        return {**shown, "records_url": _records_url(report, "numerator", question)}
    earlier = (question.period.previous(), question.period.same_last_year())
    return {
        "ratio": figure,
        "value": share(figure),
        "compared": [(period.label, share(_ratio(report(period, question.scope)))) for period in earlier],
        "sides": _sides(report, figure, question),
    }


def _sides(report: Report, ratio: Ratio, question: Question) -> list[tuple[Any, str, str]]:
    """What is divided by what: counts as whole numbers, amounts with their cents."""
    sides = {"numerator": ratio.numerator, "denominator": ratio.denominator}
    is_count = all(number == int(number) for number in sides.values())
    told = cells.number if is_count else cells.money
    return [(SIDES[part], told(number), _records_url(report, part, question)) for part, number in sides.items()]


def _records_url(report: Report, part: str, question: Question) -> str:
    """Where the records on one side, or behind a table, are to be seen; empty where nobody names them."""
    return f"{reverse('desk-report-records', args=[report.name, part])}?{question.query()}" if report.records else ""


def _ratio(figure: Any) -> Ratio:
    assert isinstance(figure, Ratio)
    return figure


def _rows(figure: Any) -> list[dict[str, Any]]:
    assert isinstance(figure, list)
    return figure


def _plain(value: Any, kind: str) -> Any:
    return cells.text(value) if isinstance(value, models.Model) or kind == "state" else value


def _note(report: Report, question: Question, count: int) -> None:
    """Journal that figures were taken out of the house."""
    told = _("%(count)d rows: %(columns)s") % {"count": count, "columns": f"{report.title} {question.period.label}"}
    one_transaction("desk.export_report", lambda: journal.note_event("desk.export_report", by=question.user, note=told))
