"""Mails to those who are asked for an opinion, with the link to it. Who opens the link signs in first."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core import mail
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.jobs import enqueue, job
from daying.people.models import Employee
from daying.work import queries
from daying.work.models import Copy, Opinion, OpinionState

ADDRESSED = Compiled(lambda: Employee.objects.filter(is_active=True).exclude(email="").order_by()[:1])


def tell_asked(opinions: Sequence[Opinion], *, by: Actor, urging: str = "") -> None:
    """Have a mail written to everybody who may give these opinions. One statement, and two where anybody has mail.

    urging: what somebody says who waits for them; empty when they are asked for the first time.
    """
    if opinions and ADDRESSED():
        enqueue(write_to_asked, by=by, opinions=[opinion.pk for opinion in opinions], urging=urging)


@job("work.write_to_asked")
def write_to_asked(opinions: list[int], urging: str, by: Any) -> int:
    """Write to each who may answer what is still unanswered. Returns how many mails were written."""
    still = Opinion.objects.filter(pk__in=opinions, state=OpinionState.OPEN)
    today = timezone.localdate()
    return sum(
        _written(opinion, person, urging, by)
        for opinion in still.select_related("countersignature__created_by", "department", "post", "person")
        for person in queries.who_may_answer(opinion, today)
    )


def tell_reader(copy: Copy, *, by: Actor) -> None:
    """Write to somebody who was sent a copy, where they have an address."""
    if not copy.person.email:
        return
    asking = copy.countersignature
    told = {
        "sender": str(by),
        "title": asking.title,
        "note": copy.note,
        "url": _url("countersignatures-detail", asking),
    }
    mail.send(copy.person, _("A copy for you"), "work/mail/copied", told, by=by, about=asking)


def _written(opinion: Opinion, person: Employee, urging: str, by: Actor) -> bool:
    if not person.email:
        return False
    title = _("Your opinion is waited for") if urging else _("Your opinion is asked")
    told = {
        "title": opinion.countersignature.title,
        "duty": opinion.duty,
        "due_on": opinion.due_on or "—",
        "urging": urging,
        "details": opinion.countersignature.details,
        "url": _url("opinions-detail", opinion),
    }
    mail.send(person, title, "work/mail/asked", told, by=by, about=opinion)
    return True


def _url(name: str, record: Any) -> str:
    return f"{settings.DAYING_URL}{reverse(name, args=[record.public_id])}"
