"""Mail as it comes, with what must be found in it: every charset and encoding, files, and replies.

``post()`` makes 500 letters, the same for the same seed. Replies name their thread in the ways that mail
programs have: In-Reply-To, References alone, an address with our token, and some come before what
they answer. Strangers write "Re:" to what nobody said.
"""

import base64
import hashlib
import quopri
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.header import Header
from email.utils import encode_rfc2231, format_datetime
from random import Random

from unsilo.bench.words import Writer

NEW = 350
FALSE_REPLIES = 20  # of the new ones
BY_IN_REPLY_TO = 75
BY_REFERENCES = 22
BY_TOKEN = 45
BEFORE_ORIGINAL = 8
TWICE = 60
FILES = 150

ADDRESS = "support@bench.example"

# Charset, a sentence in it, and the transfer encodings it may travel in.
_RAW = ("8bit", "quoted-printable", "base64")
CHARSETS = (
    ("us-ascii", "Plain words, nothing else.", ("7bit", "quoted-printable", "base64")),
    ("utf-8", "Größe, naïve, Жук, 日本語, 🦊 and “quotes”.", _RAW),
    ("iso-8859-1", "Où est ma commande? Señor Müller.", _RAW),
    ("iso-8859-2", "Příliš žluťoučký kůň, zażółć gęślą.", _RAW),
    ("iso-8859-15", "Das kostet 20 € mehr, cœur.", _RAW),
    ("windows-1250", "Žluťoučký kůň – „úpěl“.", _RAW),
    ("windows-1251", "Где мой заказ? Спасибо.", _RAW),
    ("windows-1252", "“Smart” quotes – and a € sign…", _RAW),
    ("koi8-r", "Здравствуйте, игра не пришла.", _RAW),
    ("iso-2022-jp", "注文した商品が届きません。", ("7bit", "base64")),
    ("shift_jis", "ゲームの箱が壊れていました。", _RAW),
    ("euc-kr", "주문한 게임이 아직 안 왔어요.", _RAW),
    ("gb18030", "我的游戏还没有到。", _RAW),
)
_TYPES = (
    ("application/pdf", "invoice {}.pdf"),
    ("image/png", "photo{}.png"),
    ("application/zip", "save-{}.zip"),
    ("text/csv", "list_{}.csv"),
    ("text/plain", "log {}.txt"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Brief {}.docx"),
    ("application/octet-stream", "Größe-{}-日本.bin"),
)


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    content: bytes

    @property
    def seen(self) -> tuple[str, int, str]:
        """What must be kept of it."""
        return self.name, len(self.content), hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Letter:
    """One mail. ``thread`` is the number of the letter that began it, its own for a new one."""

    number: int
    thread: int
    sender: str
    subject: str
    text: str
    at: datetime
    charset: str = "utf-8"
    encoding: str = "8bit"
    form: str = "plain"  # plain, html or both
    files: tuple[File, ...] = ()
    to: str = ADDRESS
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    early: bool = False  # delivered before what it answers
    by_token: bool = False

    @property
    def message_id(self) -> str:
        return f"{self.number}.{self.at:%Y%m%d%H%M%S}.{self.sender}"

    def content(self) -> bytes:
        headers = [
            f"From: {_word(self.sender.partition('@')[0].title(), self.charset)} <{self.sender}>",
            f"To: {self.to}",
            f"Subject: {_word(self.subject, self.charset)}",
            f"Date: {format_datetime(self.at)}",
            f"Message-ID: <{self.message_id}>",
            "MIME-Version: 1.0",
        ]
        if self.in_reply_to:
            headers.append(f"In-Reply-To: <{self.in_reply_to}>")
        if self.references:
            headers.append("References: " + "\r\n ".join(f"<{one}>" for one in self.references))
        return "\r\n".join(headers).encode() + b"\r\n" + self._body()

    def _body(self) -> bytes:
        plain = self._part("plain", self.text)
        lines = "".join(f"<p>{line}</p>\r\n" for line in self.text.splitlines() if line)
        html = self._part("html", f"<html><body>{lines}</body></html>")
        written = {"plain": plain, "html": html, "both": _many("alternative", [plain, html])}
        body = written[self.form]
        return _many("mixed", [body, *map(_attached, self.files)]) if self.files else body

    def _part(self, subtype: str, text: str) -> bytes:
        data = text.replace("\n", "\r\n").encode(self.charset) + b"\r\n"
        head = f"Content-Type: text/{subtype}; charset={self.charset}\r\n"
        head += f"Content-Transfer-Encoding: {self.encoding}\r\n\r\n"
        encoders = {"quoted-printable": _quoted_printable, "base64": _base64}
        return head.encode() + encoders.get(self.encoding, bytes)(data)


def post(until: datetime, seed: str = "post") -> list[Letter]:
    """The letters in the order in which they are delivered.

    Those with a token are last, and their ``to`` is still to be set: the conversation they answer
    must be there for it.
    """
    writer = Writer(seed)
    dice = writer.dice
    new = [_new(writer, number, until) for number in range(NEW)]
    for number in range(NEW - FALSE_REPLIES, NEW):
        other = new[number - 8 * len(CHARSETS)]  # of the same charset
        new[number] = replace(new[number], subject=f"Re: {other.subject}")
    answered = dice.sample(new[: NEW - FALSE_REPLIES], NEW - FALSE_REPLIES)
    replies = [
        _reply(writer, NEW + number, answered[number], until)
        for number in range(BY_IN_REPLY_TO + BY_REFERENCES + BY_TOKEN + BEFORE_ORIGINAL)
    ]
    by_reply = replies[:BY_IN_REPLY_TO]
    by_reference = [
        replace(one, in_reply_to="") for one in replies[BY_IN_REPLY_TO:][:BY_REFERENCES]
    ]
    early = [replace(one, early=True) for one in replies[-BEFORE_ORIGINAL:]]
    by_token = [
        replace(one, in_reply_to="", references=(), by_token=True)
        for one in replies[BY_IN_REPLY_TO + BY_REFERENCES : -BEFORE_ORIGINAL]
    ]
    ordinary = with_files([*new, *by_reply, *by_reference], FILES)
    return [*early, *ordinary, *by_token]


def backlog(size: int, until: datetime, thread: int = 5) -> list[Letter]:
    """A mailbox nobody has read: threads of ``thread`` letters, each answering the one before."""
    writer = Writer("backlog")
    begin = until - timedelta(seconds=size)
    letters: list[Letter] = []
    for number in range(size):
        place, of_thread = divmod(number, size // thread)
        at = begin + timedelta(seconds=number)
        if place == 0:
            first = _new(writer, number, at)
            letters.append(replace(first, sender=f"backlog{first.sender}", at=at))
            continue
        before = letters[number - size // thread]
        reply = _reply(writer, number, before, at)
        letters.append(replace(reply, at=at, thread=of_thread, references=(before.message_id,)))
    return letters


def with_files(letters: Sequence[Letter], count: int) -> list[Letter]:
    """Spread so many files over the letters; some get two."""
    dice = Random("files")
    found = list(letters)
    for number in range(count):
        content_type, name = _TYPES[number % len(_TYPES)]
        size = int(dice.lognormvariate(9.5, 1.2)) + 100
        file = File(name.format(number), content_type, dice.randbytes(min(size, 400_000)))
        place = dice.randrange(len(found))
        found[place] = replace(found[place], files=(*found[place].files, file))
    return found


def strangers(count: int, until: datetime) -> list[Letter]:
    """Letters that have nothing to do with each other."""
    writer = Writer("strangers")
    letters = [_new(writer, number, until) for number in range(count)]
    return [replace(one, sender=f"stranger.{one.sender}") for one in letters]


def _new(writer: Writer, number: int, until: datetime) -> Letter:
    charset, sentence, encodings = CHARSETS[number % len(CHARSETS)]
    sender = (
        f"{writer.name().replace(' ', '.').lower()}.{number}@{writer.words(1)[0].lower()}.example"
    )
    return Letter(
        number=number,
        thread=number,
        sender=sender,
        subject=f"{writer.line(4)} {sentence}"[:80].strip(),
        text=f"{sentence}\n\n{writer.text(writer.dice.randrange(20, 250))}\n\n{sentence}",
        at=until - timedelta(minutes=60 - number % 30),
        charset=charset,
        encoding=encodings[number // len(CHARSETS) % len(encodings)],
        form=writer.dice.choices(("plain", "html", "both"), (50, 15, 35))[0],
    )


def _reply(writer: Writer, number: int, answered: Letter, until: datetime) -> Letter:
    text = f"{answered.text.splitlines()[0]} {writer.text(writer.dice.randrange(10, 60))}"
    return replace(
        answered,
        number=number,
        thread=answered.thread,
        subject=f"Re: {answered.subject}",
        text=text,
        at=until - timedelta(minutes=5),
        in_reply_to=answered.message_id,
        references=(*answered.references, answered.message_id),
        files=(),
    )


def _attached(file: File) -> bytes:
    name = f'filename="{file.name}"'
    if not file.name.isascii():
        name = f"filename*={encode_rfc2231(file.name, 'utf-8')}"
    head = (
        f"Content-Type: {file.content_type}\r\nContent-Disposition: attachment; {name}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + _base64(file.content)


def _many(subtype: str, parts: Sequence[bytes]) -> bytes:
    boundary = hashlib.sha256(parts[0]).hexdigest()[:30]
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
    separator = f"--{boundary}\r\n".encode()
    return head + b"".join(separator + one + b"\r\n" for one in parts) + separator[:-2] + b"--\r\n"


def _word(text: str, charset: str) -> str:
    return text if text.isascii() else Header(text, charset, maxlinelen=70).encode(linesep="\r\n")


def _quoted_printable(data: bytes) -> bytes:
    return quopri.encodestring(data).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
