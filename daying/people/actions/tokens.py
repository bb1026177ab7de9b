"""API tokens: issued once, shown once, kept as a hash."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action
from daying.people import queries
from daying.people.models import ApiToken, Employee, TokenScope

MARK = "dy_"  # so that scanners for lost secrets recognise one
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class IssuedToken:
    """A new token. secret: what the program sends; nobody can ever show it again."""

    token: ApiToken
    secret: str


@action(right="people.use_api", serves="M5.3")
def issue_token(*, by: Employee, name: str, expires_on: date, on: date, scope: str = TokenScope.READ) -> IssuedToken:
    """Make a token for a program that works in one's own name."""
    if by.is_read_only:
        raise PermissionDenied(_("A token cannot make tokens."))
    if not on < expires_on <= on + LONGEST:
        raise Refused(_("A token is valid for at least a day and at most a year."), field="expires_on")
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(employee=by, name=name, scope=scope, expires_on=expires_on)
    token.prefix, token.digest = secret[: queries.PREFIX], queries.digest(secret)
    return IssuedToken(changes.create(token, by=by), secret)


@action(right="people.use_api", serves="M5.3")
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """Make a token worthless, from the next request on."""
    if token.employee_id != by.pk:
        raise PermissionDenied(_("This is somebody else's token."))
    return changes.update(token, {"is_revoked": True}, by=by)


def admit(secret: str) -> Employee | None:
    """Sign a program in by its token, and note the day on the token so that forgotten ones show."""
    today = timezone.localdate()
    found = queries.bearer(secret, today)
    if found is None:
        return None
    employee, token = found
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return employee
