"""Papers of a shipment, its proof of delivery, and the page on which a customer follows it without signing in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from daying.core import printing
from daying.core.errors import Refused
from daying.desk import strangers
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY
from daying.desk.sight import seen
from daying.desk.strangers import sealed
from daying.shipping import actions, links, papers, tracking
from daying.shipping.contacts import LANGUAGES, language_of
from daying.shipping.forms import ProofForm
from daying.shipping.models import Shipment, State

WITHIN_S = 10 * 60
MOST_LOOKS = 120


@signed_in
def paper(request: Any, public_id: UUID, kind: str, language: str) -> HttpResponse:
    """A picking list, delivery note, packing list or labels, for whoever sees the shipment."""
    if kind not in papers.KINDS or language not in LANGUAGES:
        raise Http404
    shipment = _shipment(request, public_id)
    return printing.response(papers.pdf(shipment, kind, language), f"{shipment} {kind}")


@signed_in
def prove(request: Any, public_id: UUID) -> HttpResponse:
    """What the person at the door fills in on a phone: who, when, photos, a signature, and what is short."""
    shipment = _shipment(request, public_id)
    if not request.user.has_perm("shipping.deliver_shipment"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    form = ProofForm(shipment, request.POST, _files(request)) if request.method == "POST" else ProofForm(shipment)
    if request.method == "POST" and form.is_valid() and _proved(request, shipment, form):
        messages.success(request, _("The delivery is confirmed and its proof kept."))
        return HttpResponseRedirect(REGISTRY[Shipment].url("detail", shipment))
    context = {
        "shipment": shipment,
        "form": form,
        "is_over": _over(shipment),
        "back": REGISTRY[Shipment].url("detail", shipment),
        "list_url": REGISTRY[Shipment].url(),
        "resource": REGISTRY[Shipment],
    }
    return render(request, "shipping/prove.html", context, status=422 if form.is_bound else 200)


def track(request: HttpRequest, token: str) -> HttpResponse:
    """How a shipment stands, for whoever has the link. It shows that shipment alone, and no price."""
    if not strangers.may_send(request, "tracking", most=MOST_LOOKS, within_s=WITHIN_S):
        return _fault(request, _("Too much was asked for within a short time. Please try again later."), 429)
    found = links.read(token, timezone.localdate())
    if found.shipment is None:
        return _fault(request, found.fault, 404)
    with translation.override(_language(request, found.shipment)):
        context = {"told": tracking.told(found.shipment, timezone.localdate())}
        return sealed(render(request, "shipping/tracking.html", context))


def _language(request: Any, shipment: Shipment) -> str:
    """The one that the visitor chose, else the customer's."""
    if request.user.is_authenticated or "django_language" in request.COOKIES:
        return translation.get_language() or LANGUAGES["zh"]
    return LANGUAGES[language_of(shipment.customer)]


def _fault(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return sealed(render(request, "shipping/tracking_over.html", {"sentence": sentence}, status=status))


def _shipment(request: Any, public_id: UUID) -> Shipment:
    pages = REGISTRY[Shipment]
    if not pages.allows(request.user, "view"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    shipment: Shipment = seen(pages, request.user, public_id, ["customer", "order__contact", "order__owner", "carrier"])
    return shipment


def _files(request: Any) -> dict[str, Any]:
    return {"photos": request.FILES.getlist("photos")}


def _over(shipment: Shipment) -> str:
    """Why there is nothing to fill in, empty where there is."""
    if hasattr(shipment, "proof"):
        return _("%(shipment)s has its proof of delivery already.") % {"shipment": shipment}
    if shipment.state not in (State.DISPATCHED, State.DELIVERED):
        told = {"shipment": shipment, "state": shipment.get_state_display()}
        return _("%(shipment)s is “%(state)s”: it cannot have been received.") % told
    return ""


def _proved(request: Any, shipment: Shipment, form: ProofForm) -> bool:
    """Whether it was taken; where it was not, the form says why."""
    given = form.cleaned_data
    try:
        actions.prove_delivery(
            shipment,
            by=request.user,
            received_by=given["received_by"],
            received_at=given["received_at"],
            counted=form.counted,
            photos=given["photos"],
            signature=given["signature"],
            remarks=given["remarks"],
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
