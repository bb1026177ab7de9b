"""Reading contracts, and what is left of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from daying.core.models import Attachment, FileKind
from daying.core.money import ZERO
from daying.orders.models import NOT_TAKEN, Contract, ContractLine, ContractState, ContractTemplate, OrderLine, State
from daying.people.queries import limit
from daying.products.models import Product

WARNED = timedelta(days=30)


@dataclass(frozen=True)
class Left:
    """What was agreed and what is drawn; of a product, or of the whole amount where product is None."""

    product: Product | None
    agreed: Decimal
    drawn: Decimal

    @property
    def rest(self) -> Decimal:
        """What may still be drawn; below zero, what was drawn beyond it."""
        return self.agreed - self.drawn


def contracts_seen_by(user: Any) -> QuerySet[Contract]:
    """The contracts of customers this person may see."""
    return limit(Contract.objects.select_related("customer"), user, via="customer")


def templates_seen_by(user: Any) -> QuerySet[ContractTemplate]:
    """Everybody who may see templates sees all."""
    return ContractTemplate.objects.all()


def open_contracts_of(person: Any) -> QuerySet[Contract]:
    """What a person still has to bring to its end."""
    over = [ContractState.ENDED, ContractState.VOID]
    return Contract.objects.filter(owner=person).exclude(state__in=over).order_by("pk")


def expiring(today: date, within: timedelta = WARNED) -> QuerySet[Contract]:
    """Contracts in force whose last day comes within so many days, or has passed."""
    return Contract.objects.filter(state=ContractState.IN_FORCE, until_on__lte=today + within)


def without_sealed_copy() -> QuerySet[Contract]:
    """Contracts in force of which no scanned sealed copy is among the files."""
    copies = Attachment.objects.filter(subject_type=Contract._meta.label_lower, subject_id=OuterRef("pk"))
    sealed = Exists(copies.filter(kind=FileKind.SEALED, is_current=True))
    return Contract.objects.filter(~sealed, state=ContractState.IN_FORCE)


def left(contract: Contract, *, apart_from: int | None = None) -> list[Left]:
    """What is drawn from a contract, per product agreed and of the amount. Two queries.

    Drafts and cancelled orders draw nothing, closed ones what was shipped. apart_from: the key of an order left out.
    """
    amount, drawn = ZERO, dict[int, Decimal]()
    for state, product, quantity, shipped, of_line in _drawing(contract, apart_from):
        counted = shipped if state == State.CLOSED else quantity
        drawn[product] = drawn.get(product, Decimal(0)) + counted
        amount += of_line * counted / quantity
    lines = ContractLine.objects.filter(contract=contract).select_related("product")
    found = [Left(line.product, line.quantity, drawn.get(line.product_id, Decimal(0))) for line in lines]
    return found if contract.amount is None else [*found, Left(None, contract.amount, round(amount, 2))]


def _drawing(contract: Contract, apart_from: int | None) -> Any:
    lines = OrderLine.objects.filter(order__contract=contract, quantity__gt=0)
    lines = lines.exclude(order__state__in=_drawing_nothing())
    lines = lines.exclude(order=apart_from) if apart_from else lines
    return lines.order_by().values_list("order__state", "product", "quantity", "shipped_quantity", "amount")


def _drawing_nothing() -> list[str]:
    return [str(state) for state in NOT_TAKEN if state != State.UNDER_REVIEW]
