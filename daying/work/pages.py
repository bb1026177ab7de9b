"""How countersignatures, opinions and tasks show themselves; whose answer a record waits for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.workflow import Verb
from daying.desk.resource import Resource, panel, register, todo
from daying.desk.waiting import Waiting, waits
from daying.work import actions, queries
from daying.work.forms import ChecklistField
from daying.work.models import (
    Copy,
    Countersignature,
    CountersignatureState,
    Opinion,
    OpinionState,
    SigningRules,
    Task,
    TaskState,
)

SECTION = _("Work")


@register(Opinion)
class OpinionPages(Resource):
    """What departments are asked and answer."""

    slug = "opinions"
    icon = "message"
    section = SECTION
    columns = ["countersignature", "department", "duty", "due_on", "promised_on", "decided_by", "state"]
    filters = ["state", "department", "due_on", "decided_by"]
    facts = [
        "countersignature__subject",
        "countersignature",
        "countersignature__details",
        "countersignature__warnings",
        "step",
        "department",
        "post",
        "person",
        "duty",
        "due_on",
        "comes_from",
        "after",
        "urged_on",
        "checklist",
        "checked",
        "text",
        "conditions",
        "promised_on",
        "decided_by",
        "decided_at",
    ]
    labels = {"countersignature__subject": _("About")}
    way = [OpinionState.OPEN, OpinionState.AGREED]
    ordering = ["-id"]
    scope = staticmethod(queries.opinions_seen_by)

    def matter(self, record: Any) -> Any:
        """What was asked about: nobody answers without having read it."""
        return record.countersignature.subject

    def dress_step(self, verb: Verb, record: Any, form: Any) -> None:
        """The questions of the checklist, each with its answer and remark; nothing where there are none.

        A post approves and promises no date.
        """
        if verb.key != "agree":
            return
        if record.post_id:
            del form.fields["promised_on"]
        if record.checklist:
            form.fields["checks"] = ChecklistField(record.checklist.splitlines())
        else:
            del form.fields["checks"]


@register(Countersignature)
class CountersignaturePages(Resource):
    """Who asked which departments about what, and what came of it."""

    slug = "countersignatures"
    icon = "users-group"
    columns = ["title", "subject_label", "mode", "due_on", "created_by", "state"]
    filters = ["state", "mode", "due_on", "created_by"]
    search = ["title", "subject_label"]
    facts = ["subject", "details", "warnings", "mode", "due_on", "created_by"]
    labels = {"subject": _("About")}
    ordering = ["-id"]
    scope = staticmethod(queries.countersignatures_seen_by)

    def matter(self, record: Any) -> Any:
        """What the departments were asked about."""
        return record.subject

    def opened(self, record: Any, user: Any) -> None:
        """A copy is read when it is opened."""
        Copy.objects.filter(countersignature=record, person=user.pk, read_at=None).update(read_at=timezone.now())


@register(Task)
class TaskPages(Resource):
    """Who is to do what by when."""

    slug = "tasks"
    icon = "checklist"
    section = SECTION
    columns = ["title", "subject_label", "assignee", "department", "due_on", "created_by", "state"]
    filters = ["state", "assignee", "department", "due_on", "created_by"]
    search = ["title", "subject_label", "note"]
    form = ["title", "assignee", "department", "due_on", "note"]
    facts = ["subject", "assignee", "department", "due_on", "created_by", "source", "note", "result"]
    labels = {"subject": _("About")}
    board = "state"
    open_states = [TaskState.OPEN, TaskState.IN_PROGRESS]
    way = [TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.DONE, TaskState.ACCEPTED]
    ordering = ["due_on", "id"]
    scope = staticmethod(queries.tasks_seen_by)
    create = staticmethod(actions.create_task)
    change = staticmethod(actions.amend_task)


@register(SigningRules)
class SigningRulesPages(Resource):
    """What holds of every asking."""

    slug = "signing-rules"
    icon = "settings"
    section = SECTION
    is_aside = True
    columns = ["urged_a_day"]
    form = ["urged_a_day"]
    scope = staticmethod(queries.signing_rules_seen_by)


panel(Countersignature, _("Opinions"), OpinionPages, by="countersignature")


@waits
def for_whose_answer(record: Any) -> Iterable[Waiting]:
    """Departments that are asked about a record, or by this opinion itself.

    One query, and none then; one more for each post, to name its holders.
    """
    today = timezone.localdate()
    if isinstance(record, Opinion):
        is_open = record.state == OpinionState.OPEN
        return [Waiting(queries.told_asked(record, today), record.duty, record.due_on)] if is_open else []
    asked = queries.OPEN_OPINIONS(record._meta.label_lower, record.pk)
    pages = OpinionPages()
    return [Waiting(queries.told_asked(one, today), one.duty, one.due_on, pages.url("detail", one)) for one in asked]


@todo(_("Opinions that await me"), serves="M5.4", is_urgent=True)
def to_answer(user: Any, today: date) -> Any:
    """What my department is asked, the most urgent first."""
    return queries.awaiting(user, today)


@todo(_("Copies for me to read"), serves="M5.4")
def to_read(user: Any, today: date) -> Any:
    """What others let me know."""
    return queries.copies_to_read(user)


@todo(_("My tasks"), serves="M9.1")
def to_do(user: Any, today: date) -> Any:
    """What I am to do, and what nobody of my department has taken yet."""
    return queries.tasks_awaiting(user, today)


@todo(_("Done at my request, to accept"), serves="M9.1")
def to_accept(user: Any, today: date) -> Any:
    """What others have done for me."""
    return queries.tasks_to_accept(user, today)


@todo(_("Asked by me and still unanswered after the due day"), serves="M5.4")
def unanswered(user: Any, today: date) -> Any:
    """Late opinions on what I asked for."""
    mine = {"countersignature__created_by": user.pk, "countersignature__state": CountersignatureState.OPEN}
    return queries.late_opinions(today).filter(**mine).select_related("countersignature", "department", "post")
