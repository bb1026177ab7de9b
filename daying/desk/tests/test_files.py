"""Files on records (M3.6)."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from daying.core.models import Attachment, JournalEntry
from daying.desk.tests import deals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def client(wang):
    return deals.signed_in(wang)


@pytest.fixture
def deal(wang):
    return deals.deal(wang, deals.firm(wang))


def url(deal, rest=""):
    return f"/sample-deals/{deal.public_id}/files/{rest}"


def add(client, deal, name="drawing.txt", content=b"hello", **more):
    return client.post(url(deal), {"file": SimpleUploadedFile(name, content), **more})


def test_file_is_kept_listed_and_given_back(client, deal):
    add(client, deal)
    file = Attachment.objects.get()

    listed = client.get(url(deal)).content.decode()
    given = client.get(url(deal, f"{file.public_id}/"))

    assert "drawing.txt" in listed
    assert b"".join(given.streaming_content) == b"hello"
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"


def test_who_opened_it_is_written_down(client, deal, wang):
    add(client, deal)
    file = Attachment.objects.get()

    client.get(url(deal, f"{file.public_id}/"))

    entry = JournalEntry.objects.get(verb="opened")
    assert (entry.by, entry.subject_id, entry.note) == (wang, deal.pk, "drawing.txt")
    assert "opened once" in client.get(url(deal)).content.decode()


def test_same_request_keeps_one_file(client, deal):
    for _ in range(3):
        add(client, deal, request_key="once")

    assert Attachment.objects.count() == 1


def test_file_of_an_unseen_record_is_not_there(client, deal):
    add(client, deal)
    file = Attachment.objects.get()
    stranger = deals.signed_in(deals.dealer("lina"))

    for answer in (
        stranger.get(url(deal)),
        stranger.get(url(deal, f"{file.public_id}/")),
        add(stranger, deal),
        stranger.post(url(deal, f"{file.public_id}/remove/")),
    ):
        assert answer.status_code == 404
    assert Attachment.objects.count() == 1


def test_file_is_found_under_its_own_record_alone(client, deal, wang):
    add(client, deal)
    other = deals.deal(wang, deal.firm)

    assert client.get(url(other, f"{Attachment.objects.get().public_id}/")).status_code == 404
    assert client.get(url(deal, f"{uuid.uuid4()}/")).status_code == 404


def test_empty_file_is_refused_with_a_sentence(client, deal):
    answer = client.post(url(deal), {"file": SimpleUploadedFile("a.txt", b"")}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["evil.svg", "evil.html", "../../etc/passwd", '"><script>.png', "a\x00b.txt"])
def test_hostile_file_is_neither_shown_nor_run(client, deal, name):
    add(client, deal, name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    file = Attachment.objects.get()

    for query in ("", "?show=1"):
        given = client.get(url(deal, f"{file.public_id}/{query}"))
        assert given["Content-Disposition"].startswith("attachment")
        assert "sandbox" in given["Content-Security-Policy"]
    assert "<script>.png" not in client.get(url(deal)).content.decode()


def test_picture_may_be_looked_at(client, deal):
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    add(client, deal, "photo.png", picture.getvalue())
    file = Attachment.objects.get()

    shown = client.get(url(deal, f"{file.public_id}/?show=1"))

    assert shown["Content-Type"] == "image/png"
    assert not shown.get("Content-Disposition", "").startswith("attachment")


def test_file_is_taken_off_by_its_author_or_an_editor(client, deal, wang):
    add(client, deal)
    file = Attachment.objects.get()
    reader = deals.signed_in(deals.employee("reader", "sample.view_deal", "sample.see_all"))

    assert reader.post(url(deal, f"{file.public_id}/remove/")).status_code == 403
    assert client.post(url(deal, f"{file.public_id}/remove/")).status_code == 204
    assert not Attachment.objects.exists()
    assert JournalEntry.objects.filter(verb="detached").exists()


def test_file_stands_in_the_timeline_but_not_each_opening(client, deal):
    add(client, deal)
    client.get(url(deal, f"{Attachment.objects.get().public_id}/"))

    page = client.get(f"/sample-deals/{deal.public_id}/timeline/").content.decode()

    assert page.count("drawing.txt") == 1
