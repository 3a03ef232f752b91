"""Stored secrets move to a new key, also when that is interrupted."""

import base64
import secrets
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.models import Channel, Webhook
from unsilo.channels.services import webhooks
from unsilo.channels.services.channels import create_channel
from unsilo.cli.archive import Archive, fingerprint_of_key
from unsilo.cli.restore import take_key
from unsilo.core import rotation
from unsilo.core.actor import SYSTEM
from unsilo.core.models import AuditEntry
from unsilo.core.secrets import SecretUnreadable, unseal, unseal_text

OLD, NEW = "the-old-key", "the-new-key"
SEED = base64.b32encode(secrets.token_bytes(10)).decode()


@pytest.fixture
def stored(settings, ada: User, brand: Brand, support: Desk) -> list[Channel]:
    """What was sealed while the old key held."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    webhooks.create_webhook(url="https://x.example/", kinds=[], user=ada, by=SYSTEM)
    TOTP.activate(ada, SEED)
    made = [
        create_channel(
            kind="email", name=f"Box {number}", brand=brand, desk=support, by=SYSTEM,
            config={"address": f"box{number}@x.example", "imap_host": "x.example",
                    "imap_username": "box", "imap_password": f"word {number}"},
        )
        for number in range(5)
    ]  # fmt: skip
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    return made


def passwords() -> list[str]:
    return [unseal(one.sealed_secrets)["imap_password"] for one in Channel.objects.order_by("pk")]


WORDS = [f"word {number}" for number in range(5)]


@pytest.mark.django_db
def test_the_old_key_reads_until_all_is_sealed_with_the_new_one(settings, stored) -> None:
    assert passwords() == WORDS
    found = rotation.rotate(by=SYSTEM)
    assert (found.resealed, found.unreadable) == (7, [])
    settings.SECRET_KEY_FALLBACKS = []
    assert passwords() == WORDS
    assert unseal(Webhook.objects.get().sealed_secret)["secret"].startswith("whsec_")
    sealed = Authenticator.objects.get().data["secret"]
    assert SEED not in sealed
    assert unseal_text(sealed) == SEED
    assert AuditEntry.objects.latest("pk").data == {"rows": 7, "resealed": 7, "unreadable": 0}


@pytest.mark.django_db(transaction=True)
def test_a_rotation_that_died_in_the_middle_is_gone_on_with(settings, stored) -> None:
    class Killed(BaseException):
        pass

    def die(so_far: rotation.Rotated) -> None:
        if so_far.resealed == 4:
            raise Killed

    with pytest.raises(Killed):
        rotation.rotate(by=SYSTEM, batch=2, progress=die)
    assert passwords() == WORDS
    rest = rotation.rotate(by=SYSTEM, batch=2)
    assert (rest.rows, rest.resealed) == (7, 3)
    assert rotation.rotate(by=SYSTEM).resealed == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert passwords() == WORDS


@pytest.mark.django_db
def test_what_no_key_opens_is_named_and_left_as_it_is(settings, stored) -> None:
    settings.SECRET_KEY_FALLBACKS = []
    found = rotation.rotate(by=SYSTEM)
    assert len(found.unreadable) == 7
    assert any("Box 3" in name for name in found.unreadable)
    with pytest.raises(SecretUnreadable):
        passwords()
    settings.SECRET_KEY_FALLBACKS = [OLD]
    assert passwords() == WORDS


@pytest.mark.django_db
def test_second_factors_kept_before_there_was_sealing_still_work_and_are_sealed(ada: User) -> None:
    factor = Authenticator.objects.create(user=ada, type="totp", data={"secret": SEED})
    assert unseal_text(factor.data["secret"]) == SEED
    rotation.rotate(by=SYSTEM)
    factor.refresh_from_db()
    assert factor.data["secret"].startswith("gAAAA")
    assert unseal_text(factor.data["secret"]) == SEED


def test_a_restore_knows_the_newest_key_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UNSILO_SECRET_KEY", raising=False)
    (tmp_path / "secret.key").write_text(f"{NEW}\n{OLD}\n")
    take_key(Archive(tmp_path / "kept"), fingerprint_of_key(NEW), tmp_path, overwrite=False)
    assert (tmp_path / "secret.key").read_text() == f"{NEW}\n{OLD}\n"
