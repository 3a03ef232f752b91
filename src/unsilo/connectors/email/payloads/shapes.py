"""Trees of parts, files and headers, whole and broken."""

from collections.abc import Iterator

from unsilo.connectors.email.payloads.writing import (
    DATE,
    HTML,
    PDF,
    PNG,
    TEXT,
    based,
    head,
    html,
    multi,
    nested,
    part,
    plain,
)


def shapes() -> Iterator[tuple[str, bytes]]:
    yield "plain", plain("plain", "Hello,\r\n\r\nwhere is my game?\r\n\r\nAnn")
    yield (
        "alternative",
        multi(
            "alternative",
            "alternative",
            part(TEXT, "Plain words"),
            part(HTML, "<p>Rich <b>words</b></p>"),
        ),
    )
    yield (
        "alternative-empty-text",
        multi("empty-text", "alternative", part(TEXT, "  "), part(HTML, "<p>Only in HTML</p>")),
    )
    yield (
        "html-only",
        html(
            "html-only",
            '<html><head><title>x</title></head><body><div style="display:none">preheader</div><h1>Hello'
            "</h1><p>Two<br>lines &amp; more</p><ul><li>one</li><li>two</li></ul></body></html>",
        ),
    )
    yield (
        "inline-image",
        multi(
            "inline-image",
            "related",
            part(HTML, '<p>See: <img src="cid:shot@1"></p>'),
            based(
                'Content-Type: image/png; name="shot.png"\r\nContent-ID: <shot@1>\r\n'
                "Content-Disposition: inline",
                PNG,
            ),
        ),
    )
    yield (
        "apple-mixed",
        multi(
            "apple-mixed",
            "alternative",
            part(TEXT, "Before\r\n\r\nAfter"),
            nested(
                "mixed",
                "inner",
                part(HTML, "<p>Before</p>"),
                based(
                    'Content-Type: application/pdf; name="bill.pdf"\r\nContent-Disposition: inline; '
                    'filename="bill.pdf"',
                    PDF,
                ),
                part(HTML, "<p>After</p>"),
            ),
        ),
    )
    yield (
        "attachments",
        multi(
            "attachments",
            "mixed",
            part(TEXT, "Three files"),
            based(
                "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="
                '"bill.pdf"',
                PDF,
            ),
            based(
                "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename="
                "log.txt",
                "größer".encode(),
            ),
            based(
                'Content-Type: text/html\r\nContent-Disposition: attachment; filename="page.html"',
                b"<script>alert(1)</script>",
            ),
        ),
    )
    yield (
        "filenames",
        multi(
            "filenames",
            "mixed",
            part(TEXT, "Names"),
            based(
                "Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*=utf-8''"
                "R%C3%A9sum%C3%A9%20%E2%82%AC.pdf",
                PDF,
            ),
            based(
                "Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''"
                'A%20very%20long%20n%C3%A4;\r\n filename*1*=me%20in%20pieces;\r\n filename*2=".pdf"',
                PDF,
            ),
            based(
                'Content-Type: application/pdf; name="=?iso-8859-1?Q?Gr=FC=DFe.pdf?="\r\n'
                'Content-Disposition: attachment; filename="=?iso-8859-1?Q?Gr=FC=DFe.pdf?="',
                PDF,
            ),
            based(
                "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=two words.pdf",
                PDF,
            ),
            based(
                'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="日本.pdf"',
                PDF,
            ),
            based(
                "Content-Type: application/pdf\r\nContent-Disposition: attachment; "
                'filename="../../etc/passwd"',
                PDF,
            ),
            based("Content-Type: application/pdf", PDF),
        ),
    )
    yield (
        "calendar-invite",
        multi(
            "invite",
            "alternative",
            part(TEXT, "Meeting on Friday"),
            part(
                "Content-Type: text/calendar; charset=utf-8; method=REQUEST",
                "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR",
            ),
            subject="Invitation: playtest",
        ),
    )
    yield (
        "calendar-accepted",
        multi(
            "accepted",
            "alternative",
            part(TEXT, "Ann has accepted"),
            part(
                "Content-Type: text/calendar; charset=utf-8; method=REPLY",
                "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR",
            ),
            subject="Accepted: playtest",
        ),
    )
    yield (
        "winmail",
        multi(
            "winmail",
            "mixed",
            part(TEXT, "See attachment"),
            based(
                'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Disposition: attachment; '
                'filename="winmail.dat"',
                b"\x78\x9f\x3e\x22" + b"\0" * 40,
            ),
        ),
    )
    yield (
        "attached-mail",
        multi(
            "attached-mail",
            "mixed",
            part(TEXT, "Look at this"),
            part(
                "Content-Type: message/rfc822\r\nContent-Disposition: attachment",
                "From: Bob <bob@mail.example>\r\nSubject: =?utf-8?Q?Kaputte_W=C3=BCrfel?=\r\n"
                "Message-ID: <inner@mail.example>\r\n\r\nMy dice are broken.",
            ),
        ),
    )
    yield (
        "flowed",
        (
            head("flowed", "Content-Type: text/plain; charset=utf-8; format=flowed")
            + "\r\nThis is one long \r\nparagraph that was \r\nwrapped softly.\r\n\r\n>> quoted \r\n>> words\r\n"
            " From here it goes on.\r\n-- \r\nAnn\r\n"
        ).encode(),
    )
    yield (
        "smime-signed",
        multi(
            "smime",
            'signed; protocol="application/pkcs7-signature"; micalg=sha-256',
            part(TEXT, "Signed words"),
            based(
                'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Disposition: '
                'attachment; filename="smime.p7s"',
                b"signature",
            ),
        ),
    )
    yield (
        "pgp-encrypted",
        multi(
            "pgp",
            'encrypted; protocol="application/pgp-encrypted"',
            part("Content-Type: application/pgp-encrypted", "Version: 1"),
            part("Content-Type: application/octet-stream", "-----BEGIN PGP MESSAGE-----\r\nabc"),
        ),
    )
    yield (
        "uuencoded",
        multi(
            "uu",
            "mixed",
            part(TEXT, "Old school"),
            part(
                "Content-Type: application/octet-stream; name=cat.txt\r\nContent-Transfer-Encoding: x-uuencode",
                "begin 644 cat.txt\r\n#0V%T\r\n`\r\nend",
            ),
        ),
    )
    yield (
        "broken-base64",
        multi(
            "broken-base64",
            "mixed",
            part(TEXT, "Cut off"),
            part(
                'Content-Type: application/octet-stream; name="a.bin"\r\nContent-Transfer-Encoding: base64',
                "SGVsbG8gd29ybGQ!!!\r\nQUJD",
            ),
        ),
    )
    yield (
        "cut-off",
        multi("cut-off", "mixed", part(TEXT, "Words"), based("Content-Type: image/png", PNG))[:-40],
    )
    yield (
        "boundary-missing",
        (
            head("boundary", "Content-Type: multipart/mixed").encode()
            + b"\r\nJust words after all\r\n"
        ),
    )
    yield (
        "boundary-never-used",
        (
            head("unused", 'Content-Type: multipart/mixed; boundary="nope"').encode()
            + b"\r\nJust words after all\r\n"
        ),
    )
    yield (
        "no-empty-line",
        (
            b"From: ann@mail.example\r\nTo: support@fox.example\r\nSubject: Hi\r\n"
            b"Message-ID: <no-line@mail.example>\r\nThese words begin at once.\r\nAnd go on.\r\n"
        ),
    )
    yield (
        "no-message-id",
        (
            b"From: ann@mail.example\r\nTo: support@fox.example\r\nSubject: Hi\r\n\r\nNo id at all\r\n"
        ),
    )
    yield (
        "empty-message-id",
        (
            b"From: ann@mail.example\r\nTo: support@fox.example\r\nMessage-ID: <>\r\n\r\nAn empty id\r\n"
        ),
    )
    yield (
        "message-id-without-brackets",
        (b"From: ann@mail.example\r\nMessage-ID: bare.id@mail.example\r\n\r\nBare\r\n"),
    )
    yield (
        "folded-references",
        plain(
            "folded",
            "Hello",
            "References:\r\n <a@mail.example>\r\n\t<b@mail.example><c@mail.example>\r\n <a@mail.example>",
            "In-Reply-To: <c@mail.example> (Theo's message of Monday)",
        ),
    )
    yield (
        "duplicate-headers",
        (
            b"From: ann@mail.example\r\nFrom: eve@mail.example\r\nSubject: First\r\nSubject: Second\r\n"
            b"To: support@fox.example\r\nTo: press@fox.example\r\nMessage-ID: <twice@mail.example>\r\n\r\nHi\r\n"
        ),
    )
    yield (
        "no-from",
        b"To: support@fox.example\r\nMessage-ID: <nofrom@mail.example>\r\n\r\nWho am I?\r\n",
    )
    yield (
        "sender-only",
        (b"Sender: ann@mail.example\r\nMessage-ID: <sender@mail.example>\r\n\r\nOnly a Sender\r\n"),
    )
    yield "date-without-zone", plain("zone", "Hi").replace(DATE.encode(), b"1 Jul 2025 10:00")
    yield (
        "date-year-0",
        plain("year0", "Hi").replace(DATE.encode(), b"Tue, 1 Jul 0000 10:00:00 +0000"),
    )
    yield (
        "date-nonsense",
        plain("nonsense", "Hi").replace(DATE.encode(), b"the day before yesterday"),
    )
    yield (
        "addresses",
        (
            b'From: "Ames, Ann" <ann@mail.example>\r\n'
            b"To: Fox, Marmalade <support@fox.example>, press@fox.example (Press desk);\r\n"
            b'Cc: Friends: bob@mail.example, "Cat \\"Kit\\" C." <cat@mail.example>;, undisclosed-recipients:;\r\n'
            b"Reply-To: <mailto:ann.private@mail.example>\r\nMessage-ID: <addr@mail.example>\r\n\r\nHi\r\n"
        ),
    )
    yield "mbox-line", b"From ann@mail.example Tue Jul  1 10:00:00 2025\r\n" + plain("mbox", "Hi")
    yield "carriage-returns", plain("mac", "Old\r\nMac").replace(b"\r\n", b"\r")
    yield "nul-bytes", plain("nul", "Be\0fore and af\0ter", subject="Nul\0ls")
    yield "empty-body", head("empty", "Content-Type: text/plain").encode() + b"\r\n"
    yield (
        "spam-marked",
        plain("spam", "Buy now", "X-Spam-Flag: YES", "X-Spam-Status: Yes, score=9.1"),
    )
