"""The demo is made once, goes on after a power cut, and never in an installation that is in use."""

from datetime import UTC, datetime, timedelta

import pytest

from unsilo.accounts.models import User
from unsilo.channels.models import Arrival, Delivery, Outcome
from unsilo.core.errors import Conflict
from unsilo.demo import company, seed
from unsilo.demo.generator import build
from unsilo.demo.playback import Player, Step
from unsilo.inbox.models import Conversation, Message, NoteMention
from unsilo.wins.models import Conversion, Link, Store

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
SOME = ("tomasz-second-box", "rosalind-harbour", "wendell-eaten", "spam-prize", "hana-ferry")


def test_logins_name_everyone_and_the_password():
    lines = seed.logins()
    assert len(lines) == len(company.COLLEAGUES)
    assert all(company.PASSWORD in line for line in lines)
    assert lines[0].startswith("ines@marmaladefox.example")


@pytest.mark.django_db
def test_an_installation_in_use_gets_no_known_logins(alice):
    with pytest.raises(Conflict, match="data directory of its own"):
        seed.seed(NOW)
    assert not seed.is_seeded()
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_seed_goes_on_where_it_stopped(monkeypatch):
    scripts = [script for script in build(NOW) if script.key in SOME]
    monkeypatch.setattr(seed, "build", lambda now: scripts)
    monkeypatch.setattr(seed, "_STEPS_A_COMMIT", 8)
    whole = Player.steps

    def interrupted(self, conversations):
        steps = whole(self, conversations)
        return [*steps[:20], Step(steps[20].at, _pull_the_plug), *steps[21:]]

    monkeypatch.setattr(Player, "steps", interrupted)
    with pytest.raises(KeyboardInterrupt):
        seed.seed(NOW)
    assert not seed.is_seeded()
    half = Message.objects.count()

    monkeypatch.setattr(Player, "steps", whole)
    seed.seed(NOW + timedelta(hours=3))
    assert seed.is_seeded()
    spoken = sum(m.mail_class != "bounce_hard" for script in scripts for m in script.messages)
    assert 0 < half < Message.objects.count() == spoken


def _pull_the_plug():
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_the_whole_demo_is_made_once():
    seed.seed(NOW)
    assert seed.is_seeded()
    assert Conversation.objects.count() == len(build(NOW))
    assert not Arrival.objects.filter(outcome=Outcome.PENDING).exists()
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()
    for colleague in company.COLLEAGUES:
        assert NoteMention.objects.filter(user__email=colleague.email, seen_at=None).exists()
    assert 110 <= Store.objects.count() <= 140
    assert Link.objects.filter(clicks__gt=0).count() >= 10
    assert {"direct", "assisted"} <= set(Conversion.objects.values_list("attribution", flat=True))
    assert Conversion.objects.unmatched().count() >= 3
    messages = Message.objects.count()

    seed.seed(NOW + timedelta(days=1))
    assert Message.objects.count() == messages
