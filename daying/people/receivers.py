"""What allauth tells and the journal keeps: second factors that come, go, and are got wrong."""

from typing import Any

from allauth.mfa import signals
from django.dispatch import receiver

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.people.adapters import note


@receiver(signals.authenticator_added)
@receiver(signals.authenticator_reset)
def added(user: Any, authenticator: Any, **told: Any) -> None:
    journal.write(user, "people.added_second_factor", by=user, note=str(authenticator.get_type_display()))


@receiver(signals.authenticator_removed)
def removed(user: Any, authenticator: Any, **told: Any) -> None:
    journal.write(user, "people.removed_second_factor", by=user, note=str(authenticator.get_type_display()))


@receiver(signals.authentication_failed)
def failed(request: Any, user: Any, **told: Any) -> None:
    note("people.second_factor_failed", request, SYSTEM, user.username)
