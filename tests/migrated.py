"""A database with every migration applied, kept as a file: tests on SQLite begin with a copy of it.

Migrating an empty database takes longer than most test files. The file's name tells what it was made of; on a copy
Django's own `migrate` finds nothing to do.
"""

import os
import shutil
import sqlite3
from hashlib import blake2b
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

KEPT = 4  # of earlier states, for those who go to and fro between branches


def copied_to(database: str) -> bool:
    """Begin a test database as a copy, if one is kept for today's migrations."""
    found = kept_file().exists()
    if found:
        shutil.copyfile(kept_file(), database)
    return found


def keep() -> None:
    """Keep the connected database as it is now, just migrated."""
    unfinished = kept_file().with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as copy:
        connection.connection.backup(copy)
    copy.close()
    os.replace(unfinished, kept_file())
    for old in sorted(_folder().glob("migrated-*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def kept_file() -> Path:
    """Where the copy for today's migrations stands."""
    return _folder() / f"migrated-{_state()}.sqlite3"


def _folder() -> Path:
    return Path(settings.DAYING_DATA)


def _state() -> str:
    """What the migrations are: every file of them, in the order of the apps."""
    digest = blake2b(f"{django.__version__} {settings.INSTALLED_APPS}".encode(), digest_size=12)
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()
