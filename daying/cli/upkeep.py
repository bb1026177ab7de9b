"""`daying verify`, `backup`, `restore` and `check`."""

import sys
from argparse import Namespace

from django.utils.translation import gettext as _

from daying.cli import database, terminal
from daying.core import backup as backups
from daying.core import deployment
from daying.core.errors import Refused
from daying.core.progress import progress
from daying.core.verify import Fault, all_invariants
from daying.core.verify import verify as ask_all


def verify(asked: Namespace) -> int:
    """Ask every invariant; the rows that break one are printed under it."""
    database.require()
    with terminal.progress_shown():
        faults = ask_all(lambda each, place, count: progress(place, count, f"{each.name}: {each.sentence}"))
    for fault in faults:
        _print_fault(fault)
    if faults:
        terminal.say(_("%(faults)d of %(count)d invariants do not hold.") % _counts(faults))
        return 1
    terminal.say(_("All %(count)d invariants hold.") % _counts(faults))
    return 0


def backup(asked: Namespace) -> None:
    """One archive; nothing has to stop for it."""
    database.require()
    with terminal.progress_shown():
        manifest = backups.backup(asked.file)
    told = {"file": asked.file, "size": asked.file.stat().st_size / 1e6, "count": manifest.files}
    terminal.say(_("%(file)s: %(size).1f MB with %(count)d files.") % told)
    terminal.say(_("The keys are not in it. Keep them in another place."))


def restore(asked: Namespace) -> int:
    """Replace what is there, bring it to this version, and check the books."""
    manifest = backups.read_manifest(asked.file)
    question = _("Replace the database and the files by those of %(at)s?") % {"at": manifest.at}
    if not asked.yes and not _is_agreed(question):
        raise Refused(_("Nothing was changed."))
    with terminal.progress_shown():
        backups.restore(asked.file)
    database.bring_up_to_date()
    return verify(asked)


def check(asked: Namespace) -> int:
    """Everything that would keep a production start from happening, and what should be better."""
    found = deployment.everything()
    for message in found:
        terminal.say(f"{message.id}: {message.msg}{'  ' + message.hint if message.hint else ''}")
    if not found:
        terminal.say(_("Nothing to complain about."))
    return 1 if any(message.is_serious() for message in found) else 0


def _print_fault(fault: Fault) -> None:
    print(f"\n{fault.invariant.name}: {fault.invariant.sentence}")
    headings = list(dict.fromkeys(name for row in fault.rows for name in row))
    terminal.table(headings, [[row.get(name) for name in headings] for row in fault.rows])


def _counts(faults: list[Fault]) -> dict[str, int]:
    return {"faults": len(faults), "count": len(all_invariants())}


def _is_agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Refused(_("Say --yes where nobody can be asked."))
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes", "是"}
