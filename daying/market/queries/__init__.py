"""Reading the market, by subject."""

from daying.market.queries.known import Known, known_in, known_of, told_known
from daying.market.queries.seen import (
    OPEN_PROSPECT,
    answers_overdue,
    campaigns_seen_by,
    competitors_seen_by,
    leads_seen_by,
    leads_to_file,
    notes_seen_by,
    prospects_seen_by,
    research_late,
    research_seen_by,
    shows_seen_by,
    shows_to_approve,
    shows_to_review,
    staff_seen_by,
    to_contact,
    trials_seen_by,
)

__all__ = [
    "OPEN_PROSPECT",
    "Known",
    "answers_overdue",
    "campaigns_seen_by",
    "competitors_seen_by",
    "known_in",
    "known_of",
    "leads_seen_by",
    "leads_to_file",
    "notes_seen_by",
    "prospects_seen_by",
    "research_late",
    "research_seen_by",
    "shows_seen_by",
    "shows_to_approve",
    "shows_to_review",
    "staff_seen_by",
    "to_contact",
    "told_known",
    "trials_seen_by",
]
