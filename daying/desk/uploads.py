"""What is too large to be read at all is refused in words (M3.6): by what it says of its length before any of it is
read, or when it turns out to have too many fields."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from daying.core.attachments import LARGEST, LARGEST_TOGETHER, MEGABYTE
from daying.core.lengths import MOST_LINES

TOO_LARGE = 413
API = "/api/"
Answer = Callable[[Any], HttpResponse]


class UploadLimit:
    """Stands last, so that the sentence is in the person's language, and before any view: these read what came in."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponse:
        if _length(request) <= LARGEST_TOGETHER:
            return self.answer(request)
        sentence = _("This is larger than %(together)d MB. Send fewer files at once; each may have up to %(one)d MB.")
        told = sentence % {"together": LARGEST_TOGETHER // MEGABYTE, "one": LARGEST // MEGABYTE}
        response = _refusal(request, told)
        response["Connection"] = "close"
        return response


def unreadable(request: Any, exception: Exception) -> HttpResponse:
    """What Django will not read. Of too many fields or too many bytes the page says how much a document may have."""
    if not isinstance(exception, TooManyFieldsSent | RequestDataTooBig):
        return bad_request(request, exception)
    told = {"most": MOST_LINES}
    sentence = _("This is more than one page may send: a document has at most %(most)d lines. Nothing was saved.")
    return _refusal(request, sentence % told)


def _length(request: Any) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


def _refusal(request: Any, sentence: str) -> HttpResponse:
    """In the form that the asker reads: the API's, a part of the page's, or a page."""
    if request.path.startswith(API):
        return JsonResponse({"detail": sentence, "faults": {}}, status=TOO_LARGE)
    if request.htmx:
        return HttpResponse(sentence, status=TOO_LARGE, content_type="text/plain; charset=utf-8")
    return render(request, "413.html", {"sentence": sentence}, status=TOO_LARGE)
