"""Asking departments and answering; giving tasks and doing them."""

from daying.work.actions.countersigning import Asked, agree, open_countersignature, refuse, withdraw
from daying.work.actions.handing import hand_over_opinions, hand_over_tasks
from daying.work.actions.rules import write_first_rules
from daying.work.actions.signing import Place, add_signer, let_know, pass_on, send_copy, take_back_answer, urge
from daying.work.actions.tasks import accept, amend_task, create_task, finish, give_back, start

__all__ = [
    "Asked",
    "Place",
    "accept",
    "add_signer",
    "agree",
    "amend_task",
    "create_task",
    "finish",
    "give_back",
    "hand_over_opinions",
    "hand_over_tasks",
    "let_know",
    "open_countersignature",
    "pass_on",
    "refuse",
    "send_copy",
    "start",
    "take_back_answer",
    "urge",
    "withdraw",
    "write_first_rules",
]
