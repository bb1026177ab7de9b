"""The company and its departments."""

from datetime import date

from django.utils.translation import gettext as _

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, lock
from daying.people.models import Company, Department, DepartmentPlace
from daying.people.models.authority import Tree


@action(right="people.change_company", serves="M0.1")
def found_company(
    *, by: Actor, name: str, english_name: str = "", currency: str = "CNY", cut_off_day: int = 31
) -> Company:
    """Write down the company that this database belongs to. There is one."""
    if Company.objects.exists():
        raise Refused(_("There is a company already."))
    firm = Company(pk=1, name=name, english_name=english_name, currency=currency, cut_off_day=cut_off_day)
    return changes.create(firm, by=by)


@action(right="people.add_department", serves="M0.1")
def found_department(
    *,
    by: Actor,
    on: date | None = None,
    code: str,
    name: str,
    english_name: str = "",
    parent: Department | None = None,
    is_centre: bool = False,
) -> Department:
    """Add a department to the organisation chart from a day on, today when none is named."""
    department = Department(code=code, name=name, english_name=english_name, parent=parent, is_centre=is_centre)
    changes.create(department, by=by)
    DepartmentPlace.objects.create(department=department, parent=parent, from_on=on or _today())
    return department


@action(right="people.change_department", serves="M0.1")
def amend_department(
    department: Department,
    *,
    by: Actor,
    version: int | None = None,
    code: str,
    name: str,
    english_name: str,
    parent: Department | None,
    is_centre: bool,
) -> Department:
    """Correct a department; put under another one, it is moved as of today."""
    said = {"code": code, "name": name, "english_name": english_name, "is_centre": is_centre}
    fresh = changes.update(department, said, by=by, version=version)
    if fresh.parent_id != (parent.pk if parent else None):
        return move_department(fresh, parent=parent, by=by, on=_today())
    return fresh


@action(right="people.move_department", serves="M0.1")
def move_department(department: Department, *, parent: Department | None, by: Actor, on: date) -> Department:
    """Put a department under another one from a day on. Where it stood until then is kept."""
    fresh: Department = lock(department)
    if parent and fresh.pk in Tree.now().above(parent.pk):
        raise Refused(_("%(parent)s is part of %(department)s.") % {"parent": parent, "department": fresh})
    place = DepartmentPlace.objects.get(department=fresh, until_on=None)
    if on < place.from_on:
        raise Refused(_("%(department)s was moved after that day already.") % {"department": fresh})
    place.until_on = on
    place.save(update_fields=["until_on"])
    DepartmentPlace.objects.create(department=fresh, parent=parent, from_on=on)
    return changes.update(fresh, {"parent": parent}, by=by)


def _today() -> date:
    """The business date of the action under way."""
    unit = journal.current()
    assert unit
    return unit.on
