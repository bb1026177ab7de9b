"""Whose something is that somebody enters, and what becomes of it when they go to another department."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action
from daying.market.models import Campaign, Lead, MarketNote, ProductTrial, Prospect, Research, TradeShow
from daying.people.models import Employee

OWNED: tuple[Any, ...] = (Prospect, Lead, TradeShow, Campaign, ProductTrial, MarketNote, Research)


@action(right=None, serves="M0.5", label=gettext_lazy("Move with the owner"))
def move_market_with_owner(owner: int, *, department: int, by: Actor) -> None:
    """Put what a person, named by key, looks after into the department they went to. Five statements per table."""
    for model in OWNED:
        moving = list(model._default_manager.filter(owner=owner).exclude(department=department))
        changes.update_many(moving, {"department_id": department}, by=by)


def person(by: Actor) -> Employee:
    """Who acts, as somebody who can own things. Refused for the system itself."""
    if not isinstance(by, Employee):
        raise Refused(_("Say who looks after it."), field="owner")
    return by


def owned(owner: Employee) -> dict[str, object]:
    """What is written of an owner."""
    return {"owner": owner, "department_id": owner.department_id}
