"""What somebody who leaves was to do or to answer goes to another."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.workflow import action
from daying.people.handing_over import hands_over
from daying.people.models import Employee
from daying.people.queries import places_of
from daying.work import queries
from daying.work.models import Opinion, Task


@hands_over("tasks", gettext_lazy("Tasks"), find=queries.tasks_of)
@action(right=None, serves="M0.5", label=gettext_lazy("Hand over tasks"))
def hand_over_tasks(tasks: Sequence[Task], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person does them."""
    values = {"assignee_id": taker.pk, "department_id": taker.department_id}
    changes.update_many(tasks, values, by=by, verb="work.hand_over_tasks", note=reason)


@hands_over("opinions", gettext_lazy("Opinions asked for in person"), find=queries.opinions_of)
@action(right=None, serves="M0.5", label=gettext_lazy("Hand over opinions"))
def hand_over_opinions(opinions: Sequence[Opinion], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person of the department answers; where the taker is of another one, anybody of the department asked."""
    places = places_of(taker, timezone.localdate())
    for person, some in (
        (taker.pk, [one for one in opinions if one.department_id in places]),
        (None, [one for one in opinions if one.department_id not in places]),
    ):
        changes.update_many(some, {"person_id": person}, by=by, verb="work.hand_over_opinions", note=reason)
