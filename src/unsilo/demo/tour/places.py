"""Where the things are that the guide leads to."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse

from unsilo.channels.models import Arrival
from unsilo.incidents.models import Incident
from unsilo.insights.models import Briefing
from unsilo.listening.models import Alert
from unsilo.stories.models import Story
from unsilo.wins.models import Door, Product

Place = Callable[[], str]


def page(name: str, *arguments: object, query: str = "") -> Place:
    return lambda: reverse(name, args=arguments) + query


def conversation(key: str) -> Place:
    """The conversation that the script calls by this key."""
    return partial(_conversation, key)


def _conversation(key: str) -> str:
    arrival = Arrival.objects.filter(external_key=f"{key}.0", conversation_id__isnull=False).first()
    return reverse("inbox:conversation", args=[arrival.conversation_id]) if arrival else ""


def busiest_door() -> str:
    door = Door.objects.order_by("-requests", "pk").first()
    return reverse("wins:door", args=[door.pk]) if door else reverse("wins:doors")


def locator() -> str:
    product = Product.objects.filter(name="Biscuit Heist").first()
    query = f"?zip=55804&product={product.pk}" if product else ""
    return reverse("wins:locator", args=["marmalade-fox"]) + query


def story(title: str) -> Place:
    """A story of the board by its title."""

    def found() -> str:
        one = Story.objects.filter(title=title).first()
        return reverse("stories:story", args=[one.pk]) if one else reverse("stories:board")

    return found


def alert(kind: str, about: str) -> Place:
    """The newest alert of a kind about a topic."""

    def found() -> str:
        alerts = Alert.objects.filter(kind=kind, query__name=about)
        one = alerts.order_by("-raised_at").first()
        return reverse("listening:alert", args=[one.pk]) if one else reverse("listening:overview")

    return found


def incident(*, over: bool, part: str = "incident") -> Place:
    """The newest incident that goes on, or is over; ``part`` is one of its pages."""

    def found() -> str:
        rows = Incident.objects.filter(resolved_at__isnull=not over).order_by("-declared_at")
        one = rows.first()
        if one is None:
            return reverse("incidents:incidents")
        return reverse(f"incidents:{part}", args=[one.pk])

    return found


def briefing() -> str:
    one = Briefing.objects.order_by("-monday").first()
    return reverse(
        "insights:briefing" if one else "insights:briefings", args=[one.pk] if one else []
    )
