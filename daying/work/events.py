"""What this room tells."""

from dataclasses import dataclass

from daying.core.events import Event


@dataclass(frozen=True)
class CountersignatureClosed(Event):
    """The departments have answered. verdict: agreed or refused; a withdrawn one is not told.

    by_id: who gave the deciding opinion; None when the system itself did.
    """

    subject_type: str
    subject_id: int
    countersignature_id: int
    verdict: str
    by_id: int | None
