"""People, firms and deals for the tests of lists, boards and the home page."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from daying.core import changes
from daying.desk.tests.sample.models import Deal, Firm, State
from daying.desk.tests.staff import employee

SELLER = ("sample.view_deal", "sample.add_deal", "sample.change_deal", "sample.view_firm", "sample.export_deal")


def seller(username: str = "lin", *more: str) -> Any:
    """Somebody who sells, reads English, and sees the firms of their own alone."""
    person = employee(username, *SELLER, *more)
    person.language = "en"
    person.save(update_fields=["language"])
    return person


def firm(name: str, owner: Any, code: str = "") -> Firm:
    """A firm that the search knows."""
    return changes.create(Firm(code=code or f"F{Firm.objects.count()}", name=name, owner=owner), by=owner)


def deal(of: Firm, number: str | None = None, **values: Any) -> Deal:
    """A deal with it; submitted, for 100, wanted at the end of March unless told otherwise."""
    told = {"state": State.SUBMITTED, "wanted_on": date(2026, 3, 31), "total": Decimal("100.00"), **values}
    return changes.create(Deal(number=number, firm=of, **told), by=of.owner)


def signed_in(person: Any) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def labels(response: Any) -> list[str]:
    """The names of the rows shown, in their order."""
    return [str(record) for record in response.context["listing"].shown]
