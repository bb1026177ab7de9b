"""What the desk puts away by night."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from daying.core.actor import SYSTEM
from daying.core.jobs import enqueue, status_of
from daying.core.worker import work_off
from daying.desk import export_views, schedule
from daying.desk.models import ImportRun
from daying.desk.tests.test_import_pages import GOOD, bring, browser, csv, lin, own_folder  # noqa: F401

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=31)


def put_away():
    task_id = enqueue(schedule.put_away_sheets, by=SYSTEM)
    work_off()
    assert status_of(task_id, by=SYSTEM).state == "done"


def test_exports_of_last_month_are_removed():
    old, new = (default_storage.save(f"{export_views.FOLDER}/{uuid4()}", ContentFile(b"x")) for _ in range(2))
    os.utime(default_storage.path(old), (LONG_AGO.timestamp(),) * 2)

    put_away()

    assert [default_storage.exists(name) for name in (old, new)] == [False, True]


def test_sheets_of_old_imports_are_removed_and_what_they_did_stays(browser):  # noqa: F811
    taken = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin")).url
    browser.post(f"{taken}check/", GOOD)
    browser.post(f"{taken}take/")
    bring(browser, csv("Code,Name,Owner", "T2,上海鑫淼,lin"))
    names = [run.file.name for run in ImportRun.objects.all()]
    ImportRun.objects.update(created_at=LONG_AGO)
    fresh = bring(browser, csv("Code,Name,Owner", "T3,厦门海通,lin")).url

    put_away()

    assert not any(default_storage.exists(name) for name in names)
    assert "1 new, 0 changed" in browser.get(taken).content.decode()
    assert {f"/sample-firms/import/{run.public_id}/" for run in ImportRun.objects.all()} == {taken, fresh}


def test_nothing_to_put_away_is_no_fault():
    put_away()
