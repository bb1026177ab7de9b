"""What the API answers when it says no: a sentence, and where the fault lies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from daying.core.errors import Refused, Stale
from daying.desk import cells
from daying.desk.api.bodies import Invalid, detail_of

PLACES = {"body", "query", "header", "cookie", "form"}


class NeedsVersion(Exception):
    """Somebody wants to change a record and does not say which version they looked at."""


def handle(api: NinjaAPI) -> None:
    """Teach an API these answers."""
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, answer)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(422, detail_of(error.faults), faults=error.faults)


def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    """What the schema refuses. An address that can be no record's is one that is not there."""
    if any(fault["loc"][0] == "path" for fault in error.errors):
        return _missing(request, error)
    faults: dict[str, list[str]] = {}
    for fault in error.errors:
        faults.setdefault(_place(fault["loc"]), []).append(_sentence(fault))
    return _problem(422, detail_of(faults), faults=faults)


def _sentence(fault: Mapping[str, Any]) -> str:
    """What the schema says of a value. Of the texts in a body figures alone have a pattern, which nobody would read."""
    if fault["type"] == "string_pattern_mismatch" and fault["loc"][0] == "body":
        return _("This is no figure: write it like 12.50, with no more decimal places than the field has.")
    return str(fault["msg"])


def _stale(request: HttpRequest, error: Any) -> HttpResponse:
    differences = [
        {"field": str(label), "theirs": cells.text(theirs), "mine": cells.text(mine)}
        for label, theirs, mine in error.differences
    ]
    return _problem(409, str(error), version=error.version, differences=differences)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(409, str(error), faults={error.field: [str(error)]} if error.field else {})


def _denied(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(403, str(error) or _("Your post does not have the right to do this."))


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(404, _("There is no such record, or it is out of your sight."))


def _needs_version(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(428, _("Say which version you looked at: the header If-Match, or “version” in the body."))


def _throttled(request: HttpRequest, error: Any) -> HttpResponse:
    response = _problem(429, _("Too many requests. Please try again in a minute."))
    response["Retry-After"] = str(error.wait or 60)
    return response


def _told(request: HttpRequest, error: Any) -> HttpResponse:
    response = _problem(error.status_code, str(error))
    if error.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


ANSWERS: dict[type[Exception], Any] = {
    HttpError: _told,
    Throttled: _throttled,
    ValidationError: _malformed,
    Invalid: _invalid,
    Refused: _refused,
    Stale: _stale,
    PermissionDenied: _denied,
    Http404: _missing,
    NeedsVersion: _needs_version,
}


def _problem(status: int, detail: str, **more: Any) -> JsonResponse:
    return JsonResponse({"detail": detail, "faults": {}, **more}, status=status)


def _place(path: Sequence[Any]) -> str:
    """body, body, lines, 0, quantity → lines.0.quantity; the names of parameters are of no use to a caller."""
    parts = [str(part) for part in path if part not in PLACES]
    return ".".join(parts[1:] if len(parts) > 1 and parts[0] in ("body", "asked") else parts) or "body"
