"""Filling the words in braces of a wording. The list is closed; a template is text and no code."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from daying.core.capitals import in_capitals
from daying.core.errors import Refused
from daying.orders.models import Contract
from daying.people.models import Company

WORD = re.compile(r"\{([^{}]*)\}")
LINES = "lines"  # a paragraph of its own, where the table of products stands
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


def must_be_known(text: str) -> None:
    """Refuse a wording with a word in braces that nobody could fill in."""
    unknown = sorted({word for word in WORD.findall(text) if word not in KNOWN})
    if unknown:
        told = {"unknown": ", ".join(unknown), "known": ", ".join(KNOWN)}
        raise Refused(_("Not known: %(unknown)s. These are filled in: %(known)s.") % told, field="text")


def filled(text: str, contract: Contract, company: Company) -> str:
    """The wording with every known word filled in, but the table of lines. What is filled in is not looked at again."""
    values = _values(contract, company)
    return WORD.sub(lambda found: values.get(found[1], found[0]), text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a filled wording; the one that is the table's place is "{lines}"."""
    return [part.strip() for part in text.splitlines() if part.strip()]


def capitals(contract: Contract) -> str:
    """The amount in capitals of RMB; empty where there is none, or in another currency."""
    if contract.amount is None or contract.currency != "CNY":
        return ""
    return in_capitals(contract.amount, prefix="人民币")


def _values(contract: Contract, company: Company) -> Mapping[str, Any]:
    customer = contract.customer
    return {
        "number": contract.number or "",
        "title": contract.title,
        "customer": customer.name,
        "customer_address": customer.address,
        "customer_tax_number": customer.tax_number or customer.credit_code,
        "company": company.name,
        "company_address": company.address,
        "company_bank": f"{company.bank_name} {company.bank_account}".strip(),
        "from": date_format(contract.from_on),
        "until": date_format(contract.until_on),
        "amount": "" if contract.amount is None else f"{contract.amount:,.2f}",
        "amount_in_capitals": capitals(contract),
        "currency": contract.get_currency_display(),
        "terms": contract.terms,
        "payment_days": str(customer.payment_days),
    }
