"""The address behind the code on a stand: signed, so that nobody makes one up, and over when the show is."""

from datetime import date, timedelta

from django.core import signing

from daying.market.models import ShowState, TradeShow
from daying.people.models import Employee

SALT = "daying.market.visit"
DAYS_AFTERWARDS = 7
LONGEST_TOKEN = 200


def token_for(show: TradeShow, person: Employee) -> str:
    """What the address of this person's code at this show carries. It holds no name and no data."""
    return signing.dumps([show.pk, person.pk, last_day(show).toordinal()], salt=SALT, compress=True)


def last_day(show: TradeShow) -> date:
    """Until when the code works: a week after the show, for those who take a card home."""
    return show.last_on + timedelta(days=DAYS_AFTERWARDS)


def read(token: str, today: date) -> tuple[TradeShow, Employee] | None:
    """Whose code at which show it is; None where it is forged or over, or either of them is no longer there."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        show_key, person_key, until = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if today.toordinal() > until:
        return None
    show = TradeShow.objects.filter(pk=show_key, state=ShowState.APPROVED).first()
    person = Employee.objects.filter(pk=person_key, is_active=True).first()
    return (show, person) if show and person else None
