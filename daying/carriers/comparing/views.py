"""A comparison worked out, lane by lane, and its paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daying.carriers.comparing import actions, jobs, paper, queries
from daying.carriers.comparing.lanes import LaneRow, best_mix, lanes
from daying.carriers.models import ComparedTariff, TariffComparison
from daying.core import printing, written
from daying.core.errors import Refused
from daying.core.jobs import enqueue, status_of
from daying.core.models import JobRun
from daying.core.transactions import retried
from daying.desk import cells
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY

VIEW = "carriers.view_tariffcomparison"
LONG = 2_000  # waybills above which a worker does it
SHOWN, DRAWN = 300, 12


@signed_in
def result(request: Any, public_id: UUID) -> HttpResponse:
    """What each tariff would come to. Sent, it is worked out now."""
    comparison = _comparison(request, public_id)
    if request.method == "POST":
        if not request.user.has_perm(actions.CHANGE):
            raise PermissionDenied(_("Your post does not have the right to do this."))
        try:
            _work_out(request, comparison)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(request.path)
    return _running(request, comparison) or _page(request, comparison)


@signed_in
def negotiation(request: Any, public_id: UUID, place: int, language: str) -> HttpResponse:
    """The paper about one of the tariffs."""
    comparison = _comparison(request, public_id)
    line = comparison.lines.select_related("tariff__carrier").filter(position=place).first()
    if language not in paper.LANGUAGES or line is None or comparison.worked_at is None:
        raise Http404
    return printing.response(paper.pdf(comparison, line, language), f"{comparison} {line.tariff}")


def _work_out(request: Any, comparison: TariffComparison) -> None:
    if actions.waybills_of(comparison).order_by()[: LONG + 1].count() <= LONG:
        again = actions.rated(comparison)
        retried(lambda: actions.work_out(comparison, by=request.user, again=again))
        return
    task_id = enqueue(jobs.compare_tariffs, by=request.user, comparison_id=str(comparison.public_id))
    TariffComparison.objects.filter(pk=comparison.pk).update(task_id=task_id)


def _running(request: Any, comparison: TariffComparison) -> HttpResponse | None:
    try:
        status = status_of(comparison.task_id, by=request.user) if comparison.task_id else None
    except JobRun.DoesNotExist:
        status = None
    here = reverse("tariff-comparison-result", args=[comparison.public_id])
    if status is None or status.state not in ("waiting", "running"):
        return HttpResponse(headers={"HX-Redirect": here}) if request.htmx else None
    context = {"bill": comparison, "status": status, "here": here, "back": _back(comparison)}
    return render(request, "desk/_job.html" if request.htmx else "carriers/comparison_job.html", context)


def _page(request: Any, comparison: TariffComparison) -> HttpResponse:
    lines = list(comparison.lines.select_related("tariff__carrier"))
    rows = lanes(comparison, lines)
    mix, names = best_mix(rows), [str(line.tariff) for line in lines]
    is_stale = any(line.rated + line.unrated != comparison.waybills for line in lines) or not rows
    context = {
        "comparison": comparison,
        "back": _back(comparison),
        "tariffs": [_told(line, comparison, request.user) for line in lines],
        "figures": [
            (_("Waybills"), f"{comparison.waybills:,}"),
            (_("Weight, kg"), written.quantity(comparison.weight)),
            (_("Now"), written.money(comparison.paid)),
            (_("Best tariff on each lane"), written.money(mix)),
            (_("Saving"), written.money(comparison.paid - mix)),
        ],
        "rows": [_lane(row, names) for row in rows[:SHOWN]],
        "more": max(len(rows) - SHOWN, 0),
        "names": names,
        "chart": _chart(rows, lines),
        "is_stale": comparison.worked_at is not None and is_stale,
        "may_work": request.user.has_perm(actions.CHANGE),
    }
    return render(request, "carriers/comparison.html", context)


def _told(line: ComparedTariff, comparison: TariffComparison, user: Any) -> dict[str, Any]:
    papers = [
        (label, reverse("tariff-comparison-paper", args=[comparison.public_id, line.position, language]))
        for language, label in (("zh", _("PDF in Chinese")), ("en", _("PDF in English")))
    ]
    return {
        "tariff": cells.record_link(line.tariff, user),
        "is_offered": line.tariff.is_offered,
        "rated": f"{line.rated:,}",
        "unrated": f"{line.unrated:,}" if line.unrated else "",
        "paid": written.money(line.paid),
        "total": written.money(line.total),
        "saving": written.money(line.saving),
        "share": written.rate(line.saving / line.paid) if line.paid else "",
        "papers": papers if comparison.worked_at else [],
    }


def _lane(row: LaneRow, names: list[str]) -> dict[str, Any]:
    amounts = ["" if cell.amount is None else written.money(cell.amount) for cell in row.cells]
    cells_ = list(zip(names, amounts, (cell.is_best for cell in row.cells), strict=True))
    kg = written.quantity(round(row.kg, 1))
    return {"row": row, "kg": kg, "paid": written.money(row.paid), "count": f"{row.count:,}", "cells": cells_}


def _chart(rows: list[LaneRow], lines: list[ComparedTariff]) -> dict[str, Any] | None:
    """The dearest lanes: what is paid, and each tariff beside it."""
    shown = rows[:DRAWN]
    if not shown:
        return None
    series = [{"name": _("Now"), "values": [float(row.paid) for row in shown]}]
    for place, line in enumerate(lines):
        amounts = [row.cells[place].amount for row in shown]
        series.append({"name": str(line.tariff), "values": [None if a is None else float(a) for a in amounts]})
    return {"kind": "bar", "unit": "", "names": [row.name for row in shown], "series": series}


def _comparison(request: Any, public_id: UUID) -> TariffComparison:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    return get_object_or_404(queries.comparisons_seen_by(request.user), public_id=public_id)


def _back(comparison: TariffComparison) -> str:
    return REGISTRY[TariffComparison].url("detail", comparison)
