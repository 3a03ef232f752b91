"""A briefing as one reader sees it: page, letter, paper and Markdown show the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk
from unsilo.core import paper
from unsilo.core.pagination import Page, decode_cursor, encode_cursor
from unsilo.inbox.models import Conversation
from unsilo.inbox.writing import to_html
from unsilo.insights import frozen
from unsilo.insights.drafting import SECTIONS
from unsilo.insights.models import Briefing, BriefingItem, BriefingReader, BriefingSection
from unsilo.ui.charts import Chart

TEMPLATE = Path(__file__).parent.parent / "paper" / "briefing.typ"
PAGE = 30


@dataclass(frozen=True, slots=True)
class ShownChart:
    key: str
    title: str
    label: str
    definition: str
    chart: Chart
    svg: str
    png: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: BriefingSection
    title: str
    html: SafeString
    items: Sequence[BriefingItem]
    kept_back: int
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """A briefing for one reader. What they may not read is left out; how much, is said."""

    briefing: Briefing
    title: str
    span: str
    numbers: Sequence[dict[str, Any]]
    charts: Sequence[ShownChart]
    sections: Sequence[ShownSection]
    readers: Sequence[BriefingReader]

    @property
    def read_by(self) -> int:
        return sum(1 for reader in self.readers if reader.read_at)

    @property
    def used(self) -> int:
        return sum(1 for part in self.sections for item in part.items if item.used_at)


def edition(briefing: Briefing, access: Access | None) -> Edition:
    """``access`` None is the edition of the installation: everything that no desk restricts."""
    sections = list(
        briefing.sections.select_related("edited_by").prefetch_related(
            "items__used_by", "revisions"
        )
    )
    asked = {item.conversation_id for one in sections for item in one.items.all()} - {None}
    readable = _readable(asked, access)
    parts = []
    for one in sections:
        every = list(one.items.all())
        items = [
            item
            for item in every
            if item.conversation_id is None or item.conversation_id in readable
        ]
        parts.append(
            ShownSection(
                section=one,
                title=str(SECTIONS.get(one.key, one.key)),
                html=SafeString(to_html(one.text)),
                items=items,
                kept_back=len(every) - len(items),
                can_undo=bool(one.revisions.all()),
            )
        )
    return Edition(
        briefing=briefing,
        title=_("%(brand)s, week %(week)s") % {"brand": briefing.brand, "week": briefing.week},
        span=_("%(first)s to %(last)s")
        % {
            "first": formats.date_format(briefing.monday, "j F"),
            "last": formats.date_format(briefing.monday + timedelta(days=6), "j F Y"),
        },
        numbers=briefing.numbers,
        charts=[_chart(data, briefing.pictures) for data in briefing.charts],
        sections=parts,
        readers=list(briefing.readers.select_related("user").order_by("-read_at", "user__name")),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A briefing in the list."""

    briefing: Briefing
    readers: int
    read: int
    edited: int
    used: int


def briefings_page(access: Access, *, cursor: str = "", limit: int = PAGE) -> Page[Row]:
    found = Briefing.objects.visible_to(access).select_related("brand").order_by("-id")
    if cursor:
        (last,) = decode_cursor(cursor, int)
        found = found.filter(pk__lt=last)
    rows = list(found.defer("charts", "pictures").order_by("-pk")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    ids = [one.pk for one in rows]
    readers = list(
        BriefingReader.objects.filter(briefing__in=ids).values_list("briefing", "read_at")
    )
    edited = list(
        BriefingSection.objects.filter(briefing__in=ids, edited_at__isnull=False).values_list(
            "briefing", flat=True
        )
    )
    used = list(
        BriefingItem.objects.filter(section__briefing__in=ids, used_at__isnull=False).values_list(
            "section__briefing", flat=True
        )
    )
    items = [
        Row(
            briefing=one,
            readers=sum(1 for pk, _at in readers if pk == one.pk),
            read=sum(1 for pk, at in readers if pk == one.pk and at),
            edited=edited.count(one.pk),
            used=used.count(one.pk),
        )
        for one in rows
    ]
    return Page(items, encode_cursor(rows[-1].pk) if more else None)


def as_markdown(shown: Edition) -> str:
    lines = [f"# {shown.title}", "", shown.span, ""]
    lines += [
        f"- {one['name']}: {one['figure']} ({_('before')}: {one['before']})"
        for one in shown.numbers
    ]
    for part in shown.sections:
        lines += ["", f"## {part.title}", "", part.section.text]
        for item in part.items:
            lines += ["", f"> {item.words or item.title}", f"> ({item.title})"]
            if item.used_for:
                lines.append(f"> {_('Used for')}: {item.used_for}")
    return "\n".join(lines).strip() + "\n"


def as_html(shown: Edition) -> str:
    """A document that stands alone: pictures are in it."""
    return render_to_string("insights/briefing_document.html", {"shown": shown})


def as_pdf(shown: Edition) -> bytes:
    return paper.render(
        TEMPLATE,
        {
            "title": shown.title,
            "span": shown.span,
            "words": {
                "number": _("Number"),
                "now": _("Now"),
                "before": _("Before"),
                "change": _("Change"),
                "used": _("Used for"),
            },
            "numbers": shown.numbers,
            "charts": [
                {"title": one.title, "label": one.label, "svg": one.svg}
                for one in shown.charts
                if one.svg
            ],
            "sections": [
                {
                    "title": part.title,
                    "blocks": blocks(part.section.text),
                    "items": [
                        {"title": item.title, "words": item.words, "used": item.used_for}
                        for item in part.items
                    ],
                }
                for part in shown.sections
            ],
        },
    )


def blocks(text: str) -> list[dict[str, Any]]:
    """Paragraphs and points with their bold words, for paper, which reads no Markdown."""
    found: list[dict[str, Any]] = []
    lists: list[str] = []
    number = 0
    for token in _markdown().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token.type)
            number = 0
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number += 1
        elif token.type == "inline":
            kind = "paragraph"
            if lists:
                kind = "point" if lists[-1].startswith("bullet") else "numbered"
            found.append({"kind": kind, "number": number, "runs": _runs(token.children or [])})
        elif token.type in ("fence", "code_block"):
            found.append(
                {"kind": "paragraph", "number": 0, "runs": [{"text": token.content, "bold": False}]}
            )
    return found


def _runs(tokens: Sequence[Token]) -> list[dict[str, Any]]:
    runs, bold = [], 0
    for token in tokens:
        if token.type == "strong_open":
            bold += 1
        elif token.type == "strong_close":
            bold -= 1
        elif token.type in ("softbreak", "hardbreak"):
            runs.append({"text": " ", "bold": False})
        elif token.content:
            runs.append({"text": token.content, "bold": bold > 0})
    return runs


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark")


def _readable(ids: set[int | None], access: Access | None) -> set[int]:
    found = Conversation.objects.filter(pk__in=[pk for pk in ids if pk is not None])
    if access is None:
        open_desks = Desk.objects.filter(is_restricted=False)
        return set(found.filter(placements__desk__in=open_desks).values_list("pk", flat=True))
    return set(found.visible_to(access).values_list("pk", flat=True))


def _chart(data: dict[str, Any], pictures: dict[str, dict[str, str]]) -> ShownChart:
    chart = frozen.thaw(data)
    drawn = pictures.get(chart.key, {})
    return ShownChart(
        key=chart.key,
        title=str(chart.title),
        label=str(chart.label),
        definition=str(chart.definition),
        chart=chart,
        svg=drawn.get("svg", ""),
        png=drawn.get("png", ""),
    )
