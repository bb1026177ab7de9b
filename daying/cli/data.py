"""`daying demo`, `daying import` and `daying export`."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.cli import database, terminal
from daying.core.errors import Refused
from daying.desk import exports, imports
from daying.desk.imports.taking import Outcome
from daying.desk.lists import Listing
from daying.desk.resource import Resource, by_slug, resources

FORMATS = {".xlsx": "xlsx", ".csv": "csv"}


def demo(asked: Namespace) -> None:
    """The demo company, by the product's own actions."""
    database.bring_up_to_date()
    from daying.people.models import Company

    if Company.objects.exists():
        if asked.if_empty:
            return
        raise Refused(_("There is a company already. The demo company needs an empty database."))
    from daying import demo

    with terminal.progress_shown():
        demo.run(scale=asked.scale, orders=asked.orders, seed=asked.seed, report=terminal.say)


def import_sheet(asked: Namespace) -> int:
    """A sheet, judged row by row and taken whole or not at all."""
    database.require()
    by, mapping = terminal.actor(asked.person), _mapping(asked.map)
    with terminal.progress_shown():
        outcome = imports.run_file(asked.resource, asked.file, mapping, by=by, dry_run=asked.dry_run)
    _tell_outcome(outcome, asked.dry_run)
    return 1 if outcome.faulty else 0


def export_sheet(asked: Namespace) -> None:
    """The rows of a list as its page would show them to this person."""
    database.require()
    by, resource = terminal.actor(asked.person), _resource(asked.resource)
    if not resource.allows(by, "export"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    asked_for = _query(asked.filters)
    listing = Listing(resource, by, asked_for, timezone.localdate(), (asked.columns or "").split(","))
    _refuse_what_is_no_filter(listing)
    exports.note(resource, listing.queryset.count(), listing.columns, asked_for.urlencode(), by=by)
    _write(resource, listing, asked.output)


def _refuse_what_is_no_filter(listing: Listing) -> None:
    known = sorted({"q", "sort", *(name for each in listing.filters for name in each.names)})
    unknown = [name for name in listing.params if name not in known]
    if unknown:
        told = {"name": ", ".join(unknown), "known": ", ".join(known)}
        raise Refused(_("This list cannot be filtered by %(name)s. There are: %(known)s.") % told)
    if listing.faults:
        raise Refused(" ".join(listing.faults))


def _write(resource: Resource, listing: Listing, output: Path | None) -> None:
    if output is None:
        exports.write(resource, listing.records, listing.columns, sys.stdout.buffer, "csv")
        return
    fmt = FORMATS.get(output.suffix.lower())
    if fmt is None:
        raise Refused(_("The file's name must end in .xlsx or .csv."))
    with output.open("wb") as stream:
        exports.write(resource, listing.records, listing.columns, stream, fmt)


def _resource(slug: str) -> Resource:
    try:
        return by_slug(slug)
    except StopIteration:
        known = ", ".join(sorted(resource.slug for resource in resources()))
        raise Refused(
            _("There is no list “%(slug)s”. There are: %(known)s.") % {"slug": slug, "known": known}
        ) from None


def _mapping(path: Path | None) -> Any:
    if path is None:
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused(_("%(file)s is not JSON: %(error)s") % {"file": path, "error": error}) from None


def _query(pairs: list[str]) -> QueryDict:
    query = QueryDict(mutable=True)
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise Refused(_("“%(pair)s” is not a filter. Write NAME=VALUE.") % {"pair": pair})
        query.appendlist(name, value)
    return query


def _tell_outcome(outcome: Outcome, is_dry_run: bool) -> None:
    for fault in outcome.faults:
        terminal.say(str(fault))
    told = {"rows": outcome.rows, "created": outcome.created, "changed": outcome.changed, "faulty": outcome.faulty}
    if outcome.faulty:
        terminal.say(_("%(faulty)d of %(rows)d rows are faulty. Nothing was imported.") % told)
    elif is_dry_run:
        terminal.say(_("All %(rows)d rows are good.") % told)
    else:
        terminal.say(_("%(created)d created, %(changed)d changed.") % told)
