"""Firms, items and deals for the tests of the record pages."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from daying.core import changes
from daying.desk.resource import resource_for
from daying.desk.tests.sample import actions
from daying.desk.tests.sample.models import Deal, Firm, Item
from daying.desk.tests.staff import employee

TODAY = date(2026, 11, 23)
DEALING = tuple(f"sample.{verb}_{kind}" for verb in ("view", "add", "change") for kind in ("firm", "item", "deal"))


def dealer(username: str = "wanglei", *more: str) -> Any:
    """Somebody who deals, and sees the firms of their own."""
    return employee(username, *DEALING, *more)


def key(record: Any) -> str:
    """How a form names a record: by its public id where its model has pages."""
    return str(record.public_id if resource_for(type(record)) else record.pk)


def signed_in(person: Any) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def firm(by: Any, name: str = "天津华通", **values: Any) -> Firm:
    """A firm of this person's."""
    told = {"code": f"F{Firm.objects.count():03d}", "name": name, "owner": by, **values}
    return changes.create(Firm(**told), by=by)


def item(by: Any, code: str = "P-001", name: str = "轴承", price: str = "12.50") -> Item:
    """Something to deal in."""
    return changes.create(Item(code=code, name=name, price=Decimal(price)), by=by)


def deal(by: Any, with_: Firm, *lines: tuple[Item, str, str], **values: Any) -> Deal:
    """A draft. lines: item, quantity, price."""
    told = {
        "currency": "CNY",
        "wanted_on": TODAY,
        "is_urgent": False,
        "deposit": Decimal("0.00"),
        "remarks": "",
        **values,
    }
    rows = [
        {"item": one, "quantity": Decimal(quantity), "unit_price": Decimal(price), "discount": Decimal("0")}
        for one, quantity, price in lines
    ]
    return actions.open_deal(by=by, firm=with_, lines=rows, **told)


def typed(deal_or_firm: Any, **values: Any) -> dict[str, Any]:
    """What the form of a deal sends for its head; firm given as record."""
    sent = {
        "firm": str(deal_or_firm.public_id),
        "currency": "CNY",
        "wanted_on": "2026-12-01",
        "deposit": "0",
        "remarks": "",
    }
    return {**sent, **values}


def typed_lines(*rows: tuple[Any, str, str], ids: list[str] | None = None) -> dict[str, list[str]]:
    """What the grid sends: item (a record, or the text that somebody typed), quantity, price."""
    return {
        "line.id": ids or [""] * len(rows),
        "line.item": ["" if isinstance(one, str) else str(one.public_id) for one, _q, _p in rows],
        "line.item.text": [one if isinstance(one, str) else str(one) for one, _q, _p in rows],
        "line.quantity": [quantity for _i, quantity, _p in rows],
        "line.unit_price": [price for _i, _q, price in rows],
        "line.discount": ["0%"] * len(rows),
        "line.wanted_on": [""] * len(rows),
    }
