"""The tables of this room, by subject. Quotations keep the short names: they were here first."""

from daying.quotes.models.approval import (
    ApprovalPost,
    ApprovalRule,
    DiscountLimit,
    QuotationPolicy,
    end_of_validity,
)
from daying.quotes.models.opportunity import OPEN_STAGES, Opportunity, Reason, Stage
from daying.quotes.models.quotation import Quotation, QuotationLine, State

__all__ = [
    "OPEN_STAGES",
    "ApprovalPost",
    "ApprovalRule",
    "DiscountLimit",
    "Opportunity",
    "Quotation",
    "QuotationLine",
    "QuotationPolicy",
    "Reason",
    "Stage",
    "State",
    "end_of_validity",
]
