"""A quotation on paper: what the customer is told, in Chinese or English. Costs and margins are not among it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from daying.core import printing, written
from daying.core.capitals import in_capitals
from daying.customers.models import Currency, Terms
from daying.people.models import Company
from daying.people.queries import company
from daying.quotes.models import Quotation, QuotationLine

LANGUAGES = {"zh": "zh-hans", "en": "en"}
Pairs = list[tuple[str, str]]


def pdf(quotation: Quotation, language: str) -> bytes:
    """The quotation as a file. language: zh or en. Three queries and some 10 ms."""
    return printing.pdf("quotes/quotation", told(quotation, language))


def told(quotation: Quotation, language: str) -> dict[str, Any]:
    """What the template prints, written out in the language of the document."""
    lines = list(quotation.lines.select_related("product"))
    ours = company()
    with override(LANGUAGES[language]):
        return {
            "language": language,
            "title": pgettext("document", "Quotation"),
            "number": str(quotation),
            "page_of": _("Page {page} of {pages}"),
            "company": {"name": str(ours), "lines": _letterhead(ours)},
            "facts": _facts(quotation, language),
            "opening": _("We are pleased to offer you:"),
            "heads": _heads(),
            "rows": [_row(line) for line in lines],
            "totals": _totals(quotation),
            "capitals": _capitals(quotation) if language == "zh" else "",
            "terms": _terms(quotation, ours),
        }


def _letterhead(ours: Company) -> list[str]:
    phone = _("Phone %(phone)s") % {"phone": ours.phone} if ours.phone else ""
    return [line for line in (ours.address, phone) if line]


def _facts(quotation: Quotation, language: str) -> Pairs:
    customer = quotation.customer
    name = customer.english_name if language == "en" else ""
    told = [
        (_("Customer"), name or customer.name),
        (_("Quoted on"), written.day(quotation.quoted_on)),
        (_("Contact"), quotation.contact.name if quotation.contact else ""),
        (_("Valid until"), written.day(quotation.valid_until)),
        (_("Our contact"), str(quotation.owner)),
        (_("Currency"), str(Currency(quotation.currency).label)),
    ]
    return [(label, value or "—") for label, value in told]


def _heads() -> list[str]:
    return ["#", _("Product"), _("Quantity"), _("Unit"), _("Unit price"), _("Discount"), _("Amount")]


def _row(line: QuotationLine) -> list[str]:
    """One line; the amount is what stands in the quotation, tax included."""
    what = [line.product.code, line.description, line.product.specification]
    count, unit, price = line.as_ordered
    return [
        str(line.position),
        "  ".join(word for word in what if word),
        written.quantity(count),
        unit,
        written.price(price),
        written.rate(line.discount) if line.discount else "",
        written.money(line.amount),
    ]


def _totals(quotation: Quotation) -> Pairs:
    return [
        (_("Total without tax"), written.money(quotation.net_total)),
        (_("Tax"), written.money(quotation.tax_total)),
        (_("Total") + f" {quotation.currency}", written.money(quotation.total)),
    ]


def _capitals(quotation: Quotation) -> str:
    is_ours = quotation.currency == Currency.CNY and quotation.total > 0
    return in_capitals(quotation.total, prefix="人民币") if is_ours else ""


def _terms(quotation: Quotation, ours: Company) -> Pairs:
    prices = _("with tax") if quotation.price_includes_tax else _("without tax")
    account = " ".join(filter(None, (ours.bank_name, ours.bank_account)))
    told = [
        (_("Unit prices"), prices),
        (_("Terms of payment"), _payment(quotation)),
        (_("Bank account"), account),
        (_("Remarks"), quotation.remarks),
    ]
    return [(label, value) for label, value in told if value]


def _payment(quotation: Quotation) -> str:
    terms = Terms(quotation.customer.terms)
    has_days = terms in (Terms.AFTER_DELIVERY, Terms.MONTHLY)
    days = _(", %(days)d days") % {"days": quotation.customer.payment_days} if has_days else ""
    return f"{terms.label}{days}"
