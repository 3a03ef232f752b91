"""The demo tells its logins, and is never made in an installation that is in use."""

from datetime import UTC, datetime

import pytest

from unsilo.accounts.models import User
from unsilo.core.errors import Conflict
from unsilo.demo import company, seed

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


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
