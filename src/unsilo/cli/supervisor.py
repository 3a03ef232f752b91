"""Runs a few functions in processes of their own and keeps them running.

The processes are forks, so they share the memory of everything imported before.
"""

import gc
import os
import select
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from unsilo.cli.talk import say

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WATCHED = (*STOPPING, signal.SIGCHLD)
LONGEST_PAUSE = 30.0  # seconds between two starts of a process that keeps dying
STEADY_AFTER = 60.0  # seconds after which a process counts as having started well


@dataclass
class Child:
    """A function to keep running. It gets SIGTERM to stop, and ``patience`` seconds to do so."""

    name: str
    run: Callable[[], None]
    patience: float = 10.0
    pid: int = 0
    started_at: float = 0.0
    deaths: int = 0
    start_at: float = 0.0


class Supervisor:
    """Starts children in order, restarts what dies, stops them in the same order on a signal.

    A child that dies before ``ready()`` first answers true ends it all: waiting would not help.
    ``at_once`` tells all to stop together, where none needs another until its end.
    """

    def __init__(self, children: Sequence[Child], *, at_once: bool = False) -> None:
        self.children = children
        self._at_once = at_once
        self._signals, self._signals_in = os.pipe()
        self._alive, self._alive_in = os.pipe()  # reaches its end in children when we are gone
        self._stopping = 0
        for end in (self._signals, self._signals_in):
            os.set_blocking(end, False)

    def run(
        self,
        *,
        ready: Callable[[], bool] = lambda: True,
        on_ready: Callable[[], None] = lambda: None,
        tick: Callable[[], bool] = lambda: True,
    ) -> int:
        """Block until stopped by a signal or by ``tick()`` answering false; return an exit code."""
        is_ready = False
        code = 0
        with self._signals_caught():
            gc.collect()
            gc.freeze()
            try:
                for child in self.children:
                    self._start(child)
                while not self._stopping and tick():
                    died = self._reap()
                    if not is_ready:
                        if died:
                            say(f"{died[0].name} could not start, see above.")
                            code = 1
                            break
                        if ready():
                            is_ready = True
                            on_ready()
                    self._restart_due()
                    self._wait(0.5 if is_ready else 0.05)
            finally:
                self._stop_all()
        return code

    # --- Starting

    def _start(self, child: Child) -> None:
        child.started_at = time.monotonic()
        child.start_at = 0.0
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # until the fork is itself
        child.pid = os.fork()
        if child.pid == 0:
            self._be(child)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    def _be(self, child: Child) -> None:
        """Be the child: run its function and leave, whatever happens."""
        code = 1
        try:
            os.setsid()  # Ctrl+C is for the supervisor, which stops all in order
            signal.set_wakeup_fd(-1)
            for number in WATCHED:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            os.close(self._alive_in)
            threading.Thread(target=self._leave_with_parent, daemon=True).start()
            child.run()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:  # noqa: BLE001 - nothing may unwind into the parent's frames
            traceback.print_exc()
        finally:
            os._exit(code)

    def _leave_with_parent(self) -> None:
        os.read(self._alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _restart_due(self) -> None:
        for child in self.children:
            if child.start_at and child.start_at <= time.monotonic():
                say(f"Starting {child.name} again.")
                self._start(child)

    # --- Watching

    def _reap(self) -> list[Child]:
        """The children that died since last time, with a time set for their next start."""
        died = []
        for child in self.children:
            if not child.pid:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if not pid:
                continue
            now = time.monotonic()
            child.pid = 0
            child.deaths = 1 if now - child.started_at > STEADY_AFTER else child.deaths + 1
            child.start_at = now + min(LONGEST_PAUSE, 0.25 * 2 ** (child.deaths - 1))
            died.append(child)
            say(f"{child.name} {_how(status)}.")
        return died

    def _wait(self, seconds: float) -> None:
        """Sleep until a signal comes; remember whether one of them means "stop"."""
        select.select([self._signals], [], [], seconds)
        try:
            numbers = os.read(self._signals, 64)
        except BlockingIOError:
            return
        self._stopping += sum(number in STOPPING for number in numbers)

    # --- Stopping

    def _stop_all(self) -> None:
        alive = [child for child in self.children if child.pid]
        if self._at_once:
            for child in alive:
                os.kill(child.pid, signal.SIGTERM)
        for child in alive:
            self._stop(child)

    def _stop(self, child: Child) -> None:
        deadline = time.monotonic() + child.patience
        patience_signals = self._stopping  # a second Ctrl+C means: at once
        if not self._at_once:
            os.kill(child.pid, signal.SIGTERM)
        while True:
            pid, _ = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline or self._stopping > max(1, patience_signals):
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
                say(f"{child.name} did not stop in time and was ended.")
                break
            self._wait(0.05)
        child.pid = 0

    # --- Signals

    @contextmanager
    def _signals_caught(self) -> Iterator[None]:
        """Turn signals into bytes in a pipe, so that none is lost and nothing runs in between."""
        before = {number: signal.signal(number, lambda *_: None) for number in WATCHED}
        wakeup = signal.set_wakeup_fd(self._signals_in, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"was ended by signal {os.WTERMSIG(status)}"
    return f"ended with code {os.waitstatus_to_exitcode(status)}"
