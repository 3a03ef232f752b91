"""What the pipeline hands to triage."""

import pytest

from unsilo.channels.models import Channel
from unsilo.intake.tests.conftest import Deliver, letter
from unsilo.triage.models import DueReading

pytestmark = pytest.mark.django_db


def test_what_somebody_wrote_waits_to_be_read(help_mail: Channel, deliver: Deliver) -> None:
    arrival = deliver(help_mail, letter(message_id="a@whitlock.example"))
    assert DueReading.objects.get().message_id == arrival.message_id


def test_a_second_copy_is_not_read_again(help_mail: Channel, deliver: Deliver) -> None:
    for _copy in range(2):
        deliver(help_mail, letter(message_id="a@whitlock.example"))
    assert DueReading.objects.count() == 1


def test_automatic_mail_is_not_read(help_mail: Channel, deliver: Deliver) -> None:
    deliver(help_mail, letter(message_id="b@whitlock.example", Auto_Submitted="auto-replied"))
    assert not DueReading.objects.exists()
