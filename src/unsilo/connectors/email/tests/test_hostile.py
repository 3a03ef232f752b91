"""Mail that is meant to hurt, or as good as: bounded time, bounded memory, nothing lost in silence."""

import base64
import os
import subprocess
import sys
import time

import pytest

from unsilo.channels.contract import InboundMessage, MessageClass
from unsilo.connectors.email import limits
from unsilo.connectors.email.parser import parse_message
from unsilo.connectors.email.parser.reply import reply_text

HEAD = b"From: eve@mail.example\r\nTo: support@fox.example\r\nMessage-ID: <h@mail.example>\r\n"
SECONDS = 10  # measured: the slowest takes 1.5 on a slow machine


def timed(raw: bytes) -> InboundMessage:
    began = time.process_time()
    message = parse_message(raw)
    assert time.process_time() - began < SECONDS
    return message


def multipart(boundary: bytes = b"a") -> bytes:
    return b"Content-Type: multipart/mixed; boundary=" + boundary + b"\r\n\r\n"


def html(markup: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html\r\n\r\n" + markup


def test_ten_thousand_parts() -> None:
    part = b"--a\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
    message = timed(HEAD + multipart() + part * 10_000 + b"--a--")
    assert message.text.startswith("hi")
    assert any("parts: the rest was not read" in defect for defect in message.defects)


def test_a_thousand_multiparts_inside_each_other() -> None:
    nested = b"".join(multipart(b"b%d" % i) + b"--b%d\r\n" % i for i in range(1000))
    message = timed(HEAD + nested + b"\r\nat the bottom")
    (rest,) = message.attachments
    assert b"at the bottom" in rest.content
    assert any("nested deeper" in defect for defect in message.defects)


def test_the_same_boundary_twenty_thousand_times() -> None:
    timed(HEAD + (multipart(b"b") + b"--b\r\n") * 20_000 + b"\r\nhi")


def test_fifty_megabytes_come_as_headers_with_a_note() -> None:
    message = timed(HEAD + b"\r\n" + b"x" * 76 * 690_000)
    assert "50.0 MB" in message.text
    assert "larger than" in " ".join(message.defects)
    assert message.author.value == "eve@mail.example"


def test_a_file_just_below_the_limit_is_whole() -> None:
    content = os.urandom(24 * limits.MEGABYTE)
    mail = (
        HEAD
        + multipart()
        + b"--a\r\n\r\nsee file\r\n--a\r\nContent-Type: application/zip; name=a.zip\r\n"
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(content)
        + b"--a--\r\n"
    )
    message = timed(mail)
    assert message.attachments[0].content == content


def test_a_large_mail_takes_a_bounded_multiple_of_its_size() -> None:
    program = (
        "import base64, resource, sys\n"
        "from unsilo.connectors.email.parser import parse_message\n"
        "body = base64.encodebytes(bytes(24_000_000))\n"
        "raw = b'From: a@b.c\\r\\nContent-Type: application/zip; name=a\\r\\n"
        "Content-Transfer-Encoding: base64\\r\\n\\r\\n' + body\n"
        "del body\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "parse_message(raw)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    grown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert int(grown.stdout) < 100_000  # kilobytes, for a mail of 32 megabytes


@pytest.mark.parametrize("count", [5_000, 100_000])
def test_r33_thousands_of_links(count: int) -> None:
    links = b"".join(b"<a href='https://x.example/%d'>link %d</a> " % (i, i) for i in range(count))
    assert timed(html(links)).text.startswith("link 0 link 1 ")


def test_r32_nul_bytes_everywhere() -> None:
    message = timed(HEAD + b"Subject: a\0b\r\n\r\n" + b"x\0y\n" * 100_000)
    assert "\0" not in message.subject + message.text + message.reply_text


@pytest.mark.parametrize(
    "markup",
    [
        b"<div>" * 300_000,
        b"<div>" * 50_000 + b"</p>" * 100_000,
        b"<table><tr><td>" * 60_000,
        b"<blockquote>" * 50_000 + b"x",
        b"<b><i>" * 80_000 + b"</b>" * 80_000,
        b"<" * 1_000_000,
        b"<!--" * 250_000,
        b"<style>" * 140_000,
        b'<a "' * 250_000,
        b"<a x=1 " * 140_000,
        b"&amp" * 250_000,
        b'<p style="display:none">' * 40_000,
    ],
    ids=lambda markup: markup[:12].decode(),
)
def test_tag_soup(markup: bytes) -> None:
    timed(html(markup))


@pytest.mark.parametrize(
    "header",
    [
        b"To: " + b", ".join(b"a%d@b.example" % i for i in range(80_000)),
        b"To: " + b'"' * 90_000,
        b"To: " + b"(" * 90_000,
        b"To: " + b"<a@b " * 20_000,
        b"To: " + b"=?utf-8?q?a?= " * 7_000,
        b"Subject: " + b"=?a?q?" * 16_000,
        b"Subject: " + b"a" * 5_000_000,
        b"References: " + b"<a@b> <c@d> " * 8_000,
        b"References: " + b"<" * 99_000,
        b"Content-Type: text/plain" + b"; a=b" * 19_000,
        b'Content-Type: text/plain; a="' + b"\\" * 90_000,
        b"Content-Type: text/plain;" + b" " * 99_000,
        b"Content-Type: text/plain" + b"".join(b"; a*%d*=%%41" % i for i in range(8_000)),
        b"Date: " + b"1 " * 50_000,
        b"X-A: b\r\n" * 100_000,
        b"no header at all\r\n" * 60_000,
        b" folded\r\n" * 100_000,
    ],
    ids=lambda header: header[:30].decode(),
)
def test_endless_headers(header: bytes) -> None:
    message = timed(HEAD + header + b"\r\n\r\nhi\r\n")
    assert message.author.value == "eve@mail.example"
    assert len(message.to) <= limits.MAX_ADDRESSES
    assert len(message.references) <= limits.MAX_REFERENCES
    assert len(message.external_id) <= limits.MAX_ID_CHARS


def test_addresses_beyond_the_limit_are_told() -> None:
    recipients = b", ".join(b"a%d@b.example" % i for i in range(2_000))
    message = timed(b"To: " + recipients + b"\r\nFrom: eve@mail.example\r\n\r\nhi")
    assert any("addresses in to" in defect for defect in message.defects)


@pytest.mark.parametrize(
    "body",
    [
        b"--ab\r\n" * 1_000_000,
        b"--a--a" * 1_000_000,
        (b"\n--a" + b" " * 1000 + b"x") * 10_000,
        b"--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: q\r\n\r\nx\r\n" * 900,
    ],
    ids=["nearly", "no lines", "blanks", "mails in the mail"],
)
def test_boundaries_that_are_none(body: bytes) -> None:
    timed(HEAD + multipart() + body)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"base64", b"=A" * 4_000_000),
        (b"quoted-printable", b"=" * 4_000_000),
        (b"x-uuencode", b"begin 644 a\n" + b"M" * 4_000_000),
        (b"8bit", bytes(range(128, 256)) * 10_000),
        (b"7bit; format=flowed", b"a \r\n" * 500_000),
        (b"no-such-encoding", b"x" * 1_000_000),
    ],
)
def test_bodies_that_are_none(encoding: bytes, body: bytes) -> None:
    timed(HEAD + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body)


@pytest.mark.parametrize("charset", ["idna", "punycode", "unicode_escape", "zlib", "rot13", "../x"])
def test_codecs_that_are_no_charsets_are_not_used(charset: str) -> None:
    mail = (
        b"Content-Type: text/plain; charset=%s\r\n\r\n" % charset.encode() + b"xn--\\u0041\xc3\xbc"
    )
    assert timed(HEAD + mail * 1).text == "xn--\\u0041ü"


def test_a_delivery_report_of_ten_thousand_addresses() -> None:
    block = b"Final-Recipient: rfc822;a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    message = timed(
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n"
        + b"--a\r\n\r\nsorry\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\n"
        + block * 10_000
        + b"--a--"
    )
    assert message.message_class is MessageClass.BOUNCE_HARD
    assert len(message.bounced) == 100


def test_a_report_in_words_without_end() -> None:
    timed(
        b"From: mailer-daemon@mx.example\r\nSubject: failure notice\r\n\r\n"
        + b"\n---" * 100_000
        + b"a@" * 50_000
    )


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        "On ",
        "From: \n",
        "--\n",
        "> \n",
        "a:\n",
        "-----\n",
        "wrote:\n",
        "Thanks\n",
        "<a@b.example ",
        "On 1/1/2020 at 10:00, <a@b.example\n",
        "On 1 Jan 2020 10:00 wrote ",
        "-" * 50 + "a" * 30,
        " \u200b\u00a0",
    ],
)
@pytest.mark.parametrize("forward", [False, True])
def test_replies_that_never_end(line: str, forward: bool) -> None:
    text = line * (limits.MAX_REPLY_CHARS // len(line))
    began = time.process_time()
    reply_text(text, forwarded=forward)
    assert time.process_time() - began < SECONDS


def test_random_bytes() -> None:
    for seed in range(200):
        timed(os.urandom(2_000 + seed))


def test_every_prefix_of_a_mail_can_be_read(sample: bytes) -> None:
    for end in range(1, len(sample), 7):
        if sample[:end].strip():
            timed(sample[:end])


def test_every_flipped_byte_can_be_read(sample: bytes) -> None:
    for at in range(0, len(sample), 5):
        for value in (0, 10, 34, 255):
            timed(sample[:at] + bytes([value]) + sample[at + 1 :])


@pytest.fixture
def sample() -> bytes:
    inner = b"From: b@x.example\r\nSubject: =?utf-8?q?in=C3=BC?=\r\n\r\nbody\r\n"
    alternative = b'Content-Type: multipart/alternative; boundary="i"\r\n\r\n'
    return (
        HEAD
        + b"Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\nDate: Tue, 1 Jul 2025 10:00:00 +0200\r\n"
        + b"References: <a@b.example> <c@d.example>\r\n"
        + multipart(b'"o"')
        + b"--o\r\n"
        + alternative
        + b"--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHi\r\n"
        + b"--i\r\nContent-Type: text/html\r\n\r\n<p>Hi &amp; <b>bye</b></p>\r\n--i--\r\n"
        + b"--o\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"--o\r\nContent-Type: application/pdf; name*=utf-8''%C3%BC.pdf\r\n"
        + b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--o--\r\n"
    )
