"""The code on the stand, and the one page of the house that asks nobody to sign in: where a visitor leaves details."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core.actor import SYSTEM
from daying.desk.editing import refused
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY
from daying.desk.strangers import sealed
from daying.market import actions, limits, links, queries
from daying.market.forms import VisitForm, is_there_already, seal
from daying.market.models import ShowState, TradeShow
from daying.people.queries import company

SHOW_CODE = "market.show_code"


@signed_in
def code(request: Any, public_id: UUID) -> HttpResponse:
    """One's own code for a show, to be held out on a telephone or printed for the stand."""
    if not request.user.has_perm(SHOW_CODE):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    show = get_object_or_404(queries.shows_seen_by(request.user), public_id=public_id)
    if show.state != ShowState.APPROVED:
        sentence = _("%(show)s takes no leads: it is not approved, or over.") % {"show": show}
        return refused(request, REGISTRY[TradeShow], show, sentence)
    address = request.build_absolute_uri(reverse("visit", args=[links.token_for(show, request.user)]))
    import segno  # here, because only this page draws

    drawn = segno.make(address, error="m", micro=False)
    context = {
        "show": show,
        "person": request.user,
        "address": address,
        "picture": drawn.svg_data_uri(scale=8, border=2),
        "until": links.last_day(show),
        "back": REGISTRY[TradeShow].url("detail", show),
        "enter_url": f"{reverse('leads-new')}?show={show.public_id}",
    }
    return render(request, "market/code.html", context)


def visit(request: HttpRequest, token: str) -> HttpResponse:
    """Where a visitor leaves details. It shows nothing that is in the house but the names of show and company."""
    read = links.read(token, timezone.localdate())
    if read is None:
        return sealed(render(request, "market/visit_over.html", status=404))
    show, person = read
    name = company().name
    form = VisitForm(name, request.POST or None, initial={"sealed": seal()})
    context = {"form": form, "show": show, "company": name}
    if request.method != "POST":
        return sealed(render(request, "market/visit.html", context))
    if not (limits.may_send(request) and limits.takes_more(show)):
        context["is_too_much"] = True
        return sealed(render(request, "market/visit.html", context, status=429))
    if not form.is_valid() and not form.is_from_a_machine:
        form.data = request.POST.copy()
        form.data["sealed"] = seal()
        return sealed(render(request, "market/visit.html", context, status=422))
    if not form.is_from_a_machine and not is_there_already(show, form.told):
        actions.leave_details(show, person, by=SYSTEM, on=timezone.localdate(), **form.told)
    return sealed(HttpResponseRedirect(reverse("visit-done", args=[token])))


def done(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks, the same for everybody."""
    read = links.read(token, timezone.localdate())
    if read is None:
        return sealed(render(request, "market/visit_over.html", status=404))
    return sealed(render(request, "market/visit_done.html", {"show": read[0], "company": company().name}))
