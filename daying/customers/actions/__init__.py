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

__all__ = [
    "add_contact",
    "amend_follow_up",
    "assign",
    "change_contact",
    "close",
    "drop_next_step",
    "follow_up",
    "go_on",
    "move_with_owner",
    "must_be_active",
    "open_customer",
    "open_customers",
    "record_follow_up",
    "reopen",
    "set_credit_limit",
]
