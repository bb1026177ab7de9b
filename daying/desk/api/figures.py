"""The figures over the API: which there are, and one of them for a period and the customers that filters leave."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from daying.core.journal import plain
from daying.core.reports import Report, as_values, reports_for
from daying.desk.api.bodies import Invalid
from daying.desk.api.schemas import Problem
from daying.desk.figures import Question, asked_for

TAG = "figures"
DENIED: dict[int, Any] = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
PERIOD = "2026-03, 2026-Q1, 2026-W12, 2026 or 2026-03-05..2026-04-04; the running month if it is left out"


class Column(Schema):
    """One column of a table. kind: text, date, number, money, quantity, rate, record or state."""

    name: str
    label: str
    kind: str


class Declared(Schema):
    """A figure that can be asked for. Without columns it is a share."""

    name: str
    title: str
    unit: str
    formula: str
    columns: list[Column]


class Figure(Schema):
    """One figure: the two sides and the rate of a share, or the rows of a table by the names of its columns."""

    name: str
    title: str
    unit: str
    period: str
    first: date
    last: date
    numerator: str | None = None
    denominator: str | None = None
    rate: str | None = None
    rows: list[dict[str, Any]] | None = None


class Asked(Schema):
    """Which part of the books. Besides, every filter of the list of customers narrows a figure as it does its page."""

    period: Annotated[str, Field(max_length=40, description=PERIOD)] = ""


def router() -> Router:
    """Both endpoints."""
    made = Router(tags=[TAG])

    @made.get("", response={200: list[Declared], **DENIED}, operation_id="figures_list", summary="List figures")
    def figures(request: HttpRequest) -> Any:
        user: Any = request.user
        return [_declared(report) for report in reports_for(user)]

    @made.get(
        "/{name}",
        response={200: Figure, 404: Problem, **DENIED},
        operation_id="figures_detail",
        summary="One figure",
    )
    def figure(request: HttpRequest, name: str, asked: Query[Asked]) -> Any:
        user: Any = request.user
        return _figure(asked_for(name, user), Question(user, request.GET, timezone.localdate()))

    return made


def _figure(report: Report, question: Question) -> dict[str, Any]:
    period, scope = question.period, question.scope
    if question.all_faults:
        raise Invalid({"period": question.all_faults})
    told = plain(as_values(report, report(period, scope)))
    return {"name": report.name, "period": str(period), "first": period.first, "last": period.last, **told}


def _declared(report: Report) -> dict[str, Any]:
    columns = [{"name": column.name, "label": str(column.label), "kind": column.kind} for column in report.columns]
    told = {"name": report.name, "title": str(report.title), "unit": str(report.unit), "formula": str(report.formula)}
    return {**told, "columns": columns}
