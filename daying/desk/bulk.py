"""One step for many rows: offered when every selected row offers it, told row by row what came of it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.workflow import Verb, offers
from daying.desk import filters, gate
from daying.desk.resource import Resource
from daying.desk.steps import form_of, run

MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What came of the step for one row. sentence: why not, empty when done."""

    label: str
    url: str
    sentence: str


@gate.page("view")
def serve(request: Any, resource: Resource) -> HttpResponse:
    """Asked with rows: the steps they all offer. With a step too: its form. Posted: take it, row by row."""
    params = request.POST if request.method == "POST" else request.GET
    records = _chosen(resource, request.user, params.getlist("id"))
    shared = _shared(records, request.user)
    context = {"resource": resource, "records": records, "verbs": shared, "bulk_url": resource.url("bulk")}
    if "verb" not in params:
        return render(request, "desk/_bulk.html", context)
    verb = next((verb for verb in shared if verb.key == params["verb"]), None)
    if verb is None:
        raise Http404
    return _step(request, verb, records, context | {"verb": verb})


def _step(request: Any, verb: Verb, records: list[Any], context: dict[str, Any]) -> HttpResponse:
    form = form_of(verb, request.user, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "desk/_bulk_dialog.html", context | {"form": form}, status=status)
    given = {i.name: value for i in verb.inputs if (value := form.cleaned_data[i.name]) not in (None, "")}
    outcomes = [_take(verb, record, request.user, given, context["resource"]) for record in records]
    done = [outcome for outcome in outcomes if not outcome.sentence]
    return render(request, "desk/_bulk_done.html", context | {"outcomes": outcomes, "done": len(done)})


def _take(verb: Verb, record: Any, user: Any, inputs: dict[str, Any], resource: Resource) -> Outcome:
    """Each row is a transaction of its own: one that is refused does not undo the others."""
    sentence = ""
    try:
        run(verb, record, user, **inputs)
    except (Refused, PermissionDenied) as no:
        sentence = str(no) or _("Your post does not have the right to do this.")
    return Outcome(str(record), resource.url("detail", record), sentence)


def _chosen(resource: Resource, user: Any, keys: list[str]) -> list[Any]:
    wanted = [key for key in dict.fromkeys(keys) if filters.is_uuid(key)][:MOST]
    return list(resource.scope(user).filter(public_id__in=wanted).order_by(*resource.ordering)) if wanted else []


def _shared(records: list[Any], user: Any) -> list[Verb]:
    """The steps that each of the records offers to this person."""
    offered = [{offer.verb.key: offer.verb for offer in offers(record, user) if not offer.reason} for record in records]
    if not offered:
        return []
    return [verb for key, verb in offered[0].items() if all(key in others for others in offered)]
