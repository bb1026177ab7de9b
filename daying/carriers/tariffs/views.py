"""Pages about a tariff: its rows written, a new edition, and what a consignment would cost."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.carriers import actions, queries
from daying.carriers.models import Tariff, TariffFare, TariffService, TariffState, TariffSurcharge, TariffZone
from daying.carriers.places import place_in
from daying.carriers.rating import Rated
from daying.carriers.tariffs.forms import EditionForm, TryForm
from daying.carriers.tariffs.trying import tried
from daying.core import written
from daying.core.errors import Refused
from daying.desk import faults
from daying.desk.editing import refused
from daying.desk.gate import signed_in
from daying.desk.lines import Grid
from daying.desk.resource import REGISTRY, Part
from daying.people.queries import company

VIEW, ADD, CHANGE = "carriers.view_tariff", "carriers.add_tariff", "carriers.change_tariff"
SERVICE = ["service", "reach", "counts_volume", "divisor", "minimum_weight", "maximum_weight", "discount"]
SERVICE += ["is_discount_on_all", "light_step", "light_rounding", "heavy_from", "heavy_step", "heavy_rounding"]
SERVICE += ["fare_step", "fare_rounding"]
FARE = ["service", "from_zone", "to_zone", "weight_from", "weight_to", "first_weight", "first_price", "step"]
FARE += ["step_price", "minimum_price", "divisor", "days"]
SURCHARGE = ["kind", "packing", "base", "amount", "rate", "minimum", "maximum", "base_from", "base_to", "service"]
SURCHARGE += ["to_zone"]
PARTS: dict[str, tuple[Any, Any, list[str]]] = {
    "services": (gettext_lazy("Service products"), TariffService, SERVICE),
    "zones": (pgettext_lazy("of a tariff", "Zones"), TariffZone, ["name", "kind", "places"]),
    "fares": (gettext_lazy("Fares"), TariffFare, FARE),
    "surcharges": (gettext_lazy("Surcharges"), TariffSurcharge, SURCHARGE),
}


@signed_in
def rows(request: Any, public_id: UUID, part: str) -> HttpResponse:
    """The grid of one kind of rows. Sent, it replaces them; “then” leads on to the next kind."""
    if part not in PARTS:
        raise Http404
    tariff = _tariff(request, public_id, CHANGE)
    if tariff.state != TariffState.DRAFT:
        sentence = _("%(tariff)s is not a draft. Make a new edition of it to change prices.") % {"tariff": tariff}
        return refused(request, REGISTRY[Tariff], tariff, sentence)
    present = list(PARTS[part][1]._default_manager.filter(tariff=tariff))
    grid = Grid(Part(REGISTRY[Tariff], part), request.user, present)
    if request.method != "POST":
        grid.show(present)
        return _rows_page(request, tariff, part, grid)
    grid.take(request.POST)
    if _is_written(request, tariff, part, grid):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(_after(request, tariff, part))
    return _rows_page(request, tariff, part, grid)


@signed_in
def new_edition(request: Any, public_id: UUID) -> HttpResponse:
    """The day of a new edition and its change of prices. Sent, it is drafted with all rows of this one."""
    tariff = _tariff(request, public_id, ADD)
    form = EditionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = {"valid_from": form.cleaned_data["valid_from"], "raised_by": form.cleaned_data["raised_by"] or 0}
        try:
            with faults.as_refusals(Tariff):
                fresh = actions.new_edition(tariff, by=request.user, **told)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return HttpResponseRedirect(REGISTRY[Tariff].url("detail", fresh))
    context = {"tariff": tariff, "form": form, **_around(tariff)}
    return render(request, "carriers/tariff_edition.html", context, status=422 if form.errors else 200)


@signed_in
def attempt(request: Any) -> HttpResponse:
    """What a consignment would cost with every carrier. The address says it all, so that it can be sent to somebody."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    is_asked = "weight" in request.GET
    form = TryForm(request.user, request.GET if is_asked else None, initial=_initial(request))
    found = None
    if is_asked and form.is_valid():
        found = tried(form.parcel, form.cleaned_data["on"], form.cleaned_data["tariff"])
    context = {
        "form": form,
        "is_tried": found is not None,
        "rated": [_told(one, found.rated[0]) for one in found.rated] if found else [],
        "refused": found.refused if found else [],
        "list_url": REGISTRY[Tariff].url(),
    }
    return render(request, "carriers/tariff_try.html", context, status=422 if is_asked and form.errors else 200)


def _is_written(request: Any, tariff: Tariff, part: str, grid: Grid) -> bool:
    """Whether the rows were good and stand there now; what is wrong is noted in the grid."""
    values = grid.clean() if not grid.fault else []
    if not grid.is_valid:
        return False
    try:
        with faults.as_refusals(Tariff):
            actions.write_rows(tariff, part, values, by=request.user, version=_version(request))
    except Refused as refusal:
        grid.fault = str(refusal)
        return False
    return True


def _rows_page(request: Any, tariff: Tariff, part: str, grid: Grid) -> HttpResponse:
    is_sent = request.method == "POST"
    names = [*PARTS]
    context = {
        "tariff": tariff,
        "grid": grid,
        "part": part,
        "title": PARTS[part][0],
        "tabs": [(label, _address(tariff, key), key == part) for key, (label, *_rest) in PARTS.items()],
        "next": PARTS[names[names.index(part) + 1]][0] if part != names[-1] else "",
        "version": _version(request) if is_sent else tariff.version,
        "is_sent": is_sent,
        **_around(tariff),
    }
    return render(request, "carriers/tariff_rows.html", context, status=422 if is_sent else 200)


def _after(request: HttpRequest, tariff: Tariff, part: str) -> str:
    names = [*PARTS]
    if request.POST.get("then") == "next" and part != names[-1]:
        return _address(tariff, names[names.index(part) + 1])
    return REGISTRY[Tariff].url("detail", tariff)


def _told(one: Rated, cheapest: Rated) -> dict[str, Any]:
    tariff = one.book.tariff
    assert one.lane.service
    assert one.total is not None
    return {
        "carrier": tariff.carrier,
        "service": one.lane.service.name,
        "tariff": tariff,
        "url": REGISTRY[Tariff].url("detail", tariff),
        "is_draft": tariff.state in (TariffState.DRAFT, TariffState.SUBMITTED),
        "total": written.money(one.total),
        "more": written.money(Decimal(one.fen - cheapest.fen).scaleb(-2)) if one.fen > cheapest.fen else "",
        "weight": written.quantity(Decimal(one.weight).scaleb(-3)),
        "days": one.fare.days,
        "lines": [
            (line.label, line.how, "" if line.amount is None else written.money(line.amount)) for line in one.lines
        ],
        "is_cheapest": one.fen == cheapest.fen,
    }


def _tariff(request: Any, public_id: UUID, right: str) -> Tariff:
    if not request.user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    return get_object_or_404(queries.tariffs_seen_by(request.user), public_id=public_id)


def _around(tariff: Tariff) -> dict[str, Any]:
    pages = REGISTRY[Tariff]
    return {"list_url": pages.url(), "list_title": pages.title, "back": pages.url("detail", tariff)}


def _address(tariff: Tariff, part: str) -> str:
    return reverse("tariff-rows", args=[tariff.public_id, part])


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"start": _home(), "pieces": 1, "tariff": request.GET.get("tariff", "")}


def _home() -> str:
    """Where we send from: the place of our own address."""
    found = place_in(company().address)
    return found.province if found.province == found.city else f"{found.province}{found.city}"
