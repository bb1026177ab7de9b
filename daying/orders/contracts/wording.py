"""Filling the words in braces of a wording. The list is closed; a template is text and no code."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from daying.core.capitals import in_capitals
from daying.core.errors import Refused
from daying.customers.models import Customer
from daying.orders.models import Contract
from daying.people.models import Company

LANGUAGES = {"zh": "zh-hans", "en": "en"}
WORD = re.compile(r"\{([^{}]*)\}")
LINES = "lines"  # a paragraph of its own, where the table of products stands
TABLE = f"{{{LINES}}}"
LONGEST = 20_000
KNOWN = (
    "number",
    "title",
    "customer",
    "customer_address",
    "customer_tax_number",
    "company",
    "company_address",
    "company_bank",
    "from",
    "until",
    "amount",
    "amount_in_capitals",
    "currency",
    "terms",
    "payment_days",
    LINES,
)


def must_be_known(text: str, field: str = "text") -> None:
    """Refuse a wording with a word in braces that nobody could fill in, and one that is longer than a contract."""
    if len(text) > LONGEST:
        raise Refused(_("The text is longer than %(most)s characters.") % {"most": LONGEST}, field=field)
    if any(TABLE in part and part != TABLE for part in paragraphs(text)):
        raise Refused(_("{lines} stands in a paragraph of its own."), field=field)
    unknown = sorted({word for word in WORD.findall(text) if word not in KNOWN})
    if unknown:
        told = {"unknown": ", ".join(unknown), "known": ", ".join(KNOWN)}
        raise Refused(_("Not known: %(unknown)s. These are filled in: %(known)s.") % told, field=field)


def filled(text: str, contract: Contract, company: Company, language: str = "zh") -> str:
    """The wording with every known word filled in, but the table of lines. What is filled in is not looked at again.

    language: zh or en, of names, days and the currency.
    """
    with override(LANGUAGES[language]):
        values = _values(contract, company, language)
    return WORD.sub(lambda found: values.get(found[1], found[0]), text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a filled wording; the one that is the table's place is "{lines}"."""
    return [part.strip() for part in text.splitlines() if part.strip()]


def capitals(contract: Contract) -> str:
    """The amount in capitals of RMB; empty where there is none, or in another currency."""
    if contract.amount is None or contract.currency != "CNY":
        return ""
    return in_capitals(contract.amount, prefix="人民币")


def name_of(party: Customer | Company, language: str) -> str:
    """As the party is called in the language, where it has a name in it."""
    return (party.english_name if language == "en" else "") or party.name


def _values(contract: Contract, company: Company, language: str) -> Mapping[str, Any]:
    customer = contract.customer
    return {
        "number": contract.number or "",
        "title": contract.title,
        "customer": name_of(customer, language),
        "customer_address": customer.address,
        "customer_tax_number": customer.tax_number or customer.credit_code,
        "company": name_of(company, language),
        "company_address": company.address,
        "company_bank": f"{company.bank_name} {company.bank_account}".strip(),
        "from": date_format(contract.from_on, "DATE_FORMAT"),
        "until": date_format(contract.until_on, "DATE_FORMAT"),
        "amount": "" if contract.amount is None else f"{contract.amount:,.2f}",
        "amount_in_capitals": capitals(contract),
        "currency": str(contract.get_currency_display()),
        "terms": contract.terms,
        "payment_days": str(customer.payment_days),
    }
