"""While somebody types a new record: what is in the file already and looks like it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daying.desk import gate
from daying.desk.filters import clean, is_uuid
from daying.desk.resource import Resource

APART_FROM = "apart_from"


@gate.page("view")
def show(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The warnings, for htmx; nothing where nothing looks alike."""
    values = {name: clean(request.GET.get(name, "")) for name in resource.alike_by}
    found = []
    if resource.alike and any(values.values()):
        found = resource.alike(values, user=request.user, apart_from=_named(request, resource))
    told = [(sentence, resource.url("detail", record) if record else "") for sentence, record in found]
    return render(request, "desk/_alike.html", {"told": told})


def _named(request: HttpRequest, resource: Resource) -> Any:
    """The record that is being edited: it is like itself."""
    key = request.GET.get(APART_FROM, "")
    return resource.scope(request.user).filter(public_id=key).first() if is_uuid(key) else None
