"""Whether an order may be drawn from the contract it names."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.money import ZERO
from daying.core.written import quantity
from daying.orders.contracts.queries import Left, left
from daying.orders.models import Contract, ContractState, OrderLine, SalesOrder, WhenOverdrawn


def may_be_drawn(order: SalesOrder) -> None:
    """Refuse an order that its contract does not cover. Nothing is asked where it names none; else four statements.

    The contract's row is locked, so that two orders are judged one after the other.
    """
    if order.contract_id is None:
        return
    contract = Contract.objects.select_for_update(no_key=True, of=("self",)).get(pk=order.contract_id)
    _must_be_theirs(contract, order)
    beyond = overdrawn(contract, order)
    if beyond and contract.when_overdrawn == WhenOverdrawn.REFUSE:
        raise Refused(_("%(contract)s has less left: %(beyond)s") % {"contract": contract, "beyond": " ".join(beyond)})


def may_be_drawn_anew(order: SalesOrder, lines: Iterable[OrderLine]) -> list[str]:
    """The same for an order that becomes another, with these lines; returns what its contract lets pass all the same.

    A contract that has ended since is drawn from as before.
    """
    if order.contract_id is None:
        return []
    contract = Contract.objects.select_for_update(no_key=True, of=("self",)).get(pk=order.contract_id)
    beyond = overdrawn(contract, order, lines)
    if beyond and contract.when_overdrawn == WhenOverdrawn.REFUSE:
        raise Refused(_("%(contract)s has less left: %(beyond)s") % {"contract": contract, "beyond": " ".join(beyond)})
    return beyond


def overdrawn(contract: Contract, order: SalesOrder, lines: Iterable[OrderLine] | None = None) -> list[str]:
    """What an order takes beyond its contract, a sentence for each. lines: None for those it has. Three queries."""
    wanted: dict[int, Decimal] = {}
    for line in OrderLine.objects.filter(order=order) if lines is None else lines:
        if not line.quantity:  # taken out
            continue
        wanted[line.product_id] = wanted.get(line.product_id, ZERO) + line.quantity
    found = left(contract, apart_from=order.pk)
    agreed = {one.product.pk for one in found if one.product}
    beyond = [_beyond(one, wanted.get(one.product.pk, ZERO)) for one in found if one.product]
    beyond += [_beyond(one, order.total) for one in found if one.product is None]
    if agreed and wanted.keys() - agreed:
        beyond.append(_("Some products are not in the contract."))
    return [sentence for sentence in beyond if sentence]


def _beyond(one: Left, wanted: Decimal) -> str:
    if not wanted or wanted <= one.rest:
        return ""
    told = {"what": one.product or _("amount"), "wanted": quantity(wanted), "rest": quantity(one.rest)}
    return _("%(what)s: %(wanted)s wanted, %(rest)s left.") % told


def _must_be_theirs(contract: Contract, order: SalesOrder) -> None:
    told = {"contract": contract, "order": order}
    if contract.customer_id != order.customer_id or contract.currency != order.currency:
        raise Refused(_("%(contract)s is with another customer, or in another currency.") % told, field="contract")
    is_in_time = contract.from_on <= order.ordered_on <= contract.until_on
    if contract.state != ContractState.IN_FORCE or not is_in_time:
        raise Refused(_("%(contract)s is not in force on the day of the order.") % told, field="contract")
