"""A backup taken while people write holds everything acknowledged before it (T52)."""

import shutil
import time

import pytest
from django.db import connection

from tests.reliability.house import kill

pytestmark = pytest.mark.slow


def acknowledged(house):
    path = house.data / "acknowledged"
    return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def writing(house):
    """A house in which somebody writes one document after the other."""
    process = house.start("post", str(house.data / "acknowledged"), 100_000)
    until = time.monotonic() + 60
    while len(acknowledged(house)) < 50 and time.monotonic() < until:
        time.sleep(0.02)
    yield house
    kill(process)


def test_a_backup_while_writing_is_whole_and_passes_verification(writing):
    before = acknowledged(writing)
    (writing.data / "files").mkdir()
    (writing.data / "files/合同.pdf").write_bytes(b"%PDF")

    writing.run("backup", str(writing.data / "b.tar.gz"))
    restored = writing.elsewhere()
    restored.run("restore", str(writing.data / "b.tar.gz"), "--yes")

    assert set(before) <= set(restored.ask("documents"))
    assert restored.ask("faults_of_numbers") == []
    assert restored.ask("seal_and_verify") == []
    assert (restored.data / "files/合同.pdf").read_bytes() == b"%PDF"
    restored.close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")
def test_twin_a_copy_of_the_database_file_misses_what_stands_in_its_log(writing):
    before, copied = acknowledged(writing), writing.elsewhere()

    shutil.copy(writing.sqlite, copied.sqlite)

    assert not set(before) <= set(copied.ask("documents"))
    copied.close()
