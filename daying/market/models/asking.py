"""What departments were asked about something, and what they answered."""

from typing import Any

from django.db import models
from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _

from daying.customers.models import Need, NeedState
from daying.work.models import Task


class Asking(models.Model):
    """Something about which departments are asked: by tasks, and where a customer waits for the answer, by needs.

    Whoever sees it reads their replies.
    """

    class Meta:
        abstract = True

    @property
    def asked(self) -> Q:
        """The filter for what is asked about it."""
        return Q(subject_type=self._meta.label_lower, subject_id=self.pk)

    @property
    def replies(self) -> str:
        """A line for each request: the department, what was asked, how it stands, what came of it. Two queries."""
        needs = Need.objects.filter(self.asked).select_related("department").order_by("pk")
        tasks = Task.objects.filter(self.asked).select_related("department").order_by("pk")
        told = [_told(need, need.reply) for need in needs] + [_told(task, task.result) for task in tasks]
        return "\n".join(told)

    @property
    def closing(self) -> str:
        """How many needs came of it, how many are closed, and in how many working days on average. One query."""
        needs: dict[str, Any] = (
            Need.objects.filter(self.asked)
            .exclude(state=NeedState.DROPPED)
            .aggregate(raised=Count("pk"), closed=Count("closing_workdays"), days=Avg("closing_workdays"))
        )
        if not needs["closed"]:
            return _("%(raised)d raised, none closed yet") % needs if needs["raised"] else ""
        told = {**needs, "days": f"{needs['days']:.1f}"}
        return _("%(raised)d raised, %(closed)d closed, on average in %(days)s working days") % told


def _told(asked: Need | Task, reply: str) -> str:
    told = f"{asked.department or '–'}: {asked.title} ({asked.get_state_display()})"
    return f"{told} → {reply}" if reply else told
