"""Commenting on a record, with the colleagues that an @ offers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import idempotency
from daying.core.ids import uuid7
from daying.desk import comments, gate, timeline
from daying.desk.resource import Resource
from daying.desk.sight import seen

LONGEST = 5000
OFFERED = 8


@gate.page("view")
def post(request: HttpRequest, resource: Resource, public_id: Any) -> HttpResponse:
    """Write a comment, once; the page comes again with it, htmx gets the timeline."""
    record = seen(resource, request.user, public_id)
    text = request.POST.get("text", "").replace("\x00", "").strip()
    if not text or len(text) > LONGEST:
        return _again(request, resource, record, _("Write something, up to %(most)d characters.") % {"most": LONGEST})
    people = comments.named_in(text)
    url = settings.DAYING_URL + resource.url("detail", record)
    told = [person for person in people if _may_see(resource, person, record)]
    idempotency.once(
        request.POST.get("request_key") or str(uuid7()),
        by=request.user,
        fingerprint=idempotency.fingerprint_of([str(public_id), text]),
        call=lambda: comments.say(record, by=request.user, text=text, told=told, url=url).pk,
    )
    untold = [str(person) for person in people if person not in told]
    return _again(request, resource, record, _untold(untold) if untold else "")


@login_required
def colleagues(request: HttpRequest) -> JsonResponse:
    """Colleagues whose names begin like this, for the list that opens after an @."""
    begun = request.GET.get("q", "").replace("\x00", "")[:50]
    people = comments.colleagues().filter(
        Q(username__istartswith=begun) | Q(name__icontains=begun) | Q(english_name__icontains=begun)
    )
    found = list(people.order_by("name", "pk")[:OFFERED])
    return JsonResponse(
        {"results": [{"word": word, "name": str(p), "place": str(p.department)} for p, word in _words(found)]}
    )


@gate.page("view")
def read(request: HttpRequest, resource: Resource, public_id: Any) -> HttpResponse:
    """Somebody has seen the comments that name them."""
    record = seen(resource, request.user, public_id)
    comments.unread(record, request.user).update(read_at=timezone.now())
    return HttpResponse(status=204)


def _again(request: HttpRequest, resource: Resource, record: Any, fault: str) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        if fault:
            messages.warning(request, fault)
        return HttpResponseRedirect(resource.url("detail", record) + "#timeline")
    context = timeline.context(resource, record, request.user)
    return render(request, "desk/_timeline.html", {**context, "said": fault})


def _untold(names: Iterable[str]) -> str:
    told = {"names": ", ".join(names)}
    return _("%(names)s may not see this record and was not told.") % told


def _may_see(resource: Resource, person: Any, record: Any) -> bool:
    return resource.allows(person, "view") and resource.scope(person).filter(pk=record.pk).exists()


def _words(people: Sequence[Any]) -> list[tuple[Any, str]]:
    """For each person the word that names nobody else: the name where it is one word and one person's."""
    names = [person.name for person in people]
    taken = dict(comments.colleagues().filter(name__in=names).values_list("name").annotate(Count("pk")).order_by())
    return [
        (p, p.name if comments.AFTER_AT.fullmatch(f"@{p.name}") and taken[p.name] == 1 else p.username) for p in people
    ]
