"""Asking departments, and their answers. The verdict is told inside the transaction of the answer that decides it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import SYSTEM, Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.models import JournalEntry
from daying.core.workflow import action, lock, transition
from daying.people.models import Department, Employee, Post
from daying.work import queries
from daying.work.checklist import answered
from daying.work.events import CountersignatureClosed
from daying.work.mails import tell_asked
from daying.work.models import Countersignature, CountersignatureState, Mode, Opinion, OpinionState

UNANSWERED = (OpinionState.WAITING, OpinionState.OPEN)
OPINIONS = Compiled(
    lambda asking: (
        Opinion.objects.filter(countersignature=asking)
        .select_related("countersignature", "department")
        .order_by("step", "pk")
    )
)


@dataclass(frozen=True)
class Asked:
    """One department that is asked, what it is to look at, and whom there, when somebody is meant in person.

    checklist: questions that it has to answer, one in each line. post: only who holds it there answers.
    """

    department: Department
    duty: str
    person: Employee | None = None
    checklist: str = ""
    post: Post | None = None


@action(right=None, serves=("M1.1", "M5.4", "M7.3"))
def open_countersignature(
    subject: Model,
    *,
    steps: Sequence[Sequence[Asked]],
    title: str,
    by: Actor,
    mode: str = Mode.PARALLEL,
    due_on: date | None = None,
    warnings: str = "",
    details: str = "",
    owner: Employee | None = None,
) -> Countersignature:
    """Ask departments about a record. by: who asks, and so may not answer; nor may the owner, where one is named.

    details: what it is about, in words.
    steps: who is asked in which step; with all at once or whoever answers first there is one step.
    Seven statements, however many are asked, and two more where somebody is written to.
    """
    if not steps or not all(steps):
        raise Refused(_("Nobody was named to ask."))
    if queries.open_on(subject):
        raise Refused(_("The departments have been asked about %(subject)s already.") % {"subject": subject})
    told = {"warnings": warnings, "details": details}
    asking = Countersignature(title=title, mode=mode, due_on=due_on, owner=owner, **told)
    asking.tell_about(subject)
    changes.create(asking, by=by)
    opinions = changes.create_many(_opinions(asking, steps), by=by)
    tell_asked([opinion for opinion in opinions if opinion.state == OpinionState.OPEN], by=by)
    return asking


def _opinions(asking: Countersignature, steps: Sequence[Sequence[Asked]]) -> list[Opinion]:
    is_in_steps = asking.mode == Mode.STEPS
    return [
        Opinion(
            countersignature=asking,
            step=number if is_in_steps else 1,
            department=asked.department,
            person=asked.person,
            post=asked.post,
            duty=asked.duty,
            checklist=asked.checklist,
            due_on=asking.due_on,
            state=OpinionState.WAITING if is_in_steps and number > 1 else OpinionState.OPEN,
        )
        for number, step in enumerate(steps, start=1)
        for asked in step
    ]


def for_us(opinion: Opinion, by: Actor) -> bool:
    """Only the department that is asked answers, and nobody answers their own request."""
    return by is SYSTEM or queries.may_answer(opinion, by)


@transition(
    Opinion,
    label=gettext_lazy("Agree"),
    source=OpinionState.OPEN,
    target=OpinionState.AGREED,
    right=queries.GIVE,
    when=for_us,
    serves=("M0.4", "M5.4"),
    inputs={
        "text": gettext_lazy("Opinion"),
        "conditions": gettext_lazy("Conditions"),
        "promised_on": gettext_lazy("Promised date"),
        "checks": gettext_lazy("Checklist: yes, no or n/a for each question, and a remark after a no, line by line"),
    },
)
def agree(
    opinion: Opinion,
    *,
    by: Actor,
    text: str = "",
    conditions: str = "",
    promised_on: date | None = None,
    checks: str = "",
) -> None:
    """The department agrees, perhaps on conditions, perhaps with a date that it promises.

    checks: its answers to the checklist, in the order of the questions, where it was given one.
    """
    opinion.checked = answered(opinion.checklist, checks)
    opinion.conditions, opinion.promised_on = conditions, promised_on
    asking = _answer(opinion, OpinionState.AGREED, text, by)
    unanswered = _unanswered(asking, apart_from=opinion)
    followers = [one for one in unanswered if one.after_id == opinion.pk]
    _ask(followers, by)
    if not followers and (asking.mode == Mode.ANY_ONE or not _ask_on(unanswered, by)):
        _close(asking, CountersignatureState.AGREED, unanswered, by)


@transition(
    Opinion,
    label=gettext_lazy("Refuse"),
    source=OpinionState.OPEN,
    target=OpinionState.REFUSED,
    right=queries.GIVE,
    when=for_us,
    serves=("M0.4", "M5.4"),
    inputs={"text": gettext_lazy("Reason")},
)
def refuse(opinion: Opinion, *, by: Actor, text: str) -> None:
    """The department cannot agree, and says why. One refusal decides; the others need not answer any more."""
    if not text.strip():
        raise Refused(_("Please say why."), field="text")
    asking = _answer(opinion, OpinionState.REFUSED, text, by)
    _close(asking, CountersignatureState.REFUSED, _unanswered(asking, apart_from=opinion), by)


@action(right=None, serves="M5.4")
def withdraw(countersignature: Countersignature, *, by: Actor) -> Countersignature:
    """Ask no longer: what it was about has changed or gone. Nobody is told; the caller knows."""
    asking: Countersignature = lock(countersignature)
    if asking.state != CountersignatureState.OPEN:
        raise Refused(_("The departments have answered already."))
    return _end(asking, CountersignatureState.WITHDRAWN, _unanswered(asking), by)


def _answer(opinion: Opinion, state: str, text: str, by: Actor) -> Countersignature:
    """Write the answer, and lock what it belongs to.

    The lock makes two last answers at the same moment follow each other, so that one of them sees that it is the last.
    """
    opinion.state, opinion.text = state, text
    opinion.decided_at, opinion.decided_by_id = timezone.now(), by.pk
    opinion.countersignature = changes.locked(Countersignature, opinion.countersignature_id)
    return opinion.countersignature


def _unanswered(asking: Countersignature, *, apart_from: Opinion | None = None) -> list[Opinion]:
    """What is still to be answered, step by step. One query."""
    apart = apart_from.pk if apart_from else None
    return [one for one in OPINIONS(asking.pk) if one.pk != apart and one.state in UNANSWERED]


def _ask_on(unanswered: list[Opinion], by: Actor) -> bool:
    """Whether somebody is still to answer. When a step is complete, the next one is asked."""
    if unanswered and all(opinion.state == OpinionState.WAITING for opinion in unanswered):
        _ask([one for one in unanswered if one.step == unanswered[0].step and one.after_id is None], by)
    return bool(unanswered)


def _ask(opinions: list[Opinion], by: Actor) -> None:
    """Ask those who waited, and write to them."""
    _move(opinions, OpinionState.OPEN, by)
    tell_asked(opinions, by=by)


def _close(asking: Countersignature, verdict: str, unanswered: list[Opinion], by: Actor) -> None:
    _end(asking, verdict, unanswered, by)
    assert asking.subject_id is not None
    tell(CountersignatureClosed(asking.subject_type, asking.subject_id, asking.pk, str(verdict), by.pk))


def _end(asking: Countersignature, state: str, unanswered: list[Opinion], by: Actor) -> Countersignature:
    _move(unanswered, OpinionState.LAPSED, by)
    before = journal.snapshot(asking)
    asking.state = state
    return changes.save(asking, before, verb=f"work.{state}", by=by)


def _move(opinions: Sequence[Opinion], state: str, by: Actor) -> None:
    """Put opinions into a state, each with its journal entry. Two statements however many."""
    if not opinions:
        return
    Opinion.objects.filter(pk__in=[opinion.pk for opinion in opinions]).update(state=state, version=F("version") + 1)
    entries = [
        journal.build(opinion, f"work.{state}", by=by, changes={"state": [opinion.state, str(state)]})
        for opinion in opinions
    ]
    JournalEntry.objects.bulk_create(entries)
