"""How long a document may be."""

from collections.abc import Sized

from django.utils.translation import gettext as _

from daying.core.errors import Refused

# So many lines a form can carry and a browser still works with; nobody reviews, picks and bills more as one document.
MOST_LINES = 2000


def must_not_be_too_long(lines: Sized) -> None:
    """Refuse a document of more lines than that, before anything is looked up for them."""
    if len(lines) > MOST_LINES:
        raise Refused(too_long(len(lines)), field="lines")


def too_long(count: int) -> str:
    """The sentence that says so."""
    told = {"most": MOST_LINES, "count": count}
    return _("A document has at most %(most)d lines, and this one has %(count)d. Split it. Nothing was saved.") % told
