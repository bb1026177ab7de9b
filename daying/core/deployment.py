"""Is this installation safe? Asked by `daying check`, and by every start in production, which is refused if not."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

SHORTEST_KEY = 50
KEYS = ("DAYING_SECRET_KEY", "DAYING_JOURNAL_KEY")
FULL = 2
# What PostgreSQL must not be without, if nothing acknowledged is to be lost.
POSTGRES_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
TAG = "daying"


class UnsafeError(SystemExit):
    """A production start that is refused; the faults are printed instead of a traceback."""


def refuse_unsafe() -> None:
    """Stop a production start that would be unsafe. Elsewhere nothing happens."""
    if settings.DAYING_PRODUCTION and (faults := own_faults()):
        lines = [f"  {fault.id}: {fault.msg}" for fault in faults]
        raise UnsafeError("\n".join([_("Daying does not start, because this installation is not safe:"), *lines]))


def everything() -> list[CheckMessage]:
    """Our faults and what Django's own check of a deployment has to say."""
    return sorted(checks.run_checks(include_deployment_checks=True, databases=["default"]), key=lambda m: -m.level)


def own_faults() -> list[Error]:
    """What must not be in production."""
    return [*debug_faults(), *key_faults(os.environ), *host_faults(os.environ), *database_faults()]


def debug_faults() -> list[Error]:
    """Error pages with our variables in them are not for visitors."""
    return [Error(_("DAYING_DEBUG is on."), id="daying.E001")] if settings.DEBUG else []


def key_faults(environment: Mapping[str, str]) -> list[Error]:
    """Keys come from the environment, so that they lie neither beside the data nor in its backups."""
    faults = []
    for name in KEYS:
        key = environment.get(name)
        if key is None:
            faults.append(Error(_("%(name)s is not given by the environment.") % {"name": name}, id="daying.E002"))
        elif len(key) < SHORTEST_KEY or len(set(key)) < 10:
            told = {"name": name, "least": SHORTEST_KEY}
            faults.append(Error(_("%(name)s has fewer than %(least)d random characters.") % told, id="daying.E003"))
    given = [environment[name] for name in KEYS if name in environment]
    if len(given) > 1 and len(set(given)) == 1:
        faults.append(Error(_("The two keys are the same."), id="daying.E004"))
    return faults


def host_faults(environment: Mapping[str, str]) -> list[Error]:
    """The names it answers to are known, and its own address is encrypted."""
    faults = []
    if not environment.get("DAYING_HOSTS") or "*" in settings.ALLOWED_HOSTS:
        faults.append(Error(_("DAYING_HOSTS does not name the hosts that are served."), id="daying.E005"))
    if not settings.DAYING_URL.startswith("https://"):
        faults.append(Error(_("DAYING_URL does not begin with https://."), id="daying.E006"))
    return faults


def database_faults() -> list[Error]:
    """What is acknowledged must be on the disk."""
    try:
        judged = sqlite_faults(_pragma) if connection.vendor == "sqlite" else postgres_faults(_shown())
    except DatabaseError as error:
        return [Error(_("The database does not answer: %(error)s") % {"error": error}, id="daying.E007")]
    return judged


def sqlite_faults(pragma: Callable[[str], Any]) -> list[Error]:
    """WAL and a write to the disk at every commit."""
    faults = []
    if pragma("journal_mode") != "wal":
        faults.append(Error(_("SQLite runs without its write-ahead log (journal_mode=WAL)."), id="daying.E008"))
    if pragma("synchronous") < FULL:
        faults.append(Error(_("SQLite may lose what it acknowledged (synchronous is not FULL)."), id="daying.E009"))
    if not pragma("foreign_keys"):
        faults.append(Error(_("SQLite does not keep foreign keys (foreign_keys is off)."), id="daying.E010"))
    return faults


def postgres_faults(shown: Mapping[str, str]) -> list[Error]:
    """The four settings without which an acknowledged commit can be lost or a broken page go unseen."""
    return [
        Error(_("PostgreSQL runs with %(name)s off.") % {"name": name}, id="daying.E011")
        for name in POSTGRES_SETTINGS
        if shown[name] == "off"
    ]


@checks.register(TAG, deploy=True)
def check_deployment(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The same as one of Django's checks."""
    return own_faults()


def _pragma(name: str) -> Any:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def _shown() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(POSTGRES_SETTINGS)])
        return dict(cursor.fetchall())
