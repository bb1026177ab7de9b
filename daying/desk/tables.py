"""Figures and the records behind them as tables and charts."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.http import HttpRequest

from daying.core.reports import Column, Report
from daying.desk import cells
from daying.desk.lists import query
from daying.desk.resource import resource_for

PAGE, MARKS = 100, 20
SHORT = 8  # signs: a column of longer texts is kept wide enough for words, where the page is narrow
TELLING = ("money", "rate", "quantity", "number")  # of several kinds of figures, the first is drawn


def of_rows(report: Report, rows: list[dict[str, Any]], user: Any) -> dict[str, Any]:
    """The rows of a figure as table and chart."""
    heads = [(column, _css(column, rows)) for column in report.columns]
    return {
        "heads": heads,
        "rows": [[_cell(column.told(row), column, css, user) for column, css in heads] for row in rows],
        "feet": _feet(report, rows),
        "chart": _chart(report, rows),
    }


def _css(column: Column, rows: list[dict[str, Any]]) -> str:
    """The class of a column. What is not long is never broken over lines."""
    if column.kind in cells.NUMBERS:
        return "num"
    if column.kind in ("date", "moment"):
        return ""
    return "c-long" if any(len(str(column.told(row) or "")) > SHORT for row in rows) else ""


def _cell(value: Any, column: Column, css: str, user: Any) -> tuple[str, str]:
    """What stands in a cell, and its class."""
    if value is None:
        return cells.NOTHING if column.kind == "record" else "", css
    if column.kind == "state":
        return cells.badge(value, getattr(value, "label", value)), css
    if column.kind == "record" and isinstance(value, models.Model):
        return cells.record_link(value, user), css
    return cells.text(value, column.kind), f"{css} is-nothing" if column.kind == "money" and not value else css


def _feet(report: Report, rows: list[dict[str, Any]]) -> list[str]:
    """Sums of the amounts, where there are several rows in one currency; empty otherwise."""
    amounts = {column.name for column in report.columns if column.kind == "money"}
    if len(rows) < 2 or not amounts or len({row.get("currency") for row in rows}) > 1:
        return []
    sums = {name: sum((row[name] for row in rows if row.get(name) is not None), Decimal(0)) for name in amounts}
    return [cells.money(sums[column.name]) if column.name in sums else "" for column in report.columns]


def _chart(report: Report, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The table as a chart: its first column names the marks, what it draws of are the series."""
    series = _drawn(report)
    if not report.chart or not rows or not series:
        return None
    head, is_rate = report.columns[0], series[0].kind == "rate"
    shown = rows if report.chart == "line" else rows[:MARKS]
    names = [cells.text(head.told(row), head.kind) or cells.NOTHING for row in shown]
    told = {"kind": report.chart, "unit": "%" if is_rate else ""}
    factor = 100 if is_rate else 1
    if report.line_for:
        return {**told, **_lines(report.line_for, series[0].name, names, shown, factor)}
    lines = [
        {"name": str(column.label), "values": [point(row.get(column.name), factor) for row in shown]}
        for column in series
    ]
    return {**told, "names": names, "series": lines}


def _drawn(report: Report) -> list[Column]:
    """The columns that it names, or else its most telling figures."""
    if report.drawn:
        return [column for column in report.columns if column.name in report.drawn]
    kinds = [column.kind for column in report.columns[1:]]
    kind = next((telling for telling in TELLING if telling in kinds), None)
    return [column for column in report.columns[1:] if column.kind == kind]


def _lines(by: str, of: str, names: list[str], rows: list[dict[str, Any]], factor: int) -> dict[str, Any]:
    """Each mark once, and a line for each value of a column, with a gap where it has no row."""
    marks = list(dict.fromkeys(names))
    points: dict[str, dict[str, float | None]] = {}
    for mark, row in zip(names, rows, strict=True):
        points.setdefault(str(row[by]), {})[mark] = point(row.get(of), factor)
    lines = [{"name": name, "values": [found.get(mark) for mark in marks]} for name, found in points.items()]
    return {"names": marks, "series": lines}


def point(value: Any, factor: int = 1) -> float | None:
    """A point of a chart, which may be drawn from a float; figures never are."""
    return None if value is None else float(value * factor)


def of_records(found: models.QuerySet[Any], request: HttpRequest) -> dict[str, Any]:
    """A page of records as a table: in the columns of their list, or for lines their document and their own fields."""
    columns = _columns_of(found.model, request.user)
    related = {cells.select_of(cells.path_of(found.model, column.name)) for column in columns} - {""}
    wanted = request.GET.get("page", "1")
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1
    start = (max(page, 1) - 1) * PAGE
    shown = list((found.select_related(*sorted(related)) if related else found)[start : start + PAGE + 1])
    return {
        "columns": columns,
        "rows": [[(column.html(record), column.css) for column in columns] for record in shown[:PAGE]],
        "earlier": query(request.GET, page=str(page - 1)) if page > 1 else "",
        "later": query(request.GET, page=str(page + 1)) if len(shown) > PAGE else "",
    }


def _columns_of(model: type[models.Model], user: Any) -> list[cells.Column]:
    pages = resource_for(model)
    if pages:
        itself = [cells.itself(pages)]
        return itself + cells.columns(pages, pages.columns[1:], user)
    fields: list[Any] = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    documents = [field.name for field in fields if field.is_relation and resource_for(field.related_model)]
    others = [field.name for field in fields if not field.is_relation]
    return [cells.column(model, name, user) for name in [*documents, *others][:8]]
