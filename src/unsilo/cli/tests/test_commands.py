"""The small commands, run as `unsilo ...` would, on the tests' database."""

import io
import json
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from unsilo.accounts.models import Seat, User
from unsilo.accounts.services import find_token
from unsilo.channels.models import Arrival, Channel
from unsilo.cli import COMMANDS, lmtp, main
from unsilo.connectors.email.lmtp import lmtp_server
from unsilo.inbox.models import Conversation

MAIL = b"""From: Ann <ann@example.org>
To: help@example.com
Subject: =?utf-8?q?Sch=C3=B6n?=
Message-ID: <one@example.org>
Date: Mon, 5 Jan 2026 10:00:00 +0000

Where is my game?
"""


@pytest.fixture
def unsilo(transactional_db, tmp_path, monkeypatch, capsys):
    """Run a command; returns its exit code, stdout and stderr."""
    monkeypatch.setenv("UNSILO_DATA_DIR", str(tmp_path))

    def run(*words: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(words)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


@pytest.fixture
def installed(unsilo):
    """An installation with an admin, five desks and a mail channel without servers."""
    add = ["user", "add", "ada@example.com", "--role", "admin", "--password-stdin"]
    assert unsilo(*add, "--company", "Fox", stdin=b"a fox in the tray\n")[0] == 0
    channel = ["channel", "add", "email", "Help desk", "--set", "address=help@example.com"]
    assert unsilo(*channel)[:2] == (0, "help-desk\n")
    return unsilo


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert f"usage: unsilo {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["parse-mail", "--help"], ["detect", "--help"]]
)
def test_help_is_quick_since_it_leaves_django_alone(words: list[str]) -> None:
    script = (
        "import sys, unsilo.cli\n"
        "try: unsilo.cli.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], check=False)
    assert done.returncode == 0


def test_the_first_user_sets_the_installation_up(installed) -> None:
    ada = User.objects.get(email="ada@example.com")
    assert ada.role == "admin"
    assert ada.check_password("a fox in the tray")
    assert Seat.objects.filter(user=ada).count() == 5


def test_the_first_user_has_to_be_an_admin_with_a_password(unsilo) -> None:
    code, out, err = unsilo("user", "add", "bob@example.com")
    assert (code, out) == (1, "")
    assert "--role admin --password-stdin" in err
    assert not User.objects.exists()


def test_further_users_get_a_seat_and_a_link(installed) -> None:
    code, out, _ = installed("user", "add", "bob@example.com", "--desk", "pr", "--desk", "Support")
    assert code == 0
    assert out.startswith("http")
    assert len(out.splitlines()) == 1

    code, _, err = installed(
        "user", "add", "eve@example.com", "--desk", "pr", "--password-stdin", stdin=b"a long word\n"
    )
    assert (code, err) == (0, "eve@example.com can log in.\n")
    assert list(User.objects.get(email="eve@example.com").seats.values_list("desk__slug")) == [
        ("pr",)
    ]


def test_an_unknown_desk_is_answered_with_those_there_are(installed) -> None:
    code, _, err = installed("user", "add", "bob@example.com", "--desk", "nosuch")
    assert code == 1
    assert "no desk 'nosuch'" in err
    assert "support, community" in err


def test_a_token_alone_goes_to_stdout_and_works(installed) -> None:
    code, out, _ = installed("token", "--user", "ADA@example.com", "--scope", "read")
    assert code == 0
    token = find_token(out.rstrip("\n"))
    assert token is not None
    assert (token.user.email, token.scope) == ("ada@example.com", "read")
    assert installed("token", "--user", "nobody@example.com")[0] == 1


def test_channels_are_listed_paused_and_resumed(installed) -> None:
    code, out, _ = installed("channel", "list")
    assert code == 0
    assert out.splitlines()[1].split()[:4] == ["help-desk", "email", "support", "active"]
    assert installed("channel", "pause", "Help desk", "--reason", "Moving house.")[0] == 0
    channel = Channel.objects.get()
    assert (channel.state, channel.state_reason) == ("paused", "Moving house.")
    assert installed("channel", "resume", "help-desk")[0] == 0
    channel.refresh_from_db()
    assert channel.state == "active"
    assert installed("channel", "resume", "nosuch")[0] == 1


def test_a_wrong_setting_of_a_channel_is_named(installed) -> None:
    code, _, err = installed("channel", "add", "email", "More", "--set", "nosuch=1")
    assert code == 1
    assert "Unknown setting nosuch" in err
    assert installed("channel", "add", "pigeon", "Post")[0] == 1
    assert installed("channel", "add", "email", "More", "--set", "nonsense")[0] == 1
    assert Channel.objects.count() == 1


def test_a_secret_can_come_from_a_file(installed, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret word\n")
    code, _, _ = installed(
        *("channel", "add", "email", "More", "--set", "address=more@example.com"),
        *("--set", "imap_host=127.0.0.1", "--set-file", f"imap_password={tmp_path}/password"),
    )
    assert code == 0
    channel = Channel.objects.get(slug="more")
    assert "s3cret" not in json.dumps(channel.config)
    assert channel.sealed_secrets


def test_a_failing_check_says_so_with_its_exit_code(installed) -> None:
    installed(
        *("channel", "add", "email", "Dead", "--set", "address=dead@example.com"),
        *("--set", "imap_host=127.0.0.1", "--set", "imap_port=1"),
    )
    code, out, _ = installed("channel", "check", "dead")
    assert code == 1
    assert "FAILED" in out


def test_a_piped_message_is_kept_once_however_often_it_comes(installed) -> None:
    deliver = ["deliver", "--channel", "help-desk", "--recipient", "help@example.com"]
    assert installed(*deliver, stdin=MAIL) == (0, "", "")
    assert installed(*deliver, stdin=MAIL) == (0, "", "")
    arrival = Arrival.objects.get()
    assert arrival.size == len(MAIL)
    assert arrival.meta == {"recipients": ["help@example.com"]}


@pytest.mark.parametrize(
    ("channel", "stdin"),
    [("nosuch", MAIL), ("help-desk", b"")],
    ids=["no such channel", "empty message"],
)
def test_a_message_that_can_t_be_kept_is_to_be_tried_again(
    installed, channel: str, stdin: bytes
) -> None:
    code, out, err = installed("deliver", "--channel", channel, stdin=stdin)
    assert (code, out) == (75, "")
    assert err
    assert not Arrival.objects.exists()


def test_parse_mail_prints_a_line_of_json_for_each_file(unsilo, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(MAIL)
    file = str(tmp_path / "one.eml")
    code, out, _ = unsilo("parse-mail", file, file)
    assert code == 0
    first, second = (json.loads(line) for line in out.splitlines())
    assert first == second
    assert first["from"] == {"name": "Ann", "address": "ann@example.org"}
    assert (first["subject"], first["class"]) == ("Schön", "human")
    assert json.loads(unsilo("parse-mail", stdin=MAIL)[1]) == first


def test_parse_mail_goes_on_after_a_file_that_is_not_there(unsilo, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(MAIL)
    code, out, err = unsilo("parse-mail", str(tmp_path / "none"), str(tmp_path / "one.eml"))
    assert code == 1
    assert len(out.splitlines()) == 1
    assert "none" in err


def test_the_doctor_finds_that_no_worker_runs(installed) -> None:
    code, out, _ = installed("doctor")
    assert code == 1
    found = {tuple(line.split()[:2]) for line in out.splitlines()}
    good = {("ok", "database"), ("ok", "secrets"), ("ok", "channel")}
    assert found >= good | {("fail", "worker")}


def test_the_doctor_reads_every_row_when_asked_to(installed) -> None:
    _, out, _ = installed("doctor", "--deep")
    assert "every arrival ends, once, with an outcome: 0 looked at, 0 wrong" in out
    assert "fail  stored" not in out


def test_a_directory_without_an_installation_is_told(
    unsilo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    code, _, err = unsilo("token", "--user", "ada@example.com", "--data-dir", str(tmp_path / "x"))
    assert code == 1
    assert "no installation" in err
    assert not (tmp_path / "x").exists()


def test_an_import_can_be_run_again_without_doubles(installed, tmp_path: Path) -> None:
    for number in range(3):
        mail = MAIL.replace(b"one@", b"%d@" % number).replace(b"ann@", b"ann%d@" % number)
        (tmp_path / f"{number}.eml").write_bytes(mail)
    command = ["import", "eml", str(tmp_path), "--channel", "help-desk", "--done"]
    code, out, err = installed(*command)
    assert (code, out) == (0, "")
    assert "3 mails read, 3 of them new" in err
    assert set(Arrival.objects.values_list("outcome", flat=True)) == {"imported"}
    assert set(Conversation.objects.values_list("placements__state", flat=True)) == {"done"}

    assert "3 mails read, 0 of them new, 3 known already" in installed(*command)[2]
    assert Arrival.objects.count() == Conversation.objects.count() == 3


def test_mail_over_lmtp_is_kept_for_the_channel_of_its_address(installed, tmp_path: Path) -> None:
    server = lmtp_server(lmtp.store, knows=lmtp.knows, unix_socket=tmp_path / "lmtp")
    server.start()
    try:
        with smtplib.LMTP(str(tmp_path / "lmtp")) as client:
            to = ["help+k3-abc@example.com", "stranger@example.com"]
            refused = client.sendmail("ann@example.org", to, MAIL)
    finally:
        server.stop()
    assert list(refused) == ["stranger@example.com"]
    assert refused["stranger@example.com"][0] == 550
    arrival = Arrival.objects.get()
    assert arrival.channel.slug == "help-desk"
    assert arrival.meta == {"recipients": ["help+k3-abc@example.com"]}


def test_stores_are_imported_with_a_report_and_again_without_doubles(
    installed, tmp_path: Path
) -> None:
    file, bad = tmp_path / "stores.csv", tmp_path / "bad.csv"
    file.write_text("name,zip\nCopper Kettle,55802\nNowhere,0\n")
    dry = installed("import", "stores", str(file), "--dry-run")
    assert (dry[0], "1 would be new" in dry[2]) == (0, True)
    code, _out, told = installed("import", "stores", str(file), "--bad-rows", str(bad))
    assert code == 0
    assert "line 3: “0” is not a US ZIP code." in told
    assert "2 rows: 1 new, 0 changed, 0 the same, 1 bad." in told
    assert "Nowhere" in bad.read_text()
    assert "1 the same" in installed("import", "stores", str(file))[2]
    file.write_text("name,zip\nNowhere,0\n")
    assert installed("import", "stores", str(file))[0] == 1
    assert installed("import", "stores", str(file), "--retailer", "Nobody")[0] == 1
    assert installed("import", "stores", str(tmp_path / "none.csv"))[0] == 1
    assert installed("import", "eml", str(tmp_path))[0] == 1
