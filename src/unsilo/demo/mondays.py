"""The briefings of the past weeks: who read them, what they changed, what came of them.

Nothing has been read by the model yet when the demo is made. The worker writes these again once it
has; what people wrote in them stays.
"""

from datetime import datetime, time, timedelta

from unsilo.accounts.models import Brand, User
from unsilo.core.actor import SYSTEM
from unsilo.demo import company
from unsilo.demo.founding import Cast
from unsilo.insights.models import BriefingItem
from unsilo.insights.queries.numbers import DAY, zone_of
from unsilo.insights.services import briefings, rollups
from unsilo.insights.services.briefings.writing import last_monday

WEEKS = 8
READERS = ("ines", "juno", "marit", "theo", "sol", "lena")

# Of how many weeks ago, by whom, which section, and what they wrote.
EDITS = (
    (
        1, "juno", "watch",
        "- Box sizes: people ask how big the Lantern Box is before anybody made a picture of it.\n"
        "- The harbour bell: two streamers want to know whether it is a reference. It is.",
    ),
    (
        2, "ines", "agenda",
        "1. Gift codes: who tells people that the mail takes an hour?\n"
        "2. Which of the best moments do we ask consent for?\n"
        "3. What did the last briefing lead to?",
    ),
    (
        4, "marit", "short",
        "A quiet week. Most of it was about delivery times, and most of that is answered by the "
        "page about delivery, which nobody finds.",
    ),
)  # fmt: skip


def tell(cast: Cast, now: datetime) -> None:
    """Count everything, and write what was told on each of the past Mondays."""
    rollups.refresh(now=now)
    brand = Brand.objects.get(name=company.BRAND)
    people = _people(cast)
    newest = last_monday(brand)
    for weeks in range(WEEKS - 1, -1, -1):
        monday = newest - DAY * 7 * weeks
        ready = datetime.combine(monday + DAY * 7, time(6, 5), zone_of(brand.pk))
        briefing = briefings.write(brand, monday, by=SYSTEM, at=min(ready, now))
        for place, name in enumerate(READERS[: len(READERS) - weeks % 3]):
            at = ready + timedelta(minutes=70 + 23 * place + 11 * weeks)
            if at <= now:
                user = people[name]
                briefings.mark_read(briefing, user=user, by=user.actor, at=at)
        for ago, name, key, words in EDITS:
            if ago == weeks:
                user, at = people[name], min(ready + timedelta(hours=2), now)
                briefings.edit_section(
                    briefing.sections.get(key=key),
                    text=words,
                    version=None,
                    user=user,
                    by=user.actor,
                    at=at,
                )
        item = BriefingItem.objects.filter(section__briefing=briefing).order_by("pk").first()
        if item and weeks:
            theo = people["theo"]
            briefings.mark_used(
                item,
                used_for="Answered first thing on Monday",
                user=theo,
                by=theo.actor,
                at=min(ready + timedelta(hours=3), now),
            )


def _people(cast: Cast) -> dict[str, User]:
    return {user.email.partition("@")[0]: user for user in cast.users.values()}
