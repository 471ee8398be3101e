"""Turns a bare checkout into a running site in one command. Must keep all data of an existing site."""

import multiprocessing
import os
import resource
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from articles.editing.roles import make_roles
from articles.exchange.importer import import_seeds, site_is_new
from articles.history.work import Work
from articles.management.arguments import jobs, port
from articles.management.plain_command import PlainCommand
from articles.pictures import take_beside
from articles.seed.characters import on_one_line

ADDRESS = "127.0.0.1"
FIRST_USER = "editor"
PAUSES = (
    0.5,
    1,
    2,
    5,
    10,
    30,
)  # seconds before a worker that ended is started again, for each that ended soon after the last
LIVED = 60  # seconds after which a worker did not end soon
CONNECTIONS = 2_000  # at a time, of all workers; most of them wait for their client
WRONG_ARGUMENTS = 2


class Command(PlainCommand):
    help = "Makes the site ready (data directory, database, roles, first articles, an editor) and serves it."
    # Settings that do not fit each other; `migrate` and the server find the rest.
    requires_system_checks = (Tags.security,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=port, default=8000, help="where to serve (8000)")
        parser.add_argument("--workers", type=jobs, help="how many processes serve (default: one per core)")
        parser.add_argument("--seeds", type=Path, help="files or a folder to import in place of fixtures/")
        parser.add_argument("--no-serve", action="store_true", help="stop before serving")

    def handle(self, *args: Any, **options: Any) -> None:
        seeds = options["seeds"] or settings.BASE_DIR / "fixtures"
        if options["seeds"] and not seeds.exists():
            raise CommandError(f"--seeds: {seeds}: no such file or folder", returncode=WRONG_ARGUMENTS)
        if not options["no_serve"]:
            refuse_a_port_in_use(options["port"])
        move_site_to(options["port"])
        self.prepare()
        self.import_first(seeds, asked=bool(options["seeds"]))
        self.make_editor()
        self.say("Static files: gathering")
        call_command("collectstatic", interactive=False, verbosity=0)
        if options["no_serve"]:
            self.say(f"Ready. `python manage.py quickstart` serves it on {settings.SITE_URL}/")
            return
        self.say(f"Open {settings.SITE_URL}/ to read and {settings.SITE_URL}/admin/ to edit; Ctrl-C stops.")
        serve(options["port"], options["workers"] or cores())

    def prepare(self) -> None:
        self.say(f"Data: {settings.DATA_DIR}")
        call_command("migrate", interactive=False, verbosity=0)
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        len(settings.SECRET_KEY)  # a missing key is made on first use
        make_roles()
        self.say("Database: migrated")

    def import_first(self, seeds: Path, *, asked: bool) -> None:
        """Import the first seeds, only into a site that never had an article, so that nothing an editor deleted comes back."""
        if not site_is_new():
            if asked:
                self.say("Seeds: skipped, because this site has had articles; `import_seeds` imports into it")
            return
        if not seeds.exists():
            self.say(f"Seeds: {seeds} does not exist, nothing imported")
            return
        report = import_seeds([str(seeds)], by=Work("quickstart"), progress=self.stderr.isatty())
        for problem in report.problems:
            self.stderr.write(str(problem))
        self.say(f"Seeds: {report.summary_line()}")
        pictures = take_beside([str(seeds)])
        for path, reason in pictures.problems:
            self.stderr.write(on_one_line(f"{path}: {reason}"))
        if pictures.all:
            self.say(f"Pictures next to them: {pictures.cached} taken, {pictures.failed} refused")

    def make_editor(self) -> None:
        people = get_user_model()._default_manager
        if people.filter(is_superuser=True).exists():
            return
        if people.filter(username=FIRST_USER).exists():
            self.say(f"No superuser: {FIRST_USER} is another person's account here; `createsuperuser` makes one")
            return
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        password = given or secrets.token_urlsafe(16)
        people.create_superuser(FIRST_USER, "", password)
        told = "the one of DJANGO_SUPERUSER_PASSWORD" if given else f"{password} (shown this once)"
        self.say(f"Editor: sign in as {FIRST_USER}, password {told}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def move_site_to(port: int) -> None:
    """Make absolute links use the port unless the environment says where the site is. Workers read the environment."""
    if "SITE_URL" not in os.environ:
        moved = urlsplit(settings.SITE_URL)._replace(netloc=f"{ADDRESS}:{port}").geturl()
        os.environ["SITE_URL"] = settings.SITE_URL = moved


def refuse_a_port_in_use(port: int) -> None:
    """Refuse a port in use: otherwise two servers of this kind would share it, and each get half of the requests."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as problem:
            raise CommandError(f"port {port}: {problem.strerror}; --port N serves on another one") from problem


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells
        return os.cpu_count() or 1


class _Server(Server):  # type: ignore[misc, valid-type]
    def _spawn_workers(self, *arguments: Any) -> None:
        """Ctrl-C reaches the workers too. Until `newsroom.served` sees to that, they ignore it, as they inherit it from here."""
        with _without_interrupts():
            super()._spawn_workers(*arguments)

    def _serve_loop(self, *arguments: Any) -> None:
        """Start workers that ended again, however often they do: the server itself gives up at the second time."""
        ended = 0
        begun = time.monotonic()
        while True:
            self.main_loop_interrupt.wait()
            if self.interrupt_signal:
                return
            if self.reload_signal:
                self._reload(*arguments)
                continue
            ended = 0 if time.monotonic() - begun > LIVED else min(ended + 1, len(PAUSES) - 1)
            until = time.monotonic() + PAUSES[ended]
            while not self.interrupt_signal and time.monotonic() < until:
                time.sleep(0.1)
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                return
            workers = dict.fromkeys(self.interrupt_children)
            self.interrupt_children.clear()
            with _without_interrupts():
                self._respawn_workers(workers, *arguments)
            begun = time.monotonic()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def allow_connections() -> None:
    """Let this process and its workers have as many open files as connections, as far as the system lets them."""
    try:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * CONNECTIONS if most == resource.RLIM_INFINITY else min(2 * CONNECTIONS, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    except (OSError, ValueError):
        pass  # it serves with fewer, too


def serve(port: int, workers: int) -> None:
    connections.close_all()
    # A fresh process, because a forked one would share this one's memory and locks.
    multiprocessing.set_start_method("spawn", force=True)
    allow_connections()
    _Server(
        "newsroom.served:gateway",
        address=ADDRESS,
        port=port,
        interface=Interfaces.RSGI,
        loop=Loops.asyncio,
        websockets=False,
        workers=workers,
        backlog=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    ).serve()
