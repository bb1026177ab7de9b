"""The rights of the sample. No post of a real company holds them."""

from daying.core.rights import DECIDE, Right, model_rights
from daying.desk.tests.sample.models import Deal, Firm, Item

RIGHTS = [
    *model_rights(Firm),
    *model_rights(Item),
    *model_rights(Deal),
    Right("sample.see_all", "See all firms"),
    Right("sample.see_margin", "See margins"),
    Right("sample.approve_deal", "Approve deals", DECIDE),
]
