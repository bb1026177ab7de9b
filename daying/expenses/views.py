"""The page on which a cost is reversed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY
from daying.expenses import actions, queries
from daying.expenses.forms import ReverseForm
from daying.expenses.models import CostEntry

REVERSE = "expenses.reverse_costentry"


@signed_in
def reverse_cost(request: Any, public_id: UUID) -> HttpResponse:
    """Book the opposite. Sent twice it is refused the second time."""
    if not request.user.has_perm(REVERSE):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    entry = get_object_or_404(queries.costs_seen_by(request.user), public_id=public_id)
    form = ReverseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.reverse(entry, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(REGISTRY[CostEntry].url("detail", made))
    context = {"form": form, "entry": entry, "back": REGISTRY[CostEntry].url("detail", entry)}
    return render(request, "expenses/reverse.html", context, status=422 if form.errors else 200)
