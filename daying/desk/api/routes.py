"""The endpoints of one resource: list, detail, create, change, steps, export."""

import inspect
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Body, File, Form, Header, Path, Query, Router, UploadedFile

from daying.core import idempotency
from daying.core.errors import Refused
from daying.core.models import Attachment
from daying.core.workflow import Verb, transitions_of
from daying.desk import exports, faults, files, steps, writing
from daying.desk.api import paging, rows, schemas
from daying.desk.api.bodies import Invalid, as_text, judged, judged_parts
from daying.desk.api.problems import NeedsVersion
from daying.desk.lists import Listing, choosable
from daying.desk.resource import REGISTRY, Resource
from daying.desk.sight import seen

LONGEST_SHEET = 5_000  # rows of a workbook, which is written whole before it is sent

Id = Annotated[UUID, Path(description="The record's public id")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A key of your own making: the same request sent again with it is carried out once.",
        min_length=1,
        max_length=idempotency.LONGEST_KEY,
        pattern=r"^[\x21-\x7e]+$",
    ),
]
Version = Annotated[
    str | None,
    Header(
        alias="If-Match", description='The version you looked at, as its ETag: "3"', pattern=r'^(W/)?"?[0-9]{1,9}"?$'
    ),
]
DENIED: Mapping[int, Any] = {401: schemas.Problem, 403: schemas.Problem, 422: schemas.Problem, 429: schemas.Problem}
ONE = {404: schemas.Problem, **DENIED}
WRITTEN = {400: schemas.Problem, 409: schemas.Conflict, **DENIED}


def router_of(resource: Resource) -> Router:
    """All endpoints of a resource. Whatever the declaration does not have, the API does not have either."""
    router = Router(tags=[resource.slug])
    _add_list(router, resource)
    _add_export(router, resource)
    if resource.form:
        _add_create(router, resource)
    _add_detail(router, resource)
    if resource.form:
        _add_change(router, resource)
    for verb in transitions_of(resource.model):
        _add_step(router, resource, verb)
    if resource.model is not Attachment:
        _add_files(router, resource)
    return router


def _add_list(router: Router, resource: Resource) -> None:
    asked: Any = schemas.asked(resource)

    @router.get(
        "",
        response={200: schemas.listed(resource), **DENIED},
        operation_id=f"{resource.slug}_list",
        summary=f"List {resource.slug}",
    )
    def listing(request: HttpRequest, asked: Query[asked]) -> Any:
        told = _listing(resource, request, asked)
        return _page(resource, told, asked, request.user)


def _add_detail(router: Router, resource: Resource) -> None:
    @router.get(
        "/{public_id}",
        response={200: schemas.told(resource, is_whole=True), **ONE},
        operation_id=f"{resource.slug}_detail",
        summary=f"One of {resource.slug}",
    )
    def detail(request: HttpRequest, public_id: Id) -> Any:
        _must(resource, request, "view")
        record = _seen(resource, request, public_id)
        resource.opened(record, request.user)
        return _answer(rows.detail(resource, record, request.user))


def _add_create(router: Router, resource: Resource) -> None:
    typed: Any = schemas.typed(resource, is_new=True)

    @router.post(
        "",
        response={201: schemas.told(resource, is_whole=True), **WRITTEN},
        operation_id=f"{resource.slug}_create",
        summary=f"Create one of {resource.slug}",
    )
    def create(request: HttpRequest, body: Body[typed], key: Key = None) -> Any:
        _must(resource, request, "add")
        user: Any = request.user
        given = body.dict(exclude_unset=True)

        def write() -> dict[str, Any]:
            draft = judged(resource, user, given)
            parts = judged_parts(resource, user, given)
            made = writing.create(resource, draft.values, getattr(draft, "lines", []), by=user)
            writing.write_parts(resource, made, parts, by=user)
            return _told(resource, made.public_id, user)

        return _answer(_once(request, resource, key, given, write), status=201)


def _add_change(router: Router, resource: Resource) -> None:
    typed: Any = schemas.typed(resource, is_new=False)

    @router.patch(
        "/{public_id}",
        response={200: schemas.told(resource, is_whole=True), 404: schemas.Problem, 428: schemas.Problem, **WRITTEN},
        operation_id=f"{resource.slug}_change",
        summary=f"Change one of {resource.slug}",
        description="What is not given stays. Say which version you looked at, by If-Match or in the body.",
    )
    def change(
        request: HttpRequest, public_id: Id, body: Body[typed], key: Key = None, if_match: Version = None
    ) -> Any:
        _must(resource, request, "change")
        user: Any = request.user
        given = body.dict(exclude_unset=True)
        version = _version(if_match, given.pop("version", None))
        _seen(resource, request, public_id)

        def write() -> dict[str, Any]:
            record = _open(resource, seen(resource, user, public_id), user)
            draft = judged(resource, user, given, record)
            lines = draft.lines if draft.grid else None
            parts = judged_parts(resource, user, given)
            writing.change(resource, record, draft.values, lines, by=user, version=version)
            writing.write_parts(resource, record, parts, by=user)
            return _told(resource, public_id, user)

        return _answer(_once(request, resource, key, [given, version], write))


def _add_step(router: Router, resource: Resource, verb: Verb) -> None:
    asked = steps.kinds_of(verb)
    given: Any = schemas.inputs(resource, verb, asked) if asked else None
    options: dict[str, Any] = {
        "response": {200: schemas.told(resource, is_whole=True), 404: schemas.Problem, **WRITTEN},
        "operation_id": f"{resource.slug}_{verb.key}",
        "summary": str(verb.label),
        "description": inspect.getdoc(verb.function) or "",
    }

    def run(request: HttpRequest, public_id: Any, inputs: dict[str, Any], key: str | None) -> Any:
        _must(resource, request, "view")
        _seen(resource, request, public_id)
        user: Any = request.user

        def write() -> dict[str, Any]:
            record = seen(resource, user, public_id)
            steps.run(verb, record, user, **_inputs(verb, user, inputs))
            return _told(resource, public_id, user)

        return _answer(_once(request, resource, key, inputs, write))

    if asked:

        @router.post(f"/{{public_id}}/{verb.key}", **options)
        def step_with_inputs(request: HttpRequest, public_id: Id, body: Body[given], key: Key = None) -> Any:
            return run(request, public_id, body.dict(exclude_unset=True), key)

    else:

        @router.post(f"/{{public_id}}/{verb.key}", **options)
        def step(request: HttpRequest, public_id: Id, key: Key = None) -> Any:
            return run(request, public_id, {}, key)


def _add_export(router: Router, resource: Resource) -> None:
    asked: Any = schemas.exported(resource)
    sheet = {"schema": {"type": "string", "format": "binary"}}
    content = {form.content_type.partition(";")[0]: sheet for form in exports.FORMATS.values()}

    @router.get(
        "/export",
        response={409: schemas.Problem, **DENIED},
        operation_id=f"{resource.slug}_export",
        summary=f"The list of {resource.slug} as a sheet",
        openapi_extra={"responses": {200: {"description": "The sheet", "content": content}}},
    )
    def export(request: HttpRequest, asked: Query[asked]) -> Any:
        _must(resource, request, "export")
        return _sheet(resource, _listing(resource, request, asked), asked.format, request.user)


def _add_files(router: Router, resource: Resource) -> None:
    pages: Any = REGISTRY[Attachment]

    @router.post(
        "/{public_id}/files",
        response={201: schemas.told(pages, is_whole=True), 404: schemas.Problem, 413: schemas.Problem, **WRITTEN},
        operation_id=f"{resource.slug}_attach",
        summary=f"Put a file on one of {resource.slug}",
        description="multipart/form-data. Whoever sees the record may. replaces: the file whose next edition it is.",
    )
    def attach(
        request: HttpRequest,
        public_id: Id,
        file: File[UploadedFile],
        about: Form[schemas.AboutFile],
        key: Key = None,
    ) -> Any:
        _must(resource, request, "view")
        user: Any = request.user
        if getattr(user, "is_read_only", False):
            raise PermissionDenied(_("This token may only read."))
        record = _seen(resource, request, public_id)
        told = about.dict(exclude_unset=True)
        replaces = files.of_record(record, told.pop("replaces")) if told.get("replaces") else None
        kept = files.keep(record, [file], by=user, path=request.path, key=key, replaces=replaces, **told)
        made = Attachment.objects.get(pk=kept)
        return _answer(rows.detail(pages, made, user), status=201)


def _must(resource: Resource, request: HttpRequest, verb: str) -> None:
    if not resource.allows(request.user, verb):
        raise PermissionDenied(_("Your post does not have the right to do this."))


def _seen(resource: Resource, request: HttpRequest, public_id: Any) -> Any:
    return seen(resource, request.user, public_id, rows.names(resource))


def _open(resource: Resource, record: Any, user: Any) -> Any:
    """The record, when its form may be used as it stands."""
    if not resource.may_edit(record, user):
        state = record.get_state_display() if hasattr(record, "get_state_display") else ""
        told = {"record": record, "state": state}
        raise Refused(_("%(record)s cannot be edited while it is “%(state)s”.") % told)
    return record


def _listing(resource: Resource, request: HttpRequest, asked: Any) -> Listing:
    """The list of the page, whole: a filter that does not exist or makes no sense is told, not left out."""
    _must(resource, request, "view")
    unknown = sorted(set(request.GET) - set(type(asked).model_fields))
    if unknown:
        raise Invalid({name: [_("There is no such parameter.")] for name in unknown})
    listing = Listing(resource, request.user, request.GET, timezone.localdate(), choosable(resource))
    if listing.faults:
        raise Invalid({one.name: one.faults for one in listing.filters if one.faults})
    return listing


def _page(resource: Resource, listing: Listing, asked: Any, user: Any) -> Any:
    told = [name for name in rows.names(resource) if resource.shows(user, name)]
    related = rows.related(resource, told)
    queryset = listing.queryset.select_related(*related) if related else listing.queryset
    try:
        page = paging.page(queryset, listing.ordering, after=asked.after or "", offset=asked.offset, limit=asked.limit)
    except Refused as refusal:
        raise Invalid({"after": [str(refusal)]}) from None
    return JsonResponse({"items": [rows.row(resource, record, told) for record in page.rows], "after": page.after})


def _sheet(resource: Resource, listing: Listing, fmt: str, user: Any) -> HttpResponse | StreamingHttpResponse:
    """CSV as it is read, of any length; a workbook of so many rows at most."""
    count = listing.queryset.order_by().count()
    form = exports.FORMATS[fmt]
    if fmt == "xlsx" and count > LONGEST_SHEET:
        raise Refused(
            _("A workbook of more than %(most)d rows is written on the page. Ask for CSV.") % {"most": LONGEST_SHEET}
        )
    exports.note(resource, count, listing.columns, listing.params.urlencode(), by=user)
    headers = {"Content-Disposition": f'attachment; filename="{resource.slug}.{form.extension}"'}
    if form.encoding:
        pieces = exports.pieces(listing.records, listing.columns, fmt)
        return StreamingHttpResponse(pieces, content_type=form.content_type, headers=headers)
    response = HttpResponse(content_type=form.content_type, headers=headers)
    exports.write(resource, listing.records, listing.columns, response, fmt)  # type: ignore[arg-type]
    return response


def _inputs(verb: Verb, user: Any, given: dict[str, Any]) -> dict[str, Any]:
    """The values of a step's inputs, judged by the form of its dialog. What is left out is left to the verb."""
    plain = steps.form_of(verb, user)
    form = steps.form_of(verb, user, {name: as_text(plain.fields[name], value) for name, value in given.items()})
    if not form.is_valid():
        raise Invalid({name: [str(one) for one in errors] for name, errors in form.errors.items()})
    values = form.cleaned_data
    return {i.name: values[i.name] for i in verb.inputs if i.is_required or values[i.name] not in (None, "")}


def _once(request: HttpRequest, resource: Resource, key: str | None, given: Any, write: Any) -> Any:
    """Do it, or answer again what was answered to the same request. What the tables refuse is told as a sentence."""
    user: Any = request.user
    with faults.as_refusals(resource.model):
        return idempotency.once(
            key or str(uuid4()),
            by=user,
            fingerprint=idempotency.fingerprint_of([request.method, request.path, given]),
            call=write,
        )


def _told(resource: Resource, public_id: Any, user: Any) -> dict[str, Any]:
    """The record as it stands now; what went out of sight by this very step is told by its id alone."""
    try:
        return rows.detail(resource, seen(resource, user, public_id, rows.names(resource)), user)
    except Http404:
        address = f"{rows.ROOT}{resource.slug}/{public_id}"
        return {"id": str(public_id), "label": "", "url": address, "version": 0, "lines": [], "actions": []}


def _answer(told: dict[str, Any], status: int = 200) -> JsonResponse:
    headers = {"ETag": f'"{told["version"]}"'}
    if status == 201:
        headers["Location"] = told["url"]
    return JsonResponse(told, status=status, headers=headers)


def _version(if_match: str | None, in_body: int | None) -> int:
    told = (if_match or "").removeprefix("W/").strip('"') or in_body
    if not told:
        raise NeedsVersion
    return int(told)
