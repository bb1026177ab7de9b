"""The rules of countersigning that a company begins with."""

from daying.core import changes
from daying.core.actor import Actor
from daying.people.first_rows import begins_with
from daying.work.models import SigningRules


@begins_with(SigningRules)
def write_first_rules(by: Actor) -> None:
    """The one row."""
    changes.create(SigningRules(pk=1), by=by)
