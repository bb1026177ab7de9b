"""The outbox: written with the business, delivered after it, to a real SMTP server."""

import socket
from dataclasses import dataclass
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from daying.core import mail
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.mail import Attachment, send, substitute
from daying.core.models import Counter, JobRun, MailText, OutgoingMail
from daying.core.worker import work_off

pytestmark = pytest.mark.django_db
TEXTS = {"shipping/mail/sent.txt": "{% load i18n %}{% translate 'Monday' %}: {{ number }} <{{ customer }}>\n"}


@dataclass
class Person:
    email: str
    language: str


WANG = Person("wang@example.com", "zh-hans")
SMITH = Person("smith@example.com", "en")


class Server:
    """Takes what comes, or answers as told."""

    def __init__(self):
        self.received, self.answer = [], "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture
def server(settings, tmp_path):
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.DAYING_URL = "https://daying.example.com"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEXTS)]},
        }
    ]
    yield handler
    controller.stop()


def told(to=SMITH, **kwargs):
    context = {"number": "SH-2026-000001", "customer": "A & B"}
    return send(to, _("Monday"), "shipping/mail/sent", context, by=SYSTEM, **kwargs)


def test_a_mail_is_delivered_with_its_id(server):
    written = told()
    assert written.state == "queued"

    work_off()

    (received,) = server.received
    assert (received["To"], received["Subject"]) == ("smith@example.com", "Monday")
    assert received["Message-ID"] == f"<{written.public_id}@daying.example.com>"
    assert received.get_content().strip() == "Monday: SH-2026-000001 <A & B>"
    written.refresh_from_db()
    assert (written.state, written.sent_at is None) == ("sent", False)


def test_the_addressee_reads_their_own_language(server):
    told(to=WANG)

    work_off()

    assert server.received[0]["Subject"] == "星期一"


def test_files_go_with_it(server):
    told(attachments=[Attachment("送货单.pdf", b"%PDF", "application/pdf")])

    work_off()

    (attached,) = server.received[0].iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("送货单.pdf", b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(server):
    def ship_and_fail():
        with transaction.atomic():
            told()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ship_and_fail()

    assert work_off() == 0
    assert server.received == []


def test_a_server_that_is_away_is_tried_again(server, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    written = told()
    work_off()
    written.refresh_from_db()
    assert (written.state, "refused" in written.failure.lower()) == ("failed", True)

    settings.EMAIL_PORT = port
    DBTaskResult.objects.update(run_after="2020-01-01T00:00Z")
    work_off()

    written.refresh_from_db()
    assert (written.state, written.failure, len(server.received)) == ("sent", "", 1)


def test_an_address_that_the_server_refuses_for_good_is_given_up(server):
    server.answer = "550 No such user"
    written = told()

    work_off()

    written.refresh_from_db()
    assert (written.state, "No such user" in written.failure) == ("failed", True)
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_job_picked_up_after_delivery_sends_the_same_id_or_nothing(server):
    told()
    work_off()
    DBTaskResult.objects.update(status="READY")
    work_off()
    assert len(server.received) == 1

    # Killed between the server's answer and the mark: sent twice, recognisable as one.
    DBTaskResult.objects.update(status="READY")
    JobRun.objects.update(done_at=None)
    work_off()
    assert len({received["Message-ID"] for received in server.received}) == 1


def test_a_record_knows_its_mails(server):
    record = Counter.objects.create(kind="SH", year=2026)
    written = told(about=record)
    told()

    assert list(mail.about(record)) == [written]


def test_nobody_without_an_address_is_written_to():
    with pytest.raises(Refused, match="no valid e-mail"):
        told(to=Person("", "en"))
    with pytest.raises(Refused):
        told(to="a@example.com\nBcc: all@example.com")


def test_the_companys_own_wording_goes_first(server):
    MailText.objects.create(template="shipping/mail/sent", language="en", subject="On its way", body="{number}: {x}")

    told()

    assert OutgoingMail.objects.values_list("subject", "body").get() == ("On its way", "SH-2026-000001: {x}")


def test_a_subject_stays_one_line(server):
    text = "a\r\nBcc: all@example.com"
    MailText.objects.create(template="shipping/mail/sent", language="en", subject=text, body="")

    assert told().subject == "a Bcc: all@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}}",
        "{% load x %}",
        "{0.__class__}",
        "{number.__class__}",
        "{number!r}",
        "{number:>10}",
        "%s",
        "{}",
        "{unknown}",
    ],
)
def test_own_wordings_are_substitution_and_nothing_else(text):
    assert substitute(text, {"number": "SH-1", "o": object()}).replace("SH-1", "{number}") == text


def test_words_are_filled_in():
    assert substitute("{number}, {number}", {"number": "SH-1"}) == "SH-1, SH-1"
