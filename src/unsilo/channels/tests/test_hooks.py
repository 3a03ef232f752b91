import pytest

from unsilo.channels.models import Arrival
from unsilo.channels.services import channels
from unsilo.channels.tests.factories import make_channel
from unsilo.channels.tests.fake import FakeConnector
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import MalformedPayload, UnsupportedEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(side):
    return make_channel("fake", name="Hooked")


def post(client, body=b"hello", slug="hooked"):
    return client.post(f"/hooks/{slug}/", body, content_type="text/plain", headers={"x-id": "7"})


def test_a_post_is_kept_once(client, channel):
    assert post(client).content == b"1 new.\n"
    assert post(client).content == b"0 new.\n"
    assert Arrival.objects.get().external_key == "7"


@pytest.mark.parametrize(
    ("error", "status"), [(UnsupportedEvent("not used"), 200), (MalformedPayload("what?"), 400)]
)
def test_the_sender_learns_whether_to_stop(client, channel, monkeypatch, error, status):
    def refuse(self, request):
        raise error

    monkeypatch.setattr(FakeConnector, "receive", refuse)
    assert post(client).status_code == status
    assert not Arrival.objects.exists()


def test_other_doors_are_closed(client, channel, settings):
    make_channel("console", name="Console")
    assert post(client, slug="console").status_code == 404
    assert post(client, slug="nowhere").status_code == 404
    assert client.get("/hooks/hooked/").status_code == 405
    channels.pause(channel, reason="holiday", by=SYSTEM)
    assert post(client).status_code == 503
    channels.resume(channel, by=SYSTEM)
    settings.MAX_UPLOAD_MB = 0
    assert post(client).status_code == 413
