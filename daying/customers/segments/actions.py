"""Keeping segments: named, shared, and given their rule."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action
from daying.customers.models import Segment
from daying.customers.segments.queries import segments_of
from daying.customers.segments.rules import checked, checked_scoring
from daying.people.handing_over import hands_over, owned_by
from daying.people.models import Employee

CHANGE, HAND_OVER = "customers.change_segment", "customers.hand_over_segments"
NAME_LENGTH = 80


@action(right="customers.add_segment", serves="M2.2", label=gettext_lazy("New segment"))
def create_segment(
    *, by: Actor, name: str, purpose: str = "", is_shared: bool = False, target_score: int = 0
) -> Segment:
    """Begin a segment of one's own. Its rule is built afterwards; until then everybody is in it."""
    if not isinstance(by, Employee):
        raise Refused(_("Say whose segment it is."))
    segment = Segment(name=name, purpose=purpose, is_shared=is_shared, target_score=target_score)
    segment.owner_id, segment.department_id = by.pk, by.department_id
    return changes.create(segment, by=by)


@action(right=CHANGE, serves="M2.2")
def amend_segment(
    segment: Segment,
    *,
    by: Actor,
    version: int | None = None,
    name: str,
    purpose: str = "",
    is_shared: bool = False,
    target_score: int = 0,
) -> Segment:
    """Name it anew, share it, or move its target score."""
    _must_be_own(segment, by)
    values = {"name": name, "purpose": purpose, "is_shared": is_shared, "target_score": target_score}
    return changes.update(segment, values, by=by, version=version)


@action(right=CHANGE, serves="M2.2", label=gettext_lazy("Set the rule"))
def set_rule(
    segment: Segment,
    *,
    by: Actor,
    rule: Mapping[str, Any],
    scoring: Sequence[Mapping[str, Any]] = (),
    version: int | None = None,
) -> Segment:
    """Say who is in the segment, and what brings points."""
    _must_be_own(segment, by)
    values = {"rule": checked(rule), "scoring": checked_scoring(scoring)}
    return changes.update(segment, values, by=by, version=version)


@hands_over("segments", gettext_lazy("Segments of customers"), find=segments_of)
@action(right=None, serves=["M0.5", "M2.2"], label=gettext_lazy("Hand over segments"))
def hand_over_segments(segments: Sequence[Segment], *, taker: Employee, by: Actor, reason: str) -> None:
    """Another person keeps them. One whose name the taker has used says by whom it was made."""
    used = set(segments_of(taker).values_list("name", flat=True))
    clashing = [one for one in segments if one.name in used]
    for one in clashing:
        changes.update(one, {"name": _free_name(one, used)}, by=by, verb=HAND_OVER)
    changes.update_many(segments, owned_by(taker), by=by, verb=HAND_OVER, note=reason)


def _free_name(segment: Segment, used: set[str]) -> str:
    """A name that the taker does not use yet, as long as one may be."""
    for number in count(1):
        told = f" ({segment.owner})" if number == 1 else f" ({segment.owner} {number})"
        name = segment.name[: NAME_LENGTH - len(told)] + told
        if name not in used:
            used.add(name)
            break
    return name


def _must_be_own(segment: Segment, by: Actor) -> None:
    if by.pk is not None and segment.owner_id != by.pk:
        raise Refused(_("Only %(owner)s changes this segment. Make one of your own.") % {"owner": segment.owner})
