"""Answers as mail programs write them, in their languages."""

from collections.abc import Iterator

from unsilo.connectors.email.payloads.writing import (
    ANSWER,
    ANSWERED,
    QUOTE,
    html,
    plain,
)

# What mail programs put above the quoted mail when it is answered.
ATTRIBUTIONS = {
    "gmail-en": "On Mon, Jun 30, 2025 at 4:12 PM Marmalade Fox <support@fox.example> wrote:",
    "gmail-de": "Am Mo., 30. Juni 2025 um 16:12 Uhr schrieb Marmalade Fox <support@fox.example>:",
    "gmail-fr": "Le lun. 30 juin 2025 à 16:12, Marmalade Fox <support@fox.example> a écrit :",
    "gmail-es": "El lun, 30 jun 2025 a las 16:12, Marmalade Fox (<support@fox.example>) escribió:",
    "gmail-it": "Il giorno lun 30 giu 2025 alle ore 16:12 Marmalade Fox <support@fox.example> ha scritto:",
    "gmail-pt": "Em seg., 30 de jun. de 2025 às 16:12, Marmalade Fox <support@fox.example> escreveu:",
    "gmail-nl": "Op ma 30 jun 2025 om 16:12 schreef Marmalade Fox <support@fox.example>:",
    "gmail-pl": "pon., 30 cze 2025 o 16:12 Marmalade Fox <support@fox.example> napisał(a):",
    "gmail-sv": "Den mån 30 juni 2025 kl 16:12 skrev Marmalade Fox <support@fox.example>:",
    "gmail-da": "Den man. 30. jun. 2025 kl. 16.12 skrev Marmalade Fox <support@fox.example>:",
    "gmail-no": "man. 30. juni 2025 kl. 16:12 skrev Marmalade Fox <support@fox.example>:",
    "gmail-fi": "ma 30. kesäk. 2025 klo 16.12 Marmalade Fox (support@fox.example) kirjoitti:",
    "gmail-ru": "пн, 30 июн. 2025 г. в 16:12, Marmalade Fox <support@fox.example>:",
    "gmail-ja": "2025年6月30日(月) 16:12 Marmalade Fox <support@fox.example>:",
    "gmail-zh": "Marmalade Fox <support@fox.example> 于2025年6月30日周一 16:12写道：",
    "gmail-ko": "2025년 6월 30일 (월) 오후 4:12, Marmalade Fox <support@fox.example>님이 작성:",
    "gmail-tr": "Marmalade Fox <support@fox.example>, 30 Haz 2025 Pzt, 16:12 tarihinde şunu yazdı:",
    "gmail-cs": "po 30. 6. 2025 v 16:12 odesílatel Marmalade Fox <support@fox.example> napsal:",
    "gmail-wrapped": "On Mon, Jun 30, 2025 at 4:12 PM The whole support team of Marmalade Fox <\r\n"
    "support@fox.example> wrote:",
    "gmail-wrapped-es": "El lun, 30 jun 2025 a las 16:12, El equipo de Marmalade Fox y compañía (<\r\n"
    "support@fox.example>) escribió:",
    "apple-en": "On 30 Jun 2025, at 16:12, Marmalade Fox <support@fox.example> wrote:",
    "apple-de": "Am 30.06.2025 um 16:12 schrieb Marmalade Fox <support@fox.example>:",
    "thunderbird-de": "Am 30.06.25 um 16:12 schrieb Marmalade Fox:",
    "zoho": "---- On Mon, 30 Jun 2025 16:12:00 +0200 Marmalade Fox <support@fox.example> wrote ---",
}

# The header block of Outlook: labels of from, date, to, subject.
BLOCKS = {
    "outlook-en": ("From", "Sent", "To", "Subject"),
    "outlook-de": ("Von", "Gesendet", "An", "Betreff"),
    "outlook-fr": ("De ", "Envoyé ", "À ", "Objet "),
    "outlook-es": ("De", "Enviado el", "Para", "Asunto"),
    "outlook-it": ("Da", "Inviato", "A", "Oggetto"),
    "outlook-pt": ("De", "Enviada em", "Para", "Assunto"),
    "outlook-nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "outlook-sv": ("Från", "Skickat", "Till", "Ämne"),
    "outlook-da": ("Fra", "Sendt", "Til", "Emne"),
    "outlook-pl": ("Od", "Wysłano", "Do", "Temat"),
    "outlook-ru": ("От", "Отправлено", "Кому", "Тема"),
    "outlook-ja": ("差出人", "送信日時", "宛先", "件名"),
    "outlook-zh": ("发件人", "发送时间", "收件人", "主题"),
}


def replies() -> Iterator[tuple[str, bytes]]:
    for name, attribution in ATTRIBUTIONS.items():
        yield (
            f"reply-{name}",
            plain(
                name,
                f"{ANSWER}\r\n\r\n{attribution}\r\n\r\n{QUOTE}",
                ANSWERED,
                subject="Re: Where is my game?",
            ),
        )
    for name, (sender, sent, to, subject) in BLOCKS.items():
        block = (
            f"{sender}: Marmalade Fox <support@fox.example>\r\n"
            f"{sent}: Monday, June 30, 2025 4:12 PM\r\n"
            f"{to}: Ann Ames <ann@mail.example>\r\n"
            f"{subject}: Re: Where is my game?"
        )
        rule = f"{'_' * 32}\r\n" if name.endswith(("en", "fr")) else ""
        yield (
            f"reply-{name}",
            plain(
                name,
                f"{ANSWER}\r\n\r\n{rule}{block}\r\n\r\nHello Ann,\r\nyour parcel left us on Friday.",
                ANSWERED,
                subject="RE: Where is my game?",
            ),
        )
    yield (
        "reply-original-message",
        plain(
            "original",
            f"{ANSWER}\r\n\r\n-----Ursprüngliche Nachricht-----\r\nVon: Marmalade Fox\r\n\r\nHello Ann",
            ANSWERED,
        ),
    )
    yield (
        "reply-apple-ios",
        plain(
            "ios",
            f"{ANSWER}\r\n\r\nVon meinem iPhone gesendet\r\n\r\n"
            "> Am 30.06.2025 um 16:12 schrieb Marmalade Fox <support@fox.example>:\r\n> \r\n"
            "> \ufeffHello Ann,\r\n> your parcel left us on Friday.",
            ANSWERED,
        ),
    )
    yield (
        "reply-outlook-ios",
        plain(
            "outlook-ios",
            f"{ANSWER}\r\n\r\nGet Outlook for iOS<https://aka.ms/o0ukef>\r\n{'_' * 32}\r\n"
            "From: Marmalade Fox <support@fox.example>\r\nSent: Monday, June 30, 2025 4:12:00 PM\r\n"
            "To: Ann Ames <ann@mail.example>\r\nSubject: Re: Where is my game?\r\n\r\nHello Ann",
            ANSWERED,
        ),
    )
    yield (
        "reply-inline",
        plain(
            "inline",
            "Hi Theo,\r\n\r\nOn 30 Jun 2025 16:12, Theo wrote:\r\n> Which colour is missing?\r\n\r\n"
            "The red one.\r\n\r\n> Shall we send a new box?\r\n\r\nYes please.\r\n\r\n> Theo\r\n> Marmalade Fox",
            ANSWERED,
        ),
    )
    yield (
        "reply-below-the-quote",
        plain(
            "below",
            "Theo wrote on 30/06/2025 16:12:\r\n> Which colour is missing?\r\n\r\nThe red one.\r\n"
            "-- \r\nAnn Ames\r\nhttps://ann.example",
            ANSWERED,
        ),
    )
    yield (
        "reply-with-signature",
        plain(
            "signature",
            f"{ANSWER}\r\n\r\nBest regards\r\nAnn Ames\r\nHead of Games | Ames & Sons Ltd\r\n"
            f"+44 20 7946 0000\r\nwww.ames.example\r\n\r\n{ATTRIBUTIONS['gmail-en']}\r\n{QUOTE}",
            ANSWERED,
        ),
    )
    yield (
        "reply-html-gmail",
        html(
            "html-gmail",
            '<div dir="ltr">The parcel came today.<div>The red fox is still missing, though.</div></div>'
            '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Jun 30, 2025 at '
            '4:12 PM Marmalade Fox &lt;<a href="mailto:support@fox.example">support@fox.example</a>&gt; '
            'wrote:<br></div><blockquote class="gmail_quote"><div>Hello Ann,<br>your parcel left us on '
            "Friday.</div></blockquote></div>",
            ANSWERED,
        ),
    )
    yield (
        "reply-html-outlook",
        html(
            "html-outlook",
            "<html><head><style>p.MsoNormal{margin:0}</style></head><body><div class=WordSection1>"
            "<p class=MsoNormal>The parcel came today.<o:p></o:p></p><p class=MsoNormal>The red fox is "
            "still missing, though.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div "
            "style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> Marmalade "
            "Fox &lt;support@fox.example&gt; <br><b>Sent:</b> Monday, June 30, 2025 4:12 PM<br><b>To:</b> "
            "Ann Ames &lt;ann@mail.example&gt;<br><b>Subject:</b> Re: Where is my game?<o:p></o:p></p></div>"
            "<p class=MsoNormal>Hello Ann, your parcel left us on Friday.</p></div></body></html>",
            ANSWERED,
        ),
    )
    yield (
        "reply-html-owa",
        html(
            "html-owa",
            "<div>The parcel came today.</div><div>The red fox is still missing, though.</div><div id="
            '"appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg">'
            "<font><b>De:</b> Marmalade Fox &lt;support@fox.example&gt;<br><b>Enviado:</b> lunes, 30 de "
            "junio de 2025 16:12<br><b>Para:</b> Ann Ames<br><b>Asunto:</b> Re: Where is my game?</font>"
            "<div>&nbsp;</div></div><div>Hello Ann</div>",
            ANSWERED,
        ),
    )
    yield (
        "reply-html-apple",
        html(
            "html-apple",
            '<html><body style="overflow-wrap: break-word;">The parcel came today.<div>The red fox is still '
            'missing, though.<br><div><br><blockquote type="cite"><div>On 30 Jun 2025, at 16:12, Marmalade '
            "Fox &lt;support@fox.example&gt; wrote:</div><br><div><div>Hello Ann</div></div></blockquote>"
            "</div></div></body></html>",
            ANSWERED,
        ),
    )
    yield (
        "forward-gmail",
        plain(
            "fwd",
            "FYI\r\n\r\n---------- Forwarded message ---------\r\nFrom: Bob <bob@mail.example>\r\n"
            "Date: Mon, Jun 30, 2025 at 4:12 PM\r\nSubject: Broken box\r\nTo: Ann <ann@mail.example>\r\n\r\n"
            "My box is broken.",
            subject="Fwd: Broken box",
        ),
    )
    yield (
        "forward-outlook-de",
        plain(
            "wg",
            "zur Info\r\n\r\nVon: Bob <bob@mail.example>\r\nGesendet: Montag, 30. Juni 2025 16:12\r\n"
            "An: Ann <ann@mail.example>\r\nBetreff: Kaputt\r\n\r\nMeine Schachtel ist kaputt.",
            subject="WG: Kaputt",
        ),
    )
