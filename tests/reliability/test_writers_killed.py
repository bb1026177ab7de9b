"""Writers are killed in the middle of transactions (T7), and roll back after taking a number (T16c)."""

import time

import pytest

from tests.reliability.house import kill, wait_for

pytestmark = pytest.mark.slow


def acknowledged(house):
    """What writers were told is written, in all their notes."""
    notes = (line for path in house.data.glob("acknowledged-*") for line in path.read_text().splitlines())
    return [line for line in notes if len(line) == len("TEST-2026-000001")]


def writers(house, number, *args):
    return [house.start("post", str(house.data / f"acknowledged-{writer}"), *args) for writer in range(number)]


def test_twenty_kills_of_four_writers_lose_nothing_acknowledged(house):
    for round_ in range(1, 21):
        processes = writers(house, 4, 10_000)
        until = time.monotonic() + 30
        while len(acknowledged(house)) < round_ * 20 and time.monotonic() < until:
            time.sleep(0.02)
        for process in processes:
            kill(process)
    books = house.ask("state_of_the_books")

    promised = acknowledged(house)
    assert len(promised) >= 400
    assert set(promised) <= set(books["documents"])
    assert len(promised) == len(set(promised))
    assert books["faults"] == []
    assert books["entries"] == books["documents"]
    assert books["integrity"] == "ok"


def test_eight_writers_of_whom_a_quarter_roll_back_leave_no_gap(house):
    wait_for(writers(house, 8, 100, 0.25))

    books = house.ask("state_of_the_books")
    assert 500 < len(books["documents"]) < 700
    assert sorted(acknowledged(house)) == books["documents"]
    assert books["faults"] == []


def test_twin_numbers_from_a_sequence_leave_gaps(house):
    wait_for([house.start("post_by_sequence", 25, 0.25) for _ in range(8)])

    (fault,) = house.ask("faults_of_numbers")
    assert fault["documents"] < fault["given"]
