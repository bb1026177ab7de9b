"""Pages of their own for what is done by hand: adjusting what is owed, taking one allocation back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from daying.core import idempotency
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.desk.gate import signed_in
from daying.desk.resource import resource_for
from daying.receivables import actions, queries
from daying.receivables.forms import AdjustmentForm, TakeBackForm
from daying.receivables.models import EntryKind

ADJUST, TAKE_BACK = "receivables.adjust_ledger", "receivables.allocate_receipt"
KEY = "request_key"


@signed_in
def adjust(request: Any) -> HttpResponse:
    """Change what a customer owes, or take over what was owed before."""
    _must_have(request, ADJUST)
    form = AdjustmentForm(request.user, request.POST if request.method == "POST" else None)

    def write() -> Any:
        enter = actions.adjust if form.cleaned_data["kind"] == EntryKind.ADJUSTMENT else actions.open_balance
        return enter(by=request.user, **form.values)

    return _answer(request, form, write, _("Adjust the ledger"))


@signed_in
def take_back(request: Any, public_id: UUID) -> HttpResponse:
    """Take one allocation back by its opposite."""
    _must_have(request, TAKE_BACK)
    allocation = get_object_or_404(queries.allocations_seen_by(request.user), public_id=public_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        form,
        lambda: actions.reverse_allocation(allocation, by=request.user, **form.cleaned_data),
        _("Take back: %(allocation)s") % {"allocation": allocation},
    )


def _answer(request: Any, form: forms.Form, write: Callable[[], Any], title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            address = _once(request, write)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(address)
    context = {"form": form, "title": title, KEY: request.POST.get(KEY) or uuid7()}
    return render(request, "receivables/by_hand.html", context, status=422 if form.errors else 200)


def _once(request: Any, write: Callable[[], Any]) -> str:
    """Where to read what was written. The same form sent twice is written once."""
    by: Any = request.user
    told = [(name, values) for name, values in request.POST.lists() if name not in (KEY, "csrfmiddlewaretoken")]
    return str(
        idempotency.once(
            request.POST.get(KEY) or str(uuid7()),
            by=by,
            fingerprint=idempotency.fingerprint_of([request.path, told]),
            call=lambda: _address(write()),
        )
    )


def _address(record: Any) -> str:
    pages = resource_for(type(record))
    assert pages
    return pages.url("detail", record)


def _must_have(request: Any, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
