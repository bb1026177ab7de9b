"""The pages of the shipment plan: the week, the calendar, and what orders contend for."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daying.core import idempotency, written
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.customers.queries import customers_seen_by
from daying.desk.editing import fingerprint
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY
from daying.orders.models import SalesOrder
from daying.products.models import Product
from daying.shipping import actions
from daying.shipping.models import ExpectedReceipt, Shipment, State
from daying.shipping.plan import week
from daying.shipping.plan.allocating import RIGHT, Allocated, allocate
from daying.shipping.plan.contests import AHEAD, one_contest
from daying.shipping.plan.forms import DecisionForm
from daying.shipping.queries import shipments_seen_by
from daying.stock.queries import main_warehouse

SEE, CHANGE = "shipping.view_shipment", "shipping.change_shipment"
KEY = "request_key"
LONGEST = timedelta(days=62)  # that a calendar is asked for at once
LOCALES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


@signed_in
def show(request: Any) -> HttpResponse:
    """A week of the plan, day by day."""
    _must_have(request.user, SEE)
    today = timezone.localdate()
    on = _day(request.GET.get("on"), today)
    plan = week.plan(request.user, on, today)
    context = {
        "plan": plan,
        "most": week.MOST,
        "today": today,
        "has_warehouse": main_warehouse() is not None,
        "until": max(plan.week.last, today + AHEAD),
        "before": plan.week.previous().first,
        "after": plan.week.next().first,
        "may_decide": request.user.has_perm(RIGHT),
        "conflicts": [one for one in plan.contests if one.is_conflict],
        "shortages": [one for one in plan.contests if not one.is_conflict],
    }
    return render(request, "shipping/plan.html", context)


@signed_in
def calendar(request: Any) -> HttpResponse:
    """The same as a calendar, on which a planned shipment is moved to another day."""
    _must_have(request.user, SEE)
    context = {
        "on": _day(request.GET.get("on"), timezone.localdate()),
        "locale": LOCALES.get(get_language() or "", "en"),
        "may_move": request.user.has_perm(CHANGE),
    }
    return render(request, "shipping/calendar.html", context)


@signed_in
def happenings(request: Any) -> HttpResponse:
    """What the calendar shows between two days, as JSON. Five queries."""
    _must_have(request.user, SEE)
    first, last = _day(request.GET.get("start", "")[:10], None), _day(request.GET.get("end", "")[:10], None)
    if not (first and last and first <= last <= first + LONGEST):
        raise Http404
    today = timezone.localdate()
    rows = [_gone(day, count) for day, count in week.gone_on(request.user, first, last).items()]
    rows += [_shipment(one, request.user, today) for one in _first(week.planned_on(request.user, first, last))]
    rows += _promises(request.user, first, last, today)
    rows += [_receipt(one) for one in _first(week.receipts_on(first, last))]
    return JsonResponse(rows, safe=False)


@signed_in
def move(request: Any) -> HttpResponse:
    """Plan a shipment for another day. Answers {"said": why not}."""
    _must_have(request.user, CHANGE)
    to = _day(request.POST.get("to", ""), None)
    try:
        shipment = get_object_or_404(shipments_seen_by(request.user), public_id=UUID(request.POST.get("id", "")))
    except ValueError as error:
        raise Http404 from error
    if to is None:
        raise Http404
    try:
        actions.plan_for(shipment, by=request.user, to=to)
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    return JsonResponse({"said": ""})


@signed_in
def conflict(request: Any, public_id: UUID) -> HttpResponse:
    """Who wants a product, what the rule proposes, and the decision."""
    _must_have(request.user, RIGHT)
    product = get_object_or_404(Product, public_id=public_id)
    today = timezone.localdate()
    until = max(_day(request.GET.get("until"), today + AHEAD), today)
    contest = one_contest(product, until)
    if contest is None:
        return render(request, "shipping/conflict_over.html", {"product": product})
    seen = set(customers_seen_by(request.user).order_by().values_list("pk", flat=True))
    form = DecisionForm(contest, seen, request.POST or None, initial={"tells": True, "reason": _("By the rule.")})
    if request.method == "POST" and form.is_valid() and _decided(request, product, form, today):
        return HttpResponseRedirect(reverse("shipment-plan"))
    context = {"contest": contest, "form": form, "until": until, "request_key": uuid7()}
    return render(request, "shipping/conflict.html", context, status=422 if form.is_bound else 200)


def _decided(request: Any, product: Product, form: DecisionForm, today: date) -> bool:
    """Whether the decision was taken; where it was not, the form says why. Sent twice, it counts once."""
    given = form.cleaned_data
    done: list[Allocated] = []

    def decide() -> str:
        told = {"on": today, "reason": given["reason"], "tells": given["tells"]}
        done.append(allocate(product, form.decisions, by=request.user, **told))
        return "allocated"

    try:
        key = request.POST.get(KEY) or str(uuid7())
        idempotency.once(key, by=request.user, fingerprint=fingerprint(request), call=decide)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    for one in done:
        _say(request, product, one)
    return True


def _say(request: Any, product: Product, done: Allocated) -> None:
    messages.success(request, _("%(product)s: decided.") % {"product": product})
    if done.told:
        messages.info(request, _("Written to: %(customers)s.") % {"customers": ", ".join(done.told)})
    if done.untold:
        told = {"customers": ", ".join(done.untold)}
        messages.warning(request, _("No e-mail address, please call: %(customers)s.") % told)


def _first(rows: QuerySet[Any]) -> list[Any]:
    return list(rows[: week.MOST])


def _gone(day: date, count: int) -> dict[str, Any]:
    """All that left on a day is one entry, which leads to the list of them."""
    return {
        "title": _("Gone: %(count)s") % {"count": count},
        "start": day.isoformat(),
        "url": _list_of(day),
        "className": "plan-gone",
        "startEditable": False,
    }


def _list_of(day: date) -> str:
    return f"{REGISTRY[Shipment].url()}?dispatched_on_from={day}&dispatched_on_to={day}"


def _shipment(shipment: Shipment, user: Any, today: date) -> dict[str, Any]:
    may_move = shipment.state == State.PLANNED and user.has_perm(CHANGE)
    return {
        "id": str(shipment.public_id),
        "title": f"{shipment} {shipment.customer}",
        "start": shipment.planned_on.isoformat(),
        "url": REGISTRY[Shipment].url("detail", shipment),
        "className": "plan-late" if shipment.planned_on < today else "plan-planned",
        "startEditable": may_move,
    }


def _promises(user: Any, first: date, last: date, today: date) -> list[dict[str, Any]]:
    """One entry for each order and day."""
    found: dict[tuple[int, date], list[Any]] = {}
    for line in _first(week.promised_lines(user, first, last)):
        assert line.confirmed_on
        found.setdefault((line.order_id, line.confirmed_on), []).append(line)
    pages = REGISTRY[SalesOrder]
    return [
        {
            "title": _promised(lines),
            "start": day.isoformat(),
            "url": pages.url("detail", lines[0].order),
            "className": "plan-overdue" if day < today else "plan-promised",
            "startEditable": False,
        }
        for (_order, day), lines in found.items()
    ]


def _promised(lines: list[Any]) -> str:
    told = {"order": lines[0].order, "customer": lines[0].order.customer, "count": len(lines)}
    return _("%(order)s %(customer)s, lines: %(count)s") % told


def _receipt(receipt: ExpectedReceipt) -> dict[str, Any]:
    quantity = f"{written.quantity(receipt.quantity)} {receipt.product.unit}"
    return {
        "title": f"+ {receipt.product.code} {quantity}",
        "start": receipt.expected_on.isoformat(),
        "url": REGISTRY[ExpectedReceipt].url("detail", receipt),
        "className": "plan-receipt",
        "startEditable": False,
    }


def _day(text: Any, default: Any) -> Any:
    """The day that a text says; the default where it says none."""
    try:
        found = parse_date(str(text or "")[:10])
    except ValueError:
        return default
    return found if found and date(1900, 1, 8) < found < date(9000, 1, 1) else default


def _must_have(user: Any, right: str) -> None:
    if not user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
