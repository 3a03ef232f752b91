import multiprocessing
import smtplib
import socket

import pytest
from tests.waiting import wait_until

from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.demo import postbox

LETTER = b"From: help@marmaladefox.example\r\nTo: dana@whitlock.example\r\n\r\nSaturday it is.\r\n"


@pytest.fixture
def listener(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    listener = postbox.listen()
    process = multiprocessing.get_context("fork").Process(target=postbox.serve, args=[listener])
    process.start()
    yield listener
    process.terminate()
    process.join(5)
    listener.close()


def test_a_letter_is_kept_in_the_folder(listener, tmp_path):
    host, port = listener.getsockname()
    with smtplib.SMTP(host, port, timeout=5) as connection:
        connection.sendmail("help@marmaladefox.example", ["dana@whitlock.example"], LETTER)
    kept = wait_until(lambda: list((tmp_path / "demo-postbox").glob("*.eml")))
    assert [path.read_bytes() for path in kept] == [LETTER]


def test_a_second_demo_gets_another_port(listener):
    with postbox.listen() as other:
        assert other.getsockname() != listener.getsockname()
        assert other.family == socket.AF_INET


@pytest.mark.django_db
def test_channels_send_to_where_the_postbox_is(brand, support):
    ours, own = (
        create_channel(
            kind="email",
            name=name,
            brand=brand,
            desk=support,
            config={"address": f"{name}@fox.example", "smtp_host": host, "smtp_port": 8766},
            by=SYSTEM,
        )
        for name, host in (("demo", postbox.HOST), ("real", "mail.fox.example"))
    )
    postbox.point_channels_at(20_417)
    ours.refresh_from_db()
    own.refresh_from_db()
    assert ours.config["smtp_port"] == 20_417
    assert own.config["smtp_port"] == 8766
