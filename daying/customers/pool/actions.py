"""Taking customers out of a pool, and putting them in: by hand, and by the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from daying.core import changes
from daying.core.actor import SYSTEM, Actor
from daying.core.errors import Refused
from daying.core.workflow import action, transition
from daying.customers.models import (
    AssignmentRule,
    AssignmentShare,
    Cause,
    Customer,
    CustomerState,
    EntryState,
    Pool,
    PoolEntry,
    PoolLook,
    PoolMember,
    ReclaimRule,
)
from daying.customers.pool import owners
from daying.customers.pool.assigning import cap_of
from daying.customers.pool.planning import Planned, handouts
from daying.customers.pool.queries import (
    administered_by,
    barred_until,
    claimed_on,
    held_by,
    looked_at,
    member,
    pools_by_department,
)
from daying.customers.pool.reclaiming import Fall, falls
from daying.customers.pool.sparing import reasons_to_keep
from daying.customers.queries import customers_seen_by
from daying.people.models import Department, Employee

AT_ONCE = 500


def is_member(entry: PoolEntry, by: Actor) -> bool:
    """Only members of the pool claim from it."""
    return isinstance(by, Employee) and member(entry.pool_id, by) is not None


def gives_out(entry: PoolEntry, by: Actor) -> bool:
    """Only who administers the pool, or leads its department, gives customers out of it."""
    if not isinstance(by, Employee):
        return by is SYSTEM
    if by.reach.is_company or entry.pool.department_id in by.reach.departments:
        return True
    return administered_by(by.reach.owners).filter(pk=entry.pool_id).exists()


def is_somebodys(customer: Customer, by: Actor) -> bool:
    """It lies in a pool: it is claimed or given out there."""
    return customer.owner_id is not None


def may_be_protected(customer: Customer, by: Actor) -> bool:
    """It is protected already, or lies in a pool."""
    return customer.owner_id is not None and not customer.is_protected


def may_be_unprotected(customer: Customer, by: Actor) -> bool:
    """It is not protected."""
    return customer.is_protected


@transition(
    PoolEntry,
    label=gettext_lazy("Claim"),
    source=EntryState.WAITING,
    target=EntryState.TAKEN,
    right="customers.claim_customer",
    when=is_member,
    serves="M3.2",
)
def claim(entry: PoolEntry, *, by: Actor, on: date) -> None:
    """Take a customer out of the pool and look after it from now on. Of two who claim at once, one gets it."""
    mine = _locked_membership(entry.pool_id, by)
    _must_be_free(entry, mine, on)
    _must_have_room(mine, on)
    _hand(entry, owner=mine.employee, cause=Cause.CLAIMED, reason="", on=on, by=by)


@transition(
    PoolEntry,
    label=gettext_lazy("Give out"),
    source=EntryState.WAITING,
    target=EntryState.TAKEN,
    right="customers.assign_customer",
    when=gives_out,
    serves="M3.2",
    inputs={"owner": gettext_lazy("New owner"), "reason": gettext_lazy("Reason")},
)
def hand_out(entry: PoolEntry, *, by: Actor, on: date, owner: Employee, reason: str = "") -> None:
    """Give a customer of the pool to somebody. Caps and bars bind who claims, not who decides."""
    _hand(entry, owner=owner, cause=Cause.HANDED_OUT, reason=reason, on=on, by=by)


@transition(
    PoolEntry,
    label=gettext_lazy("Move to another pool"),
    source=EntryState.WAITING,
    target=EntryState.TAKEN,
    right="customers.assign_customer",
    when=gives_out,
    serves="M3.2",
    inputs={"pool": pgettext_lazy("transition", "To the pool"), "reason": gettext_lazy("Reason")},
)
def move_to_pool(entry: PoolEntry, *, by: Actor, on: date, pool: Pool, reason: str = "") -> None:
    """Let it wait in another pool, say of the region it is really in."""
    if pool.pk == entry.pool_id or not pool.is_active:
        raise Refused(_("Choose another pool that is in use."), field="pool")
    customer: Customer = changes.locked(Customer, entry.customer_id)
    owners.take_out(entry, owner=None, on=on)
    # It leaves the one before it comes into the other: it lies in one pool at a time.
    PoolEntry.objects.filter(pk=entry.pk).update(state=entry.state, left_on=entry.left_on)
    owners.drop([customer], pool=pool, cause=Cause.MOVED, reasons=[reason], on=on, by=by)


@transition(
    Customer,
    label=gettext_lazy("Put into the pool"),
    source=CustomerState.ACTIVE,
    target=None,
    right="customers.release_customer",
    when=is_somebodys,
    serves="M3.2",
    inputs={"reason": gettext_lazy("Reason")},
)
def release_to_pool(customer: Customer, *, by: Actor, on: date, reason: str) -> None:
    """Give a customer up, so that others may claim it. Nothing may be going on with it."""
    pool = pools_by_department().get(customer.department_id)
    if pool is None:
        raise Refused(_("No pool takes customers of %(department)s.") % {"department": customer.department})
    if keeps := reasons_to_keep(customer, on):
        told = {"customer": customer, "reasons": ", ".join(keeps)}
        raise Refused(_("%(customer)s stays with its owner: %(reasons)s.") % told)
    owners.drop_one(customer, pool=pool, cause=Cause.RELEASED, reason=reason, on=on, by=by)


@transition(
    Customer,
    label=gettext_lazy("Protect from the pool"),
    source=CustomerState.ACTIVE,
    target=None,
    right="customers.protect_customer",
    when=may_be_protected,
    serves="M3.2",
    inputs={"reason": gettext_lazy("Reason"), "until": gettext_lazy("Until; empty: for good")},
)
def protect(customer: Customer, *, by: Actor, reason: str, until: date | None = None) -> None:
    """It does not fall, whatever the rules say, until that day, or until somebody ends it or it changes hands."""
    if until and until < owners.business_day():
        raise Refused(_("Choose a day that is still to come."), field="until")
    _must_be_few_protected(customer)
    customer.is_protected, customer.protected_until = True, until


def _must_be_few_protected(customer: Customer) -> None:
    pool = pools_by_department().get(customer.department_id)
    if pool and pool.protected_cap is not None:
        list(Employee.objects.select_for_update(no_key=True).filter(pk__in=[customer.owner_id]).values("pk"))
        theirs = Customer.objects.filter(owner=customer.owner_id, is_protected=True).count()
        if theirs >= pool.protected_cap:
            told = {"owner": customer.owner, "count": pool.protected_cap}
            raise Refused(_("%(owner)s has %(count)d protected customers already, as many as the pool allows.") % told)


@transition(
    Customer,
    label=gettext_lazy("Protect no longer"),
    source=CustomerState.ACTIVE,
    target=None,
    right="customers.protect_customer",
    when=may_be_unprotected,
    serves="M3.2",
)
def unprotect(customer: Customer, *, by: Actor) -> None:
    """The rules hold for it again."""
    customer.is_protected, customer.protected_until = False, None


@action(right=None, serves="M3.2", label=gettext_lazy("The protection is over"))
def end_protection(*, by: Actor, on: date) -> int:
    """The rules hold again for customers whose last protected day has passed. Returns how many."""
    over = list(Customer.objects.filter(is_protected=True, protected_until__lt=on))
    values = {"is_protected": False, "protected_until": None}
    return len(changes.update_many(over, values, by=by, verb="customers.end_protection"))


@action(right="customers.view_poolentry", serves="M3.2", label=gettext_lazy("Look at a customer in the pool"))
def look_at(entry: PoolEntry, *, by: Actor, on: date) -> None:
    """Open what the pool tells of a customer. Members open so many of them in a day; their own they open at will."""
    cap = entry.pool.daily_view_cap
    if cap is None or entry.state != EntryState.WAITING or customers_seen_by(by).filter(pk=entry.customer_id).exists():
        return
    list(PoolMember.objects.select_for_update().filter(pool=entry.pool_id, employee=by.pk).values("pk"))
    if PoolLook.objects.filter(person=by.pk, on=on, entry=entry).exists():
        return
    if looked_at(by.pk, entry.pool_id, on) >= cap:
        told = {"count": cap}
        raise PermissionDenied(
            _("You have looked at %(count)d customers of the pool today, as many as it allows. Come back tomorrow.")
            % told
        )
    PoolLook.objects.create(entry=entry, person_id=by.pk, on=on)


@dataclass(frozen=True)
class Outcome:
    """How many customers the rules moved."""

    fallen: int
    given_out: int

    @property
    def sentence(self) -> str:
        """What people are told."""
        fallen = ngettext(
            "%(count)d customer has fallen into a pool", "%(count)d customers have fallen into a pool", self.fallen
        ) % {"count": self.fallen}
        given = ngettext("%(count)d was given out", "%(count)d were given out", self.given_out)
        return f"{fallen}, {given % {'count': self.given_out}}."


@action(right="customers.run_pool_rules", serves="M3.2", label=gettext_lazy("Run the rules of the pools"))
def run_rules(*, by: Actor, on: date) -> Outcome:
    """Let fall what is due and spared by nobody, then give out what waits for a rule. Few statements for each 500."""
    end_protection(by=by, on=on)
    due = [fall.customer.pk for fall in falls(on) if not fall.keeps]
    fallen = sum(_reclaim(due[start : start + AT_ONCE], by, on) for start in range(0, len(due), AT_ONCE))
    planned = handouts(on, is_locked=True)
    for one in planned.given:
        _give_by_rule(one, by, on)
    planned.keep()
    return Outcome(fallen, len(planned.given))


@action(right="customers.change_pool", serves="M3.2")
def amend_pool(
    pool: Pool,
    *,
    by: Actor,
    version: int | None = None,
    department: Department,
    lines: Sequence[dict[str, Any]] | None = None,
    **values: Any,
) -> Pool:
    """Change a pool and its rules. Whoever leads its new department sees what lies in it."""
    known = {line.pk: line for line in ReclaimRule.objects.filter(pool=pool)}
    rules = None if lines is None else [_rule(known, line) for line in lines]
    amended = changes.update(pool, {"department": department, **values}, by=by, version=version, lines=rules)
    moving = list(Customer.objects.filter(pool=pool).exclude(department=department))
    changes.update_many(moving, {"department_id": department.pk}, by=by)
    return amended


@action(right="customers.change_assignmentrule", serves="M3.2")
def amend_assignment_rule(
    rule: AssignmentRule,
    *,
    by: Actor,
    version: int | None = None,
    lines: Sequence[dict[str, Any]] | None = None,
    **values: Any,
) -> AssignmentRule:
    """Change a rule. When its shares change it counts from the beginning, so that nobody new gets all there is."""
    known = {share.pk: share for share in AssignmentShare.objects.filter(rule=rule)}
    before = {(share.employee_id, share.weight) for share in known.values()}
    shares = None if lines is None else [_share(known, line) for line in lines]
    if shares is not None and {(share.employee_id, share.weight) for share in shares} != before:
        for share in shares:
            share.given = share.last_turn = 0
    return changes.update(rule, values, by=by, version=version, lines=shares)


def _rule(known: dict[int, ReclaimRule], values: dict[str, Any]) -> ReclaimRule:
    rule: ReclaimRule = _filled(known.get(values.get("id", 0)) or ReclaimRule(), values)
    return rule


def _share(known: dict[int, AssignmentShare], values: dict[str, Any]) -> AssignmentShare:
    share: AssignmentShare = _filled(known.get(values.get("id", 0)) or AssignmentShare(), values)
    return share


def _filled(line: Any, values: dict[str, Any]) -> Any:
    for name, value in values.items():
        setattr(line, name, value)
    return line


def _locked_membership(pool_id: int, by: Actor) -> PoolMember:
    """The membership, its row locked: of two claims of one person, the second counts the first."""
    rows = PoolMember.objects.select_for_update(of=("self",)).select_related("pool", "employee")
    mine = rows.filter(pool=pool_id, employee=by.pk, is_active=True).first() if by.pk else None
    if mine is None:
        raise Refused(_("Only members of the pool claim from it."))
    return mine


def _must_be_free(entry: PoolEntry, mine: PoolMember, on: date) -> None:
    rested = entry.entered_on + timedelta(days=mine.pool.rest_days)
    if on < rested:
        raise Refused(_("%(customer)s can be claimed from %(day)s on.") % {"customer": entry, "day": rested})
    barred = barred_until(mine.employee_id, entry, mine.pool)
    if barred and on < barred:
        told = {"customer": entry, "day": barred}
        raise Refused(_("%(customer)s was yours: you may claim it again from %(day)s on.") % told)


def _must_have_room(mine: PoolMember, on: date) -> None:
    cap, held = cap_of(mine), held_by([mine.employee_id]).get(mine.employee_id, 0)
    if cap is not None and held >= cap:
        told = {"held": held, "cap": cap}
        raise Refused(
            _("You have %(held)d customers without a deal; the pool allows %(cap)d. Release one first.") % told
        )
    daily = mine.pool.daily_claim_cap
    if daily is not None and claimed_on(mine.employee_id, mine.pool_id, on) >= daily:
        raise Refused(_("You have claimed %(count)d customers today, as many as the pool allows.") % {"count": daily})


def _hand(entry: PoolEntry, *, owner: Employee, cause: str, reason: str, on: date, by: Actor) -> None:
    """Give the customer of an entry to a person, and end the stay."""
    customer: Customer = changes.locked(Customer, entry.customer_id)
    if customer.state != CustomerState.ACTIVE:
        raise Refused(_("%(customer)s is closed. Open the customer again first.") % {"customer": customer})
    owners.give([customer], owner=owner, cause=cause, reason=reason, on=on, by=by)
    owners.take_out(entry, owner=owner, on=on)


def _reclaim(keys: Sequence[int], by: Actor, on: date) -> int:
    """Lock these customers, judge them once more, and let fall what is still due."""
    list(Customer.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values("pk"))
    by_pool: dict[tuple[int, str], list[Fall]] = {}
    for fall in falls(on, among=keys):
        if not fall.keeps:
            by_pool.setdefault((fall.pool.pk, fall.cause), []).append(fall)
    for same in by_pool.values():
        customers, reasons = [fall.customer for fall in same], [fall.why for fall in same]
        owners.drop(customers, pool=same[0].pool, cause=same[0].cause, reasons=reasons, on=on, by=by)
    return sum(len(same) for same in by_pool.values())


def _give_by_rule(one: Planned, by: Actor, on: date) -> None:
    entry: PoolEntry = changes.locked(PoolEntry, one.entry.pk)
    customer: Customer = changes.locked(Customer, entry.customer_id)
    if entry.state != EntryState.WAITING or customer.state != CustomerState.ACTIVE:
        return
    reason = str(one.rule)
    owners.give([customer], owner=one.owner, cause=Cause.BY_RULE, reason=reason, on=on, by=by)
    over = {"state": EntryState.TAKEN, "left_on": max(on, entry.entered_on), "taken_by_id": one.owner.pk}
    changes.update(entry, over, by=by)
