"""What somebody who leaves looks after in the market goes to another; what is over stays whose it was."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.workflow import action
from daying.market.models import CampaignStep, ShowStaff
from daying.market.queries import handing as queries
from daying.people.handing_over import give_lines, hands_over, owned_by
from daying.people.models import Employee


@hands_over("research", gettext_lazy("Market research under way"), find=queries.research_of)
@hands_over("trials", gettext_lazy("Samples and trials under way"), find=queries.trials_of)
@hands_over("campaigns", gettext_lazy("Campaigns under way"), find=queries.campaigns_of)
@hands_over("trade-shows", gettext_lazy("Trade shows not reviewed yet"), find=queries.shows_of)
@hands_over("leads", gettext_lazy("Leads to be taken up"), find=queries.leads_of)
@hands_over("prospects", gettext_lazy("Open prospects"), find=queries.prospects_of)
@action(right=None, serves=["M0.5", "M2.1", "M2.4", "M2.5", "M2.6"], label=gettext_lazy("Hand over market records"))
def hand_over_market(records: Sequence[Any], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person looks after them."""
    changes.update_many(records, owned_by(taker), by=by, verb="market.hand_over_market", note=reason)


@hands_over("campaign-steps", gettext_lazy("Steps of campaigns"), find=queries.steps_of)
@action(right=None, serves=["M0.5", "M2.6"], label=gettext_lazy("Hand over steps of campaigns"))
def hand_over_steps(steps: Sequence[CampaignStep], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person does what is not done yet."""
    give_lines(steps, of="campaign", person="person", taker=taker, by=by, verb="market.hand_over_steps")


@hands_over("show-staff", gettext_lazy("Work at trade shows"), find=queries.staff_duties_of)
@action(right=None, serves=["M0.5", "M2.5"], label=gettext_lazy("Hand over work at trade shows"))
def hand_over_staff(places: Sequence[ShowStaff], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person stands at the booth. Where they are on the staff already, who leaves comes off it."""
    shows = set(ShowStaff.objects.filter(person=taker).values_list("show", flat=True))
    verb = "market.hand_over_staff"
    changes.update_many(
        [one for one in places if one.show_id not in shows], {"person_id": taker.pk}, by=by, verb=verb, note=reason
    )
    changes.delete_many([one for one in places if one.show_id in shows], by=by)
