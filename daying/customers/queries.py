"""Reading the customer file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from daying.customers.models import Contact, Customer, Zone, name_key
from daying.people.queries import limit


def customers_seen_by(user: Any) -> QuerySet[Customer]:
    """The customers this person may see: own, the department's, or all."""
    return limit(Customer.objects.all(), user, via="")


def by_public_id(user: Any, public_id: str) -> Customer | None:
    """The customer that a form names, if this person sees it."""
    try:
        return customers_seen_by(user).filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def contacts_seen_by(user: Any) -> QuerySet[Contact]:
    """The contacts at customers this person may see."""
    return limit(Contact.objects.all(), user, via="customer")


def zones_seen_by(user: Any) -> QuerySet[Zone]:
    """All zones: the map is no secret."""
    return Zone.objects.all()


class Duplicate(NamedTuple):
    """A customer already in the file that somebody is about to enter again. by: name, credit_code or phone."""

    customer: Customer
    by: str

    @property
    def sentence(self) -> str:
        """What people are told. It names whom to ask, and nothing else of a customer they may not see."""
        told = {"owner": self.customer.owner, "code": self.customer.code, "pool": self.customer.pool}
        if self.customer.pool_id:
            return self._sentence_of_pool % told
        if self.by == "name":
            return (
                _("A customer of this name is in the file as %(code)s. Please ask %(owner)s, who looks after it.")
                % told
            )
        if self.by == "credit_code":
            return _("This credit code is in the file as %(code)s. Please ask %(owner)s, who looks after it.") % told
        return _("This phone number belongs to %(code)s, looked after by %(owner)s. Is it the same company?") % told

    @property
    def _sentence_of_pool(self) -> str:
        if self.by == "name":
            return _("A customer of this name is in the file as %(code)s and lies in the pool %(pool)s.")
        if self.by == "credit_code":
            return _("This credit code is in the file as %(code)s, which lies in the pool %(pool)s.")
        return _("This phone number belongs to %(code)s in the pool %(pool)s. Is it the same company?")


def duplicates_of(
    *, name: str = "", credit_code: str = "", phone: str = "", apart_from: Customer | None = None
) -> list[Duplicate]:
    """Customers with the same name, credit code or phone, the surest sign first. One query."""
    found = duplicates_in([{"name": name, "credit_code": credit_code, "phone": phone}]).get(0, [])
    return [duplicate for duplicate in found if apart_from is None or duplicate.customer.pk != apart_from.pk]


def duplicates_in(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Duplicate]]:
    """For each row by its place, the customers already in the file that it would enter again. A query per 500 rows."""
    found: dict[int, list[Duplicate]] = {}
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        known = _known(part)
        for index, row in enumerate(part, start=start):
            hits = [Duplicate(c, by) for by, key in _keys(row) for c in known.get((by, key), ())]
            if hits:
                found[index] = _once(hits)
    return found


def told_duplicates(rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """For each row of an import that is in the file or earlier in the sheet, the sentence that says so."""
    told = {index: hits[0].sentence for index, hits in duplicates_in(rows).items()}
    seen: set[tuple[str, str]] = set()
    for index, row in enumerate(rows):
        keys = {key for key in _keys(row) if key[0] != "phone"}
        if keys & seen:
            told.setdefault(index, _("A row above has the same name or credit code."))
        seen |= keys
    return told


def _known(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[Customer]]:
    wanted: dict[str, set[str]] = {"credit_code": set(), "name": set(), "phone": set()}
    for row in rows:
        for by, key in _keys(row):
            wanted[by].add(key)
    same = Q(name_key__in=wanted["name"]) | Q(credit_code__in=wanted["credit_code"]) | Q(phone__in=wanted["phone"])
    known: dict[tuple[str, str], list[Customer]] = defaultdict(list)
    for customer in Customer.objects.filter(same).select_related("owner", "pool"):
        for by, key in _keys({"name": customer.name, "credit_code": customer.credit_code, "phone": customer.phone}):
            known[by, key].append(customer)
    return known


def _keys(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """By what a customer is known again, the surest first."""
    keys = [
        ("credit_code", row.get("credit_code") or ""),
        ("name", name_key(row.get("name") or "")),
        ("phone", row.get("phone") or ""),
    ]
    return [(by, key) for by, key in keys if key]


def _once(hits: Iterable[Duplicate]) -> list[Duplicate]:
    """Each customer under its surest sign."""
    kept: dict[int, Duplicate] = {}
    for hit in hits:
        kept.setdefault(hit.customer.pk, hit)
    return list(kept.values())
