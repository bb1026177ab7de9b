"""docs/add-a-model.md is followed to the letter in a copy of the house, and the model it adds then works.

A paragraph that begins with the name of a file is about that file: the block below it is the file, or, as a `diff`, a
change to it.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.test_lint import ROOT

ON_POSTGRES = os.environ.get("DAYING_DATABASE", "").startswith("postgres")
pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="is done in the pass on SQLite, on a database of its own")
PAGE = ROOT / "docs/add-a-model.md"
BLOCK = re.compile(r"^`([\w/]+\.(?:py|toml))`|^```(python|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = ["daying", "tests", "tools", "docs", "manage.py", "conftest.py", "pyproject.toml"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The house with the model of the page in it."""
    house = tmp_path_factory.mktemp("house")
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, house / name)
    follow(PAGE.read_text(), house)
    run(house, "manage.py", "makemigrations", "competitors")
    return house


def follow(text, house):
    path = None
    for named, kind, block in BLOCK.findall(text):
        if named:
            path = house / named
        elif kind == "diff":
            path.write_text(changed(path.read_text(), block))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block)


def changed(text, diff):
    lines = diff.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] in kept) for kept in (" -", " +"))
    assert text.count(before) == 1, before
    return text.replace(before, after)


def run(house, *command, **environment):
    """With this Python, on a database of its own."""
    given = {"DAYING_DATA": str(house / "var"), "DAYING_DATABASE": "", "PYTHONPATH": str(house), **environment}
    finished = subprocess.run(
        [sys.executable, *command], cwd=house, env={**os.environ, **given}, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_declarations_are_sound_and_the_room_stands_on_its_floor(copy):
    run(copy, "manage.py", "check")
    run(copy, "-c", "from importlinter.cli import lint_imports_command as lint; lint()")


def test_its_style_is_that_of_the_house(copy):
    for tool in (["ruff", "check"], ["ruff", "format", "--check"]):
        run(copy, "-m", *tool, "daying/competitors", "tests/records.py")


def test_the_new_model_passes_its_own_test_and_those_that_walk_the_registers(copy):
    walks = ["test_every_page.py", "test_transitions.py", "test_rights.py"]
    run(
        copy, "-m", "pytest", "-q", "-n", "0", "-k", "competitor", "daying/competitors",
        *(f"tests/{name}" for name in walks), DAYING_UPDATE_SNAPSHOTS="1", DJANGO_SETTINGS_MODULE="tests.settings",
    )  # fmt: skip
