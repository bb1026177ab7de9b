"""Writing down who has a customer: every change of owner goes through here and leaves its line."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.customers.models import Cause, Customer, EntryState, OwnerChange, Pool, PoolEntry
from daying.people.models import Employee

# What somebody typed, or what a rule found: {"code": …, "days": …}.
Reason = str | Mapping[str, object]


def business_day() -> date:
    """The day for which the action under way counts."""
    unit = journal.current()
    return unit.on if unit else timezone.localdate()


def values_of_owner(owner: Employee, on: date) -> dict[str, object]:
    """What a customer says that is somebody's. Whoever gets it has it unprotected, with all the days before them."""
    return {
        "owner": owner,
        "department_id": owner.department_id,
        "pool": None,
        "owned_since": on,
        "is_protected": False,
        "protected_until": None,
    }


def values_of_pool(pool: Pool) -> dict[str, object]:
    """What a customer says that lies in a pool."""
    return {
        "owner": None,
        "department_id": pool.department_id,
        "pool": pool,
        "owned_since": None,
        "is_protected": False,
        "protected_until": None,
    }


def give(customers: Sequence[Customer], *, owner: Employee, cause: str, reason: str, on: date, by: Actor) -> None:
    """Give customers that are somebody's, or were read as they lay in a pool, to a person. Few statements for all."""
    told = [_change(customer, cause, reason, on, by, to_owner_id=owner.pk) for customer in customers]
    changes.update_many(list(customers), values_of_owner(owner, on), by=by, note=reason)
    OwnerChange.objects.bulk_create(told, batch_size=500)


def give_one(customer: Customer, *, owner: Employee, cause: str, reason: str, on: date, by: Actor) -> None:
    """The same for a record that the transition under way saves itself."""
    note_change(customer, cause=cause, reason=reason, on=on, by=by, owner=owner)
    _set(customer, values_of_owner(owner, on))


def drop(
    customers: Sequence[Customer], *, pool: Pool, cause: str, reasons: Sequence[Reason], on: date, by: Actor
) -> list[PoolEntry]:
    """Put customers into a pool, each with its reason. Few statements for all."""
    told = list(zip(customers, reasons, strict=True))
    entries = [_entry(customer, pool, cause, reason, on) for customer, reason in told]
    moved = [_change(customer, cause, reason, on, by, to_pool_id=pool.pk) for customer, reason in told]
    changes.update_many(list(customers), values_of_pool(pool), by=by)
    OwnerChange.objects.bulk_create(moved, batch_size=500)
    return changes.create_many(entries, by=by)


def drop_one(customer: Customer, *, pool: Pool, cause: str, reason: str, on: date, by: Actor) -> None:
    """The same for a record that the transition under way saves itself."""
    note_change(customer, cause=cause, reason=reason, on=on, by=by, pool=pool)
    changes.create(_entry(customer, pool, cause, reason, on), by=by)
    _set(customer, values_of_pool(pool))


def note_change(
    customer: Customer,
    *,
    cause: str,
    reason: str,
    on: date,
    by: Actor,
    owner: Employee | None = None,
    pool: Pool | None = None,
) -> None:
    """Write the line alone, before the customer itself is changed."""
    told = {"to_owner_id": owner.pk} if owner else {"to_pool_id": pool.pk if pool else None}
    _change(customer, cause, reason, on, by, **told).save()


def enter_new(customers: Sequence[Customer], *, on: date, by: Actor) -> None:
    """Let customers that were entered without an owner wait in their pools."""
    new = [
        PoolEntry(pool_id=customer.pool_id, customer=customer, cause=Cause.ENTERED, entered_on=on)
        for customer in customers
        if customer.pool_id
    ]
    changes.create_many(new, by=by)


def take_out(entry: PoolEntry, *, owner: Employee | None, on: date) -> None:
    """What a stay says that is over; the transition under way saves it."""
    entry.left_on, entry.taken_by = max(on, entry.entered_on), owner
    entry.state = EntryState.TAKEN


def _said(reason: Reason) -> dict[str, object]:
    return {"reason": reason} if isinstance(reason, str) else {"why": dict(reason)}


def _entry(customer: Customer, pool: Pool, cause: str, reason: Reason, on: date) -> PoolEntry:
    return PoolEntry(
        pool=pool,
        customer=customer,
        cause=cause,
        entered_on=on,
        former_owner_id=customer.owner_id,
        **_said(reason),
    )


def _change(customer: Customer, cause: str, reason: Reason, on: date, by: Actor, **to: int | None) -> OwnerChange:
    return OwnerChange(
        customer_id=customer.pk,
        cause=cause,
        on=on,
        from_owner_id=customer.owner_id,
        from_pool_id=customer.pool_id,
        created_by_id=by.pk,
        **_said(reason),
        **to,
    )


def _set(customer: Customer, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(customer, name, value)
