"""What the kit does by itself."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from daying.core import journal, schedule
from daying.core.actor import SYSTEM
from daying.core.jobs import enqueue, status_of
from daying.core.models import IdempotentRequest, JobRun, JournalSeal
from daying.core.timetable import timetable
from daying.core.worker import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DAYING_DATA = tmp_path
    return tmp_path


def done(task):
    task_id = enqueue(task, by=SYSTEM)
    work_off()
    status = status_of(task_id, by=SYSTEM)
    assert status.state == "done", status
    return status.result


def test_the_timetable_names_the_work_of_the_kit():
    names = {path.rpartition(".")[2] for path in timetable() if path.startswith("daying.core.schedule.")}

    assert names == {"seal_journal", "export_journal_head", "nightly_backup", "nightly_verification", "tidy_up"}


def test_the_journal_is_sealed_and_its_head_taken_out(data_folder):
    entry = journal.note_event("people.signed_in", by=SYSTEM)

    assert done(schedule.seal_journal) == 1
    done(schedule.export_journal_head)

    assert JournalSeal.objects.get().entry_id == entry.pk
    assert json.loads((data_folder / "journal-heads.jsonl").read_text())["length"] == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_fourteen_backups_are_kept(data_folder):
    folder = data_folder / "backups"
    folder.mkdir()
    for day in range(10, 30):
        (folder / f"daying-202001{day}-021000.tar.gz").touch()

    name = done(schedule.nightly_backup)

    kept = sorted(file.name for file in folder.iterdir())
    assert (len(kept), kept[0], kept[-1]) == (14, "daying-20200117-021000.tar.gz", name)


def test_finished_jobs_are_forgotten_after_a_month():
    done(schedule.seal_journal)
    long_ago = timezone.now() - timedelta(days=31)
    DBTaskResult.objects.update(finished_at=long_ago)
    JobRun.objects.update(asked_at=long_ago)

    done(schedule.tidy_up)

    assert [task.task_name for task in DBTaskResult.objects.all()] == ["tidy_up"]
    assert [run.name for run in JobRun.objects.all()] == ["core.tidy_up"]


def test_what_nobody_will_ask_for_any_more_is_forgotten():
    long_ago = timezone.now() - timedelta(days=31)
    for key, expires_at in (("over", long_ago), ("open", timezone.now() + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires_at)
    for key in ("old", "new"):
        IdempotentRequest.objects.create(key=key, actor=0, fingerprint="")
    IdempotentRequest.objects.filter(key="old").update(created_at=long_ago)

    done(schedule.tidy_up)

    assert [session.session_key for session in Session.objects.all()] == ["open"]
    assert [request.key for request in IdempotentRequest.objects.all()] == ["new"]
