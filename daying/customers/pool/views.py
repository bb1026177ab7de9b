"""The pages of the pools that are no lists: the board, what is about to fall, what the rules would do."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import idempotency
from daying.core.ids import uuid7
from daying.customers.models import Customer
from daying.customers.pool import actions
from daying.customers.pool.board import cards
from daying.customers.pool.planning import Plan
from daying.customers.pool.reclaiming import Fall, falls
from daying.customers.queries import customers_seen_by
from daying.desk.gate import signed_in
from daying.desk.resource import resource_for

SEE, RUN, CUSTOMERS = "customers.view_poolentry", "customers.run_pool_rules", "customers.view_customer"
MOST = 500
KEY = "request_key"


@signed_in
def board(request: Any) -> HttpResponse:
    """Every pool at a glance."""
    _must_have(request.user, SEE)
    context = {"cards": cards(request.user, timezone.localdate()), "may_run": request.user.has_perm(RUN)}
    return render(request, "customers/pools_board.html", context)


@signed_in
def falling(request: Any) -> HttpResponse:
    """The customers in sight that fall within their days of warning, and those that something keeps from it."""
    _must_have(request.user, SEE)
    _must_have(request.user, CUSTOMERS)
    today = timezone.localdate()
    seen = customers_seen_by(request.user).order_by().values("pk")
    found = falls(today, is_warned=True, among=seen)
    falling_ = [fall for fall in found if not fall.keeps]
    context = {
        "falls": _rows(falling_[:MOST], today),
        "kept": _rows([fall for fall in found if fall.keeps][:MOST], today),
        "count": len(falling_),
        "has_more": len(falling_) > MOST,
    }
    return render(request, "customers/pools_falling.html", context)


@signed_in
def preview(request: Any) -> HttpResponse:
    """What the rules would move today, before they do."""
    _must_have(request.user, RUN)
    today = timezone.localdate()
    plan = Plan(request.user, today)
    context = {
        "plan": plan,
        "falls": _rows(plan.falls[:MOST], today),
        "kept": _rows(plan.kept[:MOST], today),
        "handouts": plan.handouts[:MOST],
        "customer_url": _customer_url(),
        "count": len(plan.falls) + len(plan.handouts),
        "request_key": uuid7(),
    }
    return render(request, "customers/pools_rules.html", context)


@signed_in
def run(request: Any) -> HttpResponse:
    """Let the rules do it now, once."""
    _must_have(request.user, RUN)
    by, today = request.user, timezone.localdate()
    told: str = idempotency.once(
        request.POST.get(KEY) or str(uuid7()),
        by=by,
        fingerprint=idempotency.fingerprint_of([request.path]),
        call=lambda: actions.run_rules(by=by, on=today).sentence,
    )
    messages.success(request, told)
    return HttpResponseRedirect(reverse("pools-rules"))


def _rows(found: list[Fall], today: date) -> list[dict[str, Any]]:
    base = _customer_url()
    return [
        {
            "fall": fall,
            "url": f"{base}{fall.customer.public_id}/",
            "left": fall.days_left(today),
            "keeps": ", ".join(fall.keeps),
        }
        for fall in found
    ]


def _customer_url() -> str:
    pages = resource_for(Customer)
    assert pages
    return pages.url()


def _must_have(user: Any, right: str) -> None:
    if not user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
