"""What the market does by itself: the digest by mail, of the week on Mondays and of the month on its first day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from daying.core import mail
from daying.core.actor import SYSTEM
from daying.core.jobs import job
from daying.core.periods import Month, Period, Week
from daying.core.timetable import daily
from daying.customers.queries import customers_seen_by
from daying.market.reports import notes_of
from daying.people.models import Employee
from daying.people.queries import holders_of_right

RECEIVE = "market.receive_digest"
TEMPLATE = "market/mail/digest"


@daily("07:40")
@job("market.digest")
def digest() -> int:
    """Mail what was learnt last week or last month to those who want it. Returns how many mails were written."""
    today = timezone.localdate()
    return sum(send_digest(period, today) for period in periods_over(today))


def periods_over(today: date) -> Iterator[Period]:
    """The week that ended yesterday, on a Monday; the month that ended yesterday, on the first."""
    yesterday = today - timedelta(days=1)
    if today.weekday() == 0:
        yield Week.containing(yesterday)
    if today.day == 1:
        yield Month.containing(yesterday)


def send_digest(period: Period, today: date) -> int:
    """To each who may receive it, with the notes that they may see; to nobody where nothing was learnt."""
    readers = [person for person in holders_of_right(RECEIVE, today) if person.email]
    return sum(_mailed(person, period) for person in readers)


def _mailed(person: Employee, period: Period) -> bool:
    notes = list(notes_of(period, customers_seen_by(person))[:200])
    if not notes or not person.has_perm("market.view_marketnote"):
        return False
    with override(person.language or settings.LANGUAGE_CODE):
        told = {"period": period.label, "count": len(notes), "notes": [_told(note) for note in notes]}
    subject = _("What was learnt about the market")
    mail.send(person, subject, TEMPLATE, {**told, "url": _url(period)}, by=SYSTEM)
    return True


def _told(note: Any) -> dict[str, Any]:
    about = " · ".join(str(one) for one in (note.competitor, note.product, note.zone) if one)
    return {
        "kind": note.get_kind_display(),
        "title": note.title,
        "text": note.text,
        "about": about,
        "credibility": note.get_credibility_display(),
    }


def _url(period: Period) -> str:
    return f"{settings.DAYING_URL}{reverse('desk-report', args=['market-digest'])}?period={period}"
