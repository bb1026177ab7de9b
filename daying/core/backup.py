"""Backup and restore: database and files in one archive, taken while people work on.

SQLite is copied by its own backup interface, which sees one moment of the database; a plain copy of the file would miss
what stands in its log. PostgreSQL is dumped by pg_dump. The keys are left out: whoever finds the archive must not be
able to forge the journal. Files are added to a company's store and not changed, so those copied after the database are
at least all that it names.
"""

import hmac
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from daying import __version__
from daying.core.errors import Refused
from daying.core.progress import progress

MANIFEST, SQLITE, POSTGRES, FILES = "manifest.json", "database.sqlite3", "database.dump", "files"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. key: proves that the journal key of today is the one that sealed its journal."""

    version: str
    at: str
    database: str
    files: int
    key: str


def backup(path: Path) -> Manifest:
    """Write an archive to a path that does not exist yet. It appears there only when it is whole and on the disk."""
    if path.exists():
        raise Refused(_("%(file)s exists already.") % {"file": path})
    if not path.parent.is_dir():
        raise Refused(_("There is no folder %(folder)s.") % {"folder": path.parent})
    part = path.with_name(path.name + ".part")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        progress(1, 3, _("Copying the database"))
        copied = _copy_database(Path(folder))
        progress(2, 3, _("Copying the files"))
        manifest = _pack(part, copied)
    os.replace(part, path)
    progress(3, 3, _("Done"))
    return manifest


def read_manifest(path: Path) -> Manifest:
    """What an archive says of itself. Refused when it is none of ours."""
    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile(MANIFEST)
            assert member
            return Manifest(**json.load(member))
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError, zlib.error):
        raise Refused(_("%(file)s is not a backup of Daying.") % {"file": path}) from None


def restore(path: Path) -> Manifest:
    """Put an archive in place of the database and the files. What was there is kept beside, named “before-restore”."""
    manifest = read_manifest(path)
    _refuse_what_does_not_fit(manifest)
    data = Path(settings.DAYING_DATA)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as folder:
        progress(1, 3, _("Unpacking"))
        _unpack(path, folder)
        progress(2, 3, _("Putting it in place"))
        _put_database(Path(folder) / manifest.database)
        _put_files(Path(folder) / FILES)
    progress(3, 3, _("Done"))
    return manifest


def _copy_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        target = folder / SQLITE
        with closing(sqlite3.connect(_sqlite_file())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target
    target = folder / POSTGRES
    _run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _pack(target: Path, database: Path) -> Manifest:
    files = _files_folder()
    count = sum(1 for file in files.rglob("*") if file.is_file())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(__version__, now, database.name, count, _key_proof())
    described = database.with_name(MANIFEST)
    described.write_text(json.dumps(asdict(manifest), indent=2))
    with target.open("wb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1) as archive:
            archive.add(described, MANIFEST)
            archive.add(database, database.name)
            if files.is_dir():
                archive.add(files, FILES)
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


def _unpack(path: Path, folder: str) -> None:
    try:
        with tarfile.open(path) as archive:
            if not all(_is_ours(member) for member in archive):
                raise Refused(_("%(file)s is not a backup of Daying.") % {"file": path})
            archive.extraction_filter = getattr(
                tarfile, "data_filter", None
            )  # not in the first releases of Python 3.11
            archive.extractall(folder)  # noqa: S202 - every member was looked at
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise Refused(_("%(file)s is damaged: %(error)s") % {"file": path, "error": error}) from None


def _is_ours(member: tarfile.TarInfo) -> bool:
    parts = Path(member.name).parts
    return parts[0] in {MANIFEST, SQLITE, POSTGRES, FILES} and ".." not in parts and (member.isfile() or member.isdir())


def _refuse_what_does_not_fit(manifest: Manifest) -> None:
    if manifest.database != (SQLITE if connection.vendor == "sqlite" else POSTGRES):
        raise Refused(_("This backup is of another kind of database. Name such a one in DAYING_DATABASE."))
    if not hmac.compare_digest(manifest.key, _key_proof()):
        raise Refused(_("The journal of this backup was sealed with another key. Give that one in DAYING_JOURNAL_KEY."))


def _put_database(source: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        target = _sqlite_file()
        _take_out_of_use(target)
        _set_aside(target)
        os.replace(source, target)
        return
    _run_postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))


def _take_out_of_use(path: Path) -> None:
    """Fold the log into the file. That works only while nobody else has it open, which is just what must be known."""
    if path.exists():
        try:
            with closing(sqlite3.connect(path)) as alone:
                alone.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise Refused(_("The database is in use. Stop the server and try again.")) from None


def _put_files(source: Path) -> None:
    _set_aside(_files_folder())
    if source.is_dir():
        shutil.move(source, _files_folder())


def _set_aside(path: Path) -> None:
    if path.exists():
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        path.rename(path.with_name(f"{path.name}.before-restore-{now}"))


def _sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _files_folder() -> Path:
    return Path(default_storage.path(""))


def _key_proof() -> str:
    return hmac.digest(settings.JOURNAL_KEY.encode(), b"the journal key of this backup", "sha256").hex()


def _run_postgres(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs on our database. The password goes by the environment, unseen by others."""
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(told[key]) for name, key in names.items() if told.get(key)}}
    target = [f"--dbname={told['NAME']}"] if program == "pg_restore" else []
    try:
        done = subprocess.run([program, *target, *words], env=environment, capture_output=True)  # noqa: S603
    except FileNotFoundError:
        raise Refused(
            _("%(program)s is missing. Install the client programs of PostgreSQL.") % {"program": program}
        ) from None
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.decode(errors='replace').strip()[-1000:]}")
