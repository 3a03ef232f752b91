"""The short forms of ``make chaos``, and what it stands on."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.chaos.faults import CLOCKS, FIRST, NETWORKS, PROCESSES, Fate, schedule

EVERYTHING = [*PROCESSES, *NETWORKS, "disk", *CLOCKS]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """For a database server of our own, which may be killed and works as another user for root."""
    directory = Path(tempfile.mkdtemp(prefix="chaos-"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


def chaos(home: Path, *words: str) -> str:
    """In a process of its own, and on settings of its own, not those of the tests."""
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.chaos",
            "--directory",
            home,
            "--conversations",
            "200",
            *words,
        ],
        env={name: value for name, value in os.environ.items() if name not in ours},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every invariant holds" in done.stdout
    return done.stdout + done.stderr


def looked_at(said: str, invariant: str) -> int:
    [line] = [line for line in said.splitlines() if invariant in line]
    return int(line.split()[-2].replace(",", ""))


def test_kills_in_the_middle_of_the_work_lose_and_double_nothing(home):
    said = chaos(
        home, "--arrivals", "100", "--replies", "20", "--seconds", "5", "--every", "1.5",
        "--at-most", f"{len(FIRST)}", "--hurry",
    )  # fmt: skip
    for kind, target in FIRST:
        assert f"{kind} {target} for" in said
    assert looked_at(said, "every letter is there once") == 100
    assert looked_at(said, "every answer came once") == 20
    assert looked_at(said, "the browser heard of every event once") > 100


def test_one_of_two_machines_vanishes_and_the_other_does_the_work(home):
    said = chaos(home, "--hosts")
    assert "One machine of two vanishes" in said
    assert looked_at(said, "every letter is there once") == 40
    assert looked_at(said, "the browser heard of every event once") > 40


def test_a_seed_replays_the_same_faults():
    def of(seed):
        return list(islice(schedule(seed, EVERYTHING, 2.0), 200))

    assert of(7) == of(7)
    assert of(7) != of(8)


def test_no_two_faults_befall_one_target_at_once():
    free_at = {}
    for fault in islice(schedule(3, EVERYTHING, 0.1), 2_000):
        assert fault.at >= free_at.get(fault.target, 0.0)
        free_at[fault.target] = fault.at + fault.lasts


def test_every_run_begins_with_kills_of_database_web_and_worker():
    for seed in range(5):
        first = [(one.kind, one.target) for one in islice(schedule(seed, EVERYTHING, 2.0), 3)]
        assert sorted(first) == sorted(FIRST)


def test_no_more_faults_happen_than_were_asked_for():
    begun = []
    fate = Fate(islice(schedule(5, EVERYTHING, 2.0), 3), begun.append, lambda fault: None)
    for tenth in range(1_000):
        fate.look(tenth / 10)
    assert len(begun) == 3
    assert not fate.running


def test_what_begins_also_ends():
    begun, ended = [], []
    fate = Fate(schedule(5, EVERYTHING, 2.0), begun.append, ended.append)
    for tenth in range(1_000):
        fate.look(tenth / 10)
    fate.relent()
    assert begun
    assert sorted(map(str, begun)) == sorted(map(str, ended))
