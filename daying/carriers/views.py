"""Pages of the courier book that are no lists: a day's waybills in one go, and what a waybill's own page tells."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from daying.carriers import actions, hooks, queries
from daying.carriers.forms import DayForm
from daying.carriers.models import Carrier, CarrierHook, Waybill
from daying.core import idempotency
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.desk import faults, strangers
from daying.desk.editing import fingerprint
from daying.desk.gate import signed_in
from daying.desk.lines import Grid
from daying.desk.resource import REGISTRY, Resource

ADD = "carriers.add_waybill"
HOOKS, HOOK_CHANGE = "carriers.view_carrierhook", "carriers.change_carrierhook"
KEY = "request_key"
WITHIN_S = 60
MOST_MESSAGES = 300  # of one address in that time
# Where a fault is shown whose own field a row of the day does not have.
INSTEAD = {"to_province": "to_city"}


class DayLines(Resource):
    """What is typed of each waybill of a day."""

    model = Waybill
    lines = (
        Waybill,
        ["number", "customer", "reference", "kind", "receiver_name", "receiver_phone", "receiver_address", "to_city"]
        + ["pieces", "actual_weight", "declared_value", "cod_amount", "remarks"],
    )


@signed_in
def day(request: Any) -> HttpResponse:
    """The waybills of a day typed or pasted as a grid, and booked in one step. What is wrong stands at its row."""
    _must_have(request.user, ADD)
    is_sent = request.method == "POST"
    form, grid = DayForm(request.user, request.POST if is_sent else None), Grid(DayLines(), request.user)
    if is_sent:
        grid.take(request.POST)
        if count := _booked(request, form, grid):
            messages.success(request, _("%(count)d waybills booked.") % {"count": count})
            return HttpResponseRedirect(_list_of(form))
    pages = REGISTRY[Waybill]
    context = {
        "form": form,
        "grid": grid,
        "is_sent": is_sent,
        "request_key": uuid7(),
        "resource": pages,
        "list_url": pages.url(),
        "may_import": pages.allows(request.user, "import"),
    }
    return render(request, "carriers/day.html", context, status=422 if is_sent else 200)


@signed_in
def hook(request: Any, public_id: UUID) -> HttpResponse:
    """Where the carrier's system sends its messages. Sent, it gives a new secret, shown on this answer alone."""
    _must_have(request.user, HOOK_CHANGE if request.method == "POST" else HOOKS)
    pages = REGISTRY[Carrier]
    carrier = get_object_or_404(pages.scope(request.user), public_id=public_id)
    issued = None
    if request.method == "POST" and "close" in request.POST:
        actions.close_hook(get_object_or_404(CarrierHook, carrier=carrier), by=request.user)
        messages.success(request, _("Messages of this carrier are turned away."))
        return HttpResponseRedirect(request.path)
    if request.method == "POST":
        issued = actions.give_secret(carrier, by=request.user)
    found = CarrierHook.objects.filter(carrier=carrier).first()
    context = {
        "carrier": carrier,
        "hook": found,
        "issued": issued,
        "address": f"{settings.DAYING_URL}{reverse('carrier-message', args=[found.public_id])}" if found else "",
        "may_change": request.user.has_perm(HOOK_CHANGE),
        "resource": pages,
        "list_url": pages.url(),
        "back": pages.url("detail", carrier),
    }
    return strangers.sealed(render(request, "carriers/hook.html", context))


@csrf_exempt  # judged by its signature, for a carrier's system has no such cookie
def message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A message of a carrier's system. The answer says nothing of which waybills, and which carriers, we know."""
    if not strangers.may_send(request, "carrier-message", most=MOST_MESSAGES, within_s=WITHIN_S):
        return _answer(_("Too many messages within a short time. Please try again later."), 429)
    body = request.read(hooks.LONGEST_BODY + 1)
    if len(body) > hooks.LONGEST_BODY:
        return _answer(_("A message has at most %(most)d KB.") % {"most": hooks.LONGEST_BODY // 1024}, 413)
    now, found = timezone.now(), CarrierHook.objects.filter(public_id=public_id).first()
    timestamp, given = (request.headers.get(f"X-Daying-{name}", "") for name in ("Timestamp", "Signature"))
    if not hooks.is_signed(found, timestamp, body, given, now) or found is None:
        return _answer(_("The signature is not right, or too old."), 403)
    try:
        actions.take_message(found, hooks.events_in(body, now), given, by=SYSTEM)
    except Refused as refusal:
        return _answer(str(refusal), 422)
    return _answer("", 200)


def rating_told(waybill: Waybill) -> str:
    """What it costs line by line, or why that is not known. Five queries at most."""
    return _part("carriers/_rating.html", {"rated": queries.rating_of(waybill), "waybill": waybill})


def way_told(waybill: Waybill) -> str:
    """What was told of it, the newest first. One query."""
    events = list(queries.events_of(waybill))
    return _part("carriers/_way.html", {"events": events[::-1]}) if events else ""


def _booked(request: Any, form: DayForm, grid: Grid) -> int:
    """How many were booked; 0 where something is wrong, which then stands in the form or the grid."""
    typed = grid.clean() if not grid.fault else []
    if not (form.is_valid() and grid.is_valid):
        return 0
    if not typed:
        form.add_error(None, _("Enter at least one waybill."))
        return 0
    rows = [{**form.cleaned_data, **row} for row in typed]
    for row in rows:
        row.pop("id")
    try:
        with faults.as_refusals(Waybill):
            key = request.POST.get(KEY) or str(uuid7())
            done: int = idempotency.once(
                key, by=request.user, fingerprint=fingerprint(request), call=lambda: _book(grid, rows, request.user)
            )
            return done
    except Refused as refusal:
        if grid.is_valid:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return 0


def _book(grid: Grid, rows: Sequence[Mapping[str, Any]], by: Any) -> int:
    """Book them all, or none: then each fault stands at its row."""
    wrong = actions.wrong_in(rows)
    for one in wrong:
        cells = {cell.column.name: cell for cell in grid.rows[one.at].cells}
        cell = cells.get(INSTEAD.get(one.field, one.field), cells["number"])
        cell.fault = cell.fault or one.sentence
    if wrong:
        raise Refused(wrong[0].sentence)
    return len(actions.book_waybills(rows, by=by))


def _list_of(form: DayForm) -> str:
    """The list of what this carrier got on that day."""
    given = form.cleaned_data
    told = {
        "carrier": given["carrier"].public_id,
        "booked_on_from": given["booked_on"],
        "booked_on_to": given["booked_on"],
    }
    return f"{REGISTRY[Waybill].url()}?{urlencode(told)}"


def _part(template: str, context: dict[str, Any]) -> str:
    """A part of a page in one line, as facts are shown."""
    return SafeString(" ".join(render_to_string(template, context).split()))


def _answer(sentence: str, status: int) -> HttpResponse:
    told = {"detail": sentence} if sentence else {"taken": True}
    return strangers.sealed(JsonResponse(told, status=status))


def _must_have(user: Any, right: str) -> None:
    if not user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
