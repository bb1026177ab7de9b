"""Sheets in: judged row by row with the fields of the form, taken whole or not at all, undone while nobody uses them.

Words: a target is what a sheet is imported into; its columns are filled by a mapping, from headings to our names; a
document is what becomes one record, from one row or several. An import makes drafts only: no sheet brings a state.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.desk.imports import files, targets
from daying.desk.imports.columns import importer
from daying.desk.imports.mapping import Map, from_json, guess
from daying.desk.imports.taking import Outcome, check, take

__all__ = ["importer", "run_file"]


def run_file(slug: str, path: Path, mapping: Mapping[str, Any] | None, *, by: Any, dry_run: bool = False) -> Outcome:
    """Import a file from this machine, all of it or nothing. mapping: as JSON has it; guessed when None.

    A second sheet that the mapping joins stands in the same folder. Progress is told as `core.progress` has it.
    """
    target = find(slug, by)
    chosen = _guessed(path, target) if mapping is None else from_json(mapping, target)
    second = path.parent / Path(chosen.join["file"]).name if chosen.join else None
    source = files.source(lambda: path.open("rb"), (lambda: second.open("rb")) if second else None, target, chosen)
    if dry_run:
        return check(source, target, chosen, by=by)
    return take(source, target, chosen, by=by, note=path.name)


def find(slug: str, user: Any) -> targets.Target:
    """The target of that word, for somebody who may import there. Refused when there is none."""
    try:
        target = targets.find(slug, user)
    except KeyError:
        raise Refused(_("Nothing can be imported into “%(slug)s”.") % {"slug": slug}) from None
    if not target.allows(user):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    return target


def _guessed(path: Path, target: targets.Target) -> Map:
    return guess(target, files.headings(lambda: path.open("rb"), None, target))
