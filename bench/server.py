"""A server under measurement, and clients that ask it for pages."""

import http.client
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.books import Books
from bench.process import ROOT, as_installed, cpu_of, family_of, memory_of

PATIENCE = 90
GRANIAN = (
    "granian --interface wsgi --workers 1 --blocking-threads 4 --no-ws --log-level warning bench.plain.wsgi:application"
)


@dataclass
class Server:
    """A running server. process: the one that was started; it has a serving process below it."""

    process: subprocess.Popen[bytes]
    port: int
    books: Books
    seconds_to_start: float = 0.0
    first_page: str = "/"

    def memory(self) -> float:
        """MB of the serving process."""
        return memory_of(self._family()[-1])

    def cpu(self) -> float:
        """Seconds of CPU, of the server and of the database for it."""
        return sum(map(cpu_of, [*self._family(), *self.books.backends()]))

    def _family(self) -> list[int]:
        return family_of(self.process.pid)


@dataclass
class Load:
    """What clients met. cpu: seconds of the server and its database for all requests."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0
    cpu: float = 0.0

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu / len(self.seconds)

    @property
    def median(self) -> float:
        return 1000 * statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return 1000 * statistics.quantiles(self.seconds, n=20)[-1]


@contextmanager
def daying(books: Books) -> Iterator[Server]:
    """`daying serve`, without the worker for its jobs."""
    port = _free_port()
    words = ["daying", "serve", "--without-jobs", "--port", str(port)]
    with _running(words, books, books.environment, port, "/accounts/login/") as server:
        yield server


@contextmanager
def plain(books: Books) -> Iterator[Server]:
    """The plain project under the same server."""
    port = _free_port()
    with _running([*GRANIAN.split(), "--port", str(port)], books, books.plain_environment, port, "/") as server:
        yield server


def load(server: Server, path: str, cookie: str, *, clients: int, requests: int) -> Load:
    """Let some clients ask for a page, each again as soon as it has been answered."""
    found, began = Load(), server.cpu()
    threads = [
        threading.Thread(target=_client, args=(server.port, path, cookie, requests // clients, found))
        for _client_number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.cpu = server.cpu() - began
    return found


def _client(port: int, path: str, cookie: str, requests: int, found: Load) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    for _request in range(requests):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "zh-CN"})
        answer = connection.getresponse()
        body = answer.read()
        found.seconds.append(time.perf_counter() - began)
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        found.size = len(body)


@contextmanager
def _running(words: list[str], books: Books, environment: dict[str, str], port: int, page: str) -> Iterator[Server]:
    began = time.perf_counter()
    told = as_installed(environment)
    process = subprocess.Popen(
        [sys.executable, "-m", *words], cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await_page(process, port, page)
        yield Server(process, port, books, time.perf_counter() - began, page)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await_page(process: subprocess.Popen[bytes], port: int, page: str) -> None:
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", page)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"Nothing answered at port {port}.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
