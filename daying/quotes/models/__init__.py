"""The tables of this room, by subject. Quotations keep the short names: they were here first."""

from daying.quotes.models.opportunity import CHANCE, OPEN_STAGES, Opportunity, Reason, Stage
from daying.quotes.models.quotation import VALID_DAYS, Quotation, QuotationLine, State, end_of_validity

__all__ = [
    "CHANCE",
    "OPEN_STAGES",
    "VALID_DAYS",
    "Opportunity",
    "Quotation",
    "QuotationLine",
    "Reason",
    "Stage",
    "State",
    "end_of_validity",
]
