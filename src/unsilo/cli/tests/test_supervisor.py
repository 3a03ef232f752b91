"""The supervisor with real processes: what dies comes back, what is told to stop stops."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from unsilo.cli.supervisor import Child, Supervisor


class Family:
    """A supervisor in a process of its own, whose children write into a common log."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.pid = 0

    def start(self, *children: Child, ready: Callable[[], bool] = lambda: True) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            code = 99
            try:
                code = Supervisor(children).run(ready=ready, on_ready=lambda: self.write("ready"))
            finally:
                os._exit(code)

    def write(self, line: str) -> None:
        with self.log.open("a") as file:
            file.write(f"{line}\n")

    def lines(self) -> list[str]:
        return self.log.read_text().split("\n")[:-1] if self.log.exists() else []

    def wait_for(self, condition: Callable[[list[str]], bool]) -> list[str]:
        deadline = time.monotonic() + 15
        while not condition(self.lines()):
            assert time.monotonic() < deadline, self.lines()
            time.sleep(0.01)
        return self.lines()

    def child(self, name: str, *, stubborn: bool = False, patience: float = 10) -> Child:
        """Says when it starts and stops; a stubborn one ignores being told to stop."""

        def run() -> None:
            def leave(*_: object) -> None:
                self.write(f"{name} stopped")
                if not stubborn:
                    os._exit(0)

            signal.signal(signal.SIGTERM, leave)
            self.write(f"{name} {os.getpid()}")
            while True:
                time.sleep(1)

        return Child(name, run, patience)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def exit_code(self) -> int:
        pid, self.pid = self.pid, 0
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = Family(tmp_path / "log")
    yield family
    if family.pid:
        os.kill(family.pid, signal.SIGKILL)
        os.waitpid(family.pid, 0)


def started(name: str, times: int = 1) -> Callable[[list[str]], bool]:
    return lambda lines: sum(is_start(line, name) for line in lines) == times


def is_start(line: str, name: str) -> bool:
    word, _, pid = line.partition(" ")
    return word == name and pid.isdigit()


def pid_of(family: Family, name: str) -> int:
    return int([line for line in family.lines() if is_start(line, name)][-1].split()[1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_children_in_order(family: Family, number: int) -> None:
    family.start(family.child("web"), family.child("worker"))
    family.wait_for(started("worker"))
    family.wait_for(started("web"))
    family.signal(number)
    assert family.exit_code() == 0
    assert family.lines()[-2:] == ["web stopped", "worker stopped"]


def test_a_killed_child_is_started_again(family: Family) -> None:
    family.start(family.child("web"), family.child("worker"))
    family.wait_for(lambda lines: "ready" in lines and started("web")(lines))
    first = pid_of(family, "web")
    os.kill(first, signal.SIGKILL)
    family.wait_for(started("web", times=2))
    assert pid_of(family, "web") != first
    assert started("worker", times=1)(family.lines())
    family.signal(signal.SIGTERM)
    assert family.exit_code() == 0


def test_a_child_that_dies_before_all_is_ready_ends_it_all(family: Family) -> None:
    def fail() -> None:
        raise ValueError("no such setting")

    family.start(family.child("web"), Child("worker", fail), ready=lambda: False)
    assert family.exit_code() == 1
    assert started("worker", times=0)(family.lines())


def test_children_leave_when_the_supervisor_is_killed(family: Family) -> None:
    family.start(family.child("web"), family.child("worker"))
    family.wait_for(lambda lines: started("web")(lines) and started("worker")(lines))
    family.signal(signal.SIGKILL)
    assert family.exit_code() == -signal.SIGKILL
    family.wait_for(lambda lines: {"web stopped", "worker stopped"} <= set(lines))


def test_a_child_that_does_not_stop_is_ended(family: Family) -> None:
    family.start(family.child("web", stubborn=True, patience=0.3))
    family.wait_for(started("web"))
    stubborn = pid_of(family, "web")
    family.signal(signal.SIGTERM)
    assert family.exit_code() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(stubborn, 0)


def test_a_second_ctrl_c_does_not_wait(family: Family) -> None:
    family.start(family.child("web", stubborn=True, patience=60))
    family.wait_for(started("web"))
    family.signal(signal.SIGINT)
    family.wait_for(lambda lines: "web stopped" in lines)
    family.signal(signal.SIGINT)
    assert family.exit_code() == 0
