"""E-mail to a customer from its record, and the answers filed back to it, over real SMTP and IMAP (M3.3)."""

import socket
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.core.files.base import ContentFile

from daying.core import attachments, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.incoming import Incoming, parse
from daying.core.jobs import enqueue
from daying.core.mail import about
from daying.core.models import OutgoingMail
from daying.core.tests.imap import Server
from daying.core.worker import work_off
from daying.customers import actions, queries
from daying.customers.factories import customer
from daying.customers.models import FollowUp, Letter, LetterBox, LetterState, LetterTemplate
from daying.customers.schedule import fetch_letters
from daying.desk.home import what_waits

pytestmark = pytest.mark.django_db


class Post:
    """A mail server: what was sent to it."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post(settings, tmp_path):
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    controller = Controller(Post(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DAYING_URL = "https://daying.example.com"
    yield controller.handler
    controller.stop()


@pytest.fixture
def box(settings):
    server = Server()
    settings.DAYING_IMAP = server.url
    yield server.box
    server.close()


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def ours(cast):
    """A customer of the engineer with a contact who has an address."""
    firm = customer(cast.engineer, name="鑫淼电子有限公司")
    actions.add_contact(by=cast.engineer, customer=firm, name="李工", email="li@xinmiao.com", is_main=True)
    return firm


def fetch():
    enqueue(fetch_letters, by=SYSTEM)
    work_off()


def reply_to(message_id="", sender="李工 <li@xinmiao.com>", text="同意", subject="Re: 样品", **files):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "daying@localhost", subject
    mail["Message-ID"] = f"<{subject}-{sender[-15:].strip('<>')}-{len(text)}@xinmiao.com>".replace(" ", "")
    if message_id:
        mail["In-Reply-To"] = message_id
    mail.set_content(text)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return mail.as_bytes()


def take(sender="li@xinmiao.com", **values):
    key = f"<{sender}{values.get('answers', '')}@x>"
    return actions.take_letter(Incoming(key, sender=sender, subject="询价", **values), by=SYSTEM)


def test_a_letter_from_the_record_and_its_answer_back_to_it(cast, ours, post, box, client):
    client.force_login(cast.engineer)
    li = ours.contacts.get()
    told = {"customer": str(ours.public_id), "contact": str(li.public_id), "subject": "样品", "text": "样品已寄出"}

    drafted = client.post("/letters/new/", told)
    page = drafted["Location"]
    client.post(f"{page}files/", {"file": ContentFile(b"%PDF-1.7 x", name="图纸.pdf")})
    client.post(f"{page}do/send_letter/")
    work_off()

    (sent,) = post.received
    assert (sent["To"], sent["Subject"]) == ("li@xinmiao.com", "样品")
    assert "样品已寄出" in sent.get_body().get_content()
    assert [part.get_filename() for part in sent.iter_attachments()] == ["图纸.pdf"]
    assert FollowUp.objects.get().kind == "email"
    assert about(ours).count() == 1

    box.put(reply_to(sent["Message-ID"], text="收到，请报价", 规格_txt="尺寸".encode()))
    fetch()

    letter = Letter.objects.get(state=LetterState.RECEIVED)
    assert (letter.customer, letter.contact, letter.answers.subject) == (ours, li, "样品")
    assert letter.text == "收到，请报价"
    assert [one.name for one in attachments.of(letter)] == ["规格.txt"]
    assert journal.history(ours).filter(verb="customers.take_letter").get().note == "李工: Re: 样品"
    assert {one.todo.key: one.count for one in what_waits(cast.engineer)}["customers.letters_to_read"] == 1
    shown = client.get(f"/letters/{letter.public_id}/").content.decode()
    assert "收到，请报价" in shown
    assert f"/letters/new/?customer={ours.public_id}" in shown


def test_a_mail_is_filed_once_however_often_it_is_read(ours, box):
    box.put(reply_to())
    fetch()
    box.validity += 1  # the server made the mailbox anew
    box.put(box.mails[1])
    fetch()

    assert Letter.objects.count() == 1
    assert LetterBox.objects.values_list("validity", "last_uid").get() == (2, 2)


def test_only_what_is_new_is_fetched(ours, box):
    box.put(reply_to(text="一"))
    fetch()
    box.said.clear()
    box.put(reply_to(text="二二"))
    fetch()

    assert Letter.objects.count() == 2
    assert [said for said in box.said if said.startswith("UID SEARCH")] == ["UID SEARCH UID 2:*"]
    assert not any("FETCH 1 " in said for said in box.said)


def test_a_mail_that_cannot_be_kept_does_not_hold_up_the_others(ours, box, monkeypatch):
    whole = actions.take_letter

    def breaks(incoming, **kwargs):
        if incoming.text == "炸":
            raise ValueError
        return whole(incoming, **kwargs)

    monkeypatch.setattr("daying.customers.schedule.take_letter", breaks)
    box.put(reply_to(text="炸"))
    box.put(reply_to(text="好的"))
    fetch()

    assert Letter.objects.get().text == "好的"
    assert LetterBox.objects.get().last_uid == 2


def test_a_server_that_is_away_loses_nothing(ours, box, settings):
    url, settings.DAYING_IMAP = settings.DAYING_IMAP, "imap://a:b@127.0.0.1:1/INBOX"
    box.put(reply_to())
    fetch()
    assert not Letter.objects.exists()

    settings.DAYING_IMAP = url
    fetch()

    assert Letter.objects.count() == 1


def test_without_a_mailbox_nothing_is_asked(settings):
    settings.DAYING_IMAP = ""
    fetch()

    assert not LetterBox.objects.exists()


def test_our_own_mail_in_the_mailbox_is_passed_over(ours, post, box):
    letter = actions.write_letter(by=SYSTEM, customer=ours, address="li@xinmiao.com", subject="样品", text="x")
    actions.send_letter(letter, by=SYSTEM)
    work_off()
    box.put(post.received[0].as_bytes())
    fetch()

    assert Letter.objects.count() == 1


def test_a_contacts_mail_out_of_the_blue_is_filed_to_its_customer(ours):
    letter = take("LI@xinmiao.com")

    assert (letter.customer, letter.state, letter.is_from_stranger) == (ours, LetterState.RECEIVED, False)


def test_an_address_of_two_customers_is_filed_by_hand(cast, ours):
    other = customer(cast.engineer)
    actions.add_contact(by=cast.engineer, customer=other, name="李工", email="li@xinmiao.com")

    letter = take()

    assert (letter.customer, letter.state) == (None, LetterState.UNFILED)


def test_an_answer_to_another_record_is_filed_to_its_customer(cast, ours):
    contact = ours.contacts.get()
    sent = OutgoingMail.objects.create(
        to="li@xinmiao.com", subject="报价", body="", about_type="customers.contact", about_id=contact.pk
    )

    letter = take("stranger@example.com", answers=(f"<{sent.public_id}@daying.example.com>",))

    assert (letter.customer, letter.contact, letter.is_from_stranger) == (ours, None, True)


def test_an_answer_to_an_earlier_mail_of_theirs_stays_in_the_thread(ours):
    first = take()

    second = take("colleague@xinmiao.com", answers=(first.message_id,))

    assert (second.customer, second.answers) == (ours, first)


@pytest.mark.parametrize("named", ["<x@y>", "<01900000-0000-7000-8000-000000000000@daying>", "<not-a-uuid@daying>"])
def test_invented_ids_lead_nowhere(ours, named):
    assert take("stranger@example.com", answers=(named,)).state == LetterState.UNFILED


def test_what_is_nobodys_is_seen_only_by_who_files_it(cast, ours):
    letter = take("stranger@example.com")

    assert list(queries.letters_to_file(cast.customer_service)) == [letter]
    for person in (cast.engineer, cast.chairman, cast.gm, cast.auditor):
        assert not queries.letters_seen_by(person).exists()
    filed = actions.file_letter(letter, by=cast.customer_service, customer=ours)
    assert list(queries.letters_to_read(cast.engineer)) == [filed]
    assert not queries.letters_seen_by(cast.other_engineer).exists()


def test_advertising_is_put_aside(cast):
    letter = actions.discard_letter(take("ads@example.com"), by=cast.customer_service)

    assert letter.state == LetterState.DISCARDED
    assert not queries.letters_to_file(cast.customer_service).exists()


def test_a_report_that_nothing_was_delivered_comes_to_the_letter_it_tells_of(cast, ours, post):
    letter = actions.write_letter(by=cast.engineer, customer=ours, address="gone@x.com", subject="样品", text="x")
    sent = actions.send_letter(letter, by=cast.engineer).mail
    raw = reply_to(
        sender="mailer-daemon@x.com", text=f"No such user\nMessage-ID: <{sent.public_id}@daying.example.com>"
    )

    report = actions.take_letter(parse(raw), by=SYSTEM)

    assert (report.customer, report.answers.pk, report.is_automatic) == (ours, letter.pk, True)


def test_what_cannot_be_read_is_kept_whole(ours):
    letter = actions.take_letter(parse(b"\x00\xff" * 99), by=SYSTEM)
    broken = Incoming("<b@x>", sender="li@xinmiao.com", is_readable=False, files=parse(reply_to(a_bin=b"x")).files)

    kept = actions.take_letter(broken, by=SYSTEM)

    assert letter.state == LetterState.UNFILED
    assert [one.name for one in attachments.of(kept)] == ["a.bin"]


def test_an_empty_file_is_left_out_and_told(ours):
    letter = actions.take_letter(parse(reply_to(leer_txt=b"", gut_txt=b"x")), by=SYSTEM)

    assert [one.name for one in attachments.of(letter)] == ["gut.txt"]
    assert "leer.txt" in journal.history(letter).get(verb="left_out").note


def test_a_page_in_a_mail_is_never_shown_as_one(cast, ours, client):
    raw = reply_to(text="x").replace(b"text/plain", b"text/html").replace(b"\nx\n", b"\n&lt;script&gt;alert(1)\n")
    letter = actions.take_letter(parse(raw), by=SYSTEM)
    client.force_login(cast.engineer)

    page = client.get(f"/letters/{letter.public_id}/").content.decode()

    assert "<script>" in letter.text
    assert "<script>alert" not in page


def test_who_writes_needs_an_address(cast, ours):
    silent = actions.add_contact(by=cast.engineer, customer=ours, name="王丽")

    with pytest.raises(Refused) as refusal:
        actions.write_letter(by=cast.engineer, customer=ours, contact=silent, subject="样品", text="x")

    assert refusal.value.field == "address"


def test_a_sent_letter_stays_as_it_was_sent(cast, ours):
    letter = actions.write_letter(by=cast.engineer, customer=ours, address="li@xinmiao.com", subject="样品", text="x")
    sent = actions.send_letter(letter, by=cast.engineer)
    values = {"customer": ours, "contact": None, "template": None, "address": "", "subject": "y", "text": "y"}

    with pytest.raises(Refused):
        actions.amend_letter(sent, by=cast.engineer, **values)


def test_choosing_a_template_fills_in_its_words(cast, ours, client):
    text = "{contact}，您好！{customer}的样品……{sender} {0.__class__}"
    template = LetterTemplate.objects.create(name="样品", subject="样品：{customer}", text=text)
    client.force_login(cast.engineer)
    around = {"customer": str(ours.public_id), "contact": str(ours.contacts.get().public_id)}

    told = client.get("/letter-templates/lookup/", {"pick": str(template.public_id), **around}).json()

    assert "样品：鑫淼电子有限公司" in str(told)
    assert f"李工，您好！鑫淼电子有限公司的样品……{cast.engineer} {{0.__class__}}" in str(told)


def test_an_answer_stays_in_the_thread_and_settles_what_it_answers(cast, ours, post):
    theirs = take()

    letter = actions.write_letter(
        by=cast.engineer, customer=ours, address="li@xinmiao.com", subject="Re: 询价", text="12.5元"
    )
    actions.send_letter(letter, by=cast.engineer)
    work_off()

    theirs.refresh_from_db()
    assert (letter.answers, theirs.state) == (theirs, LetterState.DONE)
    assert post.received[0]["In-Reply-To"] == theirs.message_id
    assert not queries.letters_to_read(cast.engineer).exists()


def test_a_letter_counts_as_a_follow_up_today(cast, ours):
    letter = actions.write_letter(by=cast.engineer, customer=ours, address="li@xinmiao.com", subject="样品", text="x")
    with journal.acting("customers.send_letter", date(2026, 3, 2)):
        actions.send_letter(letter, by=cast.engineer)

    ours.refresh_from_db()
    assert ours.last_followed_up_on == date(2026, 3, 2)
