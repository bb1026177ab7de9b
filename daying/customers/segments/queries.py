"""Reading segments: which there are, who is in them, and with how many points."""

from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from daying.customers.models import Customer, Segment
from daying.customers.queries import customers_seen_by
from daying.customers.segments.rules import q_of, q_of_condition


def segments_seen_by(user: Any) -> QuerySet[Segment]:
    """One's own segments and those shared with everybody."""
    return Segment.objects.filter(Q(owner=user.pk) | Q(is_shared=True))


def segments_of(person: Any) -> QuerySet[Segment]:
    """Those a person keeps."""
    return Segment.objects.filter(owner=person).order_by("name", "pk")


def customers_of(segment: Segment, user: Any, today: date | None = None) -> QuerySet[Customer]:
    """The customers of the segment whom this person may see, as the rule finds them today."""
    return customers_in(segment, customers_seen_by(user), today or timezone.localdate())


def customers_in(segment: Segment, customers: QuerySet[Customer], today: date) -> QuerySet[Customer]:
    """Those of these customers that the segment's rule finds."""
    return customers.filter(q_of(segment.rule, today))


def scored(segment: Segment, customers: QuerySet[Customer], today: date) -> QuerySet[Any]:
    """The customers of the segment with their points as `score`: the sum over the conditions they meet."""
    points: Any = Value(0, output_field=IntegerField())
    for one in segment.scoring:
        met = When(q_of_condition(one, today), then=Value(one["points"]))
        points = points + Case(met, default=Value(0), output_field=IntegerField())
    return customers_in(segment, customers, today).annotate(score=points)


def target_list(segment: Segment, customers: QuerySet[Customer], today: date) -> QuerySet[Any]:
    """The customers that reach the segment's target score, those with most points first."""
    return scored(segment, customers, today).filter(score__gte=segment.target_score).order_by("-score", "code")
