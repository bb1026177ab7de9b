"""People coming, going, and what they choose for themselves."""

from datetime import date

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.workflow import action, lock, transition
from daying.people.events import EmployeeMoved
from daying.people.models import Delegation, Department, Employee, EmployeeState, Holding, Language


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


@action(right="people.change_employee", serves="M0.2")
def amend_employee(
    employee: Employee,
    *,
    by: Actor,
    version: int | None = None,
    username: str,
    name: str,
    english_name: str,
    department: Department,
    email: str,
    phone: str,
    language: str,
) -> Employee:
    """Correct what is known of somebody. What they have charge of moves with them to another department."""
    said = {
        "username": username,
        "name": name,
        "english_name": english_name,
        "department": department,
        "email": email,
        "phone": phone,
        "language": language,
    }
    was = lock(employee).department_id
    fresh = changes.update(employee, said, by=by, version=version)
    if fresh.department_id != was:
        tell(EmployeeMoved(fresh.pk, fresh.department_id, by.pk))
    return fresh


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


def not_oneself(employee: Employee, by: Actor) -> bool:
    """Nobody closes their own sign-in."""
    return bool(employee.pk != by.pk)


@transition(
    Employee,
    label=gettext_lazy("Close the sign-in"),
    source=EmployeeState.ACTIVE,
    target=EmployeeState.CLOSED,
    right="people.close_account",
    when=not_oneself,
    serves="M0.5",
)
def close_account(employee: Employee, *, by: Actor, on: date) -> None:
    """Let somebody no longer sign in. From the next request on they are out; their posts and delegations end."""
    for holding in Holding.objects.filter(employee=employee, until_on=None):
        changes.update(holding, {"until_on": max(on, holding.from_on)}, by=by)
    for delegation in Delegation.objects.on(on).filter(giver=employee):
        changes.update(delegation, {"until_on": on}, by=by)
    employee.is_active = False


@transition(
    Employee,
    label=gettext_lazy("Open the sign-in again"),
    source=EmployeeState.CLOSED,
    target=EmployeeState.ACTIVE,
    right="people.close_account",
    serves="M0.5",
)
def reopen_account(employee: Employee, *, by: Actor) -> None:
    """Let somebody sign in again. Posts are given anew."""
    employee.is_active = True


@action(right="people.give_password", serves="M0.5")
def remove_second_factor(employee: Employee, *, by: Actor) -> Employee:
    """For somebody who lost the telephone: they sign in by password and set up a new one."""
    Authenticator.objects.filter(user=employee).delete()
    journal.write(employee, "people.removed_second_factor", by=by)
    return employee


@action(right="people.give_password", serves="M0.5")
def end_sessions(employee: Employee, *, by: Actor) -> Employee:
    """End all sessions of somebody, say of a stolen laptop."""
    for session in UserSession.objects.filter(user=employee):
        session.end()
    journal.write(employee, "people.ended_session", by=by)
    return employee


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
