"""How contracts and their templates show themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk.gate import shows
from daying.desk.resource import Resource, fact, panel, register, todo
from daying.orders.contracts import actions, queries, views, wording
from daying.orders.contracts.drawing import overdrawn
from daying.orders.models import Contract, ContractLine, ContractState, ContractTemplate, SalesOrder
from daying.people.queries import acts_for


@register(Contract)
class ContractPages(Resource):
    """Contracts: drafted, issued, in force, ended."""

    slug = "contracts"
    icon = "file-text"
    section = _("Sales")
    columns = ["number", "title", "customer", "kind", "from_on", "until_on", "amount", "currency", "owner", "state"]
    filters = ["state", "kind", "customer", "owner", "department", "from_on", "until_on", "currency"]
    search = ["number", "title", "archive_number", "customer__name"]
    form = ["customer", "kind", "title", "from_on", "until_on", "amount", "currency", "when_overdrawn", "template"]
    form += ["terms"]
    facts = [*form[:8], "template", "template_version", "signed_on", "archive_number", "owner", "department"]
    facts += ["terms", "ended_for"]
    lines = (ContractLine, ["product", "quantity", "unit_price"])
    line_columns = ["product", "quantity", "unit_price"]
    open_states = [ContractState.DRAFT]
    way = [ContractState.DRAFT, ContractState.ISSUED, ContractState.IN_FORCE, ContractState.ENDED]
    within = "customer"
    ordering = ["-from_on", "-id"]
    scope = staticmethod(queries.contracts_seen_by)
    create = staticmethod(actions.draft_contract)
    change = staticmethod(actions.amend_contract)
    extra_urls = [
        shows("contracts/<uuid:public_id>/print/", views.printed, name="contract-print"),
        shows("contracts/<uuid:public_id>/print/<str:language>/", views.printed_pdf, name="contract-pdf"),
    ]

    def offered(self, user: Any) -> Any:
        """Orders are drawn from what is in force."""
        return self.scope(user).filter(state=ContractState.IN_FORCE)

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The contract on paper."""
        return [
            (_("Print"), reverse("contract-print", args=[record.public_id]), "file-text"),
            (_("PDF in Chinese"), reverse("contract-pdf", args=[record.public_id, "zh"]), "printer"),
            (_("PDF in English"), reverse("contract-pdf", args=[record.public_id, "en"]), "printer"),
        ]


@register(ContractTemplate)
class ContractTemplatePages(Resource):
    """The wordings of contracts."""

    slug = "contract-templates"
    icon = "file-text"
    section = _("Sales")
    is_aside = True
    columns = ["name", "is_active"]
    filters = ["is_active"]
    search = ["name"]
    form = ["name", "text", "english_text", "is_active"]
    ordering = ["name"]
    scope = staticmethod(queries.templates_seen_by)
    create = staticmethod(actions.write_template)
    change = staticmethod(actions.change_template)
    extra_urls = [
        shows("contract-templates/<uuid:public_id>/preview/", views.preview, name="contract-template-preview"),
        shows(
            "contract-templates/<uuid:public_id>/preview/<str:language>/",
            views.preview_pdf,
            name="contract-template-preview-pdf",
        ),
    ]

    def offered(self, user: Any) -> Any:
        """Those in use."""
        return self.scope(user).filter(is_active=True)

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """How it looks filled in."""
        return [
            (_("Preview"), reverse("contract-template-preview", args=[record.public_id]), "file-text"),
            (_("PDF in Chinese"), reverse("contract-template-preview-pdf", args=[record.public_id, "zh"]), "printer"),
            (_("PDF in English"), reverse("contract-template-preview-pdf", args=[record.public_id, "en"]), "printer"),
        ]


panel(Customer, _("Contracts"), ContractPages, by="customer")


@fact(Contract, _("Amount in capitals"), right="orders.view_contract")
def in_capitals(contract: Contract, user: Any) -> str:
    """As it stands on paper."""
    return wording.capitals(contract)


@fact(Contract, _("Drawn and remaining"), right="orders.view_contract")
def drawn(contract: Contract, user: Any) -> str:
    """What orders have drawn. Two queries."""
    return "\n".join(_told(one) for one in queries.left(contract))


@fact(SalesOrder, _("Beyond the contract"), right="orders.view_contract")
def beyond(order: SalesOrder, user: Any) -> str:
    """What the order takes beyond the contract it names. Nothing is asked where it names none."""
    return " ".join(overdrawn(order.contract, order)) if order.contract else ""


@todo(_("My contracts that expire within 30 days"), serves="M5.5")
def expiring(user: Any, today: date) -> Any:
    """In force, and to be renewed or ended."""
    return queries.expiring(today).filter(owner__in=acts_for(user))


@todo(_("My contracts in force without a scanned sealed copy"), serves="M5.5")
def unsealed(user: Any, today: date) -> Any:
    """To be scanned and put among the files, as a sealed copy."""
    return queries.without_sealed_copy().filter(owner__in=acts_for(user))


def _told(one: queries.Left) -> str:
    what = str(one.product) if one.product else _("Amount")
    told = {"what": what, "drawn": _plain(one.drawn), "agreed": _plain(one.agreed), "rest": _plain(abs(one.rest))}
    if one.rest < 0:
        return str(_("%(what)s: %(drawn)s of %(agreed)s drawn, overdrawn by %(rest)s") % told)
    return str(_("%(what)s: %(drawn)s of %(agreed)s drawn, %(rest)s left") % told)


def _plain(number: Any) -> str:
    return f"{number:,f}".rstrip("0").rstrip(".")
