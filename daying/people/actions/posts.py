"""Posts: their rights, who holds them, and who stands in."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.rights import all_rights
from daying.core.workflow import action, lock
from daying.people.models import Delegation, Department, Employee, Establishment, Holding, Post, PostRight, Scope


@action(right="people.add_post", serves="M0.2")
def create_post(
    *,
    by: Actor,
    key: str,
    name: str,
    english_name: str = "",
    superior: Post | None = None,
    scope: str = Scope.OWN,
) -> Post:
    """Add a post. It has no rights until somebody who may sets them."""
    return changes.create(Post(key=key, name=name, english_name=english_name, superior=superior, scope=scope), by=by)


@action(right="people.add_establishment", serves="M0.2")
def plan_places(*, by: Actor, post: Post, department: Department, places: int | None = None) -> Establishment:
    """Say how many places a post has in a department; open when nothing is said."""
    return changes.create(Establishment(post=post, department=department, places=places), by=by)


@action(right="people.set_rights", serves="M0.4")
def set_rights(post: Post, *, codes: Iterable[str], by: Actor) -> Post:
    """Give a post exactly these rights. In force at the next request of whoever holds it."""
    wanted = set(codes)
    unknown = wanted - all_rights().keys()
    if unknown:
        raise Refused(_("There is no right “%(code)s”.") % {"code": min(unknown)})
    fresh: Post = lock(post)
    held = set(PostRight.objects.filter(post=fresh).values_list("code", flat=True))
    PostRight.objects.filter(post=fresh, code__in=held - wanted).delete()
    PostRight.objects.bulk_create([PostRight(post=fresh, code=code) for code in sorted(wanted - held)])
    if held != wanted:
        told = {"rights": [sorted(held - wanted), sorted(wanted - held)]}
        journal.write(fresh, "people.set_rights", by=by, changes=told)
    return fresh


@action(right="people.appoint", serves="M0.2")
def appoint(employee: Employee, *, post: Post, department: Department | None = None, by: Actor, on: date) -> Holding:
    """Let somebody hold a post from a day on, in their own department unless another is named."""
    place = department or employee.department
    if Holding.objects.filter(employee=employee, post=post, department=place, until_on=None).exists():
        raise Refused(_("%(employee)s holds this post already.") % {"employee": employee})
    return changes.create(Holding(employee=employee, post=post, department=place, from_on=on), by=by)


@action(right="people.appoint", serves="M0.2")
def enter_holding(
    *,
    by: Actor,
    employee: Employee,
    post: Post,
    department: Department,
    from_on: date,
    until_on: date | None = None,
) -> Holding:
    """The same from a form, perhaps with the day on which it ends known beforehand."""
    holding = appoint(employee, post=post, department=department, by=by, on=from_on)
    return end_holding(holding, by=by, on=until_on) if until_on else holding


@action(right="people.appoint", serves="M0.2")
def amend_holding(
    holding: Holding,
    *,
    by: Actor,
    version: int | None = None,
    employee: Employee,
    post: Post,
    department: Department,
    from_on: date,
    until_on: date | None,
) -> Holding:
    """Say when it ends, or that it goes on. Who held what and since when is history: that is entered anew."""
    said = (employee.pk, post.pk, department.pk, from_on)
    if said != (holding.employee_id, holding.post_id, holding.department_id, holding.from_on):
        raise Refused(_("Only the end can be changed. For anything else, end it and appoint anew."))
    if until_on and until_on < holding.from_on:
        raise Refused(_("The post was not held before %(day)s.") % {"day": holding.from_on}, field="until_on")
    return changes.update(holding, {"until_on": until_on}, by=by, version=version)


@action(right="people.appoint", serves="M0.2")
def end_holding(holding: Holding, *, by: Actor, on: date) -> Holding:
    """Relieve somebody of a post from a day on: that day they no longer hold it."""
    if on < holding.from_on:
        raise Refused(_("The post was not held before %(day)s.") % {"day": holding.from_on})
    return changes.update(holding, {"until_on": on}, by=by)


@action(right="people.add_delegation", serves="M0.5")
def delegate(
    *, by: Actor, taker: Employee, from_on: date, until_on: date, reason: str = "", giver: Employee | None = None
) -> Delegation:
    """Let somebody stand in for oneself, until the day one is back. For others only those arrange it who may."""
    if giver is None and isinstance(by, Employee):
        giver = by
    if giver is None or (giver.pk != by.pk and not by.has_perm("people.arrange_delegation")):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    if giver.pk == taker.pk:
        raise Refused(_("Nobody stands in for themselves."), field="taker")
    if until_on <= from_on:
        raise Refused(_("The day of return must be after the first day away."), field="until_on")
    delegation = Delegation(giver=giver, taker=taker, from_on=from_on, until_on=until_on, reason=reason)
    return changes.create(delegation, by=by)


@action(right="people.add_delegation", serves="M0.5")
def end_delegation(delegation: Delegation, *, by: Actor, on: date) -> Delegation:
    """Back earlier than planned: from this day on nobody stands in."""
    _must_be_ones_own(delegation, by)
    until_on = max(on, delegation.from_on)
    if delegation.until_on <= until_on:
        raise Refused(_("It has ended already."))
    return changes.update(delegation, {"until_on": until_on}, by=by)


@action(right="people.add_delegation", serves="M0.5")
def amend_delegation(
    delegation: Delegation,
    *,
    by: Actor,
    version: int | None = None,
    giver: Employee | None,
    taker: Employee,
    from_on: date,
    until_on: date,
    reason: str,
) -> Delegation:
    """Be away for longer or shorter. Who stood in for whom since when is history: that is entered anew."""
    _must_be_ones_own(delegation, by)
    away = giver.pk if giver else delegation.giver_id
    if (away, taker.pk, from_on) != (delegation.giver_id, delegation.taker_id, delegation.from_on):
        raise Refused(_("Only the end and the reason can be changed. For anything else, end it and enter it anew."))
    if until_on < from_on:
        raise Refused(_("The day of return must be after the first day away."), field="until_on")
    return changes.update(delegation, {"until_on": until_on, "reason": reason}, by=by, version=version)


def _must_be_ones_own(delegation: Delegation, by: Actor) -> None:
    if delegation.giver_id != by.pk and not by.has_perm("people.arrange_delegation"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
