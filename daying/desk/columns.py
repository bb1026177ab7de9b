"""The dialog in which a person chooses the columns of a list, and their order."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from daying.desk import cells, gate, lists
from daying.desk.resource import Resource


@gate.page("view")
def choose(request: Any, resource: Resource) -> HttpResponse:
    """Offer all columns that this person may be shown; keep the ones ticked, in their order."""
    if request.method == "POST":
        wanted = [name for name in request.POST.getlist("column") if name in lists.choosable(resource)]
        usual = wanted == list(resource.columns) or "usual" in request.POST
        request.preferences.keep_of_list("columns", resource.slug, None if usual else wanted)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    chosen = request.preferences.of_list("columns", resource.slug) or list(resource.columns)
    names = list(dict.fromkeys([*chosen, *lists.choosable(resource)]))
    offered = [(column, column.name in chosen) for column in cells.columns(resource, names, request.user)]
    return render(request, "desk/_columns_dialog.html", {"offered": offered, "columns_url": resource.url("columns")})
