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


def told(row: str) -> tuple[str, set[str], str]:
    """What docs/mission.md has of a row: its screens in words, the tests that prove it, what is to come."""
    for line in MISSION.read_text().splitlines():
        if line.startswith(f"| {row} |"):
            _, _, _duty, screen, tests, to_come, _ = line.split("|")
            return screen.strip(), set(re.findall(r"`([^`]+)`", tests)), to_come.strip()
    pytest.fail(f"docs/mission.md says nothing of {row}")


@pytest.mark.parametrize("row", IDS)
def test_every_row_of_the_mission_has_a_screen_and_a_test_or_is_to_come(row):
    screen, tests, to_come = told(row)

    if screen.startswith("not yet"):
        assert re.fullmatch(r"not yet: issue \d", screen)
        assert not tests
    else:
        assert all(addressed(path) for path in re.findall(r"`(/[^`]*)`", screen) or [""])
        assert tests
        assert not to_come or re.search(r": issue \d$", to_come)


def addressed(path: str) -> bool:
    """Whether a page stands there. A list's own word must be one that is declared."""
    from django.urls import Resolver404, resolve

    from daying.core.reports import all_reports

    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.url_name != "desk-report" or found.kwargs["name"] in all_reports()


@pytest.mark.parametrize("row", IDS)
def test_the_tests_that_prove_a_row_name_it(row):
    _screen, tests, _to_come = told(row)

    for path in tests:
        assert re.search(rf"\b{re.escape(row)}\b", (ROOT / path).read_text()), f"{path} says nothing of {row}"


def test_no_row_is_told_that_the_mission_does_not_have():
    assert set(re.findall(r"\bM\d+\.\d+\b", MISSION.read_text())) == set(IDS)


def test_every_right_and_step_serves_a_row_of_the_mission():
    from daying.core.workflow import VERBS

    served = {row for verb in VERBS.values() if ".sample." not in verb.function.__module__ for row in verb.serves}

    assert served <= set(IDS)
