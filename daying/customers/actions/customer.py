"""Changing the customer file."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes, derived, search
from daying.core.actor import Actor
from daying.core.compiled import CompiledUpdate
from daying.core.errors import Refused
from daying.core.making import made
from daying.core.numbering import next_codes
from daying.core.workflow import action, transition
from daying.customers.completeness import rescore
from daying.customers.models import (
    Cause,
    Contact,
    Customer,
    CustomerAddress,
    CustomerState,
    Pool,
    Zone,
)
from daying.customers.pool import owners
from daying.customers.pool.actions import is_somebodys
from daying.customers.pool.assigning import Turns
from daying.customers.queries import customers_of, duplicates_of, zones_of
from daying.people.handing_over import hands_over
from daying.people.models import Employee

LAST_DEAL = CompiledUpdate(
    lambda key, on: Customer.objects.filter(Q(last_deal_on=None) | Q(last_deal_on__lt=on), pk=key),
    lambda _key, on: {"last_deal_on": on},
)
FIRST_DEAL = CompiledUpdate(
    lambda key, on: Customer.objects.filter(Q(first_deal_on=None) | Q(first_deal_on__gt=on), pk=key),
    lambda _key, on: {"first_deal_on": on},
)


class About(TypedDict, total=False):
    """What else is known of a new customer. What is left out stands as in an empty form."""

    english_name: str
    short_name: str
    credit_code: str
    grade: str
    phone: str
    address: str
    city: str
    country: str
    terms: str
    payment_days: int
    cut_off_day: int
    credit_limit: Decimal | None
    currency: str
    price_includes_tax: bool
    tax_rate: Decimal | None
    tax_number: str
    bank_name: str
    bank_account: str
    invoice_details: str
    remarks: str


@action(right="customers.add_customer", serves="M3.1", label=gettext_lazy("New customer"))
def open_customer(
    *,
    by: Actor,
    name: str,
    code: str = "",
    zone: Zone | None = None,
    industry: str = "",
    owner: Employee | None = None,
    pool: Pool | None = None,
    **about: Unpack[About],
) -> Customer:
    """Enter a customer in the file.

    code: the next free one when empty. owner: when not given whoever the assignment rules choose, or the zone's, or who
    enters it. pool: where it waits without an owner instead.
    Refused when the name or the credit code is already there.
    """
    for duplicate in duplicates_of(name=name, credit_code=about.get("credit_code", "")):
        if duplicate.is_certain:
            raise Refused(duplicate.sentence, field=duplicate.by)
    turns = Turns.for_new()
    values = _whose({"zone": zone, "industry": industry, "owner": owner, "pool": pool}, turns, by)
    turns.keep()
    known = {"name": name, "zone": zone, "industry": industry, **about}
    entered = changes.create(Customer(code=code or _free_codes(1)[0], **{**known, **values}), by=by)
    owners.enter_new([entered], on=owners.business_day(), by=by)
    return entered


@action(right="customers.import_customer", serves="M3.1")
def open_customers(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[Customer]:
    """Enter many customers at once, as an import brings them. Eight statements for each 500 of them.

    rows: the fields of a customer; beside them contact_name, contact_title, contact_phone, contact_email of the main
    contact. Whether they are there already was judged before.
    """
    turns = Turns.for_new() if any(_is_nobodys(row) for row in rows) else Turns.none()
    customers = [_taken(row, turns, by) for row in rows]
    turns.keep()
    nameless = [customer for customer in customers if not customer.code]
    for customer, code in zip(nameless, _free_codes(len(nameless)), strict=True):
        customer.code = code
    with derived.together(), search.together():
        written = changes.create_many(customers, by=by)
        owners.enter_new(written, on=owners.business_day(), by=by)
        pairs = zip(written, rows, strict=True)
        changes.create_many([_main_contact(c, row) for c, row in pairs if row.get("contact_name")], by=by)
    return written


@transition(
    Customer,
    label=gettext_lazy("Give to another owner"),
    source=CustomerState.ACTIVE,
    target=None,
    right="customers.assign_customer",
    when=is_somebodys,
    serves=["M3.2", "M0.5"],
    inputs={"owner": gettext_lazy("New owner"), "reason": gettext_lazy("Reason")},
)
def assign(customer: Customer, *, by: Actor, owner: Employee, reason: str) -> None:
    """Give the customer, and with it the sight of all its documents, to another person."""
    if owner.pk == customer.owner_id:
        raise Refused(_("%(customer)s is %(owner)s's already.") % {"customer": customer, "owner": owner}, field="owner")
    owners.give_one(customer, owner=owner, cause=Cause.ASSIGNED, reason=reason, on=owners.business_day(), by=by)


def note_deal(customer: Customer, *, on: date) -> None:
    """Keep on which days the customer ordered first and last: found from its orders, never typed, so not journaled."""
    if customer.last_deal_on is None or customer.last_deal_on < on:
        LAST_DEAL(customer.pk, on)
    if customer.first_deal_on is None or customer.first_deal_on > on:
        FIRST_DEAL(customer.pk, on)


def note_deals(days: Mapping[int, Sequence[date]]) -> None:
    """The same for many customers by their keys, each with the days of its orders. Two statements for each 500."""
    customers = list(Customer.objects.select_for_update(of=("self",)).filter(pk__in=sorted(days)).order_by("pk"))
    for customer in customers:
        customer.first_deal_on = min(filter(None, [customer.first_deal_on, *days[customer.pk]]))
        customer.last_deal_on = max(filter(None, [customer.last_deal_on, *days[customer.pk]]))
    Customer.objects.bulk_update(customers, ["first_deal_on", "last_deal_on"], batch_size=500)


@hands_over("customers", gettext_lazy("Customers"), find=customers_of)
@action(right=None, serves=["M0.5", "M3.2"], label=gettext_lazy("Hand over to another owner"))
def hand_over(customers: Sequence[Customer], *, taker: Employee, by: Actor, reason: str) -> None:
    """Give many customers to another person at once, closed ones too. Few statements however many."""
    owners.give(customers, owner=taker, cause=Cause.HANDED_OVER, reason=reason, on=owners.business_day(), by=by)


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
    _rescore_the_one_left(contact, fresh)
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
    _rescore_the_one_left(place, fresh)
    return fresh


def must_be_active(customer: Customer) -> int:
    """Refuse new business with a customer that was closed, or that nobody looks after. The key of who does."""
    if customer.state != CustomerState.ACTIVE:
        raise Refused(_("%(customer)s is closed. Open the customer again first.") % {"customer": customer})
    if customer.owner_id is None:
        raise Refused(_("%(customer)s lies in the pool. Somebody has to claim it first.") % {"customer": customer})
    return customer.owner_id


def _rescore_the_one_left(before: Contact | CustomerAddress, after: Contact | CustomerAddress) -> None:
    """Where a person or a place went to another customer, which alone is scored by itself."""
    if before.customer_id != after.customer_id:
        rescore([before.customer_id])


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


def _taken(row: Mapping[str, Any], turns: Turns, by: Actor) -> Customer:
    """A customer of a sheet, with the owner and department it will have."""
    values = {name: value for name, value in row.items() if name != "lines" and not name.startswith("contact_")}
    return made(Customer, {**values, **_whose(row, turns, by)})


def _is_nobodys(row: Mapping[str, Any]) -> bool:
    return not row.get("owner") and not row.get("pool")


def _whose(row: Mapping[str, Any], turns: Turns, by: Actor) -> dict[str, object]:
    """Whose a new customer is: as it says itself, or as the rules, its zone, or who enters it have it."""
    zone, pool, owner = row.get("zone"), row.get("pool"), row.get("owner")
    if pool and not owner:
        return owners.values_of_pool(pool)
    if owner is None:
        chosen = turns.choose(zone.pk if zone else None, row.get("industry") or "")
        owner = chosen[1] if chosen else (zone.owner if zone else None) or _person(by)
    return owners.values_of_owner(owner, owners.business_day())


def _main_contact(customer: Customer, row: Mapping[str, Any]) -> Contact:
    told = {name.removeprefix("contact_"): value for name, value in row.items() if name.startswith("contact_")}
    return made(Contact, {"customer": customer, "is_main": True, **told})


def _no_longer_usual(customer: Customer, kind: str, by: Actor, apart_from: CustomerAddress | None = None) -> None:
    old = CustomerAddress.objects.filter(customer=customer, kind=kind, is_default=True).first()
    if old and old != apart_from:
        changes.update(old, {"is_default": False}, by=by)


def _no_longer_main(customer: Customer, by: Actor) -> None:
    old = Contact.objects.filter(customer=customer, is_main=True).first()
    if old:
        changes.update(old, {"is_main": False}, by=by)
