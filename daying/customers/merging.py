"""Two files of one company become one: what moves, what may not, and the doing of it (M3.1).

What points to a customer is found in the models themselves: relations, and pairs of a record's type and key. A package
whose rows cannot simply be pointed elsewhere says `@moves(Account, …)` over a function that does it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model, OneToOneField, Q, QuerySet, UniqueConstraint
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.append_only import AppendOnly
from daying.core.errors import Refused
from daying.core.models import Record
from daying.core.workflow import action, transition
from daying.customers.completeness import rescore
from daying.customers.models import (
    Contact,
    Customer,
    CustomerAddress,
    CustomerState,
    DevelopmentPlan,
    DevelopmentTarget,
)

Mover = Callable[[Customer, Customer, Actor], None]
PAIRS = ("subject", "about")
AT_ONCE = 500
LOOKED_BACK = timedelta(days=2)
SHOWN = 5
MOVED_ONE_BY_ONE = (Contact, CustomerAddress, DevelopmentTarget)
# What the customer that stays takes over where it has nothing itself.
TAKEN_OVER = [
    *("english_name", "short_name", "credit_code", "zone", "industry", "phone", "address", "city", "country"),
    *("tax_number", "bank_name", "bank_account", "invoice_details", "credit_limit", "remarks"),
]
# Days of both pasts that are one: the earliest counts, or the latest.
EARLIEST = ["first_deal_on", "next_follow_up_on"]
LATEST = ["last_deal_on", "last_followed_up_on"]

_movers: dict[type[Model], Mover] = {}


@dataclass(frozen=True)
class Pointer:
    """A way by which rows of a model point to a customer. name: its field, or what its pair of columns begins with."""

    model: type[Model]
    name: str
    is_pair: bool

    def at(self, customer: Customer) -> dict[str, Any]:
        """The values of the columns in rows that point to this customer."""
        if self.is_pair:
            return {f"{self.name}_type": customer._meta.label_lower, f"{self.name}_id": customer.pk}
        return {f"{self.name}_id": customer.pk}

    def rows(self, customer: Customer) -> QuerySet[Any]:
        """The rows themselves, the oldest first."""
        return self.model._default_manager.filter(**self.at(customer)).order_by("pk")


@dataclass(frozen=True)
class Moving:
    """One line of the preview: so many of a kind, the first of them by name. stays: where they are, as history."""

    label: str
    count: int
    first: list[str]
    stays: bool


def moves(*models: type[Model]) -> Callable[[Mover], Mover]:
    """Register how rows of these models go from one customer to another: mover(loser, winner, by). It runs once."""

    def register(mover: Mover) -> Mover:
        _movers.update(dict.fromkeys(models, mover))
        return mover

    return register


def pointers() -> Iterator[Pointer]:
    """Every way in which rows of any package point to a customer."""
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        names = {field.name for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if field.related_model is Customer:
                yield Pointer(model, field.name, is_pair=False)
        yield from (Pointer(model, pair, is_pair=True) for pair in PAIRS if {f"{pair}_type", f"{pair}_id"} <= names)


def preview(loser: Customer) -> list[Moving]:
    """What would go with a customer that is merged into another. Two queries for each kind."""
    found = []
    for pointer in pointers():
        rows = pointer.rows(loser)
        if count := rows.count():
            label = str(capfirst(pointer.model._meta.verbose_name_plural))
            first = [str(row) for row in rows[:SHOWN]]
            found.append(Moving(label, count, first, stays=_stays(pointer.model)))
    return sorted(found, key=lambda moving: moving.stays)


def fills(loser: Customer, winner: Customer) -> dict[str, Any]:
    """What the customer that stays takes over: where it has nothing, and the days of what is one past from now on."""
    empty = [name for name in TAKEN_OVER if getattr(winner, name) in ("", None)]
    taken = {name: getattr(loser, name) for name in empty if getattr(loser, name) not in ("", None)}
    return {**taken, **_days(loser, winner)}


def doubles(loser: Customer, winner: Customer) -> list[DevelopmentPlan]:
    """The development plans that name both customers. One target of each stays, with what is said of both."""
    theirs = DevelopmentTarget.objects.filter(customer=loser).order_by().values("plan")
    return list(DevelopmentPlan.objects.filter(pk__in=theirs, lines__customer=winner).select_related("owner"))


def clashes(loser: Customer, winner: Customer) -> list[str]:
    """Sentences about rows of both customers of which only one may be: an order number of the customer's, say."""
    told = []
    for pointer in pointers():
        if pointer.model not in _movers and not _stays(pointer.model):
            rules = _unique(pointer)
            both = [row for names, only in rules for row in _twice(pointer, names, only, loser, winner)]
            if both:
                names = ", ".join(str(row) for row in both[:SHOWN])
                said = {"things": capfirst(pointer.model._meta.verbose_name_plural), "names": names}
                told.append(_("%(things)s: %(names)s – the other customer has the same. Mend one first.") % said)
    return told


@transition(
    Customer,
    label=gettext_lazy("Merge into another customer"),
    source=CustomerState.ACTIVE,
    target=CustomerState.CLOSED,
    right="customers.merge_customer",
    serves="M3.1",
    inputs={"winner": gettext_lazy("The customer that stays"), "reason": gettext_lazy("Reason")},
)
def merge(loser: Customer, *, by: Actor, winner: Customer, reason: str) -> None:
    """Both are one company. Everything of this file moves to the other; this one is closed and points there."""
    if winner.pk == loser.pk:
        raise Refused(_("A customer is not merged into itself."), field="winner")
    kept = changes.locked(Customer, winner.pk)
    if kept.state != CustomerState.ACTIVE:
        raise Refused(_("%(customer)s is closed. Open the customer again first.") % {"customer": kept}, field="winner")
    if clashing := clashes(loser, kept):
        raise Refused(" ".join(clashing))
    taken = fills(loser, kept)
    if "credit_code" in taken:  # it is given to one customer only
        loser.credit_code = ""
        Customer.objects.filter(pk=loser.pk).update(credit_code="")
    move_all(loser, kept, by=by)
    take_over(kept, values=taken, by=by, note=f"{loser.code} {loser.name}")
    loser.merged_into, loser.merged_at = kept, timezone.now()


@action(right=None, serves="M3.1", label=gettext_lazy("Another file of this company was merged into this one"))
def take_over(winner: Customer, *, values: Mapping[str, Any], by: Actor, note: str) -> None:
    """Fill in what the other file had and this one had not."""
    before = journal.snapshot(winner)
    for name, value in values.items():
        setattr(winner, name, value)
    changes.save(winner, before, verb="customers.take_over", by=by, note=note)


@action(right=None, serves="M3.1", label=gettext_lazy("Move to the merged customer"))
def move_all(loser: Customer, winner: Customer, *, by: Actor) -> int:
    """Point everything to the other customer. Returns how many rows went."""
    count = 0
    for pointer in pointers():
        if pointer.model not in _movers and not _stays(pointer.model):
            count += _move(pointer, loser, winner, by)
    for mover in dict.fromkeys(_movers.values()):
        mover(loser, winner, by)
    rescore([winner.pk])
    return count


@action(right=None, serves="M3.1", label=gettext_lazy("Follow the merged customers"))
def catch_up(*, by: Actor) -> int:
    """Move what came to a merged customer afterwards: somebody had begun it before. Returns how many rows went."""
    lately = timezone.now() - LOOKED_BACK
    merged = Customer.objects.filter(merged_at__gt=lately).select_related("merged_into").order_by("pk")
    return sum(move_all(one, one.merged_into, by=by) for one in merged if one.merged_into and _has_strays(one))


@moves(Contact)
def move_contacts(loser: Customer, winner: Customer, by: Actor) -> None:
    """There is one main contact: the one of the customer that stays."""
    _move_flagged(Contact, "is_main", loser, winner, by)


@moves(CustomerAddress)
def move_addresses(loser: Customer, winner: Customer, by: Actor) -> None:
    """There is one usual address of a kind: that of the customer that stays."""
    _move_flagged(CustomerAddress, "is_default", loser, winner, by)


@moves(DevelopmentTarget)
def move_targets(loser: Customer, winner: Customer, by: Actor) -> None:
    """A plan names a customer once. Where it named both, the target that stays says what was said of either."""
    for plan in DevelopmentPlan.objects.filter(lines__customer=loser).order_by("pk"):
        targets = list(plan.lines.all())
        ours, kept = (next((t for t in targets if t.customer_id == one.pk), None) for one in (loser, winner))
        if ours and kept:
            longest = DevelopmentTarget._meta.get_field("remarks").max_length
            kept.remarks = "; ".join(dict.fromkeys(filter(None, [kept.remarks, ours.remarks])))[:longest]
            targets.remove(ours)
        elif ours:
            ours.customer = winner
        changes.update(plan, {}, by=by, lines=targets)


def _days(loser: Customer, winner: Customer) -> dict[str, date]:
    """The days of both pasts together, where they are others than those of the customer that stays."""
    found = {}
    for names, wins in ((EARLIEST, min), (LATEST, max)):
        for name in names:
            days = [day for day in (getattr(loser, name), getattr(winner, name)) if day]
            if days and wins(days) != getattr(winner, name):
                found[name] = wins(days)
    return found


def _move_flagged(model: Any, flag: str, loser: Customer, winner: Customer, by: Actor) -> None:
    for row in model.objects.filter(customer=loser).order_by("pk"):
        same = {"kind": row.kind} if hasattr(row, "kind") else {}
        is_taken = model.objects.filter(customer=winner, **same, **{flag: True}).exists()
        values = {"customer": winner, flag: getattr(row, flag) and not is_taken}
        changes.update(row, values, by=by)


def _move(pointer: Pointer, loser: Customer, winner: Customer, by: Actor) -> int:
    values = pointer.at(winner)
    if not issubclass(pointer.model, Record):
        return int(pointer.rows(loser).update(**values))
    count = 0
    while batch := list(pointer.rows(loser)[:AT_ONCE]):
        changes.update_many(batch, values, by=by)
        count += len(batch)
    return count


def _has_strays(customer: Customer) -> bool:
    """Whether something that can be pointed elsewhere still points to a customer that was merged."""
    followed = (p for p in pointers() if p.model in MOVED_ONE_BY_ONE or p.model not in _movers)
    return any(pointer.rows(customer).exists() for pointer in followed if not _stays(pointer.model))


def _stays(model: type[Model]) -> bool:
    """Whether rows of a model are history that nobody rewrites."""
    return issubclass(model, AppendOnly) and model not in _movers


def _unique(pointer: Pointer) -> Iterator[tuple[list[str], Q]]:
    """The other fields, and the condition, of each rule by which a row of one customer may be there once."""
    if pointer.is_pair:
        pair = {f"{pointer.name}_type", f"{pointer.name}_id"}
        for rule in _rules(pointer.model):
            if pair <= set(rule.fields):
                yield [name for name in rule.fields if name not in pair], rule.condition or Q()
        return
    if isinstance(pointer.model._meta.get_field(pointer.name), OneToOneField):
        yield [], Q()
    for rule in _rules(pointer.model):
        if pointer.name in rule.fields:
            yield [name for name in rule.fields if name != pointer.name], rule.condition or Q()


def _rules(model: type[Model]) -> list[UniqueConstraint]:
    return [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)]


def _twice(pointer: Pointer, fields: Sequence[str], condition: Q, loser: Customer, winner: Customer) -> list[Any]:
    """The loser's rows that the winner has too."""
    theirs = set(pointer.rows(winner).filter(condition).values_list(*(fields or ["pk"])))
    mine = pointer.rows(loser).filter(condition)
    if not fields:
        return list(mine) if theirs else []
    return [row for row in mine if tuple(row.serializable_value(name) for name in fields) in theirs] if theirs else []
