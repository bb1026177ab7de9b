"""What backup and restore refuse. That they lose nothing is proved in tests/reliability."""

import io
import sqlite3
import tarfile
from contextlib import closing

import pytest
from django.db import connection

from daying.core import backup
from daying.core.errors import Refused


@pytest.fixture
def archive(tmp_path, transactional_db):
    path = tmp_path / "daying.tar.gz"
    backup.backup(path)
    return path


def test_a_backup_tells_what_it_holds(archive):
    manifest = backup.read_manifest(archive)

    assert manifest.database == ("database.sqlite3" if connection.vendor == "sqlite" else "database.dump")
    assert [file.name for file in archive.parent.iterdir()] == [archive.name]


def test_an_existing_file_is_not_overwritten(archive):
    with pytest.raises(Refused, match="exists already"):
        backup.backup(archive)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Refused, match="no folder"):
        backup.backup(tmp_path / "no/daying.tar.gz")


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"\x1f\x8b\x08 half of one"])
def test_another_file_is_no_backup(tmp_path, content):
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)

    with pytest.raises(Refused, match="not a backup"):
        backup.read_manifest(path)


def test_a_damaged_backup_is_refused_before_anything_is_replaced(archive, settings, tmp_path):
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    settings.DAYING_DATA = tmp_path / "data"

    with pytest.raises(Refused, match=r"damaged|not a backup"):
        backup.restore(archive)


def test_a_backup_sealed_with_another_key_is_refused(archive, settings):
    settings.JOURNAL_KEY = "another"

    with pytest.raises(Refused, match="DAYING_JOURNAL_KEY"):
        backup.restore(archive)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "files/../../evil", "other"])
def test_a_hostile_archive_is_refused(tmp_path, settings, name):
    settings.DAYING_DATA = tmp_path / "data"
    path = tmp_path / "hostile.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for member in ("manifest.json", name):
            told = tarfile.TarInfo(member)
            archive.addfile(told, io.BytesIO())

    with pytest.raises(Refused, match="not a backup"):
        backup._unpack(path, str(tmp_path))


def test_a_link_out_of_the_archive_is_refused(tmp_path):
    path = tmp_path / "hostile.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)

    with pytest.raises(Refused, match="not a backup"):
        backup._unpack(path, str(tmp_path))


def test_a_database_in_use_is_not_replaced(tmp_path):
    path = tmp_path / "used.sqlite3"
    with closing(sqlite3.connect(path)) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("CREATE TABLE t (id INTEGER)")

        with pytest.raises(Refused, match="Stop the server"):
            backup._take_out_of_use(path)

    backup._take_out_of_use(path)
