"""Changing the customer file, by subject."""

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
    "assign",
    "change_contact",
    "close",
    "move_with_owner",
    "must_be_active",
    "open_customer",
    "open_customers",
    "reopen",
    "set_credit_limit",
]
