"""What must hold of the kit's own tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.core import attachments, seals, search
from daying.core.verify import invariant


@invariant("journal chain", _("The journal is as it was written: nothing changed, removed, swapped or slipped in."))
def journal_is_untouched() -> Iterator[Mapping[str, str]]:
    """Recompute the chain over the whole journal."""
    return ({"fault": sentence} for sentence in seals.faults())


@invariant("attached files", _("Every attached file is in the store, in its full length."))
def files_are_kept() -> list[dict[str, Any]]:
    """Look for each of them."""
    return attachments.faults()


@invariant("search index", _("Every record that can be searched stands in the index."))
def records_can_be_found() -> list[dict[str, Any]]:
    """Ask for those that do not. One query for each model."""
    return search.faults()
