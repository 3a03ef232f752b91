"""Every mail of payloads/, and what must come out of it."""

from datetime import UTC, datetime

import pytest

from unsilo.channels.contract import InboundMessage, MessageClass
from unsilo.connectors.email.parser import parse_message
from unsilo.connectors.email.payloads.build import FOLDER, all_mails
from unsilo.connectors.email.payloads.charsets import SENTENCES
from unsilo.connectors.email.payloads.replies import ATTRIBUTIONS, BLOCKS
from unsilo.connectors.email.payloads.writing import PDF, PNG, TOKEN

OWN = frozenset({"support@fox.example", "press@fox.example"})
MAILS = all_mails()
WRITTEN = "The parcel came today.\nThe red fox is still missing, though."


def read(name: str) -> InboundMessage:
    return parse_message((FOLDER / f"{name}.eml").read_bytes(), own=OWN)


def test_the_folder_holds_what_its_program_writes() -> None:
    on_disk = {path.stem: path.read_bytes() for path in FOLDER.glob("*.eml")}
    assert on_disk == MAILS


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_is_read_the_same_twice(name: str) -> None:
    message = read(name)
    assert message == read(name)
    assert message.external_id
    assert message.author.value
    assert "\0" not in message.text + message.html + message.subject
    assert "\ufffd" not in message.text + message.subject
    assert bool(message.reply_text.strip()) == bool(message.text.strip())
    assert (message.message_class is MessageClass.HUMAN) == (not message.class_reason)


@pytest.mark.parametrize("charset", SENTENCES)
def test_r32_every_charset_is_read(charset: str) -> None:
    message = read(f"charset-{charset}")
    assert message.text == SENTENCES[charset]
    assert message.subject == SENTENCES[charset].split()[0]
    assert not message.defects


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charset-ascii-that-is-utf-8", "Grüße aus Köln, wo bleibt das Spiel?"),
        ("charset-latin-1-that-is-utf-8", "Grüße aus Köln, wo bleibt das Spiel?"),
        (
            "charset-utf-8-that-is-latin-1",
            "Grüße aus Köln, wo bleibt das schöne Spiel für die Kinder?",
        ),
        ("charset-none", "Où est ma commande ? Ça suffit, déjà."),
        ("charset-unknown", "Grüße aus Köln"),
        ("charset-in-html-only", "Где мой заказ?"),
    ],
)
def test_r32_a_charset_that_lies_is_seen_through(name: str, text: str) -> None:
    assert read(name).text == text


def test_r32_raw_headers_are_read() -> None:
    assert (read("charset-raw-headers-utf-8").author.name, "Würfel fehlen") == (
        "Jörg Müller",
        read("charset-raw-headers-utf-8").subject,
    )
    koi = read("charset-raw-headers-koi8-r")
    assert (koi.author.name, koi.subject) == ("Иван Петров", "Где мой заказ")


def test_encoded_words_are_joined_before_they_are_read() -> None:
    message = read("charset-word-cut-in-a-character")
    assert message.subject == "Grüße aus Köln"
    assert message.author.name == "Müller, Jörg"


@pytest.mark.parametrize("name", [*ATTRIBUTIONS, *BLOCKS])
def test_what_was_written_is_told_from_what_was_quoted(name: str) -> None:
    message = read(f"reply-{name}")
    assert message.reply_text == WRITTEN
    assert "Friday" in message.text


@pytest.mark.parametrize(
    "name",
    ["original-message", "apple-ios", "outlook-ios", "html-gmail", "html-owa", "html-apple"],
)
def test_quotes_of_other_programs_are_cut_too(name: str) -> None:
    assert read(f"reply-{name}").reply_text == WRITTEN


def test_outlooks_paragraphs_stay_apart() -> None:
    assert read("reply-html-outlook").reply_text == WRITTEN.replace("\n", "\n\n")


def test_answers_between_quotes_keep_them() -> None:
    assert read("reply-inline").reply_text == (
        "Hi Theo,\n\n> Which colour is missing?\n\nThe red one.\n\n"
        "> Shall we send a new box?\n\nYes please."
    )


def test_an_answer_below_the_quote_is_found() -> None:
    assert read("reply-below-the-quote").reply_text == "The red one."


def test_company_lines_go_and_the_name_stays() -> None:
    assert read("reply-with-signature").reply_text == f"{WRITTEN}\n\nBest regards\nAnn Ames"


@pytest.mark.parametrize("name", ["forward-gmail", "forward-outlook-de"])
def test_r25_a_forwarded_mail_is_what_the_sender_wants_us_to_read(name: str) -> None:
    message = read(name)
    assert message.reply_text == message.text
    assert "bob@mail.example" in message.reply_text


CLASSES = {
    MessageClass.OUT_OF_OFFICE: (
        "ooo-exchange",
        "ooo-exchange-de",
        "ooo-gmail",
        "ooo-subject-only",
        "helpdesk-acknowledgement",
    ),
    MessageClass.BOUNCE_HARD: (
        "bounce-postfix-hard",
        "bounce-exchange",
        "bounce-qmail",
        "bounce-exim",
    ),
    MessageClass.BOUNCE_SOFT: (
        "bounce-postfix-delayed",
        "bounce-soft-full",
        "bounce-in-words-soft",
    ),
    MessageClass.LIST: ("newsletter", "mailing-list"),
    MessageClass.NOTIFICATION: (
        "calendar-accepted",
        "delivered-report",
        "read-receipt",
        "notification",
        "notification-noreply",
        "precedence-bulk",
        "loop",
    ),
}


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for kind, names in CLASSES.items() for name in names]
)
def test_r30_what_no_person_wrote_is_told_apart(name: str, kind: MessageClass) -> None:
    assert read(name).message_class is kind


def test_r30_everything_else_is_human() -> None:
    automatic = {name for names in CLASSES.values() for name in names}
    wrong = [
        name
        for name in MAILS
        if name not in automatic and read(name).message_class is not MessageClass.HUMAN
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [
        ("bounce-postfix-hard", "nobody@mail.example", "5.1.1"),
        ("bounce-postfix-delayed", "busy@mail.example", "4.4.1"),
        ("bounce-exchange", "gone@corp.example", "5.1.10"),
        ("bounce-soft-full", "full@mail.example", "4.2.2"),
        ("bounce-qmail", "nobody@mail.example", "5.1.1"),
        ("bounce-exim", "nobody@mail.example", ""),
        ("bounce-in-words-soft", "slow@mail.example", "4.7.1"),
    ],
)
def test_a_bounce_names_the_address_and_the_reason(name: str, address: str, status: str) -> None:
    message = read(name)
    assert [(one.address, one.status) for one in message.bounced] == [(address, status)]


@pytest.mark.parametrize(
    "name",
    [
        "bounce-postfix-hard",
        "bounce-postfix-delayed",
        "bounce-exchange",
        "bounce-qmail",
        "bounce-exim",
    ],
)
def test_a_bounce_leads_to_the_mail_that_did_not_arrive(name: str) -> None:
    message = read(name)
    assert "sent-7@fox.example" in message.references
    assert message.in_reply_to == "sent-7@fox.example"


def test_a_bounce_tells_the_servers_words() -> None:
    assert "User unknown" in read("bounce-postfix-hard").bounced[0].diagnostic
    assert "Unrouteable address" in read("bounce-exim").bounced[0].diagnostic
    assert "No such user" in read("bounce-qmail").bounced[0].diagnostic


@pytest.mark.parametrize("name", ["web-form", "web-form-noreply", "own-group-address"])
def test_the_writer_behind_a_form_or_a_group_is_found(name: str) -> None:
    message = read(name)
    assert (message.author.value, message.author.name) == ("ann@mail.example", "Ann Ames")
    assert message.message_class is MessageClass.HUMAN


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("attachments", ["bill.pdf", "log.txt", "page.html"]),
        (
            "filenames",
            [
                "Résumé €.pdf",
                "A very long näme in pieces.pdf",
                "Grüße.pdf",
                "two words.pdf",
                "日本.pdf",
                "passwd",
                "attachment-7.pdf",
            ],
        ),
        ("calendar-invite", ["invite.ics"]),
        ("winmail", ["winmail.dat"]),
        ("attached-mail", ["Kaputte Würfel.eml"]),
        ("smime-signed", ["smime.p7s"]),
        ("pgp-encrypted", ["encrypted.asc", "attachment-2.bin"]),
        ("uuencoded", ["cat.txt"]),
        ("apple-mixed", ["bill.pdf"]),
        ("inline-image", ["shot.png"]),
        ("cut-off", ["attachment-1.png"]),
    ],
)
def test_every_file_is_there_under_its_name(name: str, files: list[str]) -> None:
    assert [file.filename for file in read(name).attachments] == files


def test_files_are_whole() -> None:
    attachments = read("attachments").attachments
    assert attachments[0].content == PDF
    assert attachments[1].content.decode() == "größer"
    assert attachments[2].content_type == "text/html"
    assert not any(file.inline for file in attachments)
    assert read("uuencoded").attachments[0].content == b"Cat"
    assert b"My dice are broken." in read("attached-mail").attachments[0].content
    assert read("broken-base64").attachments[0].content.startswith(b"Hello world")


def test_an_image_inside_the_text_is_marked_as_such() -> None:
    (image,) = read("inline-image").attachments
    assert (image.inline, image.content_id, image.content) == (True, "shot@1", PNG)


@pytest.mark.parametrize(
    ("name", "text", "html"),
    [
        ("alternative", "Plain words", "<p>Rich <b>words</b></p>"),
        ("alternative-empty-text", "Only in HTML", "<p>Only in HTML</p>"),
        ("apple-mixed", "Before\n\nAfter", "<p>Before</p>\n<p>After</p>"),
        ("plain", "Hello,\n\nwhere is my game?\n\nAnn", ""),
        ("boundary-missing", "Just words after all", ""),
        ("boundary-never-used", "Just words after all", ""),
        ("no-empty-line", "These words begin at once.\nAnd go on.", ""),
        ("carriage-returns", "Old\nMac", ""),
        ("nul-bytes", "Before and after", ""),
        ("empty-body", "", ""),
        ("mbox-line", "Hi", ""),
        (
            "flowed",
            "This is one long paragraph that was wrapped softly.\n\n>> quoted words\n"
            "From here it goes on.\n-- \nAnn",
            "",
        ),
    ],
)
def test_text_and_html_are_read(name: str, text: str, html: str) -> None:
    message = read(name)
    assert message.text == text
    assert message.html.strip() == html


def test_hidden_words_are_not_text() -> None:
    assert read("html-only").text == "Hello\n\nTwo\nlines & more\n\n- one\n- two"


def test_r7_a_mail_without_an_id_gets_a_stable_one() -> None:
    ids = {read(name).external_id for name in ("no-message-id", "empty-message-id")}
    assert len(ids) == 2
    assert all(one.endswith("@no-message-id.invalid") for one in ids)
    assert read("message-id-without-brackets").external_id == "bare.id@mail.example"


def test_references_are_unfolded_and_each_named_once() -> None:
    message = read("folded-references")
    assert message.references == ("a@mail.example", "b@mail.example", "c@mail.example")
    assert message.in_reply_to == "c@mail.example"


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("token-in-to", TOKEN),
        ("token-in-delivered-to", TOKEN),
        ("token-in-message-id", TOKEN),
        ("token-of-a-stranger", ""),
    ],
)
def test_the_token_is_found_where_it_may_be(name: str, token: str) -> None:
    assert read(name).reply_token == token


def test_r9_a_token_in_cc_counts_and_case_does_not() -> None:
    assert read("token-in-cc").reply_token.lower() == TOKEN


def test_addresses_are_read_however_they_are_written() -> None:
    message = read("addresses")
    assert (message.author.value, message.author.name) == ("ann@mail.example", "Ames, Ann")
    assert [(one.value, one.name) for one in message.to] == [
        ("support@fox.example", "Fox, Marmalade"),
        ("press@fox.example", "Press desk"),
    ]
    assert [(one.value, one.name) for one in message.cc] == [
        ("bob@mail.example", ""),
        ("cat@mail.example", 'Cat "Kit" C.'),
    ]
    assert [one.value for one in message.reply_to] == ["ann.private@mail.example"]


def test_the_first_of_two_headers_counts_and_both_recipients() -> None:
    message = read("duplicate-headers")
    assert (message.author.value, message.subject) == ("ann@mail.example", "First")
    assert len(message.to) == 2
    assert any("subject" in defect for defect in message.defects)


def test_a_mail_without_a_sender_still_comes() -> None:
    assert read("no-from").author.value == "unknown@sender.invalid"
    assert read("sender-only").author.value == "ann@mail.example"


def test_dates_are_read_or_left_out() -> None:
    assert read("plain").sent_at == datetime(2025, 7, 1, 8, 0, tzinfo=UTC)
    assert read("date-without-zone").sent_at == datetime(2025, 7, 1, 10, 0, tzinfo=UTC)
    for name in ("date-year-0", "date-nonsense", "no-message-id"):
        assert read(name).sent_at is None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("broken-base64", "base64"),
        ("cut-off", "without an end"),
        ("boundary-missing", "boundary"),
        ("no-empty-line", "empty line"),
        ("nul-bytes", "NUL"),
        ("pgp-encrypted", "encrypted"),
        ("charset-unknown", "x-klingon-8"),
        ("no-message-id", "Message-ID"),
        ("date-nonsense", "Date"),
    ],
)
def test_what_is_wrong_with_a_mail_is_told(name: str, word: str) -> None:
    assert any(word in defect for defect in read(name).defects)


def test_a_spam_filters_word_is_passed_on() -> None:
    assert read("spam-marked").suspected_spam
    assert not read("plain").suspected_spam


def test_without_our_header_and_id_a_mail_is_no_loop() -> None:
    assert read("another-unsilo").message_class is MessageClass.HUMAN
