"""What a run measures, and how much of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """orders: in the large books; few_orders: in the small ones; items: open ones of the ledger; count: how often the
    work on one order is done; requests: of each page; customers: rows of the imported sheet;
    file: customers in the file that a name is looked for in; waybills: of the courier book and the
    carrier's bill.
    """

    orders: int = 100_000
    few_orders: int = 1_000
    items: int = 1_000_000
    count: int = 60
    requests: int = 240
    customers: int = 10_000
    file: int = 100_000
    waybills: int = 100_000

    @classmethod
    def quick(cls) -> "Asked":
        """To see that everything runs; the figures say little."""
        return cls(orders=60, few_orders=60, items=2_000, count=3, requests=16, customers=200, file=500, waybills=500)
