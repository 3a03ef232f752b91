import json
from typing import Any

import pytest
from django.test import Client

from unsilo.accounts.models import Desk, User
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage import tasks
from unsilo.triage.models import DueReading, Rereading
from unsilo.triage.report import report
from unsilo.triage.services import corrections, due, rereading
from unsilo.triage.tests.conftest import Read, WordReader
from unsilo.triage.tests.test_signs import page

PAGES = ["/settings/triage/", "/settings/triage/quality/", "/settings/triage/corrections/"]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("address", [*PAGES, "/settings/triage/corrections.jsonl"])
def test_pages_are_for_leads(address: str, alice: User, bob: User) -> None:
    assert client_of(alice).get(address).status_code == 200
    assert client_of(bob).get(address).status_code == 403


def test_reading_again_is_started_paused_and_ended_on_its_page(
    converse: Converse, model: WordReader, alice: User
) -> None:
    converse("Where?")
    client = client_of(alice)
    client.post("/settings/triage/reread/")
    run = Rereading.objects.get()
    assert (run.state, run.by) == ("running", alice.name)
    assert "0 of 1" in page(alice, "/settings/triage/")
    turn = f"/settings/triage/reread/{run.pk}/"
    client.post(turn, {"verb": "pause"})
    assert "Go on" in page(alice, "/settings/triage/")
    client.post(turn, {"verb": "go_on"})
    tasks.work(5)
    shown = page(alice, "/settings/triage/")
    assert "Earlier runs" in shown
    assert "Read everything again" in shown
    assert client.post(turn, {"verb": "pause"}).status_code == 409
    assert client.post(turn, {"verb": "dance"}).status_code == 422


def test_what_was_given_up_is_tried_again_by_a_button(
    converse: Converse, model: WordReader, alice: User
) -> None:
    due.await_reading([converse("Where?").messages.get()])
    DueReading.objects.update(next_try_at=None, attempts=5)
    client_of(alice).post("/settings/triage/try-again/")
    assert DueReading.objects.get().attempts == 0


def test_a_missing_model_is_told_with_what_waits(
    converse: Converse, alice: User, model: WordReader
) -> None:
    from unsilo.triage.services.reading import tell_state

    due.await_reading([converse("Where?").messages.get()])
    tell_state(problem="The weights are not here.")
    assert "The weights are not here." in page(alice, "/settings/triage/")


def test_confusion_opens_the_corrections_behind_it(
    converse: Converse, read: Read, alice: User
) -> None:
    for text in ("I hate it", "It came broken"):
        message_id = read(converse(text)).message_id
        corrections.correct(message_id, head="feeling", said="positive", by=alice.actor)
    shown = page(alice, "/settings/triage/quality/")
    link = "/settings/triage/corrections/?head=feeling&amp;was=negative&amp;said=positive"
    assert link in shown
    behind = page(alice, link.replace("&amp;", "&"))
    assert "I hate it" in behind
    assert "It came broken" in behind


def test_figures_and_export_leave_out_what_the_lead_may_not_see(
    converse: Converse, read: Read, alice: User, paul: User, support: Desk, press_room: Desk
) -> None:
    seen, hidden = read(converse("I hate it")), read(converse("hidden hate"))
    for found in (seen, hidden):
        corrections.correct(found.message_id, head="feeling", said="positive", by=paul.actor)
    placements.move(
        hidden.message.conversation_id, from_desk=support, to_desk=press_room, by=paul.actor
    )
    answer: Any = client_of(alice).get("/settings/triage/corrections.jsonl")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [(line["text"], line["said"]) for line in lines] == [
        ("A question\nI hate it", "positive")
    ]
    assert "hidden hate" not in page(alice, "/settings/triage/corrections/")


def test_the_report_is_a_table_whatever_is_in_it(tmp_path: Any) -> None:
    file = tmp_path / "report.json"
    assert report(file).rows == ()
    file = tmp_path / "other.json"
    file.write_text(
        json.dumps({"version": "1", "measures": [{"what": "F1", "ours": 71.25, "must": None}]})
    )
    assert (report(file).columns, report(file).rows) == (
        ["what", "ours", "must"],
        [["F1", "71.25", "–"]],
    )
    file = tmp_path / "broken.json"
    file.write_text("{")
    assert report(file).rows == ()


def test_the_page_follows_a_run(converse: Converse, model: WordReader, alice: User) -> None:
    converse("Where?")
    rereading.start(by=alice.actor)
    headers = {"HX-Request": "true", "HX-Target": "reading-work"}
    part = client_of(alice).get("/settings/triage/", headers=headers).content.decode()
    assert part.lstrip().startswith("<div")
    assert 'hx-trigger="load delay:2s"' in part
