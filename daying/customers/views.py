"""Pages of their own: two files of one company become one, after a look at what moves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daying.core import idempotency
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.customers import merging
from daying.customers.forms import MergeForm
from daying.customers.models import Customer
from daying.desk.editing import KEY, fingerprint
from daying.desk.gate import signed_in
from daying.desk.resource import resource_for
from daying.desk.sight import seen

RIGHT = "customers.merge_customer"


@dataclass(frozen=True)
class Fill:
    """A field that the customer that stays takes over."""

    label: str
    value: Any


@signed_in
def merge(request: Any, public_id: UUID) -> HttpResponse:
    """Choose the customer that stays, look at what moves, do it."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    pages: Any = resource_for(Customer)
    loser = seen(pages, request.user, public_id)
    form = MergeForm(request.user, loser, request.POST if request.method == "POST" else request.GET or None)
    if request.method == "POST" and form.is_valid() and _merged(request, loser, form):
        messages.success(request, _("Merged. Everything is here now."))
        return HttpResponseRedirect(pages.url("detail", form.cleaned_data["winner"]))
    return _page(request, pages, loser, form)


def _merged(request: Any, loser: Customer, form: MergeForm) -> bool:
    """Merge once, however often the button is pressed. False with the reason in the form."""
    told = form.cleaned_data

    def call() -> str:
        merging.merge(loser, by=request.user, winner=told["winner"], reason=told["reason"])
        return str(told["winner"].public_id)

    try:
        key = request.POST.get(KEY) or str(uuid7())
        idempotency.once(key, by=request.user, fingerprint=fingerprint(request), call=call)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _page(request: Any, pages: Any, loser: Customer, form: MergeForm) -> HttpResponse:
    winner = form.cleaned_data.get("winner") if form.is_bound and (form.is_valid() or form.cleaned_data) else None
    context = {
        "form": form,
        "loser": loser,
        "winner": winner,
        "moving": merging.preview(loser) if winner else [],
        "fills": _fills(loser, winner) if winner else [],
        "doubles": merging.doubles(loser, winner) if winner else [],
        "clashes": merging.clashes(loser, winner) if winner else [],
        "back": pages.url("detail", loser),
        "list_url": pages.url(),
        "resource": pages,
        KEY: request.POST.get(KEY) or uuid7(),
    }
    is_wrong = request.method == "POST"
    return render(request, "customers/merge.html", context, status=422 if is_wrong else 200)


def _fills(loser: Customer, winner: Customer) -> list[Fill]:
    taken = merging.fills(loser, winner)
    fields = {name: Customer._meta.get_field(name) for name in taken}
    return [Fill(capfirst(str(fields[name].verbose_name)), value) for name, value in taken.items()]  # type: ignore[union-attr]
