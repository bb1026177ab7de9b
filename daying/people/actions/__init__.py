"""Changing the organisation, posts, people and sign-ins, by subject."""

from daying.people.actions.accounts import (
    amend_employee,
    change_profile,
    close_account,
    end_sessions,
    give_password,
    hire,
    remove_second_factor,
    reopen_account,
)
from daying.people.actions.handing import hand_over, hand_over_by_kind, hand_over_stand_ins
from daying.people.actions.organisation import amend_department, found_company, found_department, move_department
from daying.people.actions.posts import (
    amend_delegation,
    amend_holding,
    appoint,
    create_post,
    delegate,
    end_delegation,
    end_holding,
    enter_holding,
    plan_places,
    set_rights,
)
from daying.people.actions.tokens import IssuedToken, admit, issue_token, revoke_token

__all__ = [
    "IssuedToken",
    "admit",
    "amend_delegation",
    "amend_department",
    "amend_employee",
    "amend_holding",
    "appoint",
    "change_profile",
    "close_account",
    "create_post",
    "delegate",
    "end_delegation",
    "end_holding",
    "end_sessions",
    "enter_holding",
    "found_company",
    "found_department",
    "give_password",
    "hand_over",
    "hand_over_by_kind",
    "hand_over_stand_ins",
    "hire",
    "issue_token",
    "move_department",
    "plan_places",
    "remove_second_factor",
    "reopen_account",
    "revoke_token",
    "set_rights",
]
