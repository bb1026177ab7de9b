"""One user action, one transaction, tried again when the database asks for it."""

import random
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.db import Error, OperationalError, transaction
from django.utils.translation import gettext as _

from daying.core import journal
from daying.core.actor import Actor
from daying.core.errors import Refused

R = TypeVar("R")
TRIES = 5
# Serialisation failure, deadlock, lock timeout: nothing was written, the same call may succeed now.
WORTH_ANOTHER_TRY = {"40001", "40P01", "55P03"}


def one_transaction(verb: str, call: Callable[[], R], on: date | None = None, by: Actor | None = None) -> R:
    """Run an action. Inside another action it joins that one's transaction; an outermost one is retried on conflict."""
    if journal.current():
        with journal.acting(verb, on, by):
            return call()

    def act() -> R:
        with journal.acting(verb, on, by):
            return call()

    return retried(act)


def retried(call: Callable[[], R]) -> R:
    """Run in one transaction, and on a conflict with others again from the beginning."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return call()
        except OperationalError as error:
            _wait_or_give_up(error, attempt)
    raise AssertionError("unreachable")


def _wait_or_give_up(error: OperationalError, attempt: int) -> None:
    if not _is_worth_another_try(error) or transaction.get_connection().in_atomic_block:
        raise error
    if attempt == TRIES:
        raise Refused(_("Others are working on the same records right now. Please try again in a moment.")) from error
    time.sleep(random.uniform(0, 0.02 * 2**attempt))


def _is_worth_another_try(error: Error) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) in WORTH_ANOTHER_TRY or "database is locked" in str(error)
