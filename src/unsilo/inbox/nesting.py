"""Whether foreign HTML would grow beyond measure while it is read.

Reading HTML as browsers do takes more time the deeper it is nested, and formatting that is never
closed (<font>, <b>) is made anew for each paragraph: 20 kB can become 50 MB. What is counted here is an
upper bound of both. To be one, whatever looks like a beginning counts, wherever it stands, and an end
counts only where nothing can hide it: in a comment, in quotes or in a script it ends nothing.
"""

import re

MAX_WORK = 20_000_000  # elements looked at; measured: half a second at 64 million
MAX_MADE = 500_000  # elements made anew; measured: 300 MB at a million

_BEGIN_OR_END = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# As browsers cut HTML into pieces. Only the outermost repetition is possessive: those inside would be
# read wrongly by Python 3.11.
_SURE = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))"""
    r"""|<[!?][^>]*>?"""
    r"""|</[^a-zA-Z][^>]*>?"""
    r"""|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)"""
    r"""(?:[\s/]+|[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?)*+(?:>|\Z)""",
    re.DOTALL,
)
_VOID = frozenset([
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
])  # fmt: skip
# These end by themselves when the next of them begins.
_SHORT = frozenset([
    "p", "li", "dd", "dt", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup",
    "rp", "rt",
])  # fmt: skip
_FORMAT = frozenset(
    ["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"]
)
_WALLS = frozenset(
    ["table", "object", "marquee", "applet", "template", "svg", "math", "foreignobject", "select"]
)
_RAW = frozenset(
    ["style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"]
)


def grows_beyond_measure(source: str) -> bool:
    """Walk through as a browser's stack of open elements would grow, at least as fast as it does."""
    sure = _sure_ends(source)
    stack: list[str] = []
    formats = work = made = 0
    for match in _BEGIN_OR_END.finditer(source):
        name = match[2].lower()
        if match[1]:
            if match.start() in sure:
                at = _innermost(stack, name)
                work += len(stack) - max(at, 0)
                if at >= 0 and name in _FORMAT:
                    del stack[at]
                    formats -= 1
                elif at >= 0:
                    del stack[at:]
        elif name not in _VOID and name not in _SHORT:
            stack.append(name)
            formats += name in _FORMAT
        work += len(stack)
        made += formats
        if work > MAX_WORK or made > MAX_MADE:
            return True
    return False


def _innermost(stack: list[str], name: str) -> int:
    """Where the element is that an end tag ends; -1 for none that it can reach."""
    for at in range(len(stack) - 1, -1, -1):
        if stack[at] == name:
            return at
        if stack[at] in _WALLS:
            break
    return -1


def _sure_ends(source: str) -> set[int]:
    """Where end tags are that end something."""
    found: set[int] = set()
    position = 0
    while match := _SURE.search(source, position):
        position = max(match.end(), match.start() + 1)
        name = (match["name"] or "").lower()
        if match["end"]:
            found.add(match.start())
        elif name in _RAW:
            end = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(source, position)
            position = end.start() if end else len(source)
    return found
