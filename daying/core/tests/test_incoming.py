"""A mail that came in, taken apart: whatever stands in it, it does no harm and holds up nothing."""

from email.message import EmailMessage

import pytest

from daying.core.incoming import LONGEST_TEXT, MOST_FILES, parse


def written(text="您好，样品已收到。", **headers) -> EmailMessage:
    mail = EmailMessage()
    told = {"From": "李工 <li@example.com>", "Subject": "回复：样品", "Message-ID": "<a1@example.com>", **headers}
    for name, value in told.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def test_what_stands_in_a_mail():
    mail = written(
        In_Reply_To="<b2@daying>", References="<a0@daying> <b2@daying>", Date="Mon, 02 Mar 2026 09:00:00 +0800"
    )

    got = parse(mail.as_bytes())

    assert (got.sender, got.sender_name, got.subject) == ("li@example.com", "李工", "回复：样品")
    assert (got.text, got.message_id) == ("您好，样品已收到。", "<a1@example.com>")
    assert got.answers == ("<b2@daying>", "<a0@daying>")
    assert f"{got.sent_at:%Y-%m-%d %H:%M %z}" == "2026-03-02 09:00 +0800"
    assert not got.is_automatic


def test_files_come_along_and_pages_are_read_as_text():
    mail = written()
    mail.clear_content()
    mail.set_content(
        "<html><style>p{}</style><p>单价 <b>12.5</b> 元</p><script>alert(1)</script></html>", subtype="html"
    )
    mail.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="图纸.pdf")

    got = parse(mail.as_bytes())

    assert got.text == "单价 12.5 元"
    assert [(file.name, file.content) for file in got.files] == [("图纸.pdf", b"%PDF-1")]


def test_the_plain_text_goes_before_the_page():
    mail = written("文字")
    mail.add_alternative("<p>网页</p>", subtype="html")

    assert parse(mail.as_bytes()).text == "文字"


@pytest.mark.parametrize("claimed", ["gb2312", "gbk", "nonsense-8", "us-ascii"])
def test_chinese_is_read_whatever_charset_is_claimed(claimed):
    # 镕 is not in GB2312, though mail programs say so.
    raw = f"From: li@example.com\r\nContent-Type: text/plain; charset={claimed}\r\n\r\n".encode() + "朱镕工程师".encode(
        "gb18030"
    )

    assert parse(raw).text == "朱镕工程师"


def test_raw_chinese_in_headers_is_read():
    raw = b"From: li@example.com\r\nSubject: " + "询价".encode("gb18030") + b"\r\n\r\nx"

    assert parse(raw).subject == "询价"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"From": "MAILER-DAEMON@example.com"},
        {"Return_Path": "<>"},
    ],
)
def test_machines_are_known_as_such(headers):
    assert parse(written(**headers).as_bytes()).is_automatic


def test_a_report_names_the_mail_it_tells_of():
    ours = "<01900000-0000-7000-8000-000000000000@daying>"
    mail = written("Undeliverable:\n\nMessage-ID: " + ours, From="mailer-daemon@example.com")

    assert ours in parse(mail.as_bytes()).answers


def _deep() -> bytes:
    head = b"From: a@example.com\r\n"
    return head + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000)
    )


HOSTILE = {
    "nothing": b"",
    "no mail": b"\x00\xff\xfe" * 2000,
    "no headers": b"\r\n\r\n\r\n",
    "broken headers": b"From: =?utf-8?B?////?=\r\nSubject: =?x?y?z?=\r\nDate: yesterday\r\nMessage-ID: <<<>>\r\n\r\nx",
    "nested for ever": _deep(),
    "a boundary that never ends": b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\n\r\nx',
    "base64 that is none": b"Content-Transfer-Encoding: base64\r\n\r\n%%%%",
    "a wide header": b"Subject: " + b"x" * 200_000 + b"\r\n\r\nx",
    "many addresses": b"From: " + b"a@example.com, " * 20_000 + b"\r\n\r\nx",
    "injected": b"From: a@example.com\r\nSubject: =?utf-8?Q?a=0D=0ABcc:_all@example.com?=\r\n\r\nx\x00y",
    "path": b'Content-Disposition: attachment; filename="../../../etc/passwd"\r\n\r\nroot',
    "long name": b"Content-Disposition: attachment; filename=" + b"a" * 9000 + b"\r\n\r\nx",
    "broken name": b"Content-Disposition: attachment; filename*=utf-99''%FF%FE\r\n\r\nx",
    "brackets": b"Content-Type: text/html\r\n\r\n" + b"<" * 400_000,
    "a far day": b"From: a@example.com\r\nDate: Mon, 02 Mar 9999 09:00:00 +9900\r\n\r\nx",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_whatever_comes_is_read_or_kept_whole(raw):
    got = parse(raw)

    assert got.message_id.startswith("<")
    assert len(got.text) <= LONGEST_TEXT
    for text in (got.message_id, got.subject, got.sender, got.sender_name):
        assert len(text) <= 254
        assert "\n" not in text
        assert "\x00" not in text
    assert "\x00" not in got.text
    assert got.message_id == parse(raw).message_id


def test_a_mail_that_breaks_the_reader_is_kept_whole(monkeypatch):
    monkeypatch.setattr("daying.core.incoming._read", lambda *_: 1 / 0)

    got = parse(b"Subject: x\r\n\r\ny")

    assert not got.is_readable
    assert got.files[0].content == b"Subject: x\r\n\r\ny"


def test_a_thousand_parts_are_cut_off():
    mail = written()
    for _n in range(60):
        mail.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="a.bin")

    assert len(parse(mail.as_bytes()).files) == MOST_FILES
