"""Mail that no person wrote, and mail that only looks like it; tokens of ours that come back."""

from collections.abc import Iterator

from unsilo.connectors.email.payloads.writing import (
    ANSWER,
    ANSWERED,
    HTML,
    TEXT,
    TO,
    TOKEN,
    multi,
    part,
    plain,
)


def automatic() -> Iterator[tuple[str, bytes]]:
    yield (
        "ooo-exchange",
        plain(
            "ooo-exchange",
            "I am away until Monday.",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "X-MS-Exchange-Inbox-Rules-Loop: ann@mail.example",
            ANSWERED,
            subject="Automatic reply: Where is my game?",
        ),
    )
    yield (
        "ooo-exchange-de",
        plain(
            "ooo-de",
            "Ich bin bis Montag nicht da.",
            "X-Auto-Response-Suppress: All",
            subject="Automatische Antwort: Ihr Paket",
        ),
    )
    yield (
        "ooo-gmail",
        plain(
            "ooo-gmail",
            "I'm climbing a mountain.",
            "Precedence: bulk",
            "X-Autoreply: yes",
            "Auto-Submitted: auto-replied",
            ANSWERED,
            subject="Climbing a mountain Re: Where is my game?",
        ),
    )
    yield (
        "ooo-subject-only",
        plain(
            "ooo-subject",
            "Je suis absent.",
            subject="=?utf-8?Q?R=C3=A9ponse_automatique_:_Votre_colis?=",
        ),
    )
    yield (
        "ooo-quoted-by-a-person",
        plain(
            "ooo-person",
            "I am back now!",
            ANSWERED,
            subject="Re: Automatic reply: Where is my game?",
        ),
    )
    yield (
        "helpdesk-acknowledgement",
        plain(
            "ack",
            "We got your request #42.",
            "Auto-Submitted: auto-replied",
            ANSWERED,
            subject="[#42] We got your request",
        ),
    )
    report = "report; report-type=delivery-status"
    daemon = "Mail Delivery System <MAILER-DAEMON@mx.example>"
    original = (
        "From: Theo at Marmalade Fox <support@fox.example>\r\nTo: nobody@mail.example\r\n"
        "Subject: Your parcel\r\nMessage-ID: <sent-7@fox.example>\r\n"
    )
    yield (
        "bounce-postfix-hard",
        multi(
            "bounce-hard",
            report,
            part(
                TEXT,
                "I'm sorry to have to inform you that your message could not be delivered.\r\n\r\n"
                "<nobody@mail.example>: host mx.mail.example said: 550 5.1.1 User unknown",
            ),
            part(
                "Content-Type: message/delivery-status",
                "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; nobody@mail.example\r\n"
                "Original-Recipient: rfc822;nobody@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                "Diagnostic-Code: smtp; 550 5.1.1 <nobody@mail.example>: User unknown",
            ),
            part("Content-Type: message/rfc822", original + "\r\nHello"),
            extra=("Auto-Submitted: auto-replied", "Return-Path: <>"),
            subject="Undelivered Mail Returned to Sender",
            sender=daemon,
        ),
    )
    yield (
        "bounce-postfix-delayed",
        multi(
            "bounce-delayed",
            report,
            part(
                TEXT,
                "Your message could not be delivered for more than 4 hours. It will be retried.",
            ),
            part(
                "Content-Type: message/delivery-status",
                "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; busy@mail.example\r\n"
                "Action: delayed\r\nStatus: 4.4.1\r\nDiagnostic-Code: X-Postfix; connect timed out",
            ),
            part("Content-Type: text/rfc822-headers", original),
            subject="Delayed Mail (still being retried)",
            sender=daemon,
        ),
    )
    yield (
        "bounce-exchange",
        multi(
            "ndr",
            report,
            part(HTML, "<p>Your message to <a>gone@corp.example</a> couldn't be delivered.</p>"),
            part(
                "Content-Type: message/delivery-status",
                "Reporting-MTA: dns;corp.example\r\n\r\nFinal-Recipient: rfc822;gone@corp.example\r\n"
                "Action: failed\r\nStatus: 5.1.10\r\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR."
                "RecipientNotFound; Recipient not found by SMTP address lookup",
            ),
            part("Content-Type: message/rfc822", original + "\r\nHello"),
            extra=("In-Reply-To: <sent-7@fox.example>", "X-MS-Exchange-Message-Is-Ndr:"),
            subject="Undeliverable: Your parcel",
            sender="postmaster@corp.example",
        ),
    )
    yield (
        "bounce-soft-full",
        multi(
            "full",
            report,
            part(TEXT, "The mailbox is full."),
            part(
                "Content-Type: message/delivery-status",
                "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; full@mail.example\r\n"
                "Action: failed\r\nStatus: 4.2.2\r\nDiagnostic-Code: smtp; 452 4.2.2 Mailbox full",
            ),
            subject="Delivery Status Notification (Failure)",
            sender=daemon,
        ),
    )
    yield (
        "bounce-qmail",
        plain(
            "qmail",
            "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your "
            "message to the following addresses.\r\n\r\n<nobody@mail.example>:\r\n192.0.2.1 does not like "
            "recipient.\r\nRemote host said: 550 5.1.1 No such user\r\nGiving up on 192.0.2.1.\r\n\r\n"
            f"--- Below this line is a copy of the message.\r\n\r\nReturn-Path: <support@fox.example>\r\n{original}",
            "Return-Path: <>",
            subject="failure notice",
            sender="MAILER-DAEMON@mx.example",
        ),
    )
    yield (
        "bounce-exim",
        plain(
            "exim",
            "This message was created automatically by mail delivery software.\r\n\r\nA message that you sent "
            "could not be delivered:\r\n\r\n  nobody@mail.example\r\n    Unrouteable address\r\n\r\n"
            f"------ This is a copy of the message, including all the headers. ------\r\n\r\n{original}",
            "X-Failed-Recipients: nobody@mail.example",
            "Auto-Submitted: auto-replied",
            "Return-Path: <>",
            subject="Mail delivery failed: returning message to sender",
            sender=daemon,
        ),
    )
    yield (
        "bounce-in-words-soft",
        plain(
            "words-soft",
            "Could not deliver yet to <slow@mail.example>: 451 4.7.1 greylisted, try later",
            subject="Warning: message delayed 4 hours",
            sender="postmaster@mx.example",
        ),
    )
    yield (
        "delivered-report",
        multi(
            "delivered",
            report,
            part(TEXT, "Your message was delivered."),
            part(
                "Content-Type: message/delivery-status",
                "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ann@mail.example\r\n"
                "Action: delivered\r\nStatus: 2.0.0",
            ),
            subject="Successful Mail Delivery Report",
            sender=daemon,
        ),
    )
    yield (
        "read-receipt",
        multi(
            "receipt",
            "report; report-type=disposition-notification",
            part(TEXT, "Your message was displayed."),
            part(
                "Content-Type: message/disposition-notification",
                "Final-Recipient: rfc822;ann@mail.example\r\nDisposition: manual-action/MDN-sent-manually; displayed",
            ),
            subject="Read: Your parcel",
        ),
    )
    yield (
        "newsletter",
        multi(
            "newsletter",
            "alternative",
            part(TEXT, "News!"),
            part(HTML, "<h1>News!</h1>"),
            extra=(
                "List-Unsubscribe: <https://news.example/u/1>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "List-Id: <news.news.example>",
                "Precedence: bulk",
                "Feedback-ID: 1:2:3:mailer",
            ),
            subject="50 games for summer",
            sender="News <news@news.example>",
        ),
    )
    yield (
        "mailing-list",
        plain(
            "list",
            "I think dice are better.",
            "List-Id: Board games <games.lists.example>",
            "List-Post: <mailto:games@lists.example>",
            "Precedence: list",
            subject="[games] Dice or cards?",
        ),
    )
    yield (
        "own-group-address",
        plain(
            "group",
            "Where is my game?",
            "List-ID: <support.fox.example>",
            "Precedence: list",
            "List-Post: <https://groups.example/a/fox.example/group/support/post>, <mailto:support@fox.example>",
            "List-Unsubscribe: <mailto:googlegroups-manage+1@groups.example>",
            "X-Original-From: Ann Ames <ann@mail.example>",
            "Reply-To: Ann Ames <ann@mail.example>",
            sender="'Ann Ames' via Support <support@fox.example>",
        ),
    )
    yield (
        "gateway-adds-unsubscribe",
        plain(
            "gateway",
            ANSWER,
            ANSWERED,
            "List-Unsubscribe: <https://crm.example/u>",
            subject="Re: Where is my game?",
        ),
    )
    yield (
        "notification",
        plain(
            "shop",
            "Order 17 was paid.",
            "Auto-Submitted: auto-generated",
            subject="Order 17 paid",
            sender="Shop <no-reply@shop.example>",
        ),
    )
    yield (
        "notification-noreply",
        plain(
            "noreply",
            "Your password was changed.",
            subject="Security notice",
            sender="Bank <do-not-reply@bank.example>",
        ),
    )
    yield (
        "web-form",
        plain(
            "form",
            "Where is my game?",
            "Reply-To: Ann Ames <ann@mail.example>",
            sender="Web form <support@fox.example>",
        ),
    )
    yield (
        "web-form-noreply",
        plain(
            "form2",
            "Where is my game?",
            "Reply-To: Ann Ames <ann@mail.example>",
            sender="Contact <noreply@forms.example>",
        ),
    )
    yield (
        "loop",
        plain(
            "x",
            "Our own words",
            "X-Unsilo-Loop: support@fox.example",
            sender="Marmalade Fox <support@fox.example>",
        ).replace(b"<x@mail.example>", b"<2n9c-abcdefghijklmnop.1.2@fox.example>"),
    )
    yield (
        "another-unsilo",
        plain("other", "We are a company too.", "X-Unsilo-Loop: hello@other.example"),
    )
    yield "precedence-bulk", plain("bulk", "Nightly report", "Precedence: bulk")


def tokens() -> Iterator[tuple[str, bytes]]:
    address = f"support+{TOKEN}@fox.example"
    yield "token-in-to", plain("token-to", "Hi").replace(TO.encode(), address.encode())
    yield "token-in-cc", plain("token-cc", "Hi", f"Cc: Fox <{address.upper()}>")
    yield "token-in-delivered-to", plain("token-delivered", "Hi", f"Delivered-To: {address}")
    yield (
        "token-in-message-id",
        plain(
            "token-id",
            "Hi",
            f"In-Reply-To: <{TOKEN}.12.34@fox.example>",
            f"References: <other-token-of-others.1.2@elsewhere.example> <{TOKEN}.12.34@fox.example>",
        ),
    )
    yield "token-of-a-stranger", plain("token-none", "Hi", f"Cc: other+{TOKEN}@elsewhere.example")
