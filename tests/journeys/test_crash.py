"""Killing everything at any moment loses nothing and doubles nothing."""

import json
import subprocess
import sys


def test_kills_in_the_middle_of_the_work_lose_and_double_nothing(tmp_path):
    """The short form of `unsilo bench crash`, which says what is done and what is counted."""
    words = ["crash", "--conversations", "500", "--deliveries", "80", "--replies", "16", "--hurry"]
    found = subprocess.run(
        [sys.executable, "-m", "unsilo.cli", "bench", *words, "--json", "--directory", tmp_path],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    report = json.loads(found.stdout)
    values = {figure["name"]: figure["value"] for figure in report["figures"]}
    assert sum(values[f"kills of {name}"] for name in ("web", "worker", "lmtp")) >= 3
    assert values["mails lost, doubled or mangled"] == 0
    assert values["answers lost, doubled or sent twice"] == 0
    assert report["notes"] == []
