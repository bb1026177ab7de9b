"""What orders do by themselves: tell of contracts that expire."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core import mail
from daying.core.actor import SYSTEM
from daying.core.jobs import job
from daying.core.timetable import daily
from daying.orders.models import Contract, ContractState

TOLD_BEFORE = [timedelta(days=30), timedelta(days=7), timedelta(0)]


@daily("07:20")
@job("orders.tell_of_expiring_contracts")
def tell_of_expiring_contracts() -> int:
    """A mail to those who look after a contract that ends in 30 days, in 7, or today. Returns how many were written."""
    return tell(timezone.localdate())


def tell(today: date) -> int:
    """The same for a day."""
    days = [today + before for before in TOLD_BEFORE]
    due = Contract.objects.filter(state=ContractState.IN_FORCE, until_on__in=days).select_related("owner", "customer")
    by_owner: dict[object, list[Contract]] = {}
    for contract in due.order_by("until_on", "pk"):
        by_owner.setdefault(contract.owner, []).append(contract)
    return sum(_told(owner, contracts) for owner, contracts in by_owner.items())


def _told(person: object, contracts: list[Contract]) -> bool:
    if not (getattr(person, "is_active", False) and getattr(person, "email", "")):
        return False
    lines = "\n".join(f"{one.until_on} {one} – {one.customer}" for one in contracts)
    words = {"list": lines, "url": f"{settings.DAYING_URL}{reverse('contracts-list')}"}
    mail.send(person, _("Contracts that expire soon"), "orders/mail/contracts", words, by=SYSTEM)
    return True
