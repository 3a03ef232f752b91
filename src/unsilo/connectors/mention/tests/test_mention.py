"""A mention becomes a message that nobody can answer by us."""

from pathlib import Path

from unsilo.channels.contract import Capability, Delivers, RawArrival
from unsilo.connectors.mention.connector import MentionConfig, MentionConnector

PAYLOAD = Path(__file__).parent.parent / "payloads" / "thread.json"


def test_a_post_is_a_public_message_with_its_address() -> None:
    connector = MentionConnector(MentionConfig(), name="Mentions")
    parsed = connector.parse(RawArrival("mention-41", PAYLOAD.read_bytes(), "application/json"))
    assert parsed.public
    assert parsed.permalink == "https://tablebark.example/t/lantern-box-lamp"
    assert (parsed.author.kind, parsed.author.name) == ("author", "cardboardkaty")
    assert parsed.subject == "The insert of Lantern Box doubles as a lamp"


def test_nothing_can_be_sent() -> None:
    assert Capability.DELIVER not in MentionConnector.info.capabilities
    assert not isinstance(MentionConnector(MentionConfig(), name="Mentions"), Delivers)
