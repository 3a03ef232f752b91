import pytest

from unsilo.connectors.email.parser.reply import is_forward, reply_text

FIRST_LINES = "Hello!\nAll is well."

# Attributions beyond those of the corpus: wrapped, without a verb, of older and rarer programs.
ATTRIBUTIONS = [
    "On 04/19/2011 07:10 AM, Roman Ruiz wrote:",
    "On 11-Apr-2011, at 6:54 PM, Roman Ruiz <roman@mail.example> sent:",
    "On Nov 30, 2011, at 12:47 PM, Somebody <\nlong-address-of-a-robot@mail.example>\nwrote:",
    "2014-10-17 11:28 GMT+03:00 Postmaster <\npostmaster@mail.example>:",
    "Op 17-feb.-2015, om 13:18 heeft Julia <julia@mail.example> het volgende geschreven:",
    "W dniu 28 stycznia 2015 01:53 użytkownik Zoe <zoe@mail.example>\nnapisał:",
    "På 14 september 2015 på 02:23:18, Rudy (rudy@mail.example) skrev:",
    "Ügyfélszolgálat <support@mail.example> ezt írta (időpont: 2026. aug. 16., Ke 12:27):",
    "În mar., 1 iul. 2025 la 10:00, Ion <ion@mail.example> a scris:",
    "Στις Τρί 1 Ιουλ 2025 στις 10:00 π.μ., ο χρήστης Eleni <eleni@mail.example> έγραψε:",
    "Vào 10:00, Th 3, 1 thg 7, 2025 Lan <lan@mail.example> đã viết:",
    "Pada Sel, 1 Jul 2025 10:00, Budi <budi@mail.example> menulis:",
    "\u202bبتاريخ الثلاثاء، 1 يوليو 2025 في 10:00 ص كتب \u202aFoo\u202c\u200f <\u202af@mail.example\u202c>:\u202c",
    "Ann <ann@mail.example> schrieb am Di., 1. Juli 2025, 10:00:",
    "------On 12/29/1987 17:32 PM, Julius wrote-----",
    "雨州 <yuzhou@mail.example> 在 2026年2月29日 周六 19:47 写道：",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("quote", ["What was said.\nAnd more.", "> What was said.\n> And more."])
def test_an_attribution_ends_the_reply(attribution: str, gap: str, quote: str) -> None:
    assert reply_text(f"{FIRST_LINES}{gap}{attribution}\n\n{quote}") == FIRST_LINES


@pytest.mark.parametrize(
    "text",
    [
        "On blah-blah-blah\nOn we go.",
        "Formats:\n\n2024-01-15 14:30:25\n15.01.2024 14:30\nJan 15, 2024 at 14:30\n\nAll of these.",
        "I booked:\nFrom: Berlin\nTo: Munich\nDate: 12 May\nPlease check.",
        "- one\n- two\n- three\nThanks, but my order is missing.",
        "Sent from my desk this is much easier to write\nthan on the phone. Goodbye.",
        "It never came.\nSent via DHL on Monday",
        "Two things:\n1. The dice.\n2. The box.",
        "Thanks\nJane",
        "Best regards to Theo!\nWhere is my game?",
        "She wrote: you never answer.\nI do.",
        "A long rule\n------------\nand more words below it, without a way to be reached.",
        "I wrote you on Monday:\nnothing came back.",
        "Von: der Straße aus\nAn: den Bahnhof",
    ],
)
def test_what_only_looks_like_a_quote_stays(text: str) -> None:
    assert reply_text(text) == text


@pytest.mark.parametrize(
    "footer",
    [
        "Sent from my iPhone",
        "Sent from Yahoo Mail on Android",
        "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für iOS<https://aka.ms/o0ukef>",
        "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
        "Sent from my Verizon Wireless BlackBerry",
        "Sent with Proton Mail secure email.",
        "Envoyé de mon iPhone",
        "Envoyé depuis mon téléphone mobile",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Wysłane z iPhone'a",
        "Lähetetty iPhonesta",
        "Odesláno z iPhonu",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
        "나의 iPhone에서 보냄",
        "iPhone'umdan gönderildi",
    ],
)
def test_what_a_phone_adds_goes(footer: str) -> None:
    assert reply_text(f"{FIRST_LINES}\n\n{footer}\n") == FIRST_LINES


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nJane Doe\nAcme",
        "--\nJane Doe\nAcme",
        "\u2014\u2014\u2014\u2014\u2014\u2014\nJane Doe\njane@acme.example",
        "________________________\nJane Doe | Acme Ltd\n+44 20 7946 0000",
    ],
)
def test_a_signature_goes(signature: str) -> None:
    assert reply_text(f"{FIRST_LINES}\n\n{signature}") == FIRST_LINES


@pytest.mark.parametrize(
    "text",
    [
        "-- \nJane Doe",
        "> only\n> quoted",
        "On 1 July 2025 10:00, Ann wrote:\n> hi",
        "Sent from my iPhone",
    ],
)
def test_a_reply_is_never_empty_when_the_mail_is_not(text: str) -> None:
    assert reply_text(text) == text


def test_nothing_comes_of_nothing() -> None:
    assert reply_text("") == ""
    assert reply_text("\n \n") == ""


def test_lines_a_program_wrapped_inside_a_quote_are_no_answer() -> None:
    text = (
        "Just a test\n\nOn Sep 21, 2016 3:18 PM, Fred <fred@mail.example> wrote:\n>\n"
        "> Wayfarers and etsy and pok pok and kale chips from the old town of\n"
        "brooklyn and four dollar toast\n> and the rest\n"
    )
    assert reply_text(text) == "Just a test"


def test_a_word_after_the_quote_is_kept() -> None:
    text = f"{FIRST_LINES}\n\nOn 04/19/2011 07:10 AM, Roman wrote:\n\n> Test\n\nRegards, Jane"
    assert reply_text(text) == f"{FIRST_LINES}\n\nRegards, Jane"


def test_a_quote_inside_ones_own_words_stays() -> None:
    text = "You said:\n> it ships on Friday\nBut it is Monday."
    assert reply_text(text) == text


def test_words_of_a_forwarding_program_keep_what_follows() -> None:
    text = "Look:\n\nAnfang der weitergeleiteten Nachricht:\n\n> Von: Bob\n> Betreff: Kaputt\n>\n> Hallo"
    assert reply_text(text) == text


def test_a_text_beyond_the_limit_is_kept_whole() -> None:
    text = "words and words\n" * 40_000
    assert reply_text(text) == text.strip()


@pytest.mark.parametrize(
    "subject", ["Fwd: x", "FW: x", "WG: x", "TR : x", "RV: x", "Enc: x", "转发: x"]
)
def test_forwards_are_known_by_their_subject(subject: str) -> None:
    assert is_forward(subject)


@pytest.mark.parametrize("subject", ["Re: Fwd: x", "AW: WG: x", "Forwarding rules", "x", ""])
def test_answers_to_forwards_are_none(subject: str) -> None:
    assert not is_forward(subject)
