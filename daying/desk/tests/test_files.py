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


# ---- over the API


def send(client, deal, name="合同.pdf", content=b"%PDF-1.7 x", **more):
    headers = {"Accept-Language": "en", **more.pop("headers", {})}
    told = {"file": SimpleUploadedFile(name, content), **more}
    return client.post(f"/api/v1/sample-deals/{deal.public_id}/files", told, headers=headers)


def test_the_api_puts_a_file_on_a_record_once(client, deal, wang):
    key = {"Idempotency-Key": "k1"}

    first, again = (send(client, deal, kind="contract", note="已盖章", headers=key) for _twice in range(2))

    assert (first.status_code, again.status_code) == (201, 201), first.content
    file = Attachment.objects.get()
    assert first.json()["id"] == again.json()["id"] == str(file.public_id)
    assert (file.subject, file.kind, file.note, file.created_by) == (deal, "contract", "已盖章", wang)
    assert file.content_type == "application/pdf"


def test_the_api_brings_the_next_edition(client, deal):
    first = send(client, deal).json()["id"]

    second = send(client, deal, content=b"%PDF-1.7 y", replaces=first)

    assert second.status_code == 201
    assert Attachment.objects.get(is_current=True).edition == 2
    assert send(client, deal, replaces=str(uuid.uuid4())).status_code == 404


@pytest.mark.parametrize(
    ("more", "status"), [({"content": b""}, 409), ({"kind": "spell"}, 422), ({"expires_on": "soon"}, 422)]
)
def test_the_api_refuses_what_the_page_refuses(client, deal, more, status):
    answer = send(client, deal, **more)

    assert (answer.status_code, Attachment.objects.count()) == (status, 0), answer.content


def test_nobody_puts_files_on_what_they_do_not_see_or_with_a_token_that_only_reads(client, deal, wang, monkeypatch):
    stranger = deals.signed_in(deals.dealer("lin"))
    out_of_sight = send(stranger, deal)
    monkeypatch.setattr(type(wang), "is_read_only", True)

    assert (out_of_sight.status_code, send(client, deal).status_code) == (404, 403)


class Never(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *args):
        raise AssertionError("read after all")


@pytest.mark.parametrize(
    ("path", "headers", "kind"),
    [
        ("/sample-deals/{}/files/", {}, "text/html"),
        ("/sample-deals/{}/files/", {"HX-Request": "true"}, "text/plain"),
        ("/sample-deals/import/", {}, "text/html"),
        ("/api/v1/sample-deals/{}/files", {}, "application/json"),
        ("/api/v1/sample-deals", {}, "application/json"),
    ],
)
def test_two_hundred_megabytes_are_refused_before_they_are_read(client, deal, path, headers, kind):
    body = {"CONTENT_LENGTH": str(200 * 1024 * 1024), "wsgi.input": Never()}
    headers = {"Accept-Language": "en", **headers}

    answer = client.generic(
        "POST", path.format(deal.public_id), content_type="multipart/form-data; boundary=x", headers=headers, **body
    )

    assert answer.status_code == 413
    assert answer["Content-Type"].startswith(kind)
    assert "larger than 100 MB" in answer.content.decode()
