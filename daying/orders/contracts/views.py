"""The printed contract, and the preview of a template."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from daying.core import printing
from daying.customers.models import Customer
from daying.desk.gate import signed_in
from daying.orders.contracts import paper, queries, wording
from daying.orders.models import Contract, ContractTemplate
from daying.people.queries import company


@signed_in
def printed(request: Any, public_id: UUID) -> HttpResponse:
    """A contract on paper, for the seals of both."""
    _must_have(request, "orders.view_contract")
    contract = get_object_or_404(queries.contracts_seen_by(request.user), public_id=public_id)
    return render(request, "orders/contract_print.html", {**sheet(contract), "is_contract": True})


@signed_in
def printed_pdf(request: Any, public_id: UUID, language: str) -> HttpResponse:
    """The same as a file, to be printed or sent."""
    _must_have(request, "orders.view_contract")
    if language not in wording.LANGUAGES:
        raise Http404
    contract = get_object_or_404(queries.contracts_seen_by(request.user), public_id=public_id)
    return printing.response(paper.pdf(contract, language), str(contract))


@signed_in
def preview_pdf(request: Any, public_id: UUID, language: str) -> HttpResponse:
    """A template filled in, as the file would be."""
    _must_have(request, "orders.view_contracttemplate")
    if language not in wording.LANGUAGES:
        raise Http404
    template = get_object_or_404(queries.templates_seen_by(request.user), public_id=public_id)
    return printing.response(paper.pdf(_imagined(template), language), str(template))


@signed_in
def preview(request: Any, public_id: UUID) -> HttpResponse:
    """A template filled in with the figures of an imagined contract."""
    _must_have(request, "orders.view_contracttemplate")
    template = get_object_or_404(queries.templates_seen_by(request.user), public_id=public_id)
    return render(request, "orders/contract_print.html", {**sheet(_imagined(template)), "template": template})


def sheet(contract: Contract) -> dict[str, Any]:
    """Everything that stands on the printed contract."""
    ours = company()
    words = paper.words(contract, "zh")
    lines = list(contract.lines.select_related("product")) if contract.pk else []
    return {
        "contract": contract,
        "company": ours,
        "paragraphs": wording.paragraphs(words) or [contract.terms, wording.TABLE],
        "lines": lines,
        "capitals": wording.capitals(contract),
        "table": wording.TABLE,
    }


def _imagined(template: ContractTemplate) -> Contract:
    customer = Customer(name=_("Sample customer Ltd."), address=_("1 Sample Road"))
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31)}
    told: dict[str, Any] = {"title": template.name, "customer": customer, "template": template}
    return Contract(number="CT-2026-000000", amount=Decimal("1234.50"), **told, **days)


def _must_have(request: Any, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
