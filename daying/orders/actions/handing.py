"""The open orders and contracts of somebody who leaves go to another."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.workflow import action
from daying.orders import queries
from daying.orders.contracts.queries import open_contracts_of
from daying.orders.models import Contract, SalesOrder
from daying.people.handing_over import hands_over, owned_by
from daying.people.models import Employee


@hands_over("orders", gettext_lazy("Open orders"), find=queries.open_orders_of)
@action(right=None, serves="M0.5", label=gettext_lazy("Hand over to another owner"))
def hand_over(orders: Sequence[SalesOrder], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person brings them to their end; what is closed stays whose it was."""
    changes.update_many(orders, owned_by(taker), by=by, verb="orders.hand_over", note=reason)


@hands_over("contracts", gettext_lazy("Contracts"), find=open_contracts_of)
@action(right=None, serves="M0.5", label=gettext_lazy("Hand over to another owner"))
def hand_over_contracts(contracts: Sequence[Contract], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person watches over them; what has ended stays whose it was."""
    changes.update_many(contracts, owned_by(taker), by=by, verb="orders.hand_over_contracts", note=reason)
