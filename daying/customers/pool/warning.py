"""A mail each morning to owners whose customers are about to fall into the pool (M3.2)."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from daying.core import mail
from daying.core.actor import SYSTEM
from daying.customers.pool.reclaiming import Fall, falls

TEMPLATE = "customers/mail/falling"


def warn(today: date) -> int:
    """Write to each owner with customers within their days of warning. Returns how many mails were written."""
    found = [fall for fall in falls(today, is_warned=True) if not fall.keeps]
    found.sort(key=lambda fall: fall.customer.owner_id or 0)  # the most urgent of each stays first
    by_owner = groupby(found, key=lambda fall: fall.customer.owner)
    return sum(_warned(owner, list(theirs)) for owner, theirs in by_owner)


def _warned(owner: Any, found: Sequence[Fall]) -> bool:
    """Write to somebody who works here and has an address."""
    if not (owner.is_active and owner.email):
        return False
    with override(owner.language or settings.LANGUAGE_CODE):
        lines = [f"{formats.date_format(one.on)} {one.customer}: {one.reason}" for one in found]
    told = {"number": len(lines), "list": "\n".join(lines), "url": f"{settings.DAYING_URL}{reverse('pools-falling')}"}
    mail.send(owner, _("Your customers about to fall into the pool"), TEMPLATE, told, by=SYSTEM)
    return True
