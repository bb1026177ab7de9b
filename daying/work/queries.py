"""What waits for whom, and what was said about something."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from daying.core.compiled import Compiled, up_to_power_of_two
from daying.people.models import Delegation, Employee, Holding
from daying.people.models.authority import Seat
from daying.people.queries import acts_for, limit
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

GIVE = "work.give_opinion"
UNFINISHED = [TaskState.OPEN, TaskState.IN_PROGRESS]
OPEN_ON = Compiled(
    lambda subject_type, subject_id: Countersignature.objects.filter(
        subject_type=subject_type, subject_id=subject_id, state=CountersignatureState.OPEN
    )
)
OPEN_OPINIONS = Compiled(
    lambda subject_type, subject_id: (
        Opinion.objects.filter(
            countersignature__subject_type=subject_type,
            countersignature__subject_id=subject_id,
            state=OpinionState.OPEN,
        )
        .select_related("department", "person", "post")
        .order_by("-countersignature", "step", "pk")
    )
)
IN_OFFICE = Compiled(
    lambda post, department, today: (
        Holding.objects.on(today)
        .filter(post=post, department=department, employee__is_active=True)
        .select_related("employee")
        .order_by("pk")
    )
)
SEATED = Compiled(lambda department, today: Holding.objects.on(today).filter(department=department))


def _asked_or_standing_in(today: date, *asked: int) -> QuerySet[Employee]:
    stand_ins = Delegation.objects.on(today).filter(giver__in=asked).values("taker")
    return Employee.objects.filter(Q(pk__in=asked) | Q(pk__in=stand_ins), is_active=True).order_by("pk")


ASKED_OR_STANDING_IN = Compiled(_asked_or_standing_in)
AGREED = Compiled(lambda asking: Opinion.objects.filter(countersignature=asking, state=OpinionState.AGREED))


def about(subject: Model) -> dict[str, Any]:
    """The filter for what is about a record."""
    return {"subject_type": subject._meta.label_lower, "subject_id": subject.pk}


def countersignatures_on(subject: Model) -> QuerySet[Countersignature]:
    """Every time departments were asked about a record, the last one first."""
    return Countersignature.objects.filter(**about(subject)).order_by("-pk")


def open_on(subject: Model) -> Countersignature | None:
    """The countersignature that is open on a record. There is one at most."""
    return next(iter(OPEN_ON(subject._meta.label_lower, subject.pk)), None)


def opinions_on(subject: Model) -> QuerySet[Opinion]:
    """What departments were asked and answered about a record; the last asking first, then step by step."""
    on_it = Opinion.objects.filter(**{f"countersignature__{name}": value for name, value in about(subject).items()})
    with_names = on_it.select_related("countersignature", "department", "person", "post", "decided_by")
    return with_names.order_by("-countersignature", "step", "pk")


def promised_on(countersignature_id: int) -> date | None:
    """The latest date that a department has promised; None when none has."""
    promised = [opinion.promised_on for opinion in AGREED(countersignature_id)]
    return max(filter(None, promised), default=None)


def objection(countersignature_id: int) -> str:
    """Why it was refused, with the department that did; empty when it was not."""
    refused = Opinion.objects.filter(countersignature=countersignature_id, state=OpinionState.REFUSED)
    opinion = refused.select_related("department", "post").first()
    return f"{opinion.post or opinion.department}: {opinion.text}" if opinion else ""


def awaiting(user: Any, today: date) -> QuerySet[Opinion]:
    """The opinions that wait for this person, or for those they stand in for; the most urgent first."""
    asked = Opinion.objects.filter(state=OpinionState.OPEN).filter(_may_answer(user))
    return asked.select_related("countersignature", "department", "post").order_by("due_on", "pk")


def may_answer(opinion: Opinion, user: Any) -> bool:
    """Whether this person may give this opinion: `_may_answer` of one that is at hand. One query at most."""
    asking = opinion.countersignature
    barred = {asking.created_by_id, asking.owner_id}
    return user.pk not in barred and any(
        opinion.person_id in (None, person) and person not in barred and _is_asked(opinion, seats)
        for person, seats in _voices(user)
    )


def _is_asked(opinion: Opinion, seats: Sequence[Seat]) -> bool:
    return any(
        seat.department_id == opinion.department_id and opinion.post_id in (None, seat.post_id) for seat in seats
    )


def who_may_answer(opinion: Opinion, today: date) -> list[Employee]:
    """Everybody who may give this opinion today, those who stand in for others among them. Three queries each."""
    asked = [opinion.person_id] if opinion.person_id else _seated_for(opinion, today)
    people = ASKED_OR_STANDING_IN(today, *up_to_power_of_two(asked)) if asked else ()
    return [person for person in people if may_answer(opinion, person)]


def told_asked(opinion: Opinion, today: date) -> str:
    """Who is to answer, a post with those who hold it today. One query for a post."""
    if not opinion.post_id or opinion.person_id:
        return opinion.asked
    held = IN_OFFICE(opinion.post_id, opinion.department_id, today)
    return " ".join([opinion.asked, ", ".join(str(one.employee) for one in held)]).strip()


def _seated_for(opinion: Opinion, today: date) -> list[int]:
    seats = SEATED(opinion.department_id, today)
    return [seat.employee_id for seat in seats if opinion.post_id in (None, seat.post_id)]


def _may_answer(user: Any) -> Q:
    """Of a department asked, with the right to speak for it; never who asked, nor in the name of who asked (M0.4)."""
    allowed = Q(pk__in=[])
    for person, seats in _voices(user):
        in_person = Q(person=None) | Q(person=person)
        allowed |= _asked_of(seats) & in_person & ~_matter_of(person)
    return allowed & ~_matter_of(user.pk)


def _asked_of(seats: Sequence[Seat]) -> Q:
    """Of these departments, or of these very posts in them."""
    asked = Q(post=None, department__in=sorted({seat.department_id for seat in seats}))
    for seat in seats:
        asked |= Q(post=seat.post_id, department=seat.department_id)
    return asked


def _voices(user: Any) -> list[tuple[int, list[Seat]]]:
    """In whose names this person may speak, oneself first, and the posts that each of them holds."""
    sources = user.rights_from(GIVE) if hasattr(user, "rights_from") else []
    seats = user.authority.seats if sources else ()
    return [(one, [seat for seat in seats if seat.employee_id == one]) for one in sources]


def _matter_of(person: int) -> Q:
    """What this person has asked for, or what is theirs."""
    asked = Q(countersignature__created_by=person, countersignature__created_by__isnull=False)
    return asked | Q(countersignature__owner=person, countersignature__owner__isnull=False)


def late_opinions(today: date) -> QuerySet[Opinion]:
    """Opinions not given by the day they were due."""
    return Opinion.objects.filter(state=OpinionState.OPEN, due_on__lt=today)


def opinions_seen_by(user: Any) -> QuerySet[Opinion]:
    """Those asked of one's departments, given or asked for by oneself, or asked for in the departments one sees.

    And those one was sent a copy of.
    All for whoever sees the company.
    """
    reach = getattr(user, "reach", None)
    if reach is None or reach.is_company:
        return limit(Opinion.objects.all(), user, via="")
    places = sorted({seat.department_id for seat in user.authority.seats} | reach.departments)
    mine = Q(department__in=places) | Q(decided_by=user.pk) | Q(countersignature__created_by=user.pk)
    mine |= Q(countersignature__created_by__department__in=sorted(reach.departments))
    mine |= Q(countersignature__in=_copied_to(user))
    return Opinion.objects.filter(mine)


def countersignatures_seen_by(user: Any) -> QuerySet[Countersignature]:
    """Those with an opinion one may see."""
    reach = getattr(user, "reach", None)
    if reach is None or reach.is_company:
        return limit(Countersignature.objects.all(), user, via="")
    seen = opinions_seen_by(user).values("countersignature")
    return Countersignature.objects.filter(Q(created_by=user.pk) | Q(pk__in=seen) | Q(pk__in=_copied_to(user)))


def signing_rules() -> SigningRules:
    """What an administrator has said, or else the usual. One query."""
    return SigningRules.objects.first() or SigningRules()


def signing_rules_seen_by(user: Any) -> QuerySet[SigningRules]:
    """They are no secret."""
    return SigningRules.objects.all()


def copies_to_read(user: Any) -> QuerySet[Countersignature]:
    """What this person was sent a copy of and has not opened yet."""
    unread = Copy.objects.filter(person=user.pk, read_at=None).values("countersignature")
    return Countersignature.objects.filter(pk__in=unread).order_by("-pk")


def _copied_to(user: Any) -> Any:
    return Copy.objects.filter(person=user.pk).order_by().values("countersignature")


def tasks_seen_by(user: Any) -> QuerySet[Task]:
    """One's own, those one asked for, and those of the departments one sits in or sees."""
    reach = getattr(user, "reach", None)
    if reach is None:
        return limit(Task.objects.all(), user, via="")
    places = sorted({seat.department_id for seat in user.authority.seats} | reach.departments)
    mine = Q(assignee__in=sorted(reach.owners)) | Q(created_by=user.pk) | Q(department__in=places)
    return Task.objects.filter(mine)


def tasks_awaiting(user: Any, today: date) -> QuerySet[Task]:
    """What this person is to do, or somebody they stand in for, and what nobody of their departments has taken yet."""
    places = sorted({seat.department_id for seat in user.authority.seats})
    mine = Q(assignee__in=acts_for(user)) | Q(assignee=None, department__in=places)
    return Task.objects.filter(mine, state__in=UNFINISHED).order_by("due_on", "pk")


def tasks_of(person: Any) -> QuerySet[Task]:
    """What a person is to do."""
    return Task.objects.filter(assignee=person, state__in=UNFINISHED).order_by("due_on", "pk")


def opinions_of(person: Any) -> QuerySet[Opinion]:
    """What a person was asked by name and has not answered."""
    asked = Opinion.objects.filter(person=person, state__in=[OpinionState.WAITING, OpinionState.OPEN])
    return asked.select_related("countersignature", "department").order_by("due_on", "pk")


def tasks_to_accept(user: Any, today: date) -> QuerySet[Task]:
    """What others have done at this person's request."""
    return Task.objects.filter(created_by=user.pk, state=TaskState.DONE).order_by("pk")


def tasks_on(subject: Model) -> QuerySet[Task]:
    """The tasks about a record."""
    return Task.objects.filter(**about(subject)).select_related("assignee", "department")
