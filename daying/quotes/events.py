"""What quotations tell the rooms above."""

from dataclasses import dataclass
from datetime import date

from daying.core.events import Event


@dataclass(frozen=True)
class QuotationAccepted(Event):
    """The customer wants what was offered."""

    quotation_id: int
    accepted_on: date
    accepted_by_id: int | None
