"""What the component page shows: invented values for every component."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.utils import timezone

from .navigation import NavItem

COLOURS = (
    *("canvas", "surface", "raised", "sunken", "chip", "line-strong", "ink", "ink-2", "ink-3"),
    *("accent", "danger", "warn", "ok", "info", "neg", "neu", "pos"),
    *("support", "community", "marketing", "pr", "product"),
)
DISCIPLINES = {
    "support": "Support",
    "community": "Community",
    "marketing": "Marketing",
    "pr": "PR",
    "product": "Product",
}


class SampleForm(forms.Form):
    """One field of every kind, some of them wrong."""

    name = forms.CharField(
        initial="Support mail", help_text="Colleagues see this, customers don't."
    )
    server = forms.CharField(label="IMAP server")
    desk = forms.ChoiceField(label="First desk", choices=list(DISCIPLINES.items()))
    signature = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), initial="Warmly, the foxes"
    )
    picture = forms.FileField(required=False)
    keep = forms.BooleanField(label="Keep sent mail", required=False)
    paused = forms.BooleanField(required=False, help_text="Nothing is fetched while paused.")
    security = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("tls", "TLS"), ("starttls", "STARTTLS")]
    )

    def clean_server(self) -> str:
        raise forms.ValidationError("No such host. Is it imap.marmaladefox.example?")


def context() -> dict[str, object]:
    """Everything twice, as ids on a page are unique: once light, once dark."""
    return {"sides": [_side("light", "Light"), _side("dark", "Dark")]}


def _side(theme: str, title: str) -> dict[str, object]:
    now = timezone.now()
    return {
        "theme": theme,
        "title": title,
        "form": _form(theme),
        "colours": COLOURS,
        "disciplines": DISCIPLINES,
        "now": now,
        "soon": now + dt.timedelta(minutes=14),
        "later": now + dt.timedelta(hours=3),
        "late": now - dt.timedelta(minutes=6),
        "since": now - dt.timedelta(hours=2),
        "last_month": now - dt.timedelta(days=30),
        "tabs": [
            NavItem(label="Open", url="#open", count=148, current=True),
            NavItem(label="Waiting", url="#waiting", count=23),
            NavItem(label="Done", url="#done"),
        ],
        "facts": [("Place", "Duluth, MN 55804"), ("With us", "2 years"), ("Owner", "Marit Vos")],
        "rows": _rows(now),
        "timeline": [
            SimpleNamespace(
                text="Theo flagged the mail",
                at=now - dt.timedelta(hours=5),
                icon="flag",
                tone="accent",
                by="Theo",
            ),
            SimpleNamespace(
                text="Article found", at=now - dt.timedelta(days=12), icon="news", tone="ok"
            ),
        ],
    }


def _form(theme: str) -> SampleForm:
    form = SampleForm(
        {
            f"{theme}-name": "Support mail",
            f"{theme}-server": "imap.fox",
            f"{theme}-desk": "community",
            f"{theme}-signature": "Warmly, the foxes",
            f"{theme}-keep": "on",
            f"{theme}-security": "tls",
        },
        prefix=theme,
    )
    form.is_valid()
    return form


def _rows(now: dt.datetime) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            url="#row",
            who="Rosalind Achterberg",
            what="Save file gone after 1.4",
            gist="I stream this on Thursday and my whole harbour is gone",
            at=now,
            icon="mail",
            source="mail",
            unread=True,
            vip=True,
            marks=[("support", "Support"), ("pr", "PR")],
            chips=[("", "order support")],
            due_at=now + dt.timedelta(minutes=38),
            since=now - dt.timedelta(hours=3),
        ),
        SimpleNamespace(
            url="#row",
            who="Imogen Carrow",
            what="Colours on the tide map",
            gist="the currents look the same to me",
            at=now - dt.timedelta(days=3),
            icon="form",
            source="web form",
            current=True,
            marks=[("product", "Product")],
            chips=[("line", "idea")],
            note="Theo waits",
        ),
    ]
