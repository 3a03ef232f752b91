import re
from collections import Counter

import pytest

from unsilo.demo import attachments
from unsilo.demo.company import (
    CHANNELS_BY_KEY,
    COLLEAGUES,
    COLLEAGUES_BY_EMAIL,
    COLLEAGUES_BY_KEY,
    COMPANIES,
    COMPANIES_BY_KEY,
    DESKS,
    DESKS_BY_KEY,
)
from unsilo.demo.frequent import FAMILIES
from unsilo.demo.people import PEOPLE, PEOPLE_BY_KEY
from unsilo.demo.stories import STORIES

CHOICE = re.compile(r"\{([^{}]*)\}")
MENTION = re.compile(r"@(\w+)")
LANGUAGES = {"en", "de", "fr", "es", "nl", "pt", "it", "sv", "ja"}


def test_five_desks_eight_colleagues_and_every_role():
    assert len(DESKS) == 5
    assert len(COLLEAGUES) == 8
    assert {colleague.role for colleague in COLLEAGUES} == {"admin", "lead", "agent", "viewer"}
    for colleague in COLLEAGUES:
        assert set(colleague.desks) <= set(DESKS_BY_KEY)


def test_at_least_ninety_stories_in_nine_languages():
    assert len(STORIES) >= 90
    assert {PEOPLE_BY_KEY[story.person].language for story in STORIES} == LANGUAGES
    assert max(len(story.lines) for story in STORIES) == 9


def test_keys_are_unique():
    for keys in (
        [story.key for story in STORIES],
        [person.key for person in PEOPLE],
        [company.key for company in COMPANIES],
        [family.key for family in FAMILIES],
    ):
        assert Counter(keys).most_common(1)[0][1] == 1


def test_nobody_shares_an_address_or_handle():
    identities = [value for p in PEOPLE for value in (p.mail, p.other_mail, p.handle) if value]
    assert len(identities) == len(set(identities))


def test_every_person_can_be_written_to_and_only_at_example_addresses():
    for person in PEOPLE:
        assert person.mail or person.handle, person.key
        assert not person.mail or person.mail.endswith(".example"), person.mail
        assert not person.company or person.company in COMPANIES_BY_KEY
        if person.company:
            assert person.mail.endswith("@" + COMPANIES_BY_KEY[person.company].domain)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_names_only_what_exists(story):
    desks = {stand.desk for stand in story.desks}
    assert story.channel in CHANNELS_BY_KEY
    assert desks
    assert desks <= set(DESKS_BY_KEY)
    assert CHANNELS_BY_KEY[story.channel].desk in desks or story.public
    for stand in story.desks:
        assert stand.owner is None or COLLEAGUES_BY_EMAIL[stand.owner].role != "viewer"
        assert (stand.state == "snoozed") == (stand.until is not None)
    assert story.lines[0].kind == "in"
    for line in story.lines:
        if line.kind == "in":
            writer = PEOPLE_BY_KEY[line.by]
            assert writer.handle if story.channel == "comments" else writer.mail
        else:
            colleague = COLLEAGUES_BY_EMAIL[line.by]
            assert colleague.role in ("admin", "lead") or desks & set(colleague.desks)
        for name in line.files:
            assert attachments.make(name)


def test_notes_mention_only_colleagues_and_desks():
    known = {colleague.name.split()[0] for colleague in COLLEAGUES} | {desk.name for desk in DESKS}
    for story in STORIES:
        for line in story.lines:
            if line.kind == "note":
                assert set(MENTION.findall(line.text)) <= known, story.key


def test_everyone_with_a_seat_is_mentioned_somewhere():
    notes = " ".join(line.text for story in STORIES for line in story.lines if line.kind == "note")
    for colleague in COLLEAGUES:
        assert f"@{colleague.name.split()[0]}" in notes


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.key)
def test_a_family_names_only_what_exists(family):
    assert not family.desk or family.desk in DESKS_BY_KEY
    assert set(family.channels) <= set(CHANNELS_BY_KEY)
    assert set(family.people) <= set(PEOPLE_BY_KEY)
    assert {case.by for case in family.cases if case.by} <= set(PEOPLE_BY_KEY)
    for case in family.cases:
        for text in (case.subject, case.text, case.answer, case.thanks):
            assert all(choice.count("|") == 1 for choice in CHOICE.findall(text)), text
    for owner in family.owners:
        colleague = COLLEAGUES_BY_KEY[owner]
        assert (
            colleague.role in ("admin", "lead") or not family.desk or family.desk in colleague.desks
        )
        assert family.language in colleague.speaks


@pytest.mark.parametrize(
    ("filename", "magic"),
    [
        ("a-dog.png", b"\x89PNG"),
        ("harbour.png", b"\x89PNG"),
        ("label-0417.png", b"\x89PNG"),
        ("anything.png", b"\x89PNG"),
        ("letter.pdf", b"%PDF-1.4"),
        ("numbers.csv", b"number,what"),
        ("words.txt", b"words.txt"),
        ("mine.sav", b"TIDEWICK"),
    ],
)
def test_files_are_what_their_names_say_and_always_the_same(filename, magic):
    content = attachments.make(filename)
    assert content.startswith(magic)
    assert content == attachments.make(filename)


def test_the_pdf_points_at_its_own_objects():
    content = attachments.make("letter.pdf")
    table = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert content[table:].startswith(b"xref")
    for number, entry in enumerate(content[table:].split(b"\n")[3:8], 1):
        assert content[int(entry[:10]) :].startswith(b"%d 0 obj" % number)
