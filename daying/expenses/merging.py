"""What becomes of the costs of a customer when two files of one company become one."""

from django.db.models import Sum

from daying.core import changes
from daying.core.actor import Actor
from daying.core.money import MoneyField
from daying.customers.merging import moves
from daying.customers.models import Customer
from daying.expenses.models import CostEntry

KEPT = ["category", "department_id", "product_id", "currency", "month", "booked_on"]
KEPT += ["subject_type", "subject_id", "subject_label"]


@moves(CostEntry)
def move_costs(loser: Customer, winner: Customer, by: Actor) -> None:
    """Costs are never rewritten: what is left of each document goes by its opposite. Five statements at most."""
    mine = CostEntry.objects.filter(customer=loser).order_by().values(*KEPT)
    left = mine.annotate(left=Sum("amount", output_field=MoneyField())).exclude(left=0)
    entries = []
    for row in left:
        amount, note = row.pop("left"), f"{loser.code} → {winner.code}"
        entries.append(CostEntry(customer=loser, amount=-amount, note=note, **row))
        entries.append(CostEntry(customer=winner, amount=amount, note=note, **row))
    changes.create_many(entries, by=by)
