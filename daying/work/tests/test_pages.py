"""Opinions and tasks on their pages."""

import pytest
from django.test import Client

from daying.desk.waiting import waiting_for
from daying.people.queries import department
from daying.work.actions import Asked, open_countersignature
from daying.work.models import Opinion, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def opinion(cast):
    asked = [[Asked(department("PMC"), "交货期")]]
    open_countersignature(cast.engineer.department, steps=asked, title="试产会签", by=cast.engineer)
    return Opinion.objects.get()


def pages_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_what_awaits_me_stands_on_my_home_page(cast, opinion):
    assert "试产会签" in pages_of(cast.pmc).get("/").content.decode()
    assert "试产会签" not in pages_of(cast.finance).get("/home/bell/").content.decode()


def test_an_opinion_leads_to_what_it_is_about(cast, opinion):
    page = pages_of(cast.pmc).get(f"/opinions/{opinion.public_id}/").content.decode()

    assert f"/departments/{cast.engineer.department.public_id}/" in page
    assert "交货期" in page


def test_a_department_answers_on_the_page(cast, opinion):
    url = f"/opinions/{opinion.public_id}/do/agree/"

    assert pages_of(cast.engineer).post(url, {"text": "同意"}).status_code == 403
    pages_of(cast.pmc).post(url, {"text": "可以", "conditions": "", "promised_on": "2026-06-01"})

    opinion.refresh_from_db()
    assert (opinion.state, str(opinion.promised_on), opinion.decided_by) == ("agreed", "2026-06-01", cast.pmc)


def test_the_record_says_whose_answer_it_waits_for(cast, opinion):
    (waiting,) = waiting_for(cast.engineer.department, None)

    assert (waiting.who, waiting.what) == ("生产计划部", "交货期")
    assert waiting.url == f"/opinions/{opinion.public_id}/"


def test_an_opinion_out_of_sight_is_not_there(cast, opinion):
    assert pages_of(cast.tianjin_engineer).get(f"/opinions/{opinion.public_id}/").status_code == 404
    assert "试产会签" not in pages_of(cast.tianjin_engineer).get("/opinions/").content.decode()


def test_a_task_is_given_on_the_page(cast):
    said = {"title": "催款", "assignee": str(cast.engineer.public_id), "note": "", "due_on": ""}

    pages_of(cast.manager).post("/tasks/new/", {**said, "request_key": "11111111-1111-7111-8111-111111111114"})

    task = Task.objects.get()
    assert (task.assignee, task.department, task.created_by) == (cast.engineer, cast.engineer.department, cast.manager)
    assert pages_of(cast.engineer).get(f"/tasks/{task.public_id}/").status_code == 200
