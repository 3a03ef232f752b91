"""Looking after the embedded database never ends who does it."""

from pathlib import Path

import pytest

from unsilo.cli.keeper import DatabaseKeeper
from unsilo.core.postgres import EmbeddedPostgres


def test_what_cannot_be_started_is_told_and_tried_ever_more_rarely(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper = DatabaseKeeper(EmbeddedPostgres(tmp_path / "gone"))
    assert all(keeper.look() for _n in range(50))
    said = capsys.readouterr().err
    assert said.count("The database server ended.") == 1
    assert "That failed:" in said


def test_a_server_of_somebody_elses_is_left_to_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert DatabaseKeeper(None).look()
    assert capsys.readouterr().err == ""
