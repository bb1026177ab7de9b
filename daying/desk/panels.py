"""The tabs of a detail page: records of packages above that point to it, as far as the reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from daying.core import attachments
from daying.core.models import Attachment
from daying.desk import gate
from daying.desk.lists import Listing
from daying.desk.resource import PANELS, Panel, Resource, resource_for
from daying.desk.sight import seen

COUNTED = 999
ROWS = "25"


@dataclass(frozen=True)
class Tab:
    """One tab of one record's page. count: None while nobody counted; no more than COUNTED + 1."""

    title: Any
    url: str
    count: int | None = None

    @property
    def told(self) -> str:
        """The count as the tab shows it."""
        return "" if self.count is None else f"{COUNTED}+" if self.count > COUNTED else str(self.count)


class Related(Listing):
    """The list of a resource, narrowed to the records that point to one."""

    def __init__(self, resource: Resource, user: Any, record: Any, panel: Panel, page: str, today: date) -> None:
        params = QueryDict(mutable=True)
        params.update({"page": page, "size": ROWS})
        super().__init__(resource, user, params, today)
        self.record, self.panel = record, panel
        self.names = [name for name in self.names if name != panel.by] or self.names
        self.has_bulk = False

    @cached_property
    def queryset(self) -> models.QuerySet[Any]:
        return self.resource.scope(self.user).filter(**self.panel.filter(self.record))


def panels_on(model: type[models.Model], user: Any) -> list[tuple[Panel, Resource]]:
    """The panels of a model whose records this person's post may see."""
    found = [(panel, resource_for(panel.pages.model)) for panel in PANELS if panel.on is model]
    return [(panel, pages) for panel, pages in found if pages and pages.allows(user, "view")]


def tabs(resource: Resource, record: Any, user: Any, *, counted: bool = False) -> list[Tab]:
    """The tabs of a record, its files the last. counted: one query for each."""
    found = [
        Tab(panel.title, resource.url("panel", record, key=panel.key), _count(panel, pages, record, user, counted))
        for panel, pages in panels_on(resource.model, user)
    ]
    if resource.model is Attachment:  # a file has no files
        return found
    files = attachments.of(record).count() if counted else None
    return [*found, Tab(_("Files"), resource.url("files", record), files)]


@gate.page("view")
def show_tabs(request: HttpRequest, resource: Resource, public_id: Any) -> HttpResponse:
    """The row of tabs with their counts, for htmx."""
    record = seen(resource, request.user, public_id)
    context = {"tabs": tabs(resource, record, request.user, counted=True)}
    return render(request, "desk/_tabs_of_record.html", context)


@gate.page("view")
def show(request: HttpRequest, resource: Resource, public_id: Any, key: str) -> HttpResponse:
    """One panel, for htmx: a page of the related records."""
    record = seen(resource, request.user, public_id)
    panel, pages = _of_key(panels_on(resource.model, request.user), key)
    listing = Related(pages, request.user, record, panel, request.GET.get("page", ""), timezone.localdate())
    context = {
        "panel": panel,
        "listing": listing,
        "pages": pages,
        "panel_url": resource.url("panel", record, key=key),
        "new_url": _new_url(pages, panel, record, request.user),
        "list_url": f"{pages.url()}?{panel.by}={record.public_id}" if panel.by in pages.filters else "",
    }
    return render(request, "desk/_panel.html", context)


def _of_key(found: Iterable[tuple[Panel, Resource]], key: str) -> tuple[Panel, Resource]:
    for panel, pages in found:
        if panel.key == key:
            return panel, pages
    raise Http404


def _count(panel: Panel, pages: Resource, record: Any, user: Any, counted: bool) -> int | None:
    if not counted:
        return None
    return pages.scope(user).filter(**panel.filter(record)).order_by()[: COUNTED + 1].count()


def _new_url(pages: Resource, panel: Panel, record: Any, user: Any) -> str:
    """Where a new one for this record is entered, when this person may."""
    may = bool(panel.by) and panel.by in pages.form and pages.allows(user, "add")
    return f"{pages.url('new')}?{panel.by}={record.public_id}" if may else ""
