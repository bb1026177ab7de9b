"""What departments were asked about something, and what they answered."""

from django.db import models

from daying.work.models import Task


class Asking(models.Model):
    """Something about which departments are asked, by tasks. Whoever sees it reads their replies."""

    class Meta:
        abstract = True

    @property
    def replies(self) -> str:
        """A line for each request: the department, what was asked, how it stands, what came of it. One query."""
        asked = Task.objects.filter(subject_type=self._meta.label_lower, subject_id=self.pk)
        return "\n".join(_told(task) for task in asked.select_related("department").order_by("pk"))


def _told(task: Task) -> str:
    told = f"{task.department}: {task.title} ({task.get_state_display()})"
    return f"{told} → {task.result}" if task.result else told
