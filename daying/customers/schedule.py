"""What the customer file does by itself: fetch answers, follow mergers, run the rules of the pools."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from daying.core import incoming, mailbox
from daying.core.actor import SYSTEM
from daying.core.incoming import Incoming
from daying.core.jobs import job, long_job
from daying.core.timetable import daily, every
from daying.customers import merging
from daying.customers.actions import take_letter
from daying.customers.models import LetterBox
from daying.customers.pool.actions import run_rules
from daying.customers.pool.warning import warn

log = logging.getLogger("daying.mail")


@every(minutes=5)
@long_job("customers.fetch_letters", retries=0)
def fetch_letters() -> Callable[[], int]:
    """Read what is new in the mailbox, and file it. A mailbox that is away is asked again in five minutes."""
    if not settings.DAYING_IMAP:
        return lambda: 0
    name = mailbox.name_of(settings.DAYING_IMAP)
    place = LetterBox.objects.filter(name=name).values_list("validity", "last_uid").first() or (0, 0)
    with mailbox.opened(settings.DAYING_IMAP) as box:
        read = [(mail.uid, incoming.parse(mail.raw, is_whole=mail.is_whole)) for mail in box.after(place)]
        validity = box.validity
    return lambda: _file(name, validity, read)


def _file(name: str, validity: int, read: list[tuple[int, Incoming]]) -> int:
    """File the mails and remember the place, in one transaction. Returns how many were filed."""
    box, _made = LetterBox.objects.select_for_update().get_or_create(name=name)
    filed = sum(_filed(one) for _uid, one in read)
    before = box.last_uid if box.validity == validity else 0
    box.validity, box.last_uid = validity, max([before, *(uid for uid, _one in read)])
    box.save(update_fields=["validity", "last_uid"])
    return filed


def _filed(one: Incoming) -> bool:
    """Whether it was filed. One that cannot be kept does not hold up those behind it."""
    try:
        with transaction.atomic():
            return take_letter(one, by=SYSTEM) is not None
    except Exception:
        log.exception("A mail could not be filed: %s", one.message_id)
        return False


@every(minutes=10)
@job("customers.follow_mergers")
def follow_mergers() -> int:
    """Move what came to a customer after it was merged into another."""
    return merging.catch_up(by=SYSTEM)


@daily("07:20")
@job("customers.warn_of_falls")
def warn_of_falls() -> int:
    """A mail to each owner whose customers are about to fall into the pool. Returns how many were written."""
    return warn(timezone.localdate())


@daily("01:30")
@job("customers.run_pool_rules")
def run_pool_rules() -> str:
    """Let fall what nobody has looked after, and give out what waits for a rule."""
    return run_rules(by=SYSTEM, on=timezone.localdate()).sentence
