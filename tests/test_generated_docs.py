"""The documents are what the code says, and the mission is told row by row."""

import os
import re
import subprocess
import sys

import pytest

from tests.test_lint import ROOT

MISSION = ROOT / "docs/mission.md"
ROWS = {0: 5, 1: 3, 2: 6, 3: 8, 4: 3, 5: 9, 6: 5, 7: 5, 8: 3, 9: 6, 10: 5}
IDS = [f"M{chapter}.{row}" for chapter, rows in ROWS.items() for row in range(1, rows + 1)]


def test_generated_pages_are_up_to_date():
    """In a process of its own: here the sample is installed, and the language another."""
    asked = {**os.environ, "DJANGO_SETTINGS_MODULE": "daying.settings"}
    command = [sys.executable, str(ROOT / "tools/docs.py"), "--check"]

    checked = subprocess.run(command, env=asked, capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("row", IDS)
def test_every_row_of_the_mission_is_told(row):
    assert re.search(rf"\b{re.escape(row)}\b", MISSION.read_text())


def test_no_row_is_told_that_the_mission_does_not_have():
    assert set(re.findall(r"\bM\d+\.\d+\b", MISSION.read_text())) == set(IDS)


def test_every_test_named_there_exists():
    named = set(re.findall(r"[\w/.-]*\btest_\w+\.py", MISSION.read_text()))

    missing = [path for path in sorted(named) if not (ROOT / path).exists()]

    assert not missing


def test_every_right_and_step_serves_a_row_of_the_mission():
    from daying.core.workflow import VERBS

    told = {row for verb in VERBS.values() if ".sample." not in verb.function.__module__ for row in verb.serves}

    assert told <= set(IDS)
