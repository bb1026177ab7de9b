"""The list of customers, and with it every figure, narrowed to a segment."""

from typing import Any

from django.db import models
from django.db.models import Q

from daying.customers.models import Segment
from daying.customers.segments.queries import segments_seen_by
from daying.customers.segments.rules import q_of
from daying.desk.filters import ME, NONE, RecordFilter

OFFERED = 200


class SegmentFilter(RecordFilter):
    """One or several segments: the customers of any of them."""

    @property
    def model(self) -> type[models.Model]:
        return Segment

    def seen(self) -> models.QuerySet[Any]:
        """Those of one's own, and the shared ones."""
        return segments_seen_by(self.user)

    @property
    def chosen(self) -> list[Any]:
        """The segments named, as far as this person may see them."""
        ids = [value for value in self.values if value not in (ME, NONE)]
        return list(self.seen().filter(public_id__in=ids)) if ids else []

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Those that stand in the page: all where the box asks for none."""
        found = self.chosen if self.lookup_url else self.seen()[:OFFERED]
        return [(str(one.public_id), one.name, str(one.public_id) in self.values) for one in found]

    def q(self) -> Q:
        wanted = Q(pk__in=[])
        for one in self.chosen:
            wanted |= q_of(one.rule, self.today) or Q(pk__isnull=False)
        return wanted
