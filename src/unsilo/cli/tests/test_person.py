"""`unsilo person export`: everything about somebody, in one file."""

import zipfile
from pathlib import Path

from unsilo.cli.tests.test_commands import MAIL, installed, unsilo
from unsilo.core.models import Event
from unsilo.intake.tasks import drain
from unsilo.people.models import Identity

__all__ = ["installed", "unsilo"]


def test_a_person_is_exported_by_an_address(installed, tmp_path: Path) -> None:
    installed("deliver", "--channel", "Help desk", stdin=MAIL)
    drain(5)
    identity = Identity.objects.get()
    target = tmp_path / "them.zip"

    code, out, _err = installed("person", "export", identity.value.upper(), "--to", str(target))

    assert (code, out.strip()) == (0, str(target))
    with zipfile.ZipFile(target) as archive:
        assert identity.value in archive.read("index.html").decode()
    assert Event.objects.filter(kind="person.exported", person_id=identity.person_id).exists()


def test_nobody_is_exported_by_an_address_that_nobody_has(installed, tmp_path: Path) -> None:
    code, _out, err = installed("person", "export", "no@body.example", "--to", str(tmp_path / "x"))
    assert (code, "Nobody is known" in err) == (1, True)
    assert not (tmp_path / "x").exists()
