"""The door of the API, and its description for programs and for people.

The endpoints are loaded with the first call: most processes start sooner and stay smaller without them.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from daying.desk.api.manual import Manual

ENDPOINTS = "daying.desk.api.endpoints"


@csrf_exempt  # judged by the endpoint's own sign-in, for a program with a token has no such cookie
def call(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Pass a call to its endpoint."""
    try:
        found = resolve(f"/{rest}", urlconf=ENDPOINTS)
    except Resolver404:
        return JsonResponse({"detail": _("There is no such address."), "faults": {}}, status=404)
    answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    return answer


@login_required
def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI description as JSON."""
    return JsonResponse(_schema())


@login_required
def manual(request: Any) -> HttpResponse:
    """The same as a page to read."""
    return render(request, "desk/api.html", {"manual": Manual(_schema(), request.GET.get("list", ""))})


def _schema() -> dict[str, Any]:
    from daying.desk.api.site import schema

    return schema()
