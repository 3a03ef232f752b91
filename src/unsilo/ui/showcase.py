"""What the component page shows: invented values for every component."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.utils import timezone

from .charts import Chart, Series, bars, heat, lines, ranked
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
        "charts": _charts(theme),
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


def _charts(theme: str) -> list[Chart]:
    days = [dt.date(2026, 10, 26) + dt.timedelta(days=n) for n in range(34)]
    week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return [
        lines(
            key=f"first-{theme}",
            title=f"Hours to first reply, {theme}",
            sub="working hours",
            label="The median falls from 31 to 6 hours, p90 from 64 to 13.",
            definition="Time from arrival to the first reply a person wrote.",
            rows=[
                {"day": day.isoformat(), "median": 31 - n * 0.75, "p90": 64 - n * 1.5}
                for n, day in enumerate(days)
            ],
            series=[Series("median", "median"), Series("p90", "p90", "ink-3", True)],
            goal=8,
            goal_label="goal 8 h",
        ),
        bars(
            key=f"open-{theme}",
            title=f"Open conversations, {theme}",
            label="From 412 to 148, clear in four days.",
            rows=[
                {
                    "day": day.isoformat(),
                    "open": 412 - n * 9,
                    "tone": "open" if n < 29 else "now" if n == 29 else "forecast",
                    "url": f"/ui/?day={day}",
                }
                for n, day in enumerate(days)
            ],
            value="open",
            value_label="open",
            tones={
                "open": ("chart-bar", "open"),
                "now": ("chart-2", "now"),
                "forecast": ("chart-band", "forecast"),
            },
        ),
        ranked(
            key=f"why-{theme}",
            title=f"Why they write, {theme}",
            label="Save files lead with 41.",
            rows=[
                {"name": "Save files after 1.4", "value": 41},
                {"name": "Otto batch 0417", "value": 11, "tone": "danger"},
            ],
        ),
        heat(
            key=f"when-{theme}",
            title=f"When they write, {theme}",
            label="Busiest on Tuesday at 10.",
            rows=[
                {"day": day, "hour": hour, "value": (n * 5 + hour * 3) % 23}
                for n, day in enumerate(week)
                for hour in range(24)
            ],
            days=week,
            value_label="arrivals",
        ),
    ]
