"""Made-up series are what they claim to be, and the benchmark's corpus is scored from the command line."""

import json
from datetime import timedelta

from unsilo.bench import detect
from unsilo.cli import main


def test_made_up_series_hold_their_crises_and_are_always_the_same() -> None:
    calm, begins = detect.made_up(level=100, factor=1, seed=3)
    rows, again = detect.made_up(level=100, factor=10, seed=3)
    assert again == begins
    assert rows == detect.made_up(level=100, factor=10, seed=3)[0]
    for begin in begins:
        crisis = slice(begin + detect.RISE, begin + detect.CRISIS)
        usual = sum(value for _, value in calm[crisis])
        assert 8 < sum(value for _, value in rows[crisis]) / usual < 12


def test_both_detectors_hear_a_crisis_in_a_steady_series() -> None:
    values = [20.0] * (3 * detect.DAY) + [400.0] * 6
    rows = [(detect.BEGIN + timedelta(minutes=5 * row), value) for row, value in enumerate(values)]
    for alerts in (detect.detector_alerts(rows), detect.plain_alerts(rows)):
        assert sum(alerts) == 1
        assert alerts.index(True) == 3 * detect.DAY


def test_a_corpus_is_scored_from_the_command_line(tmp_path, capsys) -> None:
    values = [20] * 1_000 + [400] * 6 + [20] * 500
    times = [detect.BEGIN + timedelta(minutes=5 * row) for row in range(len(values))]
    rows = [f"{at},{value}" for at, value in zip(times, values, strict=True)]
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd/a.csv").write_text("\n".join(["timestamp,value", *rows]))
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"odd/a.csv": [[str(times[1_000]), str(times[1_050])]]}))
    command = ["bench", "detect", "--nab", str(tmp_path), "--labels", str(labels), "--json"]
    assert main(command) == 0
    odd, whole = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (odd["name"], whole["name"]) == ("nab: odd", "nab: all")
    assert [figure["value"] for figure in whole["figures"]] == [100, 100, 100, 1, 0]

    labels.write_text("{}")
    assert main(["bench", "detect", "--nab", str(tmp_path / "nowhere")]) == 1
    assert "has no labels" in capsys.readouterr().err
