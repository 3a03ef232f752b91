"""Two machines with web and worker each, one database, reached over TCP. One of them vanishes."""

import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests.chaos import world
from tests.chaos.hosts import Hosts
from tests.chaos.parts import Database, MailServer, Part
from tests.chaos.run import Invariant
from tests.servers.ports import free_port
from tests.waiting import wait_until
from unsilo.bench.ground import Ground
from unsilo.bench.servers import Site

LETTERS, ANSWERS = 40, 8


class Machine:
    """Web and worker, somewhere."""

    def __init__(
        self, hosts: Hosts, name: str, port: int, environment: dict[str, str], logs: Path
    ) -> None:
        self.address = hosts.addresses[name]
        unsilo = hosts.on(name, [sys.executable, "-m", "unsilo.cli"])
        serve = [*unsilo, "web", "--host", self.address, "--port", str(port)]
        self.web = Part(serve, environment, logs / f"web-{name}")
        self.worker = Part([*unsilo, "worker"], environment, logs / f"worker-{name}")

    def start(self) -> None:
        self.web.start()
        self.worker.start()

    def kill(self) -> None:
        self.web.kill()
        self.worker.kill()


def run_on_two(directory: Path, conversations: int, say: Callable[[str], None]) -> list[Invariant]:
    with ExitStack() as tidy:
        hosts = tidy.enter_context(Hosts())
        ground = _reachable_database(directory, hosts, tidy)
        name = tidy.enter_context(ground.copy(conversations))
        logs = directory / "logs"
        logs.mkdir(exist_ok=True)
        mail_server = MailServer(logs, host=hosts.here)
        mail_server.start()
        tidy.callback(mail_server.stop)
        letters, forms, path, token, session, before = ground.run(
            name, "tests.chaos.inside.prepare", LETTERS, ANSWERS, (hosts.here, mail_server.port)
        )
        port = free_port()
        environment = ground.environment(name) | {
            "DATABASE_URL": f"postgresql://unsilo@{hosts.here}:5432/{name}",
            "UNSILO_ALLOWED_HOSTS": "*",
            "UNSILO_API_REQUESTS_PER_MINUTE": "1000000",
        }
        a, b = (Machine(hosts, host, port, environment, logs) for host in ("a", "b"))
        for machine in (a, b):
            machine.start()
            tidy.callback(machine.kill)

        def site(machine: Machine) -> Site:
            return Site(machine.web, port, session, world.ANSWER_WITHIN, machine.address)

        site(a).wait()
        site(b).wait()

        at_once = world.Pace(1, 0)
        reader = world.Reader(port, session, before[0], b.address)
        reader.start()
        world.answer(forms[:1], site(a), at_once)
        wait_until(lambda: reader.heard, timeout=60, what="an event of the other machine")
        say("A browser at one machine hears of what is done at the other.")

        half = len(letters) // 2
        in_vain = (letters[:half], site(a), path, token, at_once)
        threading.Thread(target=world.post, args=in_vain, daemon=True).start()
        world.post(letters[half:-5], site(b), path, token, at_once)
        say(f"One machine of two vanishes, {hosts.how}.")
        hosts.pull_the_cable("a")
        a.kill()
        for share in (letters[-5:], letters[:half]):  # whoever got no answer goes to the other
            world.post(share, site(b), path, token, at_once)
        world.answer(forms[1:], site(b), at_once)
        wait_until(
            lambda: not _sessions_from(ground, a.address), timeout=120, what="the end of its locks"
        )
        say("The database has let go of what the vanished one held.")

        last = ground.run(name, "tests.chaos.inside.settle", letters, True)
        wait_until(lambda: reader.cursor >= last, timeout=60, what="the last event")
        reader.stop()
        b.web.stop()
        b.worker.stop()
        log = mail_server.message_ids
        seen = (letters, forms, log, before, reader.heard, last)
        invariants, _ = ground.run(name, "tests.chaos.inside.audit", *seen)
    return invariants  # type: ignore[no-any-return]


def _reachable_database(directory: Path, hosts: Hosts, tidy: ExitStack) -> Ground:
    """The embedded server, which here listens on the network and lets the machines in."""
    database = Database(directory, listen_addresses=hosts.here)
    database.stop()  # should one from before still run, it listens elsewhere
    database.start()
    tidy.callback(database.stop)
    with (database.server.cluster / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {hosts.network} trust\n")
    with psycopg.connect(database.server.url) as line:
        line.execute("SELECT pg_reload_conf()")
    return Ground(database.server.url, directory)


def _sessions_from(ground: Ground, address: str) -> int:
    with psycopg.connect(ground.server_url) as line:
        count = "SELECT count(*) FROM pg_stat_activity WHERE host(client_addr) = %s"
        row = line.execute(count, [address]).fetchone()
    return row[0] if row else 0
