"""`daying kpi` and `daying report`."""

import json
from argparse import Namespace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from daying.cli import database, terminal
from daying.core import periods, reports
from daying.core.journal import plain
from daying.core.reports import Ratio, Report, as_values
from daying.customers.queries import customers_seen_by


def kpi(asked: Namespace) -> None:
    """All KPIs that this person may see."""
    database.require()
    by, period = terminal.actor(asked.person), _period(asked.period)
    found = [(each, each(period, customers_seen_by(by))) for each in reports.reports_for(by) if each.is_kpi]
    if asked.format == "json":
        _print_json(period, {each.name: as_values(each, figure) for each, figure in found})
        return
    ratios = [(each, figure) for each, figure in found if isinstance(figure, Ratio)]
    terminal.table([_("KPI"), _("Figure"), _("Unit"), _("Numerator"), _("Denominator")], map(_line, ratios))
    for each, figure in found:
        if not isinstance(figure, Ratio):
            print(f"\n{each.title}")
            _print_rows(each, figure)


def report(asked: Namespace) -> None:
    """One report, or the names of all."""
    database.require()
    by = terminal.actor(asked.person)
    if asked.name is None:
        terminal.table([_("Name"), _("Report")], [(each.name, each.title) for each in reports.reports_for(by)])
        return
    declared, period = reports.get_report(asked.name, by=by), _period(asked.period)
    figure = declared(period, customers_seen_by(by))
    if asked.format == "json":
        _print_json(period, as_values(declared, figure))
    elif isinstance(figure, Ratio):
        terminal.table(
            [_("KPI"), _("Figure"), _("Unit"), _("Numerator"), _("Denominator")], [_line((declared, figure))]
        )
    else:
        _print_rows(declared, figure)


def _period(text: str | None) -> periods.Period:
    return periods.parse(text or str(timezone.localdate().year))


def _line(told: tuple[Report, Ratio]) -> list[Any]:
    declared, figure = told
    return [declared.title, _rate(declared, figure), declared.unit, figure.numerator, figure.denominator]


def _rate(declared: Report, figure: Ratio) -> str:
    if figure.rate is None:
        return _("no data")
    return f"{100 * figure.rate:.2f}" if declared.unit == "%" else f"{figure.rate:.2f}"


def _print_rows(declared: Report, rows: list[dict[str, Any]]) -> None:
    names = [column.name for column in declared.columns]
    terminal.table([column.label for column in declared.columns], [[row.get(name) for name in names] for row in rows])


def _print_json(period: periods.Period, told: dict[str, Any]) -> None:
    """Exact: decimal numbers stand as text."""
    head = {"period": str(period), "first": period.first, "last": period.last}
    print(json.dumps(plain({**head, "figures": told}), ensure_ascii=False, indent=2))
