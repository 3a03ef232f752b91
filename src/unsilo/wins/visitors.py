"""Who comes to a public page: whether it is a person, and whether they were here before."""

import re
from datetime import timedelta

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SECOND_LOOK = timedelta(hours=1)  # within which the same visitor is not counted again

# Programs that look at a link before a person does, or instead.
_ROBOT = re.compile(
    r"bot\b|bot[/;)]|crawl|spider|slurp|preview|facebookexternalhit|facebot|whatsapp|telegram|"
    r"skypeuri|slackbot|discord|embedly|pinterest|vkshare|monitor|pingdom|uptime|validator|"
    r"headless|python|curl|wget|httpx|okhttp|java/|go-http|libwww|safelinks|proofpoint|barracuda",
    re.IGNORECASE,
)


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def is_person(request: HttpRequest) -> bool:
    """Whether somebody looks at a page, as far as one can know: no robot, no look ahead."""
    agent = _agent(request)
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "").lower()
    robot = not agent.strip() or _ROBOT.search(agent) is not None
    return request.method == "GET" and not ahead and not robot


def mark_of(request: HttpRequest, *, at: str) -> str:
    """Tells a second look from a second person, for this one thing only."""
    who = f"{at} {address_of(request)} {_agent(request)}"
    return salted_hmac("unsilo.visitor", who).hexdigest()[:20]


def _agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:500]
