"""People coming, going, and what they choose for themselves."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, lock
from daying.people.models import Delegation, Department, Employee, Holding, Language


@action(right="people.add_employee", serves="M0.2", label=_("Hire"))
def hire(
    *,
    by: Actor,
    username: str,
    name: str,
    department: Department,
    english_name: str = "",
    email: str = "",
    phone: str = "",
    language: str = Language.SIMPLIFIED,
    password: str = "",
) -> Employee:
    """Enter somebody who works here from now on. Without a password they cannot sign in yet."""
    employee = Employee(
        username=username,
        name=name,
        english_name=english_name,
        department=department,
        email=email,
        phone=phone,
        language=language,
    )
    _set_password(employee, password)
    return changes.create(employee, by=by)


@action(right=None, serves="M0.5")
def change_profile(
    employee: Employee, *, by: Actor, version: int | None = None, email: str, phone: str, timezone: str
) -> Employee:
    """What people say about themselves, and nobody else for them."""
    if employee.pk != by.pk:
        raise PermissionDenied(_("This is somebody else's profile."))
    said = {"email": email, "phone": phone, "timezone": timezone}
    return changes.update(employee, said, by=by, version=version)


@action(right="people.give_password", serves="M0.5")
def give_password(employee: Employee, *, by: Actor, password: str) -> Employee:
    """Give somebody a new password. Whatever sessions they have open end at once."""
    fresh: Employee = lock(employee)
    _set_password(fresh, password)
    fresh.save(update_fields=["password"])
    journal.write(fresh, "people.give_password", by=by)
    return fresh


@action(right="people.close_account", serves="M0.5")
def close_account(employee: Employee, *, by: Actor, on: date) -> Employee:
    """Let somebody no longer sign in. From the next request on they are out; their posts and delegations end."""
    if employee.pk == by.pk:
        raise Refused(_("Nobody closes their own sign-in."))
    for holding in Holding.objects.filter(employee=employee, until_on=None):
        changes.update(holding, {"until_on": max(on, holding.from_on)}, by=by)
    for delegation in Delegation.objects.on(on).filter(giver=employee):
        changes.update(delegation, {"until_on": on}, by=by)
    return changes.update(employee, {"is_active": False}, by=by)


@action(right="people.close_account", serves="M0.5")
def reopen_account(employee: Employee, *, by: Actor) -> Employee:
    """Let somebody sign in again. Posts are given anew."""
    return changes.update(employee, {"is_active": True}, by=by)


def _set_password(employee: Employee, password: str) -> None:
    """A password that the rules accept; none at all cannot be signed in with."""
    if not password:
        employee.set_unusable_password()
        return
    try:
        validate_password(password, employee)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error
    employee.set_password(password)
