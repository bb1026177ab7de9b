"""Changing what is owed and paid, by subject: billings, receipts, and the allocations between them."""

from daying.receivables.actions.allocating import (
    allocate,
    allocate_oldest,
    allocate_proposed,
    allocate_to,
    reverse_allocation,
    take_back,
)
from daying.receivables.actions.billing import adjust, bill_shipment, note_fapiao, open_balance
from daying.receivables.actions.jit import bill_loss, bill_usage, credit_return
from daying.receivables.actions.merging import move_books
from daying.receivables.actions.receipts import amend_receipt, post, record_receipt, reverse_receipt
from daying.receivables.actions.returning import credit_shipment

__all__ = [
    "adjust",
    "allocate",
    "allocate_oldest",
    "allocate_proposed",
    "allocate_to",
    "amend_receipt",
    "bill_loss",
    "bill_shipment",
    "bill_usage",
    "credit_return",
    "credit_shipment",
    "move_books",
    "note_fapiao",
    "open_balance",
    "post",
    "record_receipt",
    "reverse_allocation",
    "reverse_receipt",
    "take_back",
]
