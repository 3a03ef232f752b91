import pytest

from unsilo.connectors.email.parser.html import charset_in_html, html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("a &lt; b &amp; c&nbsp;d &euro; &#8364;", "a < b & c d € €"),
        ("2 < 3 and I <3 you", "2 < 3 and I <3 you"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A  B\nC"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        (
            "<p>a</p><blockquote><p>b</p><blockquote>c</blockquote></blockquote>d",
            "a\n\n> b\n>\n> > c\n\nd",
        ),
        ("<style>x{}</style><script>alert(1)</script><title>t</title>seen", "seen"),
        ("<!-- no --><![if !mso]>seen<![endif]><?xml x?>", "seen"),
        ('<div style="display:none">a<div>b</div>c</div>seen', "seen"),
        ('<span style="mso-hide:all">x</span>seen', "seen"),
        ('<a title="a > b" href="x">link</a>', "link"),
        ('<img alt="🎲"><img alt="logo">x', "🎲x"),
        ("<p>\n  spread   over\n  lines </p>", "spread over lines"),
        ("<b>bo</b>ld", "bold"),
        ("unfinished <b", "unfinished <b"),
        ("above<hr>below", "above\n________________________________\nbelow"),
        ("", ""),
        ("  \n ", ""),
    ],
)
def test_html_becomes_what_people_read(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_the_charset_is_read_from_the_page() -> None:
    assert charset_in_html(b'<meta http-equiv="x" content="text/html; charset=koi8-r">') == "koi8-r"
    assert charset_in_html(b"<p>none</p>") == ""
