"""Foreign HTML, cleaned and read again as a browser reads it: nothing runs, nothing loads."""

import re
from xml.etree.ElementTree import Element

import html5lib
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.budget import bounded, fuzz
from unsilo.connectors.email.parser.html import html_to_text
from unsilo.inbox.html import clean, with_pictures
from unsilo.inbox.tests.test_html import HOSTILE

XHTML = "{http://www.w3.org/1999/xhtml}"
FORBIDDEN = {
    "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input",
    "button", "textarea", "select", "option", "link", "meta", "base", "svg", "math", "template",
    "noscript", "video", "audio", "source", "track", "portal", "marquee", "plaintext", "xmp", "title",
    "noembed", "noframes", "dialog", "isindex", "keygen",
}  # fmt: skip
LOADS = re.compile(r"url|expression|import|behavio|binding|position|@|\\", re.IGNORECASE)
HREF = re.compile(r"(https?:|mailto:|tel:|cid:|//|[^:]*$|[^:]*[/?#])", re.IGNORECASE)
PICTURE = re.compile(r"(data:image/(png|gif|jpe?g|webp);base64,)", re.IGNORECASE)

tags = st.sampled_from(
    [*sorted(FORBIDDEN), "a", "img", "p", "div", "table", "td", "b", "li", "font", "picture", "p/",
     "image", "foreignObject", "mglyph", "mi", "annotation-xml", "desc", "x", "a:b", "!--", "!doctype", "?xml"]
)  # fmt: skip
names = st.sampled_from(
    ["href", "src", "style", "onerror", "onclick", "ONLOAD", "srcset", "background", "action", "title",
     "formaction", "poster", "ping", "xlink:href", "data-remote-src", "data-cid", "width", "id", "class",
     "name", "target", "rel", "srcdoc", "content", "http-equiv", "alt", "lang", "on\x00click"]
)  # fmt: skip
values = st.sampled_from(
    ["javascript:alert(1)", "JaVa\tScRiPt:alert(1)", "&#106;avascript:alert(1)", "&#x6A&#x61vascript:1",
     "vbscript:x", "data:text/html,<script>alert(1)</script>", "data:image/svg+xml;base64,AA",
     "data:image/png;base64,AAAA", "https://evil.example/x.gif", "//evil.example/x", "http:evil.example",
     "cid:logo", "x", "0", "1", "100%", "color:red", "background:url(https://evil.example)",
     "width:expression(alert(1))", "position:fixed;top:0", "color:red;background-image:u\\72l(//e.example)",
     "font-family:'url(https://evil.example)'", "refresh", "_top", "\x01javascript:x", " https://evil.example ",
     "feed:javascript:x", "file:///etc/passwd", "\\\\evil.example\\x", "x\" onerror=\"alert(1)", "x' onload='1",
     "<img src=x onerror=alert(1)>", "--><script>", "]]>", "&quot;&gt;&lt;script&gt;"]
) | st.text(max_size=10)  # fmt: skip
quotes = st.sampled_from(['"', "'", "", "`"])


@st.composite
def attribute(draw: st.DrawFn) -> str:
    quote = draw(quotes)
    gap = draw(st.sampled_from([" ", "/", "\n", "\t", "", "  "]))
    return f"{gap}{draw(names)}{draw(st.sampled_from(['=', ' = ', '', '==']))}{quote}{draw(values)}{quote}"


@st.composite
def tag(draw: st.DrawFn) -> str:
    opening = draw(st.sampled_from(["<", "<", "<", "</", "< ", "<<"]))
    closing = draw(st.sampled_from([">", ">", ">", "/>", "", " >", ">>"]))
    inside = "".join(draw(st.lists(attribute(), max_size=3)))
    return f"{opening}{draw(tags)}{inside}{closing}"


soup = st.lists(
    tag()
    | values
    | st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "&", "&#0;", "\0", "<!", "</"]),
    max_size=14,
).map("".join)


def read(html: str) -> list[Element]:
    return list(html5lib.parse(html, treebuilder="etree").iter())


def check(html: str, *, pictures: bool) -> None:
    for element in read(html):
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment or the like: {html!r}")
        assert element.tag.startswith(XHTML), html
        name = element.tag.removeprefix(XHTML)
        assert name not in FORBIDDEN, html
        for attribute, value in element.attrib.items():
            lower = attribute.lower()
            assert not lower.startswith("on"), html
            assert lower not in {
                "srcset", "background", "action", "formaction", "poster", "ping", "srcdoc", "id", "class",
                "name", "http-equiv", "content", "target",
            }, html  # fmt: skip
            if lower == "href":
                assert HREF.match(value), (value, html)
            if lower == "src":
                assert name == "img", html
                assert PICTURE.match(value) or (
                    pictures and value.startswith(("http://", "https://"))
                ), (
                    value,
                    html,
                )
            if lower == "style":
                assert not LOADS.search(re.sub(r"color|:\s", "", value)), (value, html)


@fuzz
@given(soup)
@example("<img src='https://evil.example/&quot; onerror=&quot;alert(1)'>")
@example("<img title=\"a src='x' b\" src=https://evil.example/a.gif>")
@example("<img/data-remote-src=javascript:alert(1)>")
@example("<svg><style><img src=x onerror=alert(1)></style></svg>")
@example(
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=1&gt;'>"
)
@example('<img alt="x data-remote-src=" src="https://evil.example/a.gif">')
@example("<p title=' data-remote-src=\"https://evil.example' lang=' data-cid=\"x\"'>hi</p>")
def test_nothing_runs_and_nothing_loads_that_was_not_asked_for(source: str) -> None:
    with bounded():
        cleaned = clean(source)
    check(cleaned.html, pictures=False)
    shown = with_pictures(cleaned.html, own={}, remote=False)
    check(shown, pictures=False)
    check(with_pictures(cleaned.html, own={}, remote=True), pictures=True)
    assert clean(cleaned.html).html.count("<") <= cleaned.html.count("<") + 2


def test_what_is_known_to_be_hostile_is_harmless_to_a_real_parser() -> None:
    for source in HOSTILE:
        cleaned = clean(source)
        check(cleaned.html, pictures=False)
        check(with_pictures(cleaned.html, own={}, remote=True), pictures=True)


@fuzz
@given(soup)
def test_its_text_can_be_read(source: str) -> None:
    with bounded():
        assert isinstance(html_to_text(source), str)
