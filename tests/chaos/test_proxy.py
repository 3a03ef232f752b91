"""The network between the processes fails as it is told to."""

import socket
import threading

import pytest

from tests.chaos.parts import Network
from tests.waiting import wait_until


@pytest.fixture
def got():
    """What the server has received."""
    return []


@pytest.fixture
def network(got, tmp_path):
    """The way to a server that says everything back."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer(line):
        while data := line.recv(100):
            got.append(data)
            line.sendall(data)

    def serve():
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=[line], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    network = Network(f"127.0.0.1:{server.getsockname()[1]}", tmp_path / "log")
    wait_until(lambda: reaches(network), timeout=60, what="the proxy")
    yield network
    network.stop()
    server.close()


def reaches(network):
    try:
        with calling(network) as line:
            line.sendall(b"hello")
            return line.recv(100) == b"hello"
    except OSError:
        return False


def calling(network, timeout=2.0):
    return socket.create_connection(("127.0.0.1", network.port), timeout=timeout)


def ended(line):
    """Whether the other side has hung up."""
    try:
        return line.recv(100) == b""
    except ConnectionError:
        return True


def test_a_cut_breaks_what_is_open_and_refuses_what_is_new(network):
    with calling(network) as line:
        network.be("cut")
        assert ended(line)
    wait_until(lambda: not reaches(network))
    network.be("pass")
    wait_until(lambda: reaches(network))


def test_what_was_held_back_arrives_afterwards(network, got):
    with calling(network, timeout=0.3) as line:
        network.be("hold")
        wait_until(lambda: not reaches(network))
        got.clear()
        line.sendall(b"ping")
        with pytest.raises(TimeoutError):
            line.recv(100)
        assert b"ping" not in got
        network.be("pass")
        line.settimeout(10)
        assert line.recv(100) == b"ping"


def test_half_a_line_brings_the_question_and_loses_the_answer(network, got):
    with calling(network, timeout=0.3) as line:
        network.be("half")
        wait_until(lambda: not reaches(network))
        line.sendall(b"ping")
        wait_until(lambda: b"ping" in got)
        with pytest.raises(TimeoutError):
            line.recv(100)
        network.be("cut")
        assert ended(line)
