"""Handing over: a look at everything somebody has in hand, then who takes what, in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from daying.core import idempotency
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.desk.editing import KEY, fingerprint
from daying.desk.gate import signed_in
from daying.desk.resource import resource_for
from daying.desk.sight import seen
from daying.people import actions
from daying.people.actions.handing import RIGHT
from daying.people.forms import HandOverForm
from daying.people.handing_over import Kind, in_hand
from daying.people.models import Employee, HandOver

SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """What of one kind somebody has in hand, and the field that asks who takes it."""

    kind: Kind
    records: Sequence[Any]
    field: forms.BoundField

    @property
    def count(self) -> int:
        return len(self.records)

    @property
    def first(self) -> list[str]:
        return [str(record) for record in self.records[:SHOWN]]

    @property
    def others(self) -> int:
        """How many more there are than those told."""
        return max(0, self.count - SHOWN)


@signed_in
def hand_over(request: Any, public_id: UUID) -> HttpResponse:
    """Everything of a leaver goes to others: looked at, then done once."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    pages: Any = resource_for(Employee)
    giver = seen(pages, request.user, public_id)
    found = list(in_hand(giver))
    may_close = giver.is_active and request.user.has_perm("people.close_account") and giver.pk != request.user.pk
    form = HandOverForm([kind for kind, _records in found], giver, may_close, request.POST or None)
    if request.method == "POST" and form.is_valid() and (done := _done(request, giver, form)):
        messages.success(request, _("Handed over."))
        return HttpResponseRedirect(done)
    context = {
        "form": form,
        "giver": giver,
        "waiting": [Waiting(kind, records, form[f"taker_{kind.key}"]) for kind, records in found],
        "back": pages.url("detail", giver),
        "list_url": pages.url(),
        "resource": pages,
        KEY: request.POST.get(KEY) or uuid7(),
    }
    return render(request, "people/hand_over.html", context, status=422 if form.errors else 200)


def _done(request: Any, giver: Employee, form: HandOverForm) -> str:
    """Where the record of it is read; empty with the reason in the form."""

    def call() -> str:
        written = actions.hand_over_by_kind(giver, by=request.user, **form.values)
        pages: Any = resource_for(HandOver)
        return str(pages.url("detail", written))

    try:
        key = request.POST.get(KEY) or str(uuid7())
        return str(idempotency.once(key, by=request.user, fingerprint=fingerprint(request), call=call))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return ""
