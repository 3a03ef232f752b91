"""Every charset that still travels, and the ones that are not what they say."""

import base64
from collections.abc import Iterator

from unsilo.connectors.email.payloads.writing import (
    head,
    plain,
    word,
)

# One sentence for each charset, as it is really sent; the subject is in the same one.
SENTENCES = {
    "iso-8859-1": "Où est ma commande ? Déjà trois semaines, ça suffit.",
    "iso-8859-15": "La boîte a coûté 39 €, et il manque les dés.",
    "windows-1252": "“Where’s my game?” – she asked… it cost €39.",
    "iso-8859-2": "Proszę o zwrot pieniędzy, gra przyszła zniszczona. Dziękuję, Łukasz",
    "windows-1250": "Dobrý den, v krabici chybí žluté kostky a příručka.",
    "iso-8859-7": "Πού είναι το παιχνίδι μου; Περιμένω τρεις εβδομάδες.",
    "iso-8859-9": "Oyunum nerede? Üç haftadır bekliyorum, lütfen yanıt verin. Işık Şahin",
    "koi8-r": "Здравствуйте, где мой заказ? Жду уже три недели.",
    "windows-1251": "Добрый день, в коробке не хватает кубиков и правил.",
    "windows-1255": "שלום, איפה המשחק שלי? אני מחכה שלושה שבועות.",
    "windows-1256": "مرحبا، أين طلبي؟ أنتظر منذ ثلاثة أسابيع.",
    "iso-2022-jp": "こんにちは。ゲームがまだ届きません。確認をお願いします。",
    "shift_jis": "説明書が入っていませんでした。送っていただけますか。",
    "euc-jp": "サイコロが一つ足りません。交換できますか。",
    "gb2312": "你好，我的游戏还没有到，请帮我查一下。",
    "gb18030": "盒子里少了两个骰子，请问怎么办？龘",
    "big5": "您好，我的遊戲還沒收到，請幫我查詢。",
    "euc-kr": "안녕하세요, 주문한 게임이 아직 도착하지 않았습니다.",
    "tis-620": "สวัสดีครับ เกมของผมยังไม่มาถึงครับ",
    "utf-7": "Où est ma commande ? Ça fait déjà trois semaines.",
    "utf-16": "Grüße aus Zürich, wo bleibt das Spiel? 你好",
    "utf-8": "Grüße 👋 – where is мой заказ, 私のゲーム?",
}


def charsets() -> Iterator[tuple[str, bytes]]:
    for charset, sentence in SENTENCES.items():
        name = f"charset-{charset}"
        subject = word(sentence.split()[0], "utf-8" if charset in ("utf-7", "utf-16") else charset)
        body = base64.encodebytes(sentence.encode(charset)).decode().replace("\n", "\r\n")
        top = head(
            name,
            f'Content-Type: text/plain; charset="{charset}"',
            "Content-Transfer-Encoding: base64",
            subject=subject,
        )
        yield name, f"{top}\r\n{body}".encode()
    yield (
        "charset-ascii-that-is-utf-8",
        f"{head('ascii-utf8', 'Content-Type: text/plain; charset=us-ascii')}\r\n".encode()
        + "Grüße aus Köln, wo bleibt das Spiel?\r\n".encode(),
    )
    yield (
        "charset-latin-1-that-is-utf-8",
        f"{head('latin-utf8', 'Content-Type: text/plain; charset=iso-8859-1')}\r\n".encode()
        + "Grüße aus Köln, wo bleibt das Spiel?\r\n".encode(),
    )
    yield (
        "charset-utf-8-that-is-latin-1",
        f"{head('utf8-latin', 'Content-Type: text/plain; charset=utf-8')}\r\n".encode()
        + "Grüße aus Köln, wo bleibt das schöne Spiel für die Kinder?\r\n".encode("latin-1"),
    )
    yield (
        "charset-none",
        head("none").encode()
        + b"\r\n"
        + "Où est ma commande ? Ça suffit, déjà.\r\n".encode("cp1252"),
    )
    yield (
        "charset-unknown",
        f"{head('unknown', 'Content-Type: text/plain; charset=x-klingon-8')}\r\n".encode()
        + "Grüße aus Köln\r\n".encode(),
    )
    yield (
        "charset-in-html-only",
        f"{head('meta', 'Content-Type: text/html')}\r\n".encode()
        + '<html><head><meta charset="windows-1251"></head><body><p>Где мой заказ?</p>'.encode(
            "cp1251"
        ),
    )
    yield (
        "charset-raw-headers-utf-8",
        "From: Jörg Müller <joerg@mail.example>\r\nTo: support@fox.example\r\n"
        "Subject: Würfel fehlen\r\nMessage-ID: <raw-utf8@mail.example>\r\n\r\nHallo\r\n".encode(),
    )
    yield (
        "charset-raw-headers-koi8-r",
        "From: Иван Петров <ivan@mail.example>\r\nTo: support@fox.example\r\n"
        "Subject: Где мой заказ\r\nMessage-ID: <raw-koi@mail.example>\r\n"
        "Content-Type: text/plain; charset=koi8-r\r\n\r\nЗдравствуйте\r\n".encode("koi8-r"),
    )
    yield (
        "charset-word-cut-in-a-character",
        plain(
            "cut-word",
            "Hello",
            subject="=?utf-8?B?R3LD?=\r\n =?utf-8?B?vMOfZSBhdXMgS8O2bG4=?=",
            sender='"=?utf-8?Q?M=C3=BCller=2C_J=C3=B6rg?=" <joerg@mail.example>',
        ),
    )
