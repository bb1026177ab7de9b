"""The server and the worker beside it: they start together, the worker is replaced, and nobody is left behind."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.reliability.house import ROOT, is_alive, kill

pytestmark = pytest.mark.slow


def until(answers, seconds=90):
    """Ask again until the answer is something."""
    end = time.monotonic() + seconds
    while not (told := answers()):
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.1)
    return told


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def answers(port):
    try:
        return urllib.request.urlopen(f"http://localhost:{port}/", timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@pytest.fixture
def server(house):
    port = free_port()
    command = [sys.executable, "-m", "daying", "serve", "--port", str(port)]
    environment = {**house.environment, "DAYING_DEBUG": "yes"}  # without hashed static files, which take a while
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    process.port = port
    try:
        assert until(lambda: answers(port)) < 500
        yield process
    finally:
        process.kill()
        process.wait()


def worker_of(house):
    """The worker that does the next job."""
    house.ask("ask_for_jobs", 1)
    until(lambda: house.ask("jobs_done")["open"] == 0)
    return house.ask("workers_seen")[-1]


def test_the_worker_beside_the_server_is_replaced_when_it_dies(house, server):
    first = worker_of(house)
    kill(first)

    second = worker_of(house)

    assert second != first
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=30) == 0
    until(lambda: not is_alive(second))


def test_a_server_that_is_killed_leaves_nobody_behind(house, server):
    worker = worker_of(house)

    kill(server.pid)

    until(lambda: not is_alive(worker))
    until(lambda: answers(server.port) is None)
