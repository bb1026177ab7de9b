"""The benchmark runs. How fast anything is, it says itself; no test judges that."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
@pytest.mark.one_database
def test_a_quick_benchmark_prints_its_table(tmp_path):
    words = [sys.executable, "-m", "bench", "w1", "w3", "--quick", "--sqlite"]

    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "DAYING_BENCH": str(tmp_path)}, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split()[:4] == ["work", "measured", "on", "ours"]
    assert {line.split()[0] for line in lines[1 : lines.index("")]} == {"W1", "W3"}
