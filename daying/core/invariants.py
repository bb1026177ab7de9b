"""What must hold of the kit's own tables."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from daying.core import seals
from daying.core.verify import invariant


@invariant("journal chain", _("The journal is as it was written: nothing changed, removed, swapped or slipped in."))
def journal_is_untouched() -> Iterator[Mapping[str, str]]:
    """Recompute the chain over the whole journal."""
    return ({"fault": sentence} for sentence in seals.faults())
