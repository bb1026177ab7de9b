"""The timetable: every so many minutes, daily at an hour, each time asked for once."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from daying.core import timetable
from daying.core.jobs import job
from daying.core.models import JobRun
from daying.core.timetable import ask_for_what_is_due, daily, every
from daying.core.worker import work_off

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


@job("tests.tick")
def tick():
    return None


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(timetable, "TIMETABLE", {})
    monkeypatch.setattr(timetable, "autodiscover_modules", lambda *names: None)


def asked_at(*minutes):
    return [ask_for_what_is_due(NOON + timedelta(minutes=minute)) for minute in minutes]


def test_a_job_comes_every_so_many_minutes():
    every(minutes=5)(tick)
    asked = []
    for minute in (0, 4, 5, 6, 10):
        asked += asked_at(minute)
        work_off()

    assert asked == [0, 0, 1, 0, 1]


def test_what_was_missed_is_not_caught_up_on():
    every(minutes=5)(tick)

    assert asked_at(0, 60 * 24) == [0, 1]
    assert JobRun.objects.count() == 1


def test_a_job_that_still_waits_is_not_asked_for_again():
    every(minutes=5)(tick)

    assert asked_at(0, 5, 10) == [0, 1, 0]
    assert DBTaskResult.objects.count() == 1


def test_a_daily_job_comes_at_its_hour_of_the_installation():
    daily("02:10")(tick)  # in Shanghai, that is 18:10 UTC

    assert asked_at(0, 6 * 60 + 9, 6 * 60 + 10, 24 * 60, 30 * 60 + 10) == [0, 0, 1, 0, 0]


def test_the_hour_of_today_counts_while_it_is_to_come():
    daily("23:30")(tick)

    next_time = timetable.TIMETABLE[tick.module_path].next_time

    assert next_time(NOON) == datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
    assert next_time(datetime(2026, 3, 5, 15, 30, tzinfo=UTC)) == datetime(2026, 3, 6, 15, 30, tzinfo=UTC)
