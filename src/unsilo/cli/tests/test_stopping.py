"""Two web processes behind a balancer are started anew, one after the other, under load."""

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from unsilo.accounts.models import User
from unsilo.cli.web import listen, preload, serve
from unsilo.core.db import conninfo
from unsilo.inbox import live

pytestmark = pytest.mark.django_db(transaction=True)
DRAIN = 0.5
LOGIN = "/account/login/"


class Web:
    """A serving process on a port that it keeps when it is started anew."""

    def __init__(self) -> None:
        with listen("127.0.0.1", 0) as found:
            self.port: int = found.getsockname()[1]
        self.pid = 0

    def start(self) -> None:
        listener = listen("127.0.0.1", self.port)
        connection.close()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                for number in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(number, signal.SIG_DFL)
                live.hub.__init__()  # threads of tests before this one did not come along
                serve(listener, "127.0.0.1", drain=DRAIN)
                code = 0
            finally:
                os._exit(code)
        listener.close()
        self.wait_for(200)

    def get(self, path: str, timeout: float = 20, cookie: str = "") -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            line.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def status(self) -> int:
        try:
            return self.get("/readyz", timeout=3)[0]
        except OSError:
            return 0

    def wait_for(self, status: int) -> None:
        deadline = time.monotonic() + 30
        while self.status() != status:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def leave(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def ended(self) -> int:
        pid, self.pid = self.pid, 0
        return os.waitpid(pid, 0)[1]


@pytest.fixture
def webs() -> Iterator[list[Web]]:
    preload()
    webs = [Web(), Web()]
    for web in webs:
        web.start()
    yield webs
    for web in webs:
        if web.pid:
            os.kill(web.pid, signal.SIGKILL)
            web.ended()


class Balancer:
    """Asks who is ready, and asks those for pages. What fails, fails for a user."""

    def __init__(self, webs: list[Web]) -> None:
        self.webs = webs
        self.answered = 0
        self.failed: list[str] = []
        self._ready = set(webs)
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._look), threading.Thread(target=self._ask)]

    def __enter__(self) -> "Balancer":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.05):
            self._ready = {web for web in self.webs if web.status() == 200}

    def _ask(self) -> None:
        turn = 0
        while not self._done.wait(0.005):
            ready = [web for web in self.webs if web in self._ready]
            turn += 1
            try:
                status, _ = ready[turn % len(ready)].get(LOGIN)
            except (OSError, http.client.HTTPException, ZeroDivisionError) as error:
                self.failed.append(repr(error))
                continue
            self.answered += 1
            if status != 200:
                self.failed.append(str(status))


def test_a_rolling_restart_fails_no_request(webs: list[Web], ada: User) -> None:
    with Balancer(webs) as balancer:
        for web in webs:
            before = balancer.answered
            web.leave()
            web.wait_for(503)
            web.ended()
            web.start()
            while balancer.answered < before + 20 and not balancer.failed:
                time.sleep(0.01)
    assert balancer.failed == []
    assert balancer.answered >= 40


def test_what_is_being_answered_is_finished_and_streams_are_sent_elsewhere(
    webs: list[Web], ada: User
) -> None:
    web = webs[0]
    browser = Client()
    browser.force_login(ada)
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    stream = socket.create_connection(("127.0.0.1", web.port), timeout=20)
    stream.sendall(f"GET /live/ HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
    told = b""
    while b"hello" not in told:
        told += stream.recv(4096)

    answers: list[tuple[int, str]] = []
    asking = threading.Thread(target=lambda: answers.append(web.get("/inbox/", cookie=cookie)))
    connection.close()
    with psycopg.connect(conninfo()) as lock:
        lock.execute("LOCK TABLE accounts_user")
        asking.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'accounts_user'::regclass"
        deadline = time.monotonic() + 20
        while lock.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        web.leave()
        web.wait_for(503)
        assert web.get("/healthz") == (200, "ok\n")
        while chunk := stream.recv(4096):
            told += chunk
        lock.rollback()
    asking.join()
    assert [status for status, _ in answers] == [200]
    assert b"retry: " in told.partition(b"hello")[2]
    assert os.WTERMSIG(web.ended()) in (0, signal.SIGTERM)
    assert web.status() == 0
