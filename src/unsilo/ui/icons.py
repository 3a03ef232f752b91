"""Icons: our names for a chosen few of Lucide's, drawn into one sprite.

After a change to ICONS write the sprite anew with `python -m unsilo.ui.icons`.
"""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"

# Ours -> Lucide's. Ours say what a thing means here, so that a picture can change in one place.
ICONS = {
    "ad": "megaphone",
    "alert": "triangle-alert",
    "archive": "archive",
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "assign": "user-plus",
    "at-sign": "at-sign",
    "bars": "chart-column",
    "bell": "bell",
    "bell-off": "bell-off",
    "bold": "bold",
    "book": "book-open",
    "bounce": "mail-x",
    "building": "building-2",
    "calendar": "calendar",
    "chat": "message-square",
    "check": "check",
    "check-circle": "circle-check",
    "clip": "paperclip",
    "clock": "clock",
    "cloud": "cloud",
    "code": "code",
    "columns": "columns-3",
    "copy": "copy",
    "crown": "crown",
    "database": "database",
    "desk": "layers",
    "dots": "ellipsis",
    "down": "chevron-down",
    "download": "download",
    "external": "external-link",
    "eye": "eye",
    "eye-off": "eye-off",
    "file": "file",
    "file-text": "file-text",
    "filter": "list-filter",
    "fingerprint": "fingerprint-pattern",
    "flag": "flag",
    "folder": "folder",
    "form": "clipboard-list",
    "forward": "forward",
    "frown": "frown",
    "globe": "globe",
    "hash": "hash",
    "heart": "heart",
    "help": "circle-question-mark",
    "history": "history",
    "home": "house",
    "image": "image",
    "inbox": "inbox",
    "info": "info",
    "italic": "italic",
    "key": "key-round",
    "keyboard": "keyboard",
    "language": "languages",
    "left": "chevron-left",
    "link": "link",
    "list": "list",
    "list-ordered": "list-ordered",
    "lock": "lock",
    "login": "log-in",
    "logout": "log-out",
    "mail": "mail",
    "mail-open": "mail-open",
    "map-pin": "map-pin",
    "meh": "meh",
    "menu": "menu",
    "merge": "merge",
    "minus": "minus",
    "moon": "moon",
    "news": "newspaper",
    "note": "sticky-note",
    "offline": "wifi-off",
    "pause": "pause",
    "pen": "pencil",
    "phone": "phone",
    "play": "play",
    "plug": "plug",
    "plus": "plus",
    "pulse": "activity",
    "quote": "text-quote",
    "redo": "redo-2",
    "refresh": "refresh-cw",
    "reply": "reply",
    "reply-all": "reply-all",
    "right": "chevron-right",
    "save": "save",
    "search": "search",
    "send": "send",
    "server": "server",
    "settings": "settings",
    "shield": "shield",
    "shield-alert": "shield-alert",
    "sliders": "sliders-vertical",
    "siren": "siren",
    "smartphone": "smartphone",
    "smile": "smile",
    "snooze": "alarm-clock",
    "spam": "octagon-alert",
    "split": "split",
    "star": "star",
    "stop": "ban",
    "sun": "sun",
    "system": "monitor",
    "tag": "tag",
    "target": "target",
    "terminal": "terminal",
    "theme": "contrast",
    "trash": "trash-2",
    "undo": "undo-2",
    "unlink": "unlink",
    "unlock": "lock-open",
    "up": "chevron-up",
    "upload": "upload",
    "user": "user",
    "users": "users",
    "video": "video",
    "webhook": "webhook",
    "x": "x",
    "zap": "zap",
}


def sprite() -> str:
    """Every icon as a <symbol>; size, stroke and colour come from the `.icon` class of its user."""
    with ZipFile(str(files("lucide") / "lucide.zip")) as drawings:
        symbols = [
            _symbol(name, drawings.read(f"{drawing}.svg").decode())
            for name, drawing in sorted(ICONS.items())
        ]
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        "<!-- Icons from Lucide, https://lucide.dev, ISC licence. Made by unsilo/ui/icons.py. -->\n"
    )
    return head + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str, svg: str) -> str:
    inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    inner = re.sub(r">\s+<", "><", inner.strip()).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


@cache
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """The markup of one icon; without a label it is decoration and hidden from screen readers."""
    if name not in ICONS:
        raise LookupError(f"No icon {name!r}: add it to unsilo/ui/icons.py and write the sprite.")
    css = f"icon icon-{size}" if size else "icon"
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


if __name__ == "__main__":
    SPRITE.write_text(sprite(), encoding="utf-8")
