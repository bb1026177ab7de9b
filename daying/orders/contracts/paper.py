"""A contract on paper, in Chinese or English, with room for the seals of both."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from daying.core import printing, written
from daying.customers.models import Currency
from daying.orders.contracts import wording
from daying.orders.contracts.wording import LANGUAGES, name_of
from daying.orders.models import Contract, ContractLine
from daying.people.queries import company

Pairs = list[tuple[str, str]]


def pdf(contract: Contract, language: str) -> bytes:
    """The contract as a file. language: zh or en. Two queries."""
    return printing.pdf("orders/contract", told(contract, language))


def words(contract: Contract, language: str) -> str:
    """Its wording as issued, or as the template would fill it in now; empty where it has no template."""
    kept = contract.english_wording if language == "en" else ""
    if kept or contract.wording or contract.template is None:
        return kept or contract.wording
    text = contract.template.english_text if language == "en" else ""
    return wording.filled(text or contract.template.text, contract, company(), language)


def told(contract: Contract, language: str) -> dict[str, Any]:
    """What the template prints, written out in the language of the document."""
    ours = company()
    lines = list(contract.lines.select_related("product")) if contract.pk else []
    paragraphs = wording.paragraphs(words(contract, language)) or [contract.terms, wording.TABLE]
    with override(LANGUAGES[language]):
        return {
            "language": language,
            "title": contract.title,
            "number": contract.number or _("Draft"),
            "page_of": _("Page {page} of {pages}"),
            "company": {
                "name": name_of(ours, language),
                "lines": [line for line in (ours.address, ours.phone) if line],
            },
            "facts": _facts(contract, language),
            "paragraphs": [part for part in paragraphs if part],
            "table": wording.TABLE,
            "heads": ["#", _("Product"), _("Quantity"), _("Unit"), _("Unit price")],
            "rows": [_row(line) for line in lines],
            "amount": _amount(contract),
            "capitals": wording.capitals(contract) if language == "zh" else "",
            "parties": _parties(contract, language),
            "note": _note(contract),
        }


def _facts(contract: Contract, language: str) -> Pairs:
    return [
        (_("Buyer"), name_of(contract.customer, language)),
        (_("Kind"), str(contract.get_kind_display())),
        (_("In force from"), written.day(contract.from_on)),
        (_("In force until"), written.day(contract.until_on)),
    ]


def _row(line: ContractLine) -> list[str]:
    what = "  ".join(word for word in (line.product.code, line.product.name, line.product.specification) if word)
    price = "—" if line.unit_price is None else written.price(line.unit_price)
    return [str(line.position), what, written.quantity(line.quantity), line.product.unit, price]


def _amount(contract: Contract) -> Pairs:
    if contract.amount is None:
        return []
    label = _("Amount")
    return [(f"{label} {Currency(contract.currency).label}", written.money(contract.amount))]


def _parties(contract: Contract, language: str) -> list[dict[str, Any]]:
    """Who seals, each with a line for the signature and one for the day."""
    ours, customer = company(), contract.customer
    signed = [_("Seal and signature"), _("Date")]
    return [
        {"role": _("Seller"), "name": name_of(ours, language), "address": ours.address, "signed": signed},
        {"role": _("Buyer"), "name": name_of(customer, language), "address": customer.address, "signed": signed},
    ]


def _note(contract: Contract) -> str:
    """How the copy that counts is known."""
    note = _("This contract counts only with the seals of both parties; each keeps one copy.")
    if contract.archive_number:
        note += " " + _("Sealed copy in the archive: %(number)s.") % {"number": contract.archive_number}
    return note
