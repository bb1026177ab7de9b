"""Writing a new record and changing one: the form pages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from daying.core import idempotency
from daying.core.errors import Refused, Stale
from daying.core.ids import uuid7
from daying.desk import conflicts, faults, gate, writing
from daying.desk.alike import APART_FROM
from daying.desk.drafts import Draft
from daying.desk.forms import asked_for, brought, copied
from daying.desk.lines import lines_of
from daying.desk.resource import Resource
from daying.desk.sight import seen

KEY = "request_key"
NOT_PART_OF_IT = {KEY, "csrfmiddlewaretoken", "then"}


@gate.page("add")
def new(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The empty form, with what the address proposes or with a copy; sent, it creates a record once."""
    if not resource.form:
        raise Http404
    if request.method != "POST":
        return _page(request, resource, _proposed(request, resource))
    draft = Draft(resource, request.user, data=request.POST)
    try:
        key = _created(request, resource, draft) if draft.is_valid() else _created_before(request)
    except Refused as refusal:
        draft.refuse(refusal)
        return _page(request, resource, draft)
    if key is None:
        return _page(request, resource, draft)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(_after_creating(request, resource, key))


@gate.page("change")
def edit(request: HttpRequest, resource: Resource, public_id: Any) -> HttpResponse:
    """The form of a record; sent, it changes the fields, unless somebody else did in between."""
    record = seen(resource, request.user, public_id)
    if not resource.may_edit(record, request.user):
        return refused(request, resource, record, _closed(record))
    if request.method != "POST":
        return _page(request, resource, Draft(resource, request.user, record=record))
    data = conflicts.merged(resource, request.user, record, request.POST)
    draft = Draft(resource, request.user, record=seen(resource, request.user, public_id), data=data)
    if not draft.is_valid():
        return _page(request, resource, draft)
    try:
        _changed(request, resource, draft)
    except Stale as stale:
        return conflicts.page(request, resource, draft, stale, _version(request.POST))
    except Refused as refusal:
        draft.refuse(refusal)
        return _page(request, resource, draft)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(resource.url("detail", record))


def refused(request: HttpRequest, resource: Resource, record: Any, sentence: str) -> HttpResponse:
    """A page that says why not, and leads back."""
    context = {"resource": resource, "record": record, "sentence": sentence, "back": resource.url("detail", record)}
    return render(request, "desk/refused.html", context, status=409)


def _proposed(request: HttpRequest, resource: Resource) -> Draft:
    """A new record as the address proposes it. A copy takes lines too; what is out of sight is not copied."""
    asked = asked_for(resource, request.user, request.GET)
    if "copy" not in request.GET:
        return Draft(resource, request.user, initial={**brought(resource, request.user, asked), **asked})
    original = seen(resource, request.user, request.GET["copy"])
    initial = {**copied(resource, original), **asked}
    return Draft(resource, request.user, initial=initial, lines=lines_of(resource, original))


def _created(request: HttpRequest, resource: Resource, draft: Draft) -> str:
    """Create, or recognise the request that did. Returns the public id."""

    def write() -> str:
        return str(writing.create(resource, draft.values, draft.lines, by=request.user).public_id)

    with faults.as_refusals(resource.model):
        key: str = idempotency.once(
            request.POST.get(KEY) or str(uuid7()),
            by=request.user,
            fingerprint=fingerprint(request),
            call=write,
        )
    return key


def _created_before(request: HttpRequest) -> str | None:
    """What the same request created: its own record makes a repetition look wrong, where a code is given once."""
    key = request.POST.get(KEY, "")
    answer: str | None = idempotency.answered(key, by=request.user, fingerprint=fingerprint(request))
    return answer


def fingerprint(request: HttpRequest) -> str:
    """What tells one submission of a form from another."""
    told = [(name, values) for name, values in request.POST.lists() if name not in NOT_PART_OF_IT]
    return idempotency.fingerprint_of([request.path, told])


def _changed(request: HttpRequest, resource: Resource, draft: Draft) -> None:
    """Save; a save of one's own in between is no conflict."""
    version = _version(request.POST)
    lines = draft.lines if draft.grid else None
    with faults.as_refusals(resource.model):
        try:
            writing.change(resource, draft.record, draft.values, lines, by=request.user, version=version)
        except Stale as stale:
            if not conflicts.is_own(draft.record, version, stale.version, request.user):
                raise
            writing.change(resource, draft.record, draft.values, lines, by=request.user, version=stale.version)


def _version(data: QueryDict) -> int:
    """The version this person looked at. One that did not arrive is older than all."""
    sent = data.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _after_creating(request: HttpRequest, resource: Resource, key: str) -> str:
    if request.POST.get("then") == "new":
        query = request.GET.copy()
        query.pop("copy", None)
        return f"{resource.url('new')}?{query.urlencode()}" if query else resource.url("new")
    record = resource.scope(request.user).filter(public_id=key).first()
    return resource.url("detail", record) if record else resource.url()


def _closed(record: Any) -> str:
    told = {"record": record, "state": record.get_state_display() if hasattr(record, "get_state_display") else ""}
    return _("%(record)s cannot be edited while it is “%(state)s”.") % told


def _page(request: HttpRequest, resource: Resource, draft: Draft) -> HttpResponse:
    """The form page; what was typed stands in it, and what is wrong with it."""
    is_sent = draft.data is not None
    context = {
        "resource": resource,
        "draft": draft,
        "record": draft.record,
        "version": _version(request.POST) if is_sent else getattr(draft.record, "version", ""),
        "request_key": uuid7(),
        "is_sent": is_sent,
        "list_url": resource.url(),
        "back": resource.url("detail", draft.record) if draft.record else resource.url(),
        **_alike(resource, draft.record),
    }
    return render(request, "desk/form.html", context, status=422 if is_sent else 200)


def _alike(resource: Resource, record: Any) -> dict[str, Any]:
    """Where the page asks, while somebody types, for what looks the same; a record is like itself."""
    if not resource.alike:
        return {}
    url = resource.url("alike") + (f"?{APART_FROM}={record.public_id}" if record else "")
    return {"alike_url": url, "alike_by": ",".join(resource.alike_by)}
