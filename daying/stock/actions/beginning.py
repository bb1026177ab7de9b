"""The policy with which a company begins. An administrator changes it."""

from daying.core import changes
from daying.core.actor import Actor
from daying.people.first_rows import begins_with
from daying.stock.models import StockPolicy


@begins_with(StockPolicy)
def write_first_policy(by: Actor) -> None:
    """The one row."""
    changes.create(StockPolicy(), by=by)
