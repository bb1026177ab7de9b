"""Workers are killed in the middle of jobs (T14)."""

import time

import pytest

from tests.reliability.house import kill

pytestmark = pytest.mark.slow
JOBS, KILLS = 600, 12


def work_through(house, act):
    """Let two workers do the jobs, kill one after the other, and tell how often each job had its effect."""
    house.ask("ask_for_jobs", JOBS)
    workers = [house.start(act) for _ in range(2)]
    for _ in range(KILLS):
        time.sleep(0.25)
        kill(workers.pop(0))
        workers.append(house.start(act))
    until = time.monotonic() + 180
    while (told := house.ask("jobs_done"))["open"] and time.monotonic() < until:
        time.sleep(0.5)
    for worker in workers:
        kill(worker)
    return told


def test_twelve_kills_and_every_job_has_its_effect_once(house):
    told = work_through(house, "work")

    assert told["open"] == 0
    assert len(told["counts"]) == JOBS
    assert set(told["counts"].values()) == {1}


def test_twin_without_the_common_transaction_some_are_repeated(house):
    told = work_through(house, "work_unprotected")

    assert max(told["counts"].values()) > 1
