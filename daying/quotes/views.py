"""A quotation as a PDF, and the page on which a customer answers it without signing in."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daying.core import printing
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.desk import strangers
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY
from daying.desk.sight import seen
from daying.desk.strangers import sealed
from daying.quotes import actions, links, paper, queries
from daying.quotes.forms import AnswerForm
from daying.quotes.models import Quotation, State
from daying.quotes.versions import differences

WITHIN_S = 10 * 60
MOST_ANSWERS, MOST_FILES = 20, 60
LINES = "lines__product"


@signed_in
def pdf(request: Any, public_id: UUID, language: str) -> HttpResponse:
    """What the customer gets, for whoever sees the quotation."""
    pages = REGISTRY[Quotation]
    if language not in paper.LANGUAGES:
        raise Http404
    if not pages.allows(request.user, "view"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    quotation = seen(pages, request.user, public_id)
    return printing.response(paper.pdf(quotation, language), str(quotation))


@signed_in
def versions(request: Any, public_id: UUID) -> HttpResponse:
    """What changed from each version to the next, line by line. Costs are not among it."""
    pages = REGISTRY[Quotation]
    if not pages.allows(request.user, "view"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    quotation = seen(pages, request.user, public_id)
    rows = list(queries.versions_of(quotation).filter(pk__in=pages.scope(request.user)).prefetch_related(LINES))
    steps = [
        {"before": before, "after": after, "url": pages.url("detail", before), "rows": differences(before, after)}
        for after, before in pairwise(rows)
    ]
    context = {"quotation": quotation, "steps": steps, "resource": pages, "back": pages.url("detail", quotation)}
    return render(request, "quotes/versions.html", {**context, "list_url": pages.url()})


def offer(request: HttpRequest, token: str) -> HttpResponse:
    """What was offered, with the answer as two buttons. It shows nothing that is not on the paper."""
    read = links.read(token, timezone.localdate())
    if read.quotation is None:
        return _over(request, read.fault)
    if request.method != "POST" or not _may_answer(request, read.quotation):
        return _page(request, token, read.quotation, AnswerForm(initial=_known(read.quotation)))
    form = AnswerForm(request.POST)
    if not strangers.may_send(request, "offer", most=MOST_ANSWERS, within_s=WITHIN_S):
        form.add_error(None, _("Too much was sent from here within a short time. Please try again in a few minutes."))
        return _page(request, token, read.quotation, form, status=429)
    if not form.is_valid() or not _answered(read.quotation, form):
        return _page(request, token, read.quotation, form, status=422)
    return sealed(HttpResponseRedirect(reverse("offer", args=[token])))


def offer_pdf(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """The paper behind the link."""
    read = links.read(token, timezone.localdate())
    if language not in paper.LANGUAGES:
        raise Http404
    if read.quotation is None:
        return _over(request, read.fault)
    if not strangers.may_send(request, "offer-pdf", most=MOST_FILES, within_s=WITHIN_S):
        return _over(request, _("Too much was asked for within a short time. Please try again later."), status=429)
    content = paper.pdf(read.quotation, language)
    return sealed(printing.response(content, str(read.quotation)))


def _may_answer(request: Any, quotation: Quotation) -> bool:
    """While it is unanswered, and nobody who works here: we do not answer for our customers."""
    return quotation.state == State.SENT and not request.user.is_authenticated


def _answered(quotation: Quotation, form: AnswerForm) -> bool:
    """Whether the answer was taken; where it was not, the form says why."""
    told, today = form.cleaned_data, timezone.localdate()
    try:
        if form.is_yes:
            actions.accept_by_link(quotation, by=SYSTEM, on=today, name=told["name"])
        else:
            actions.decline_by_link(quotation, by=SYSTEM, on=today, **told)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _known(quotation: Quotation) -> dict[str, str]:
    return {"name": quotation.contact.name if quotation.contact else ""}


def _page(
    request: HttpRequest, token: str, quotation: Quotation, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    context = {
        "told": paper.told(quotation, language),
        "quotation": quotation,
        "is_open": _may_answer(request, quotation),
        "is_ours": quotation.state == State.SENT and not _may_answer(request, quotation),
        "is_accepted": quotation.state == State.ACCEPTED,
        "form": form,
        "pdf_url": reverse("offer-pdf", args=[token, language]),
    }
    return sealed(render(request, "quotes/offer.html", context, status=status))


def _over(request: HttpRequest, sentence: str, *, status: int = 404) -> HttpResponse:
    return sealed(render(request, "quotes/offer_over.html", {"sentence": sentence}, status=status))
