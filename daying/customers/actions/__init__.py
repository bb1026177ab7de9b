"""Changing the customer file, by subject."""

from daying.customers.actions.contact import amend_follow_up, drop_next_step, follow_up, go_on, record_follow_up
from daying.customers.actions.customer import (
    add_contact,
    assign,
    change_contact,
    close,
    move_with_owner,
    must_be_active,
    open_customer,
    open_customers,
    reopen,
    set_credit_limit,
)
from daying.customers.actions.need import (
    amend_need,
    ask_again,
    close_need,
    drop_need,
    pass_back,
    raise_need,
    reply_to_need,
    route_need,
    tell_customer,
)

__all__ = [
    "add_contact",
    "amend_follow_up",
    "amend_need",
    "ask_again",
    "assign",
    "change_contact",
    "close",
    "close_need",
    "drop_need",
    "drop_next_step",
    "follow_up",
    "go_on",
    "move_with_owner",
    "must_be_active",
    "open_customer",
    "open_customers",
    "pass_back",
    "raise_need",
    "record_follow_up",
    "reopen",
    "reply_to_need",
    "route_need",
    "set_credit_limit",
    "tell_customer",
]
