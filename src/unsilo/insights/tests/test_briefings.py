"""Briefings: written from the data, kept when written again, narrowed to the reader, sent and read."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, Desk, Notice, User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.inbox.models import Placement
from unsilo.insights.models import Briefing, BriefingReader, BriefingSection
from unsilo.insights.queries.briefings import as_markdown, as_pdf, blocks, edition
from unsilo.insights.services import briefings
from unsilo.insights.services.briefings.writing import last_monday
from unsilo.insights.tests.conftest import Past
from unsilo.listening.services.mentions import Post, hear
from unsilo.routing.models import BusinessHours
from unsilo.triage.tests.conftest import Read

As = Callable[[User], Client]


@pytest.fixture
def monday(brand: Brand) -> date:
    return last_monday(brand)


@pytest.fixture
def written(
    past: Past, read: Read, bob: User, brand: Brand, monday: date, counted: Callable[[], int]
) -> Briefing:
    """A week with four complaints, as there never were before, and words of praise."""
    middle = datetime.combine(monday + timedelta(days=2), datetime.min.time(), ZoneInfo("UTC"))
    days = (timezone.now() - middle).total_seconds() / 86400
    for _n in range(4):
        read(past("It came broken", days=days, hours=3, by=bob))
    loved = past(
        "I love it, write me at dana@whitlock.example, says Dana Whitlock",
        days=days,
        hours=1,
        by=bob,
    )
    read(loved)
    counted()
    return briefings.write(brand, monday, by=SYSTEM)


def section(briefing: Briefing, key: str) -> BriefingSection:
    return briefing.sections.get(key=key)


def test_it_tells_what_rose_with_what_is_usual_and_quotes_without_names(written: Briefing) -> None:
    assert "complaint: product: 4, new in nine weeks" in section(written, "moving").text
    [item] = section(written, "moments").items.all()
    assert item.words == "I love it, write me at [mail], says [name]"
    assert "5 conversations began" in section(written, "short").text
    assert "complaint: product" in section(written, "agenda").text


def test_a_week_without_anything_says_so(brand: Brand, monday: date) -> None:
    briefing = briefings.write(brand, monday, by=SYSTEM)
    assert section(briefing, "alerts").text == "Nothing stood out."
    assert section(briefing, "promises").text == "No promise came due."
    assert as_pdf(edition(briefing, None)).startswith(b"%PDF-")


def test_what_stands_on_no_desk_is_told_too(
    brand: Brand, monday: date, counted: Callable[[], int]
) -> None:
    tuesday = datetime.combine(monday + timedelta(days=1), time(12), ZoneInfo("UTC"))
    post = Post(url="https://posts.example/1", text="Otto!", author="rosa", published_at=tuesday)
    hear([post], brand=brand, by=SYSTEM)
    counted()
    briefing = briefings.write(brand, monday, by=SYSTEM)
    assert "1 public post elsewhere spoke of us." in section(briefing, "stories").text
    assert [one["figure"] for one in briefing.numbers if one["key"] == "mentions"] == ["1"]


def test_a_week_begins_on_a_monday(brand: Brand, monday: date) -> None:
    with pytest.raises(Invalid):
        briefings.write(brand, monday + timedelta(days=1), by=SYSTEM)


def test_writing_again_never_overwrites_what_people_wrote(
    written: Briefing, brand: Brand, bob: User
) -> None:
    edited = section(written, "watch")
    briefings.edit_section(edited, text="Watch the gulls.", version=1, user=bob, by=bob.actor)
    [item] = section(written, "moments").items.all()
    briefings.mark_used(item, used_for="the newsletter", user=bob, by=bob.actor)
    BriefingSection.objects.filter(briefing=written, key="short").update(text="old")
    again = briefings.write(brand, written.monday, by=SYSTEM)
    assert again.pk == written.pk
    assert section(again, "watch").text == "Watch the gulls."
    assert section(again, "watch").drafted != "Watch the gulls."
    assert section(again, "short").text.startswith("5 conversations")
    item.refresh_from_db()
    assert item.used_for == "the newsletter"


def test_edits_have_a_history_and_an_undo(written: Briefing, bob: User, alice: User) -> None:
    one = section(written, "watch")
    drafted = one.text
    briefings.edit_section(one, text="First", version=1, user=bob, by=bob.actor)
    with pytest.raises(Conflict):
        briefings.edit_section(one, text="Late", version=1, user=alice, by=alice.actor)
    briefings.edit_section(one, text="Second", version=2, user=alice, by=alice.actor)
    assert briefings.undo_section(one, by=alice.actor).text == "First"
    back = briefings.undo_section(one, by=alice.actor)
    assert (back.text, back.edited_by) == (drafted, None)
    with pytest.raises(Conflict):
        briefings.undo_section(one, by=alice.actor)


def test_quotes_are_for_those_who_may_read_the_conversation(
    written: Briefing, press_room: Desk, alice: User, paul: User, ada: User
) -> None:
    [item] = section(written, "moments").items.all()
    Placement.objects.filter(conversation=item.conversation).update(desk=press_room)
    shown = {
        user.name: "I love it" in as_markdown(edition(written, Access.of(user)))
        for user in (alice, paul, ada)
    }
    assert shown == {"Alice Moreau": False, "Paul Reyes": True, "Ada Lovell": True}
    assert "I love it" not in as_markdown(edition(written, None))
    kept_back = {
        part.section.key: part.kept_back for part in edition(written, Access.of(alice)).sections
    }
    assert kept_back["moments"] == 1


def test_restricted_desks_stay_out_of_what_is_written(
    past: Past, read: Read, brand: Brand, monday: date, press_room: Desk, counted: Callable[[], int]
) -> None:
    begun = datetime.combine(monday, datetime.min.time(), ZoneInfo("UTC")) + timedelta(days=1)
    days = (timezone.now() - begun).total_seconds() / 86400
    secret = past("I love this secret", days=days)
    read(secret)
    Placement.objects.filter(conversation=secret).update(desk=press_room)
    counted()
    briefing = briefings.write(brand, monday, by=SYSTEM)
    assert "secret" not in as_markdown(edition(briefing, None))
    assert "0 conversations began" in section(briefing, "short").text


def test_it_is_written_on_monday_morning_where_the_brand_is_at_home(
    brand: Brand, alice: User, bob: User
) -> None:
    BusinessHours.objects.create(brand=brand, time_zone="America/Chicago", week=[[]] * 7)
    monday = datetime(2026, 11, 23, 5, 59, tzinfo=ZoneInfo("America/Chicago"))
    assert briefings.write_due(now=monday) == []
    with time_machine.travel(monday + timedelta(minutes=2)):
        [briefing] = briefings.write_due()
        assert briefings.write_due() == []
    assert briefing.week == "2026-W47"
    assert [notice.user for notice in Notice.objects.all()] == [alice]


def test_paper_reads_no_markup_of_what_people_wrote(written: Briefing, bob: User) -> None:
    one = section(written, "watch")
    text = '#panic("no") **bold** *thin*\n\n- a point\n\n1. one\n2. two [link](javascript:x)'
    briefings.edit_section(one, text=text, version=1, user=bob, by=bob.actor)
    assert as_pdf(edition(written, None)).startswith(b"%PDF-")
    kinds = [(block["kind"], block["number"]) for block in blocks(text)]
    assert kinds == [("paragraph", 0), ("point", 1), ("numbered", 1), ("numbered", 2)]


def test_it_is_sent_with_its_charts_and_says_who_got_and_read_it(
    written: Briefing, alice: User, vera: User, as_user: As
) -> None:
    client = as_user(alice)
    client.post(f"/insights/briefings/{written.pk}/send/", {"users": [vera.pk]})
    assert BriefingReader.objects.get(user=vera).state == "waiting"
    assert briefings.send_due() == 1
    [letter] = outbox.outbox
    assert letter.to == [vera.email]
    html = str(letter.alternatives[0][0])
    wanted = re.findall(r'src="cid:([^"]+)"', html)
    attached = [
        part["Content-ID"].strip("<>") for part in letter.message().walk() if part["Content-ID"]
    ]
    assert wanted
    assert sorted(wanted) == sorted(attached)
    assert "complaint: product: 4" in str(letter.body)
    reader = BriefingReader.objects.get(user=vera)
    assert (reader.state, reader.read_at) == ("sent", None)
    as_user(vera).get(f"/insights/briefings/{written.pk}/")
    assert BriefingReader.objects.get(user=vera).read_at
    assert "1 of" not in client.get(f"/insights/briefings/{written.pk}/").content.decode()[:500]


def test_strangers_find_nothing_viewers_read_agents_edit_leads_send(
    written: Briefing, as_user: As, charlie: User, vera: User, bob: User, alice: User
) -> None:
    page = f"/insights/briefings/{written.pk}/"
    part = section(written, "watch")
    edit = f"/insights/sections/{part.pk}/edit/"
    stranger, viewer, agent, lead = map(as_user, (charlie, vera, bob, alice))
    for address in (page, f"/insights/briefings/{written.pk}.pdf", edit):
        assert stranger.get(address).status_code == 404
    assert viewer.get(page).status_code == 200
    assert viewer.get(edit).status_code == 403
    assert agent.get(edit).status_code == 200
    body = {"text": "From Bob", "version": part.version}
    assert agent.post(edit, body).status_code == 302
    assert agent.post(edit, {**body, "text": "Late"}).status_code == 422
    assert "From Bob" in viewer.get(page).content.decode()
    assert agent.post(f"{page}send/", {"users": [vera.pk]}).status_code == 403
    assert lead.post(f"{page}send/", {}).status_code == 422
    assert lead.post(f"{page}send/", {"users": [charlie.pk]}).status_code == 422
    assert lead.get(f"/insights/briefings/{written.pk}.pdf").content.startswith(b"%PDF-")
    assert lead.post(f"{page}write/").status_code == 302
    assert "From Bob" in viewer.get(page).content.decode()


def test_a_lead_has_any_week_written(as_user: As, alice: User, brand: Brand) -> None:
    client = as_user(alice)
    for week in ("2026-W99", "0001-W01", "9999-W52"):
        bad = client.post("/insights/briefings/write/", {"brand": brand.pk, "week": week})
        assert bad.status_code == 422
    made = client.post("/insights/briefings/write/", {"brand": brand.pk, "week": "2026-W40"})
    assert made.status_code == 302
    assert Briefing.objects.get().monday == date(2026, 9, 28)
