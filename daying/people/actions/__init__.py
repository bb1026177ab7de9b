"""Changing the organisation, posts, people and sign-ins, by subject."""

from daying.people.actions.accounts import (
    change_profile,
    close_account,
    give_password,
    hire,
    reopen_account,
)
from daying.people.actions.organisation import found_company, found_department, move_department
from daying.people.actions.posts import (
    appoint,
    create_post,
    delegate,
    end_delegation,
    end_holding,
    plan_places,
    set_rights,
)
from daying.people.actions.tokens import IssuedToken, admit, issue_token, revoke_token

__all__ = [
    "IssuedToken",
    "admit",
    "appoint",
    "change_profile",
    "close_account",
    "create_post",
    "delegate",
    "end_delegation",
    "end_holding",
    "found_company",
    "found_department",
    "give_password",
    "hire",
    "issue_token",
    "move_department",
    "plan_places",
    "reopen_account",
    "revoke_token",
    "set_rights",
]
