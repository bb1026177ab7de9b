"""A quotation as a PDF."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from daying.core import printing
from daying.desk.gate import signed_in
from daying.desk.resource import REGISTRY
from daying.desk.sight import seen
from daying.quotes import paper
from daying.quotes.models import Quotation


@signed_in
def pdf(request: Any, public_id: UUID, language: str) -> HttpResponse:
    """What the customer gets, for whoever sees the quotation."""
    if language not in paper.LANGUAGES:
        raise Http404
    pages = REGISTRY[Quotation]
    if not pages.allows(request.user, "view"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    quotation = seen(pages, request.user, public_id)
    return printing.response(paper.pdf(quotation, language), str(quotation))
