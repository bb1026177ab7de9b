"""What else is done with an opinion: passed on, a signer added, an answer taken back, urged, sent as a copy."""

from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import SYSTEM, Actor
from daying.core.errors import Refused
from daying.core.workflow import action, transition
from daying.people.models import Department, Employee
from daying.people.queries import acts_for
from daying.work import queries
from daying.work.actions.countersigning import for_us
from daying.work.mails import tell_asked, tell_reader
from daying.work.models import Copy, Countersignature, CountersignatureState, Opinion, OpinionState


class Place(models.TextChoices):
    """When a signer who is added is asked."""

    BEFORE = "before", gettext_lazy("Before me")
    BESIDE = "beside", gettext_lazy("Along with me")
    AFTER = "after", gettext_lazy("After me")


@transition(
    Opinion,
    label=gettext_lazy("Pass on"),
    source=OpinionState.OPEN,
    target=OpinionState.PASSED_ON,
    right=queries.GIVE,
    when=for_us,
    serves=("M0.4", "M5.4"),
    inputs={
        "department": gettext_lazy("Department"),
        "person": gettext_lazy("Person (empty: anybody there who may)"),
        "reason": gettext_lazy("Reason"),
    },
)
def pass_on(
    opinion: Opinion, *, by: Actor, department: Department, reason: str, person: Employee | None = None
) -> None:
    """Somebody else is to answer instead. What waits for this opinion waits for theirs."""
    opinion.text = reason
    passed = _asked_too(opinion, department, person, opinion.duty)
    passed.checklist = opinion.checklist
    changes.create(passed, by=by)
    changes.update_many(list(opinion.followers.all()), {"after_id": passed.pk}, by=by, verb="work.pass_on")
    tell_asked([passed], by=by)


@transition(
    Opinion,
    label=gettext_lazy("Add a signer"),
    source=OpinionState.OPEN,
    target=None,
    right=queries.GIVE,
    when=for_us,
    serves=("M0.4", "M5.4"),
    inputs={
        "place": gettext_lazy("When they are asked"),
        "department": gettext_lazy("Department"),
        "person": gettext_lazy("Person (empty: anybody there who may)"),
        "duty": gettext_lazy("Asked to look at"),
    },
)
def add_signer(
    opinion: Opinion,
    *,
    by: Actor,
    place: Place,
    department: Department,
    duty: str,
    person: Employee | None = None,
) -> journal.Changes:
    """Ask somebody more: before me, so that I answer after them; along with me; or after I have agreed."""
    added = _asked_too(opinion, department, person, duty)
    if place == Place.AFTER:
        added.state, added.after = OpinionState.WAITING, opinion
    changes.create(added, by=by)
    if place == Place.BEFORE:
        opinion.state, opinion.after = OpinionState.WAITING, added
    if place != Place.AFTER:
        tell_asked([added], by=by)
    return {"added": [None, f"{person or department}: {duty}"]}


def my_answer(opinion: Opinion, by: Actor) -> bool:
    """Only who gave an answer takes it back."""
    return by is SYSTEM or opinion.decided_by_id == by.pk


@transition(
    Opinion,
    label=gettext_lazy("Take back my answer"),
    source=OpinionState.AGREED,
    target=OpinionState.OPEN,
    right=queries.GIVE,
    when=my_answer,
    serves=("M0.4", "M5.4"),
)
def take_back_answer(opinion: Opinion, *, by: Actor) -> None:
    """Think again, as long as the asking is open and nobody was asked because of this answer."""
    asking = changes.locked(Countersignature, opinion.countersignature_id)
    if asking.state != CountersignatureState.OPEN:
        raise Refused(_("The departments have answered already."))
    later = Opinion.objects.filter(countersignature=asking).filter(
        models.Q(after=opinion) | models.Q(step__gt=opinion.step)
    )
    if later.exclude(state=OpinionState.WAITING).exists():
        raise Refused(_("Others have been asked because of this answer."))
    opinion.text = opinion.conditions = opinion.checked = ""
    opinion.promised_on = opinion.decided_at = opinion.decided_by = None


def asked_by_me(opinion: Opinion, by: Actor) -> bool:
    """Only who asked urges, or who stands in for them."""
    asker = opinion.countersignature.created_by_id
    return by is SYSTEM or asker is None or asker in acts_for(by)


@transition(
    Opinion,
    label=gettext_lazy("Urge"),
    source=OpinionState.OPEN,
    target=None,
    right="work.urge_opinion",
    when=asked_by_me,
    serves="M5.4",
    inputs={"note": gettext_lazy("What to tell them")},
)
def urge(opinion: Opinion, *, by: Actor, note: str = "") -> None:
    """Write once more to those who are asked. So many times a day at most as the rules of countersigning say."""
    today = timezone.localdate()
    times = opinion.urged_times if opinion.urged_on == today else 0
    if times >= queries.signing_rules().urged_a_day:
        told = {"department": opinion.asked, "times": times}
        raise Refused(_("%(department)s has been urged %(times)s times today. Ring them, or urge tomorrow.") % told)
    opinion.urged_on, opinion.urged_times = today, times + 1
    tell_asked([opinion], by=by, urging=note or _("Please answer: others wait for it."))


@transition(
    Countersignature,
    label=gettext_lazy("Send a copy"),
    source=(CountersignatureState.OPEN, CountersignatureState.AGREED, CountersignatureState.REFUSED),
    target=None,
    right="work.copy_countersignature",
    serves="M5.4",
    inputs={"person": gettext_lazy("Copy to"), "note": gettext_lazy("Note")},
)
def send_copy(asking: Countersignature, *, by: Actor, person: Employee, note: str = "") -> journal.Changes:
    """Let somebody read what is asked and answered. They see it from then on, and need not answer."""
    copy, is_new = Copy.objects.get_or_create(countersignature=asking, person=person, defaults={"note": note})
    if not is_new:
        raise Refused(_("%(person)s has a copy already.") % {"person": person}, field="person")
    tell_reader(copy, by=by)
    return {"copy": [None, str(person)]}


@action(right=None, serves="M5.4")
def let_know(asking: Countersignature, people: Iterable[Employee], *, note: str, by: Actor) -> list[Employee]:
    """Tell what came of an asking: a copy to each of these people, unread also where they have one, and a mail.

    Who acts knows already. Returns those told. Two queries for each.
    """
    told = sorted({one for one in people if one.is_active and one.pk != by.pk}, key=lambda one: one.pk)
    for person in told:
        news = {"note": note, "sent_at": timezone.now(), "read_at": None}
        copy, _is_new = Copy.objects.update_or_create(countersignature=asking, person=person, defaults=news)
        tell_reader(copy, by=by)
    if told:
        names = ", ".join(str(person) for person in told)
        journal.write(asking, "work.let_know", by=by, changes={"copy": [None, names]}, note=note)
    return told


def _asked_too(opinion: Opinion, department: Department, person: Employee | None, duty: str) -> Opinion:
    """Another opinion of the same asking and step, of somebody who may give it."""
    asked = Opinion(
        countersignature=opinion.countersignature,
        comes_from=opinion,
        step=opinion.step,
        department=department,
        person=person,
        duty=duty[:200],
        due_on=opinion.due_on,
    )
    if not queries.who_may_answer(asked, timezone.localdate()):
        told = {"who": person or department}
        raise Refused(_("%(who)s cannot give this opinion. Choose another department or person.") % told)
    return asked
