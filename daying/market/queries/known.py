"""Who is known already, as a prospect or as a customer: by credit code, name, phone, and by the sound of the name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from daying.customers.models import Customer, name_key, phone_key
from daying.customers.queries import duplicates_in
from daying.market.models import Prospect, heard_key

AT_ONCE = 500
SURE = ("credit_code", "name")
Row = Mapping[str, Any]
Key = tuple[str, str]


class Known(NamedTuple):
    """A company that is there already. by: credit_code, name, phone or sound. Two of them tell surely.

    sentence: what people are told. It names whom to ask, and nothing else of what they may not see.
    """

    record: Prospect | Customer
    by: str
    sentence: str

    @property
    def is_sure(self) -> bool:
        """Whether it is the same company beyond doubt, rather than perhaps."""
        return self.by in SURE


def known_of(row: Row, apart_from: Prospect | None = None) -> list[Known]:
    """Who a row may be: the surest first, customers before prospects. Two queries."""
    found = known_in([row]).get(0, [])
    return [one for one in found if apart_from is None or one.record != apart_from]


def known_in(rows: Sequence[Row]) -> dict[int, list[Known]]:
    """For each row by its place, who is there already. rows: name, credit_code, phone, contact_phone.

    Two queries for every 500 rows.
    """
    found: dict[int, list[Known]] = defaultdict(list)
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        for index, hits in duplicates_in([_as_customer(row) for row in part]).items():
            found[start + index] += [Known(hit.customer, hit.by, hit.sentence) for hit in hits]
        prospects = _prospects(part)
        for index, row in enumerate(part, start=start):
            found[index] += _hits(row, prospects)
    return {index: sorted(hits, key=_doubt) for index, hits in found.items() if hits}


def told_known(rows: Sequence[Row]) -> dict[int, str]:
    """For each row of a sheet that is there already, or stands in the sheet before, the sentence that says so."""
    told = {index: hits[0].sentence for index, hits in known_in(rows).items()}
    seen: dict[Key, int] = {}
    for index, row in enumerate(rows):
        for key in _keys(row):
            if key in seen:
                told.setdefault(index, _said_above(key[0]))
            seen.setdefault(key, index)
    return told


def _said_above(by: str) -> str:
    if by == "sound":
        return _("A row above has a name that sounds the same. Is it the same company?")
    if by == "phone":
        return _("A row above has the same phone number. Is it the same company?")
    return _("A row above has the same name or credit code.")


def _prospects(rows: Sequence[Row]) -> dict[Key, list[Prospect]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for by, key in _keys(row):
            wanted[by].add(key)
    same = Q(name_key__in=wanted["name"]) | Q(credit_code__in=wanted["credit_code"])
    same |= (
        Q(phone_key__in=wanted["phone"]) | Q(contact_phone_key__in=wanted["phone"]) | Q(sound_key__in=wanted["sound"])
    )
    found: dict[Key, list[Prospect]] = defaultdict(list)
    for prospect in Prospect.objects.filter(same).select_related("owner").order_by("pk"):
        for sign in _keys(vars(prospect)):
            found[sign].append(prospect)
    return found


def _hits(row: Row, prospects: Mapping[Key, list[Prospect]]) -> list[Known]:
    """Each prospect once, under its surest sign."""
    hits: dict[int, Known] = {}
    for by, key in _keys(row):
        for prospect in prospects.get((by, key), ()):
            hits.setdefault(prospect.pk, Known(prospect, by, _sentence(prospect, by)))
    return list(hits.values())


def _sentence(prospect: Prospect, by: str) -> str:
    told = {"owner": prospect.owner}
    if by == "credit_code":
        return _("A prospect with this credit code is looked after by %(owner)s.") % told
    if by == "name":
        return _("A prospect of this name is looked after by %(owner)s.") % told
    if by == "phone":
        return _("A prospect with this phone number is looked after by %(owner)s. Is it the same company?") % told
    return _("A prospect whose name sounds the same is looked after by %(owner)s. Is it the same company?") % told


def _keys(row: Row) -> list[Key]:
    """By what a company is known again, the surest first."""
    name = row.get("name") or ""
    keys = [
        ("credit_code", row.get("credit_code") or ""),
        ("name", name_key(name)),
        ("phone", phone_key(row.get("phone") or "")),
        ("phone", phone_key(row.get("contact_phone") or "")),
        ("sound", heard_key(name)),
    ]
    return list(dict.fromkeys((by, key) for by, key in keys if key))


def _as_customer(row: Row) -> dict[str, Any]:
    return {
        "name": row.get("name"),
        "credit_code": row.get("credit_code"),
        "phone": row.get("phone") or row.get("contact_phone"),
    }


def _doubt(hit: Known) -> tuple[bool, bool]:
    return not hit.is_sure, isinstance(hit.record, Prospect)
