"""What is being written: drafts per person, notes, files."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Upload
from unsilo.inbox.models import Draft, Kind
from unsilo.inbox.services import placements
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.tests.conftest import Converse
from unsilo.inbox.tests.visits import answer_to, composer_of, page_of, post, sent, undo_of, visitor

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


# Drafts


def test_r38_drafts_are_kept_per_person_and_survive_a_new_owner(
    converse: Converse, bob: User, alice: User, support: Desk
) -> None:
    conversation = converse()
    for user, words in ((bob, "Words of Bob"), (alice, "Words of Alice")):
        data = answer_to(conversation, text=words)
        saved = post(visitor(user), page_of(conversation, "draft/"), data)
        assert "Draft saved" in saved.content.decode()
    placements.assign(conversation.pk, desk=support, owner=alice, by=alice.actor)
    assert "Words of Bob" in visitor(bob).get(page_of(conversation)).content.decode()
    assert "Words of Alice" in visitor(alice).get(page_of(conversation)).content.decode()
    assert "Draft" in visitor(bob).get("/inbox/").content.decode()


def test_an_empty_draft_is_none(converse: Converse, bob: User) -> None:
    conversation = converse()
    client, url = visitor(bob), page_of(conversation, "draft/")
    post(client, url, answer_to(conversation, text="Something"))
    post(client, url, answer_to(conversation, text=" "))
    assert not Draft.objects.exists()


def test_half_typed_recipients_are_kept_as_they_are(converse: Converse, bob: User) -> None:
    conversation = converse()
    data = answer_to(conversation, text="Words", to="Dana <dana@whit")
    kept = post(visitor(bob), page_of(conversation, "draft/"), data)
    assert kept.status_code == 200
    assert 'name="to" value="Dana &lt;dana@whit"' in composer_of(bob, conversation)


def test_a_draft_knows_which_version_its_writer_saw(
    converse: Converse, bob: User, alice: User
) -> None:
    conversation = converse()
    seen = conversation.version
    post(visitor(bob), page_of(conversation, "draft/"), answer_to(conversation))
    add_note(conversation.pk, user=alice, text="News", by=alice.actor)
    assert f'name="seen_version" value="{seen}"' in composer_of(bob, conversation)


def test_ones_own_note_does_not_stop_ones_own_answer(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    data = answer_to(conversation)
    post(client, page_of(conversation, "draft/"), data)
    post(client, page_of(conversation, "note/"), {"kind": "note", "text": "To myself"})
    version = re.search(r'name="seen_version" value="(\d+)"', composer_of(bob, conversation))
    assert version
    answer = {**data, "seen_version": version[1]}
    assert post(client, page_of(conversation, "send/"), answer).status_code == 200


def test_words_come_along_between_kinds_of_answer_but_not_into_a_note(
    converse: Converse, bob: User
) -> None:
    conversation = converse()
    client, url = visitor(bob), page_of(conversation, "switch/")
    data = answer_to(conversation, text="For whom?")
    forward = post(client, url, {**data, "to_kind": "forward"}).content.decode()
    assert ">For whom?</textarea>" in forward
    assert 'name="to" value=""' in forward
    assert 'value="Fwd: A question"' in forward
    note = post(client, url, {**data, "kind": "forward", "to_kind": "note"}).content.decode()
    assert "For whom?" not in note
    assert {draft.kind for draft in Draft.objects.all()} == {"forward"}


def test_a_draft_can_be_thrown_away(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    post(client, page_of(conversation, "draft/"), answer_to(conversation))
    html = post(client, page_of(conversation, "discard/"), {"kind": "reply"}).content.decode()
    assert "It is on its way." not in html
    assert not Draft.objects.exists()


# Notes


def test_everyone_who_may_write_can_add_a_note(converse: Converse, paul: User, vera: User) -> None:
    conversation = converse()
    data = {"kind": "note", "text": "A word from the press", "seen": "0-0"}
    response = post(visitor(paul), page_of(conversation, "note/"), data)
    assert "A word from the press" in response.content.decode()
    assert post(visitor(vera), page_of(conversation, "note/"), data).status_code == 403


def test_a_note_is_taken_back_by_its_writer_alone(
    converse: Converse, bob: User, alice: User
) -> None:
    conversation = converse()
    data = {"kind": "note", "text": "Oops"}
    undo = undo_of(post(visitor(bob), page_of(conversation, "note/"), data))
    assert post(visitor(alice), undo).status_code == 409
    html = post(visitor(bob), undo, at=page_of(conversation)).content.decode()
    assert ">Oops</textarea>" in html
    assert not conversation.messages.filter(kind=Kind.NOTE).exists()


def test_names_to_mention_are_people_and_desks(bob: User, alice: User, support: Desk) -> None:
    found = visitor(bob).get("/inbox/names/").json()["items"]
    assert {"name": "Support", "hint": "Desk", "mark": "support"} in found
    assert "Alice Moreau" in [one["name"] for one in found]
    assert "Bob Nakamura" not in [one["name"] for one in found]


# Files


def test_files_are_uploaded_shown_and_sent(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    added = post(client, "/inbox/uploads/", {"file": SimpleUploadedFile("fox.png", PNG)})
    upload = Upload.objects.get()
    assert f'name="uploads" value="{upload.pk}"' in added.content.decode()
    text = f"Look: ![a fox](cid:u{upload.pk})"
    data = answer_to(conversation, text=text, uploads=[str(upload.pk)])
    shown = post(client, "/inbox/preview/", {"text": text}).content.decode()
    assert f'<img src="/inbox/uploads/{upload.pk}/" alt="a fox">' in shown
    html = post(client, page_of(conversation, "send/"), data).content.decode()
    message = sent(conversation)
    assert message
    attachment = message.attachments.get()
    assert attachment.inline
    assert f'<img src="/inbox/files/{attachment.pk}/picture/" alt="a fox">' in html


def test_a_colleagues_file_can_not_be_sent(converse: Converse, bob: User, alice: User) -> None:
    conversation = converse()
    post(visitor(alice), "/inbox/uploads/", {"file": SimpleUploadedFile("a.txt", b"a")})
    data = answer_to(conversation, uploads=[str(Upload.objects.get().pk)])
    assert post(visitor(bob), page_of(conversation, "send/"), data).status_code == 422


def test_viewers_upload_nothing(vera: User) -> None:
    data = {"file": SimpleUploadedFile("a.txt", b"a")}
    assert post(visitor(vera), "/inbox/uploads/", data).status_code == 403


def test_a_preview_is_as_safe_as_what_is_sent(bob: User) -> None:
    text = (
        "**bold** <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://t.example/p.png)"
    )
    html = post(visitor(bob), "/inbox/preview/", {"text": text}).content.decode()
    assert "<strong>bold</strong>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "t.example" not in html
