"""Foreign HTML made safe to look at: cleaned when stored, shown in a closed frame only."""

import html as html_entities
import re
from dataclasses import dataclass

import nh3

from unsilo.inbox.nesting import grows_beyond_measure

MAX_HTML = 2_000_000  # signs; beyond that only the text is shown, as of what would grow so large

_TAGS = nh3.ALLOWED_TAGS | {
    "font", "center", "section", "article", "header", "footer", "main", "figure", "figcaption",
    "caption", "colgroup", "col", "tfoot", "big", "u", "address", "picture",
}  # fmt: skip
_SHARED = {
    "style",
    "align",
    "valign",
    "width",
    "height",
    "bgcolor",
    "dir",
    "lang",
    "title",
    "color",
}
_ATTRIBUTES = {
    "*": _SHARED,
    "a": {"href"},
    "img": {"src", "alt", "data-remote-src", "data-cid", "border", "hspace", "vspace"},
    "font": {"face", "size"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
    "col": {"span"},
    "blockquote": {"type"},
}
_STYLES = {
    "color", "background-color", "font-family", "font-size", "font-style", "font-weight",
    "text-align", "text-decoration", "line-height", "letter-spacing", "vertical-align",
    "white-space", "margin", "margin-top", "margin-right", "margin-bottom", "margin-left",
    "padding", "padding-top", "padding-right", "padding-bottom", "padding-left", "border",
    "border-top", "border-right", "border-bottom", "border-left", "border-collapse",
    "border-spacing", "border-radius", "width", "max-width", "height", "display", "list-style-type",
    "text-indent", "text-transform", "direction",
}  # fmt: skip
_INLINE_PICTURE = re.compile(r"data:image/(png|gif|jpe?g|webp);base64,", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20]")  # browsers pass over these in the scheme of an address


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """Cleaned HTML; pictures from elsewhere wait in ``data-remote-src``, own ones in ``data-cid``."""

    html: str
    remote_images: int


def clean(source: str) -> CleanHtml:
    """Remove whatever could run, load, track or reach outside. Never raises."""
    if not source.strip() or len(source) > MAX_HTML or grows_beyond_measure(source):
        return CleanHtml("", 0)
    remote = 0

    def keep(tag: str, name: str, value: str) -> str | None:
        nonlocal remote
        if tag == "img" and name == "src":
            if value.lower().startswith("cid:") or _INLINE_PICTURE.match(value):
                return value
            remote += 1
            return None
        if name == "data-remote-src" and not value.lower().startswith(("http://", "https://")):
            return None
        if name == "href" and _UNSEEN.sub("", value).lower().startswith("data:"):
            return None
        if name in ("width", "height") and not re.fullmatch(r"\d{1,4}%?", value):
            return None
        return value

    # Pictures are renamed before cleaning, since the cleaner can drop attributes but not rename.
    prepared = _rename_pictures(source)
    cleaned = nh3.clean(
        prepared,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "noscript", "template"},
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
    )
    if len(cleaned) > 2 * MAX_HTML:
        return CleanHtml("", 0)
    remote = len(re.findall(r"\sdata-remote-src=", cleaned))
    return CleanHtml(cleaned, remote)


_PICTURE = re.compile(r"<(?:img|image)\b[^>]{0,20000}>", re.IGNORECASE)
_SOURCE = re.compile(r"""\ssrc\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


def _rename_pictures(source: str) -> str:
    def rename(match: re.Match[str]) -> str:
        tag = re.sub(r"data-(remote-src|cid)\s*=", "data-x=", match[0], flags=re.IGNORECASE)
        found = _SOURCE.search(tag)
        if not found:
            return tag
        address = html_entities.unescape(found[1].strip("\"'")).strip()
        if _INLINE_PICTURE.match(address):
            return tag
        name, value = "data-remote-src", address
        if address.lower().startswith("cid:"):
            name, value = "data-cid", address[4:]
        elif not address.lower().startswith(("http://", "https://")):
            return tag[: found.start()] + tag[found.end() :]
        attribute = f' {name}="{html_entities.escape(value)}"'
        return tag[: found.start()] + attribute + tag[found.end() :]

    return _PICTURE.sub(rename, source)


def with_pictures(cleaned: str, *, own: dict[str, str], remote: bool) -> str:
    """Put pictures in: ``own`` maps content ids to addresses; ``remote`` lets the others load."""

    def own_picture(match: re.Match[str]) -> str:
        address = own.get(html_entities.unescape(match[1]))
        return f' src="{html_entities.escape(address)}"' if address else ""

    shown = re.sub(r'\sdata-cid="([^"]*)"', own_picture, cleaned)
    return re.sub(r'\sdata-remote-src="', ' src="', shown) if remote else shown
