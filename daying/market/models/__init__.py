"""The tables of the market, by subject."""

from daying.market.models.campaigns import Campaign, CampaignKind, CampaignState, CampaignStep
from daying.market.models.intelligence import (
    Competitor,
    Credibility,
    MarketNote,
    NoteKind,
    Research,
    ResearchState,
    SourceKind,
)
from daying.market.models.prospects import (
    Lead,
    LeadState,
    Prospect,
    ProspectSource,
    ProspectState,
    heard_key,
)
from daying.market.models.shows import BudgetLine, CostKind, ShowStaff, ShowState, TradeShow
from daying.market.models.trials import ProductTrial, TrialKind, TrialState, Verdict

__all__ = [
    "BudgetLine",
    "Campaign",
    "CampaignKind",
    "CampaignState",
    "CampaignStep",
    "Competitor",
    "CostKind",
    "Credibility",
    "Lead",
    "LeadState",
    "MarketNote",
    "NoteKind",
    "ProductTrial",
    "Prospect",
    "ProspectSource",
    "ProspectState",
    "Research",
    "ResearchState",
    "ShowStaff",
    "ShowState",
    "SourceKind",
    "TradeShow",
    "TrialKind",
    "TrialState",
    "Verdict",
    "heard_key",
]
