"""The pages of a bill that are no lists: bring its file, name its columns, see what differs and decide."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from daying.carriers.bills import actions, checking, claiming, jobs, queries, sheet
from daying.carriers.bills.forms import BringForm, DecideForm
from daying.carriers.models import BillDifference, BillState, CarrierBill, DifferenceState
from daying.core import attachments, written
from daying.core.attachments import SEALED
from daying.core.errors import Refused
from daying.core.jobs import enqueue, status_of
from daying.core.models import JobRun
from daying.core.transactions import retried
from daying.desk import cells, exports, faults
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY

VIEW, ADD = "carriers.view_carrierbill", "carriers.add_carrierbill"
EXPORT = "carriers.export_carrierbill"
SHOWN = 20
RUNNING = ("waiting", "running")


@signed_in
def bring(request: Any) -> HttpResponse:
    """Enter a bill with its file."""
    _must_have(request.user, ADD)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BringForm(request.user, *sent)
    if sent and form.is_valid():
        try:
            with faults.as_refusals(CarrierBill):
                bill = retried(lambda: _brought(form.cleaned_data, request.user))
            return HttpResponseRedirect(reverse("carrier-bill-file", args=[bill.public_id]))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"form": form, "list_url": REGISTRY[CarrierBill].url(), "title": REGISTRY[CarrierBill].title}
    return render(request, "carriers/bill_bring.html", context, status=422 if form.errors else 200)


@signed_in
def file(request: Any, public_id: UUID) -> HttpResponse:
    """What the columns of the file mean. Sent, the file is read and checked."""
    bill = _bill(request, public_id, actions.CHANGE)
    if running := _running(request, bill, "carrier-bill-file"):
        return running
    refusal = ""
    if request.method == "POST":
        try:
            return _read(request, bill)
        except Refused as refused:
            refusal = str(refused)
    return _file_page(request, bill, refusal)


@signed_in
def replace(request: Any, public_id: UUID) -> HttpResponse:
    """Another file in place of the one before, while nothing is claimed."""
    bill, upload = _bill(request, public_id, actions.CHANGE), request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("Choose a file."))
        retried(lambda: _kept(bill, upload, request.user))
    except Refused as refused:
        return _file_page(request, bill, str(refused))
    return HttpResponseRedirect(reverse("carrier-bill-file", args=[bill.public_id]))


@signed_in
def check(request: Any, public_id: UUID) -> HttpResponse:
    """What differs, reason by reason. Sent, it is checked once more."""
    bill = _bill(request, public_id, VIEW)
    if running := _running(request, bill, "carrier-bill-check"):
        return running
    if request.method == "POST":
        _must_have(request.user, actions.CHANGE)
        try:
            _do(request, bill, lambda: actions.check(bill, by=request.user), jobs.check_bill)
            return HttpResponseRedirect(request.path)
        except Refused as refusal:
            messages.error(request, str(refusal))
            bill.refresh_from_db()
    return _check_page(request, bill)


@signed_in
def decide(request: Any, public_id: UUID) -> HttpResponse:
    """Accept, claim, or note the answer of all that is open under a reason."""
    bill = _bill(request, public_id, actions.DECIDE)
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            count = _decided(bill, form, request.user)
            messages.success(request, _("%(count)d differences decided.") % {"count": count})
        except Refused as refusal:
            messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("carrier-bill-check", args=[bill.public_id]))


@signed_in
def claims(request: Any, public_id: UUID, kind: str) -> HttpResponse:
    """What is claimed, as the carrier's own sheet."""
    bill = _bill(request, public_id, EXPORT)
    if kind not in ("xlsx", "csv"):
        raise Http404
    if claiming.is_long(bill):
        task_id = enqueue(jobs.write_claims, by=request.user, bill_id=str(bill.public_id), kind=kind)
        return HttpResponseRedirect(REGISTRY[CarrierBill].url("export-job", task_id=task_id))
    stream = BytesIO()
    count = claiming.write(bill, stream, kind)
    exports.note(REGISTRY[CarrierBill], count, [], str(bill), by=request.user)
    told = {"Content-Disposition": str(content_disposition_header(True, claiming.name_of(bill, kind)))}
    return HttpResponse(stream.getvalue(), content_type=exports.FORMATS[kind].content_type, headers={**SEALED, **told})


def _brought(told: dict[str, Any], by: Any) -> CarrierBill:
    upload = told.pop("file")
    with transaction.atomic():
        return _kept(actions.draw_up(by=by, **told), upload, by)


def _kept(bill: CarrierBill, upload: Any, by: Any) -> CarrierBill:
    with transaction.atomic():
        described = sheet.described(upload.file, bill.carrier)
        kept = attachments.attach(bill, upload, by=by, note=_("As the carrier sent it"))
        return actions.keep_file(bill, by=by, file=kept, sheet=described)


def _read(request: Any, bill: CarrierBill) -> HttpResponse:
    """Keep what was said of the columns, then read: at once when it is short."""
    if bill.file is None:
        raise Refused(_("Choose a file."))
    mapping = sheet.Brought(bill).form(request.POST).mapping().as_json()
    bill.sheet = {**bill.sheet, "mapping": mapping}
    sheet.mapping_of(bill)
    bill = actions.keep_file(bill, by=request.user, file=bill.file, sheet=bill.sheet)
    sheet.keep_mapping(bill, by=request.user)
    if not bill.sheet.get("is_long"):
        found = sheet.read(bill)
        _do(request, bill, lambda: jobs.taken(bill, found, request.user), None)
    else:
        _do(request, bill, lambda: None, jobs.read_bill)
    bill.refresh_from_db()
    page = "carrier-bill-check" if bill.waybills and not bill.fault_count else "carrier-bill-file"
    return HttpResponseRedirect(reverse(page, args=[bill.public_id]))


def _do(request: Any, bill: CarrierBill, now: Callable[[], Any], job: Any) -> None:
    """At once when the file is short, else by a worker."""
    if job is not None and bill.sheet.get("is_long"):
        task_id = enqueue(job, by=request.user, bill_id=str(bill.public_id))
        CarrierBill.objects.filter(pk=bill.pk).update(task_id=task_id)
    else:
        retried(now)


def _running(request: Any, bill: CarrierBill, page: str) -> HttpResponse | None:
    """The page that tells how far a job is; None where none is running that this person asked for."""
    status = None
    if bill.task_id and request.method == "GET":
        try:
            status = status_of(bill.task_id, by=request.user)
        except JobRun.DoesNotExist:
            return None
    here = reverse(page, args=[bill.public_id])
    if status is None or status.state not in RUNNING:
        done = reverse("carrier-bill-check", args=[bill.public_id]) if bill.waybills else here
        return HttpResponse(headers={"HX-Redirect": done}) if request.htmx else None
    context = {"bill": bill, "status": status, "here": here, "back": REGISTRY[CarrierBill].url("detail", bill)}
    return render(request, "desk/_job.html" if request.htmx else "carriers/bill_job.html", context)


def _decided(bill: CarrierBill, form: DecideForm, by: Any) -> int:
    told, today = form.cleaned_data, timezone.localdate()
    given: dict[str, Any] = {"by": by, "on": today, "reason": told["reason"]}
    if form.is_answer:
        is_granted = told["decision"] == DifferenceState.GRANTED
        return actions.answer_all(bill, is_granted=is_granted, text=told["because"], **given)
    return actions.decide_all(bill, decision=told["decision"], because=told["because"], **given)


def _file_page(request: Any, bill: CarrierBill, refusal: str = "") -> HttpResponse:
    brought, lines = sheet.Brought(bill), []
    if bill.file:
        sample, form = sheet.samples(bill), brought.form()
        lines = [(line, sample(form.present.headings(line.column.name))) for line in form.lines]
    context = {
        "bill": bill,
        "refusal": refusal,
        "used": [pair for pair in lines if pair[0].is_used],
        "others": [pair for pair in lines if not pair[0].is_used],
        "faults": bill.faults,
        "more": bill.fault_count - len(bill.faults),
        "is_open": bill.state in actions.UNREAD,
        "list_url": REGISTRY[CarrierBill].url(),
        "back": REGISTRY[CarrierBill].url("detail", bill),
    }
    return render(request, "carriers/bill_file.html", context, status=422 if refusal else 200)


def _check_page(request: Any, bill: CarrierBill) -> HttpResponse:
    found = queries.by_reason(bill)
    differences = f"{REGISTRY[BillDifference].url()}?bill={bill.public_id}"
    user = request.user
    context = {
        "bill": bill,
        "rows": [(one, f"{differences}&reason={one.reason}") for one in found],
        "differences_url": differences,
        "figures": _figures(bill, found),
        "told": queries.together(found),
        "told_total": _money(bill.told_total),
        "off_by": None if bill.told_total is None else bill.billed_amount - bill.told_total,
        "may_change": user.has_perm(actions.CHANGE),
        "decides": user.has_perm(actions.DECIDE) and bill.state in (BillState.CHECKED, BillState.CLAIMED),
        "is_checked": bill.state == BillState.CHECKED,
        "is_unread": bill.state in actions.UNREAD,
        "has_claims": any(one.claimed for one in found) and user.has_perm(EXPORT),
        "back": REGISTRY[CarrierBill].url("detail", bill),
        **_missing(bill, user),
    }
    return render(request, "carriers/bill_check.html", context)


def _figures(bill: CarrierBill, found: list[queries.ReasonSums]) -> list[tuple[str, str]]:
    told = queries.together(found)
    figures = [
        (_("Waybills"), f"{bill.waybills:,}"),
        (_("Billed"), _money(bill.billed_amount)),
        (_("By the tariffs"), _money(bill.tariff_amount)),
        (_("Asked too much"), _money(told.amount)),
        (pgettext("of a carrier's bill", "Claimed"), _money(told.claimed)),
        (_("Granted"), _money(told.granted)),
    ]
    return (
        [*figures, (pgettext("of a carrier's bill", "Agreed"), _money(bill.agreed_amount))]
        if bill.agreed_amount is not None
        else figures
    )


def _missing(bill: CarrierBill, user: Any) -> dict[str, Any]:
    """What the courier book has and no bill asks for: the first ones, and how many."""
    if not bill.waybills:
        return {}
    missing = checking.unbilled(bill)
    shown = [(one, _money(one.estimated_cost), cells.record_link(one, user)) for one in missing[:SHOWN]]
    return {"missing": shown, "missing_count": missing.count()}


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else written.money(amount)


def _bill(request: Any, public_id: UUID, right: str) -> CarrierBill:
    _must_have(request.user, right)
    seen = queries.bills_seen_by(request.user).select_related("carrier", "file")
    return get_object_or_404(seen, public_id=public_id)


def _must_have(user: Any, right: str) -> None:
    if not user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
