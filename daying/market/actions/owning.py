"""Whose something is that somebody enters."""

from django.utils.translation import gettext as _

from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.people.models import Employee


def person(by: Actor) -> Employee:
    """Who acts, as somebody who can own things. Refused for the system itself."""
    if not isinstance(by, Employee):
        raise Refused(_("Say who looks after it."), field="owner")
    return by


def owned(owner: Employee) -> dict[str, object]:
    """What is written of an owner."""
    return {"owner": owner, "department_id": owner.department_id}
