"""Changing the customer file."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_codes
from daying.core.workflow import action, transition
from daying.customers.completeness import rescore
from daying.customers.models import Contact, Currency, Customer, CustomerAddress, CustomerState, Grade, Terms, Zone
from daying.customers.queries import customers_of, duplicates_of, zones_of
from daying.people.handing_over import hands_over
from daying.people.models import Employee


@action(right="customers.add_customer", serves="M3.1", label=gettext_lazy("New customer"))
def open_customer(
    *,
    by: Actor,
    name: str,
    code: str = "",
    english_name: str = "",
    short_name: str = "",
    credit_code: str = "",
    grade: str = Grade.C,
    zone: Zone | None = None,
    industry: str = "",
    owner: Employee | None = None,
    phone: str = "",
    address: str = "",
    city: str = "",
    country: str = "",
    terms: str = Terms.MONTHLY,
    payment_days: int = 30,
    cut_off_day: int = 31,
    credit_limit: Decimal | None = None,
    currency: str = Currency.CNY,
    price_includes_tax: bool = True,
    tax_rate: Decimal | None = None,
    tax_number: str = "",
    bank_name: str = "",
    bank_account: str = "",
    invoice_details: str = "",
    remarks: str = "",
) -> Customer:
    """Enter a customer in the file.

    code: the next free one when empty. owner: the zone's when not given, or else who enters it.
    Refused when the name or the credit code is already there.
    """
    for duplicate in duplicates_of(name=name, credit_code=credit_code):
        if duplicate.is_certain:
            raise Refused(duplicate.sentence, field=duplicate.by)
    owner = owner or (zone.owner if zone else None) or _person(by)
    customer = Customer(
        name=name,
        code=code or _free_codes(1)[0],
        english_name=english_name,
        short_name=short_name,
        credit_code=credit_code,
        grade=grade,
        zone=zone,
        industry=industry,
        owner=owner,
        department_id=owner.department_id,
        phone=phone,
        address=address,
        city=city,
        country=country,
        terms=terms,
        payment_days=payment_days,
        cut_off_day=cut_off_day,
        credit_limit=credit_limit,
        currency=currency,
        price_includes_tax=price_includes_tax,
        tax_rate=tax_rate,
        tax_number=tax_number,
        bank_name=bank_name,
        bank_account=bank_account,
        invoice_details=invoice_details,
        remarks=remarks,
    )
    return changes.create(customer, by=by)


@action(right="customers.import_customer", serves="M3.1")
def open_customers(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[Customer]:
    """Enter many customers at once, as an import brings them. Eight statements for each 500 of them.

    rows: the fields of a customer; beside them contact_name, contact_title, contact_phone, contact_email of the main
    contact. Whether they are there already was judged before.
    """
    customers = [_taken(row, by) for row in rows]
    nameless = [customer for customer in customers if not customer.code]
    for customer, code in zip(nameless, _free_codes(len(nameless)), strict=True):
        customer.code = code
    written = changes.create_many(customers, by=by)
    pairs = zip(written, rows, strict=True)
    changes.create_many([_main_contact(c, row) for c, row in pairs if row.get("contact_name")], by=by)
    return written


@transition(
    Customer,
    label=gettext_lazy("Give to another owner"),
    source=CustomerState.ACTIVE,
    target=None,
    right="customers.assign_customer",
    serves=["M3.2", "M0.5"],
    inputs={"owner": gettext_lazy("New owner"), "reason": gettext_lazy("Reason")},
)
def assign(customer: Customer, *, by: Actor, owner: Employee, reason: str) -> None:
    """Give the customer, and with it the sight of all its documents, to another person."""
    customer.owner = owner
    customer.department_id = owner.department_id


@hands_over("customers", gettext_lazy("Customers"), find=customers_of)
@action(right=None, serves=["M0.5", "M3.2"], label=gettext_lazy("Hand over to another owner"))
def hand_over(customers: Sequence[Customer], *, taker: Employee, by: Actor, reason: str) -> None:
    """Give many customers to another person at once, closed ones too. Five statements however many."""
    values = {"owner_id": taker.pk, "department_id": taker.department_id}
    changes.update_many(customers, values, by=by, verb="customers.hand_over", note=reason)


@hands_over("zones", gettext_lazy("Zones"), find=zones_of)
@action(right=None, serves=["M0.5", "M2.3"], label=gettext_lazy("Hand over zones"))
def hand_over_zones(zones: Sequence[Zone], *, taker: Employee, by: Actor, reason: str) -> None:
    """New customers of these zones go to another person from now on."""
    changes.update_many(zones, {"owner_id": taker.pk}, by=by, verb="customers.hand_over_zones", note=reason)


@action(right=None, serves="M0.5", label=gettext_lazy("Move with the owner"))
def move_with_owner(owner: int, *, department: int, by: Actor) -> None:
    """Put all customers of a person, named by key, into a department. Those that are to stay are given away before."""
    moving = list(Customer.objects.filter(owner=owner).exclude(department=department))
    changes.update_many(moving, {"department_id": department}, by=by)


@transition(
    Customer,
    label=pgettext_lazy("customer", "Close"),
    source=CustomerState.ACTIVE,
    target=CustomerState.CLOSED,
    right="customers.close_customer",
    serves="M3.1",
    inputs={"reason": gettext_lazy("Reason")},
)
def close(customer: Customer, *, by: Actor, reason: str) -> None:
    """Stop doing business: nothing new is quoted or ordered. What is there stays."""


def stands_for_itself(customer: Customer, by: Actor) -> bool:
    """It was merged into another customer, which stands for it now."""
    return customer.merged_into_id is None


@transition(
    Customer,
    label=gettext_lazy("Open again"),
    source=CustomerState.CLOSED,
    target=CustomerState.ACTIVE,
    right="customers.close_customer",
    when=stands_for_itself,
    serves="M3.1",
)
def reopen(customer: Customer, *, by: Actor) -> None:
    """Do business again."""


@transition(
    Customer,
    label=gettext_lazy("Set the credit limit"),
    source=CustomerState.ACTIVE,
    target=None,
    right="customers.set_credit",
    serves="M4.3",
    inputs={"credit_limit": gettext_lazy("Credit limit"), "reason": gettext_lazy("Reason")},
)
def set_credit_limit(customer: Customer, *, by: Actor, credit_limit: Decimal, reason: str = "") -> None:
    """Decide how much the customer may owe us."""
    if credit_limit < 0:
        raise Refused(_("A credit limit is not below zero."), field="credit_limit")
    customer.credit_limit = credit_limit


@action(right="customers.add_contact", serves="M3.1", label=gettext_lazy("New contact"))
def add_contact(
    *,
    by: Actor,
    customer: Customer,
    name: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    is_main: bool = False,
) -> Contact:
    """Enter a person at the customer. A new main contact takes the place of the old one."""
    if is_main:
        _no_longer_main(customer, by)
    contact = Contact(customer=customer, name=name, title=title, phone=phone, email=email, is_main=is_main)
    return changes.create(contact, by=by)


@action(right="customers.change_contact", serves="M3.1")
def change_contact(
    contact: Contact,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    name: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    is_main: bool = False,
) -> Contact:
    """Change a person's data. A new main contact takes the place of the old one."""
    if is_main and not contact.is_main:
        _no_longer_main(customer, by)
    values = {"customer": customer, "name": name, "title": title, "phone": phone, "email": email, "is_main": is_main}
    fresh = changes.update(contact, values, by=by, version=version)
    rescore([contact.customer_id])
    return fresh


@action(right="customers.add_customeraddress", serves="M3.1", label=gettext_lazy("New address"))
def add_address(
    *,
    by: Actor,
    customer: Customer,
    kind: str,
    address: str,
    recipient: str = "",
    contact: str = "",
    phone: str = "",
    is_default: bool = False,
) -> CustomerAddress:
    """Enter a place of the customer. A new usual one takes the place of the old one of its kind."""
    if is_default:
        _no_longer_usual(customer, kind, by)
    told = {"recipient": recipient, "contact": contact, "phone": phone, "is_default": is_default}
    return changes.create(CustomerAddress(customer=customer, kind=kind, address=address, **told), by=by)


@action(right="customers.change_customeraddress", serves="M3.1")
def change_address(
    place: CustomerAddress,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    kind: str,
    address: str,
    recipient: str = "",
    contact: str = "",
    phone: str = "",
    is_default: bool = False,
) -> CustomerAddress:
    """Mend an address. A new usual one takes the place of the old one of its kind."""
    if is_default:
        _no_longer_usual(customer, kind, by, apart_from=place)
    values = {"customer": customer, "kind": kind, "address": address, "recipient": recipient}
    values |= {"contact": contact, "phone": phone, "is_default": is_default}
    fresh = changes.update(place, values, by=by, version=version)
    rescore([place.customer_id])
    return fresh


def must_be_active(customer: Customer) -> None:
    """Refuse new business with a customer that was closed."""
    if customer.state != CustomerState.ACTIVE:
        raise Refused(_("%(customer)s is closed. Open the customer again first.") % {"customer": customer})


def _person(by: Actor) -> Employee:
    if not isinstance(by, Employee):
        raise Refused(_("Say who looks after the customer."), field="owner")
    return by


def _free_codes(count: int) -> list[str]:
    """The next codes that nobody typed by hand before."""
    codes = next_codes("C", count) if count else []
    taken = set(Customer.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
    free = [code for code in codes if code not in taken]
    return [*free, *_free_codes(count - len(free))] if taken else free


def _taken(row: Mapping[str, Any], by: Actor) -> Customer:
    """A customer of a sheet, with the owner and department it will have."""
    values = {name: value for name, value in row.items() if name != "lines" and not name.startswith("contact_")}
    zone = values.get("zone")
    owner = values.pop("owner", None) or (zone.owner if zone else None) or _person(by)
    return Customer(**values, owner=owner, department_id=owner.department_id)


def _main_contact(customer: Customer, row: Mapping[str, Any]) -> Contact:
    told = {name.removeprefix("contact_"): value for name, value in row.items() if name.startswith("contact_")}
    return Contact(customer=customer, is_main=True, **told)


def _no_longer_usual(customer: Customer, kind: str, by: Actor, apart_from: CustomerAddress | None = None) -> None:
    old = CustomerAddress.objects.filter(customer=customer, kind=kind, is_default=True).first()
    if old and old != apart_from:
        changes.update(old, {"is_default": False}, by=by)


def _no_longer_main(customer: Customer, by: Actor) -> None:
    old = Contact.objects.filter(customer=customer, is_main=True).first()
    if old:
        changes.update(old, {"is_main": False}, by=by)
