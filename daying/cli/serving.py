"""`daying serve` and `daying worker`."""

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable
from importlib.util import find_spec

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from daying.cli import database
from daying.cli.terminal import say
from daying.core.errors import Refused

BLOCKING_THREADS = 4
RUBBISH = (20_000, 20, 20)
PARENT = "DAYING_PARENT"  # the process whose end is also the worker's


def serve(asked: Namespace) -> None:
    """Serve until stopped. The application is loaded before the serving processes split off: they share its memory."""
    _must_be_free(asked.host, asked.port)
    _prepare_static_files()
    from daying import wsgi  # noqa: F401 - loads the application, and refuses an unsafe production start

    database.bring_up_to_date()
    _greet(asked.host, asked.port)
    _load_what_every_page_needs()
    _let_go_of_the_database()
    os.register_at_fork(after_in_child=_end_with(os.getpid()))
    stopping = threading.Event()
    if not asked.without_jobs:
        threading.Thread(target=_keep_a_worker, args=(stopping,), daemon=True).start()
    try:
        _granian(asked).serve()
    finally:
        stopping.set()


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()


def worker(asked: Namespace) -> None:
    """Do jobs until stopped, in one process or several."""
    database.require()
    if asked.processes > 1:
        children = [_start_worker() for _number in range(asked.processes)]
        _stop_with_signal(lambda: _end_all(children))
        for child in children:
            child.wait()
        return
    from daying.core.worker import Worker

    working = Worker()
    _stop_with_signal(working.stopping.set)
    if PARENT in os.environ:
        _end_with(int(os.environ[PARENT]))()
    working.run()


def _must_be_free(host: str, port: int) -> None:
    """The server itself would answer a taken port with a stack of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        told = {"address": f"{host}:{port}", "error": str(error.strerror).partition(" (")[0]}
        raise Refused(_("Daying cannot listen at %(address)s: %(error)s. Choose another with --port.") % told) from None


def _prepare_static_files() -> None:
    """Hash and compress the static files once, where the installation has not. The server reads them at its start."""
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        say(_("Preparing static files …"))
        call_command("collectstatic", interactive=False, verbosity=0)


def _granian(asked: Namespace):
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    return Server(
        "daying.wsgi:application",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=BLOCKING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        log_level=LogLevels.warning,
        websockets=False,
    )


def _greet(host: str, port: int) -> None:
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104
    say(_("Daying is at http://%(address)s – stop it with Ctrl+C.") % {"address": f"{shown}:{port}"})
    if find_spec("daying.demo"):
        from daying.demo import sign_ins

        for post, username, password in sign_ins():
            say(f"  {username:<12} {password:<12} {post}")


def _load_what_every_page_needs() -> None:
    """The addresses, and the sentences of the house's language.

    What one page leaves behind is some thousand objects, so rubbish is looked for only after as many as that.
    """
    with translation.override(settings.LANGUAGE_CODE):
        reverse("desk-home")
    gc.set_threshold(*RUBBISH)


def _let_go_of_the_database() -> None:
    """A connection must not be shared by the processes that split off."""
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    gc.freeze()


def _keep_a_worker(stopping: threading.Event) -> None:
    """A worker process beside the server, started anew when it ends. It stops when this process is gone."""
    while not stopping.wait(1):
        child = _start_worker()
        while child.poll() is None and not stopping.wait(1):
            pass
        child.terminate()


def _start_worker() -> subprocess.Popen[bytes]:
    environment = {**os.environ, PARENT: str(os.getpid()), "DAYING_DATA": str(settings.DAYING_DATA)}
    return subprocess.Popen([sys.executable, "-m", "daying", "worker"], env=environment)


def _end_with(parent: int) -> Callable[[], None]:
    """A function by which a process asks to end, as if stopped in the ordinary way, when its parent is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    return lambda: threading.Thread(target=watch, daemon=True).start()


def _stop_with_signal(stop) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop())
