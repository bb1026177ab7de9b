"""Mappings kept by name: the next sheet of the same make needs no questions."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from daying.core import changes
from daying.core.errors import Refused
from daying.core.transactions import one_transaction
from daying.desk.imports.columns import Target
from daying.desk.imports.mapping import from_json
from daying.desk.models import ImportRun, SavedMapping

LONGEST = 60


def of(slug: str) -> QuerySet[SavedMapping]:
    """The mappings kept for a target. Everybody who may import there shares them."""
    return SavedMapping.objects.filter(slug=slug).order_by("name")


def apply(run: ImportRun, target: Target, name: str) -> None:
    """Give a run the mapping of this name, as far as its sheet has the headings."""
    kept = of(run.slug).filter(name=name).first() if name else None
    if kept is None:
        return
    mapping = from_json(kept.mapping, target)
    present = {name: told for name, told in mapping.columns.items() if set(mapping.headings(name)) <= set(run.headings)}
    join = run.mapping.get("join", {})
    run.mapping = {**mapping.as_json(), "columns": present, **({"join": join} if join else {})}
    run.save(update_fields=["mapping"])


def apply_of(run: ImportRun, target: Target, about: Any) -> None:
    """Give a run the mapping of whose sheet it is, kept from the last time; where there is none it stays guessed."""
    guessed = {name: told for name, told in run.mapping["columns"].items() if name != target.per}
    run.mapping = {**run.mapping, "columns": guessed, "constants": {target.per: str(about.public_id)}}
    run.save(update_fields=["mapping"])
    apply(run, target, str(about.public_id))


def keep_of(run: ImportRun, target: Target, *, by: Any) -> None:
    """Keep a run's mapping for the next sheet of the same one. Whose values count is asked anew each time."""
    told = {part: value for part, value in run.mapping.items() if part != "doubtful"}
    keep(run.slug, run.mapping["constants"][target.per], told, by=by)


def keep(slug: str, name: str, mapping: dict[str, Any], *, by: Any) -> None:
    """Keep a mapping under a name; one of that name is replaced."""
    name = name.replace("\0", "").strip()
    if not name:
        return
    if len(name) > LONGEST:
        raise Refused(_("The name of a mapping has at most %(most)d characters.") % {"most": LONGEST})
    told = {part: value for part, value in mapping.items() if part != "join"}
    old = of(slug).filter(name=name).first()
    one_transaction("desk.keep_mapping", lambda: _write(old, slug, name, told, by))


def _write(old: SavedMapping | None, slug: str, name: str, mapping: dict[str, Any], by: Any) -> None:
    if old is None:
        changes.create(SavedMapping(slug=slug, name=name, mapping=mapping), by=by)
    elif old.mapping != mapping:
        changes.update(old, {"mapping": mapping}, by=by)
