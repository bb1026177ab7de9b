"""Files on records: kept once, judged by their bytes, and never run (M3.6)."""

import io
import os
from datetime import date

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from daying.core import attachments, journal
from daying.core.actor import SYSTEM
from daying.core.attachments import attach, kind_of, of, open_file, picture_response, response, safe_name
from daying.core.errors import Refused
from daying.core.models import Attachment, CalendarDay
from daying.core.search import matching
from daying.core.tests.hostile import archive, inline, workbook

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def subject():
    return CalendarDay.objects.create(day=date(2026, 11, 23), name="Stop week")


def file(content=b"Minutes of the meeting", name="minutes.txt"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def picture(kind, size=(4, 4)):
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, kind)
    return made.getvalue()


def files_in(store):
    return [path for path in store.rglob("*") if path.is_file()]


def test_a_file_is_kept_found_and_read_back(subject):
    attachment = attach(subject, file(), by=SYSTEM, note="from the customer")

    assert list(of(subject)) == [attachment]
    assert open_file(attachment).read() == b"Minutes of the meeting"
    assert (attachment.name, attachment.size, attachment.content_type) == ("minutes.txt", 22, "text/plain")
    assert list(Attachment.objects.filter(pk__in=matching(Attachment, "minut customer"))) == [attachment]


def test_the_journal_of_the_record_tells_of_it(subject):
    attachment = attach(subject, file(), by=SYSTEM, note="signed")
    attachments.detach(attachment, subject, by=SYSTEM)

    entries = list(journal.history(subject))
    assert [entry.verb for entry in entries] == ["detached", "attached"]
    assert entries[1].changes["file"] == [None, "minutes.txt"]
    assert entries[1].note == "signed"
    assert not of(subject).exists()


def test_the_same_bytes_are_kept_once(subject, store):
    first = attach(subject, file(), by=SYSTEM)
    second = attach(subject, file(name="copy.txt"), by=SYSTEM)

    assert first.path == second.path
    assert len(files_in(store)) == 1


def test_a_file_left_half_written_is_written_again(subject, store):
    first = attach(subject, file(), by=SYSTEM)
    storages["default"].delete(first.path)
    (store / first.path).write_bytes(b"Minu")

    second = attach(subject, file(), by=SYSTEM)

    assert open_file(second).read() == b"Minutes of the meeting"


def test_a_lost_file_is_told_and_found_by_verify(subject, store):
    attachment = attach(subject, file(), by=SYSTEM)
    assert attachments.faults() == []
    os.remove(store / attachment.path)

    assert [fault["attachment"] for fault in attachments.faults()] == [attachment.pk]
    with pytest.raises(Refused, match="The file “minutes"):
        response(attachment)


@pytest.mark.parametrize(("size", "sentence"), [(0, "is empty"), (25 * 1024 * 1024 + 1, "larger than 25 MB")])
def test_empty_and_very_large_files_are_refused(subject, store, size, sentence):
    with pytest.raises(Refused, match=sentence):
        attach(subject, file(b"x" * size), by=SYSTEM)
    assert files_in(store) == []
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (picture("GIF"), "image/gif"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (workbook(inline("a", "b")).getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (archive({"a.txt": "x"}).getvalue(), "application/zip"),
        (b"PK\x03\x04 broken", "application/octet-stream"),
        ("会议纪要".encode(), "text/plain"),
        (HTML, "application/octet-stream"),
        (SVG, "application/octet-stream"),
        (b"MZ\x90\x00\x03", "application/octet-stream"),
        (b"\x89PNG\r\n\x1a\n" + HTML, "application/octet-stream"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "application/octet-stream"),
        (picture("PNG")[:-20] + b"x" * 20, "application/octet-stream"),
        (picture("PNG", (9000, 9000)), "application/octet-stream"),
    ],
)
def test_the_bytes_say_what_a_file_is(content, kind):
    assert kind_of(file(content, "photo.png")) == kind


@pytest.mark.parametrize("content", [HTML, SVG, b"alert(1)", b"MZ\x90\x00\x03", b"%PDF-1.7", picture("GIF")])
def test_what_is_no_picture_is_never_shown(subject, content):
    attachment = attach(subject, file(content, "photo.svg"), by=SYSTEM)

    for answer in (response(attachment), picture_response(attachment)):
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert b"".join(answer) == content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_may_be_shown_but_not_run(subject, kind):
    attachment = attach(subject, file(picture(kind), "照片.html"), by=SYSTEM)

    shown, kept = picture_response(attachment), response(attachment)

    assert shown["Content-Type"] == f"image/{kind.lower()}"
    assert shown["Content-Disposition"].startswith("inline;")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert kept["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\报价单.xlsx", "报价单.xlsx"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
        ("gpj.\u202eexe", "gpj.exe"),
        ('a"b<c>.html', "a_b_c_.html"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("x" * 500 + ".pdf", "x" * 146 + ".pdf"),
        ("nul\x00.txt", "nul.txt"),
    ],
)
def test_names_are_made_harmless(name, safe):
    assert safe_name(name) == safe
