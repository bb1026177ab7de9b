"""Reading a mailbox over the protocol itself: only what is new, and without touching anything there."""

import pytest

from daying.core.mailbox import MailboxError, name_of, opened
from daying.core.tests.imap import Server


@pytest.fixture
def server():
    running = Server()
    yield running
    running.close()


def read(server, place=(0, 0)):
    with opened(server.url) as box:
        return [(mail.uid, mail.raw) for mail in box.after(place)]


def test_what_is_new_comes_in_its_order(server):
    server.box.put(b"Subject: 1\r\n\r\na")
    server.box.put(b"Subject: 2\r\n\r\nb\r\n)\r\nA1 OK done\r\n")

    assert read(server) == list(server.box.mails.items())
    assert read(server, (1, 1)) == [(2, server.box.mails[2])]
    assert read(server, (1, 2)) == []


def test_an_empty_mailbox_gives_nothing(server):
    assert read(server) == []


def test_a_mailbox_made_anew_is_read_from_the_beginning(server):
    server.box.put(b"a")
    server.box.validity = 2

    assert read(server, (1, 9)) == [(1, b"a")]


def test_nothing_there_is_changed(server):
    server.box.put(b"a")
    read(server)

    assert any(said.startswith("EXAMINE") for said in server.box.said)
    assert not any(word in " ".join(server.box.said).upper() for word in ("STORE", "EXPUNGE", "SELECT", "BODY[]"))


def test_of_a_mail_too_large_only_the_headers_come(server, monkeypatch):
    monkeypatch.setattr("daying.core.mailbox.LARGEST", 20)
    server.box.put(b"Subject: large\r\n\r\n" + b"x" * 100)

    with opened(server.url) as box:
        (mail,) = box.after((0, 0))

    assert (mail.raw, mail.is_whole) == (b"Subject: large\r\n\r\n", False)


@pytest.mark.parametrize(("old", "new"), [("geheim", "falsch"), ("INBOX", "Nowhere"), ("imap://", "pop://")])
def test_a_server_that_says_no_is_told_without_the_password(server, old, new):
    with pytest.raises(MailboxError) as error, opened(server.url.replace(old, new)):
        pass

    assert "falsch" not in str(error.value)


def test_a_server_that_is_away_is_an_error_of_the_network():
    with pytest.raises(ConnectionRefusedError), opened("imap://a:b@127.0.0.1:1/INBOX"):
        pass


def test_a_mailbox_is_named_without_its_password():
    assert (
        name_of("imaps://service%40example.com:geheim@mail.example.com/INBOX")
        == "service@example.com@mail.example.com/INBOX"
    )
