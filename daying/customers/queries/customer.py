"""Reading the customer file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core.compiled import Compiled
from daying.customers.models import (
    AddressKind,
    Contact,
    Customer,
    CustomerAddress,
    Zone,
    name_key,
    phone_key,
    sound_key,
)
from daying.people.queries import limit

# By what a customer is known again, the surest first, and what is said of it.
SIGNS = {
    "credit_code": gettext_lazy("This credit code is already in the file."),
    "name": gettext_lazy("A customer of this name is already in the file."),
    "phone": gettext_lazy("This phone number belongs to a customer in the file. Is it the same company?"),
    "sound": gettext_lazy("A customer whose name sounds the same is in the file. Is it the same company?"),
}
CERTAIN = ("credit_code", "name")
TYPED = ("name", "credit_code", "phone")
MOST_TOLD = 5
WHO = ("owner", "merged_into__owner")
Keys = list[tuple[str, str]]  # signs, and what is compared of each
AT_ONCE = 500  # rows whose keys are compared in one query
NO_KEY = "\uffff"  # what is compared where a sign is not given: nobody has it


def customers_seen_by(user: Any) -> QuerySet[Customer]:
    """The customers this person may see: own, the department's, or all."""
    return limit(Customer.objects.all(), user, via="")


def by_public_id(user: Any, public_id: str) -> Customer | None:
    """The customer that a form names, if this person sees it."""
    try:
        return customers_seen_by(user).filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def contact_by_public_id(user: Any, public_id: str) -> Contact | None:
    """The contact that a form names, if this person sees it."""
    try:
        return contacts_seen_by(user).filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def contacts_seen_by(user: Any) -> QuerySet[Contact]:
    """The contacts at customers this person may see."""
    return limit(Contact.objects.all(), user, via="customer")


def zones_seen_by(user: Any) -> QuerySet[Zone]:
    """All zones: the map is no secret."""
    return Zone.objects.all()


def addresses_seen_by(user: Any) -> QuerySet[CustomerAddress]:
    """The addresses of customers this person may see."""
    return limit(CustomerAddress.objects.all(), user, via="customer")


def usual_delivery(customers: Sequence[Customer]) -> dict[int, CustomerAddress]:
    """Where the goods of each customer go, by its key: the usual place, or the only one. One query."""
    places = CustomerAddress.objects.filter(customer__in=customers, kind=AddressKind.DELIVERY)
    found: dict[int, list[CustomerAddress]] = defaultdict(list)
    for place in places.order_by("-is_default", "pk"):
        found[place.customer_id].append(place)
    return {key: some[0] for key, some in found.items() if some[0].is_default or len(some) == 1}


def customers_of(person: Any) -> QuerySet[Customer]:
    """Those a person looks after."""
    return Customer.objects.filter(owner=person).order_by("code")


def zones_of(person: Any) -> QuerySet[Zone]:
    """Those whose new customers go to a person."""
    return Zone.objects.filter(owner=person).order_by("code")


def in_zone(zone: Zone) -> dict[str, Any]:
    """The filter for records of the customers in a zone."""
    return {"customer__zone": zone}


class Duplicate(NamedTuple):
    """A customer already in the file that somebody is about to enter again. by: name, credit_code, phone or sound."""

    customer: Customer
    by: str

    @property
    def is_certain(self) -> bool:
        """Whether it is refused; else it is told only, for others share a telephone or a sound."""
        return self.by in CERTAIN

    @property
    def sentence(self) -> str:
        """What people are told: that there is one, and whom to ask. Nothing else of a customer they may not see."""
        return f"{SIGNS[self.by]} {self._whereabouts}"

    @property
    def _whereabouts(self) -> str:
        if self.customer.owner_id is None:
            return _("It is in the pool.")
        return _("It is looked after by %(owner)s.") % {"owner": self.customer.owner}


def duplicates_of(
    *, name: str = "", credit_code: str = "", phone: str = "", apart_from: Customer | None = None
) -> list[Duplicate]:
    """Customers with the same name, credit code, phone or sound, the surest sign first. One query, two with a phone."""
    found = duplicates_in([{"name": name, "credit_code": credit_code, "phone": phone}]).get(0, [])
    return [duplicate for duplicate in found if apart_from is None or duplicate.customer.pk != apart_from.pk]


def alike(
    values: Mapping[str, str], *, user: Any, apart_from: Customer | None = None
) -> list[tuple[str, Customer | None]]:
    """What a person who types these values is told, with the customer itself where they may see it. Three queries."""
    told = {name: values.get(name, "").strip() for name in TYPED}
    found = duplicates_of(**told, apart_from=apart_from)[:MOST_TOLD]
    seen = customers_seen_by(user).in_bulk([duplicate.customer.pk for duplicate in found]) if found else {}
    return [(duplicate.sentence, seen.get(duplicate.customer.pk)) for duplicate in found]


def duplicates_in(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Duplicate]]:
    """For each row by its place, the customers already in the file that it would enter again.

    A query per 500 rows, and another where some have a phone. A merged one is told as the one it was merged into.
    """
    return _found([_keys(row) for row in rows])


def _found(rows: Sequence[Keys]) -> dict[int, list[Duplicate]]:
    found: dict[int, list[Duplicate]] = {}
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        known = _known(part)
        for index, keys in enumerate(part, start=start):
            hits = [Duplicate(c, by) for by, key in keys for c in known.get((by, key), ())]
            if hits:
                found[index] = _once(hits)
    return found


def told_duplicates(rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """For each row of an import that is in the file or earlier in the sheet, the sentence that says so."""
    every = [_keys(row) for row in rows]
    told = {index: hits[0].sentence for index, hits in _found(every).items()}
    seen: set[tuple[str, str]] = set()
    for index, all_keys in enumerate(every):
        keys = {key for key in all_keys if key[0] in CERTAIN}
        if keys & seen:
            told.setdefault(index, _("A row above has the same name or credit code."))
        seen |= keys
    return told


def merged_keys(customer: Customer) -> list[int]:
    """The keys of those that were merged into a customer, whose past is its own. One query."""
    return list(Customer.objects.filter(merged_into=customer.pk).order_by().values_list("pk", flat=True))


def _known(rows: Iterable[Keys]) -> dict[tuple[str, str], list[Customer]]:
    """By each key, who has it. An index for each sign, on both databases."""
    wanted: dict[str, set[str]] = {by: set() for by in SIGNS}
    for keys in rows:
        for by, key in keys:
            wanted[by].add(key)
    known: dict[tuple[str, str], list[Customer]] = defaultdict(list)
    is_one = all(len(keys) <= 1 for keys in wanted.values())
    size, alike, callers = (1, ONE_ALIKE, ONE_CALLER) if is_one else (AT_ONCE, MANY_ALIKE, MANY_CALLERS)
    padded = {by: [*keys, *[NO_KEY] * (size - len(keys))] for by, keys in wanted.items()}
    # Sorted here, the oldest first: asked to, the databases would leave the indexes for it.
    for customer in sorted(alike(*chain.from_iterable(padded.values())), key=attrgetter("pk")):
        for by, key in _keys_of(customer):
            known[by, key].append(customer.merged_into or customer)
    if wanted["phone"]:
        for contact in sorted(callers(*padded["phone"]), key=attrgetter("pk")):
            known["phone", contact.phone_key].append(contact.customer.merged_into or contact.customer)
    return known


def _alike(
    codes: Iterable[str], names: Iterable[str], phones: Iterable[str], sounds: Iterable[str]
) -> QuerySet[Customer]:
    """Those with one of these keys, in the order of SIGNS."""
    same = Q(name_key__in=names) | Q(credit_code__in=codes) | Q(phone_key__in=phones) | Q(sound_key__in=sounds)
    return Customer.objects.filter(same).select_related(*WHO).order_by()


def _callers(phones: Iterable[str]) -> QuerySet[Contact]:
    callers = Contact.objects.filter(phone_key__in=phones).order_by()
    return callers.select_related(*[f"customer__{name}" for name in WHO], "customer")


def _sized(size: int) -> tuple[Compiled[Customer], Compiled[Contact]]:
    """Both with their SQL made once, for so many keys of each sign."""
    starts = [place * size for place in range(len(SIGNS))]
    alike = Compiled[Customer](lambda *keys: _alike(*[keys[start : start + size] for start in starts]))
    return alike, Compiled[Contact](lambda *phones: _callers(phones))


(ONE_ALIKE, ONE_CALLER), (MANY_ALIKE, MANY_CALLERS) = _sized(1), _sized(AT_ONCE)


def _keys(row: Mapping[str, Any]) -> Keys:
    """By what a customer is known again, the surest first."""
    name = name_key(row.get("name") or "")
    keys = [
        ("credit_code", row.get("credit_code") or ""),
        ("name", name),
        ("phone", phone_key(row.get("phone") or "")),
        ("sound", sound_key(name)),
    ]
    return [(by, key) for by, key in keys if key]


def _keys_of(customer: Customer) -> list[tuple[str, str]]:
    """The same of one in the file, as they are kept."""
    return [
        ("credit_code", customer.credit_code),
        ("name", customer.name_key),
        ("phone", customer.phone_key),
        ("sound", customer.sound_key),
    ]


def _once(hits: Iterable[Duplicate]) -> list[Duplicate]:
    """Each customer under its surest sign."""
    kept: dict[int, Duplicate] = {}
    for hit in hits:
        kept.setdefault(hit.customer.pk, hit)
    return list(kept.values())
