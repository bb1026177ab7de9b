"""Who may do what in the market."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, PROPOSE, TAKE_PART, Right, model_rights
from daying.market.models import (
    Campaign,
    Competitor,
    Lead,
    MarketNote,
    ProductTrial,
    Prospect,
    Research,
    ShowStaff,
    TradeShow,
)
from daying.people import posts

TOP = {posts.CHAIRMAN, posts.GM}
TECHNICAL = {posts.RND, posts.ENGINEERING, posts.QUALITY}
READERS = posts.CENTRE | TOP | {posts.AUDITOR}
PLANNERS = {posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER}
APPROVERS = {posts.DIRECTOR, posts.GM}
SHEETS = posts.MANAGERS | {posts.AUDITOR}
OBSERVERS = posts.CENTRE | TECHNICAL | {posts.PURCHASING}

RIGHTS = [
    *model_rights(Prospect, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=PLANNERS),
    Right("market.qualify_prospect", _("Make customers of prospects"), TAKE_PART, posts=posts.SALES),
    Right("market.assign_prospect", _("Give a prospect to another owner"), DECIDE, posts=PLANNERS),
    *model_rights(Lead, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=PLANNERS),
    Right("market.file_lead", _("Take up or dismiss leads"), TAKE_PART, posts=posts.CENTRE),
    *model_rights(TradeShow, view=READERS | {posts.FINANCE}, add=PLANNERS, change=PLANNERS, export=SHEETS),
    *model_rights(ShowStaff, view=READERS | {posts.FINANCE}, add=PLANNERS, change=PLANNERS, export=SHEETS),
    Right("market.approve_tradeshow", _("Approve trade shows and their budgets"), DECIDE, posts=APPROVERS),
    Right("market.show_code", _("Show the code by which visitors leave their details"), TAKE_PART, posts=posts.CENTRE),
    *model_rights(Campaign, view=READERS | TECHNICAL | {posts.FINANCE}, add=PLANNERS, change=PLANNERS, export=SHEETS),
    Right("market.approve_campaign", _("Approve campaigns and their budgets"), DECIDE, posts=APPROVERS),
    *model_rights(ProductTrial, view=READERS | TECHNICAL, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    *model_rights(Competitor, view=READERS | OBSERVERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    *model_rights(MarketNote, view=READERS | OBSERVERS, add=OBSERVERS, change=OBSERVERS, export=SHEETS),
    Right(
        "market.receive_digest",
        _("Receive the digest of market information by mail"),
        posts=TOP | {posts.DIRECTOR, posts.SALES_MANAGER},
    ),
    *model_rights(Research, view=READERS | TECHNICAL, add=posts.SALES, change=posts.SALES, export=SHEETS),
    Right("market.propose_research", _("Start, report and drop market research"), PROPOSE, posts=posts.SALES),
    Right(
        "market.accept_research",
        _("Accept market research"),
        DECIDE,
        posts={posts.DIRECTOR, posts.SALES_MANAGER, posts.GM},
    ),
]
