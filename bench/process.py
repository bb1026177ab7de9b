"""Processes: their CPU time and memory, and measurements that each run in one of their own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(os.environ.get("DAYING_BENCH", ROOT / "var/bench"))
# PostgreSQL's helpers for one statement end with it, and their CPU with them: it is to do without.
ONE_PROCESS = "-c max_parallel_workers_per_gather=0"
TICK = os.sysconf("SC_CLK_TCK")
Figures = dict[str, Any]


def as_installed(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process under measurement: compiled once, as an installation is, not at every start."""
    here = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**here, "PYTHONPYCACHEPREFIX": str(KEPT / "bytecode"), **environment}


def measured(target: str, environment: Mapping[str, str], **asked: Any) -> Figures:
    """What a function returns that runs in a process of its own. target: package.module:function."""
    words = [sys.executable, "-m", "bench.child", target, json.dumps(asked)]
    done = subprocess.run(words, cwd=ROOT, env=as_installed(environment), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"{target} did not end well.")
    return json.loads(done.stdout.splitlines()[-1])


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used so far; 0 where it cannot be seen."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def family_of(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family_of(int(child)))]


def memory_of(pid: int) -> float:
    """MB of memory that count for this process: its own, and its share of what it has in common with others (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def peak_memory() -> float:
    """The most MB that this process has had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024


class Meter:
    """CPU of this process and of the database's process that serves it, in milliseconds; 0 for an embedded one."""

    def __init__(self, backend: int | None) -> None:
        self.backend = backend
        self.app = self.database = self.wall = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what is used inside."""
        began = self._now()
        yield
        spent = [1000 * (after - before) for before, after in zip(began, self._now(), strict=True)]
        self.app, self.database, self.wall = self.app + spent[0], self.database + spent[1], self.wall + spent[2]

    def per(self, count: int) -> Figures:
        """The same for each of so many."""
        return {"app": self.app / count, "database": self.database / count, "wall": self.wall / count}

    def each(self, call: Callable[[], Any], times: int) -> float:
        """Milliseconds of CPU that one call takes, on the average of some."""
        with self.running():
            for _time in range(times):
                call()
        return (self.app + self.database) / times

    def _now(self) -> tuple[float, float, float]:
        return time.process_time(), cpu_of(self.backend) if self.backend else 0.0, time.perf_counter()


def django_meter() -> Meter:
    """A meter for Django's default connection."""
    from django.db import connection

    connection.ensure_connection()
    if connection.vendor != "postgresql":
        return Meter(None)
    connection.cursor().execute("SET max_parallel_workers_per_gather = 0")
    return Meter(connection.connection.info.backend_pid)


def django_cpu(call: Callable[[], Any], times: int) -> float:
    """Milliseconds of CPU that one call takes, over Django's default connection."""
    return django_meter().each(call, times)
