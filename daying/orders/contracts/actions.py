"""Writing, issuing, signing and ending contracts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.customers.actions import must_be_active
from daying.customers.models import Customer
from daying.orders.contracts import wording
from daying.orders.models import (
    Contract,
    ContractKind,
    ContractLine,
    ContractState,
    ContractTemplate,
    WhenOverdrawn,
)
from daying.people.queries import company

LONGEST_ARCHIVE_NUMBER = 40


@action(right="orders.add_contract", serves="M5.5", label=gettext_lazy("New contract"))
def draft_contract(
    *,
    by: Actor,
    customer: Customer,
    title: str,
    from_on: date,
    until_on: date,
    kind: str = ContractKind.SALE,
    amount: Decimal | None = None,
    currency: str = "CNY",
    when_overdrawn: str = WhenOverdrawn.REFUSE,
    terms: str = "",
    template: ContractTemplate | None = None,
    lines: Sequence[Mapping[str, Any]] = (),
) -> Contract:
    """Draft a contract. lines: product, quantity and where agreed unit_price, of which orders may draw."""
    contract = Contract(
        customer=customer,
        title=title,
        from_on=from_on,
        until_on=until_on,
        kind=kind,
        amount=amount,
        currency=currency,
        when_overdrawn=when_overdrawn,
        terms=terms,
        template=template,
        owner_id=must_be_active(customer),
        department_id=customer.department_id,
    )
    _must_make_sense(contract)
    return changes.create(contract, by=by, lines=_lines(lines))


@action(right="orders.change_contract", serves="M5.5")
def amend_contract(
    contract: Contract,
    *,
    by: Actor,
    customer: Customer,
    title: str,
    from_on: date,
    until_on: date,
    version: int | None = None,
    kind: str = ContractKind.SALE,
    amount: Decimal | None = None,
    currency: str = "CNY",
    when_overdrawn: str = WhenOverdrawn.REFUSE,
    terms: str = "",
    template: ContractTemplate | None = None,
    lines: Sequence[Mapping[str, Any]] | None = None,
) -> Contract:
    """Change a draft. lines: all of them as they should be; None leaves them."""
    if lock(contract).state != ContractState.DRAFT:
        raise Refused(_("%(contract)s is issued and cannot be changed here.") % {"contract": contract})
    values = {
        "customer": customer,
        "title": title,
        "from_on": from_on,
        "until_on": until_on,
        "kind": kind,
        "amount": amount,
        "currency": currency,
        "when_overdrawn": when_overdrawn,
        "terms": terms,
        "template": template,
        "owner_id": must_be_active(customer),
        "department_id": customer.department_id,
    }
    _must_make_sense(Contract(**values))
    return changes.update(contract, values, by=by, version=version, lines=None if lines is None else _lines(lines))


@transition(
    Contract,
    label=gettext_lazy("Issue"),
    source=ContractState.DRAFT,
    target=ContractState.ISSUED,
    right="orders.change_contract",
    serves="M5.5",
)
def issue(contract: Contract, *, by: Actor, on: date) -> None:
    """Give it its number and keep its wording as it is now, to be printed and sealed."""
    contract.number = next_number("CT", on)
    if contract.template:
        contract.template_version = contract.template.version
        contract.wording = wording.filled(contract.template.text, contract, company())
        contract.english_wording = wording.filled(contract.template.english_text, contract, company(), "en")


@transition(
    Contract,
    label=gettext_lazy("Put into force"),
    source=ContractState.ISSUED,
    target=ContractState.IN_FORCE,
    right="orders.sign_contract",
    serves="M5.5",
    inputs={"signed_on": gettext_lazy("Signed on"), "archive_number": gettext_lazy("Archive number")},
)
def put_into_force(contract: Contract, *, by: Actor, signed_on: date, archive_number: str = "") -> None:
    """Both have sealed it. The scanned copy goes to its files, as a sealed copy."""
    contract.signed_on = signed_on
    _archive(contract, archive_number)


@transition(
    Contract,
    label=gettext_lazy("Enter the archive number"),
    source=(ContractState.IN_FORCE, ContractState.ENDED),
    target=None,
    right="orders.change_contract",
    serves="M5.5",
    inputs={"archive_number": gettext_lazy("Archive number")},
)
def archive(contract: Contract, *, by: Actor, archive_number: str) -> None:
    """The sealed copy has come back and lies in the archive."""
    if not archive_number.strip():
        raise Refused(_("Give the number under which the sealed copy lies in the archive."), field="archive_number")
    _archive(contract, archive_number)


@transition(
    Contract,
    label=gettext_lazy("End"),
    source=ContractState.IN_FORCE,
    target=ContractState.ENDED,
    right="orders.sign_contract",
    serves="M5.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def end(contract: Contract, *, by: Actor, reason: str) -> None:
    """Nothing more is drawn from it."""
    contract.ended_for = reason


@transition(
    Contract,
    label=gettext_lazy("Make void"),
    source=(ContractState.DRAFT, ContractState.ISSUED),
    target=ContractState.VOID,
    right="orders.change_contract",
    serves="M5.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def make_void(contract: Contract, *, by: Actor, reason: str) -> None:
    """It was never signed, and its number is not given again."""
    contract.ended_for = reason


@action(right="orders.add_contracttemplate", serves="M5.5", label=gettext_lazy("New contract template"))
def write_template(
    *, by: Actor, name: str, text: str, english_text: str = "", is_active: bool = True
) -> ContractTemplate:
    """Write a wording. Refused where a word in braces is none that is filled in."""
    _must_be_wordings(text, english_text)
    template = ContractTemplate(name=name, text=text, english_text=english_text, is_active=is_active)
    return changes.create(template, by=by)


@action(right="orders.change_contracttemplate", serves="M5.5")
def change_template(
    template: ContractTemplate,
    *,
    by: Actor,
    name: str,
    text: str,
    english_text: str = "",
    is_active: bool = False,
    version: int | None = None,
) -> ContractTemplate:
    """Change a wording, which has its next version then. What was issued before keeps the wording it had."""
    _must_be_wordings(text, english_text)
    values = {"name": name, "text": text, "english_text": english_text, "is_active": is_active}
    return changes.update(template, values, by=by, version=version)


def _must_be_wordings(text: str, english_text: str) -> None:
    wording.must_be_known(text, "text")
    wording.must_be_known(english_text, "english_text")


def _archive(contract: Contract, number: str) -> None:
    """Refused where another contract lies there already, and where the number is longer than the field."""
    number = " ".join(number.split())
    if len(number) > LONGEST_ARCHIVE_NUMBER:
        told = {"most": LONGEST_ARCHIVE_NUMBER}
        raise Refused(_("An archive number has at most %(most)s characters.") % told, field="archive_number")
    other = Contract.objects.filter(archive_number=number).exclude(pk=contract.pk).first() if number else None
    if other:
        taken = {"number": number, "contract": other}
        raise Refused(_("The archive number %(number)s belongs to %(contract)s.") % taken, field="archive_number")
    contract.archive_number = number


def _lines(rows: Sequence[Mapping[str, Any]]) -> list[ContractLine]:
    products = [row["product"] for row in rows]
    if len(set(products)) < len(products):
        raise Refused(_("Each product stands in a contract once."), field="lines")
    names = ("product", "quantity", "unit_price")
    return [ContractLine(pk=row.get("id"), **{name: row.get(name) for name in names}) for row in rows]


def _must_make_sense(contract: Contract) -> None:
    if contract.until_on < contract.from_on:
        raise Refused(_("A contract ends after it begins."), field="until_on")
    if contract.amount is not None and contract.amount < 0:
        raise Refused(_("The amount is not below zero."), field="amount")
