"""Changing quotations and opportunities, by subject."""

from daying.quotes.actions.answering import accept_by_link, decline_by_link, send_by_mail
from daying.quotes.actions.approving import approve, reject, submit, withdraw
from daying.quotes.actions.beginning import write_first_limits, write_first_policy, write_first_rule
from daying.quotes.actions.opportunities import (
    amend_opportunity,
    confirm_needs,
    contact_again,
    lose,
    negotiate,
    open_opportunities,
    open_opportunity,
    propose,
    reopen,
    win,
    win_by_order,
)
from daying.quotes.actions.quotations import accept, amend, decline, open_quotation, send
from daying.quotes.actions.versions import revise

__all__ = [
    "accept",
    "accept_by_link",
    "amend",
    "amend_opportunity",
    "approve",
    "confirm_needs",
    "contact_again",
    "decline",
    "decline_by_link",
    "lose",
    "negotiate",
    "open_opportunities",
    "open_opportunity",
    "open_quotation",
    "propose",
    "reject",
    "reopen",
    "revise",
    "send",
    "send_by_mail",
    "submit",
    "win",
    "win_by_order",
    "withdraw",
    "write_first_limits",
    "write_first_policy",
    "write_first_rule",
]
