"""Run the tests on both databases: `make test`. Words after the command go to pytest: `tools/test.py -k orders`.

First everything on SQLite, the browser included; then, where a PostgreSQL answers, the business once more on that.
On a build server (CI=true) PostgreSQL and Chromium must be there.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.machine import IN_CI, NO_CHROMIUM, NO_POSTGRES, chromium, postgres  # noqa: E402

NOTHING_COLLECTED = 5


def main() -> None:
    missing = [words for found, words in ((chromium(), NO_CHROMIUM), (postgres(), NO_POSTGRES)) if not found]
    if IN_CI and missing:
        sys.exit("\n".join(missing))
    print("— Tests on SQLite", flush=True)
    pytest({"DAYING_DATABASE": ""}, *sys.argv[1:])
    if postgres():
        print("— Tests on PostgreSQL", flush=True)
        pytest({"DAYING_DATABASE": postgres()}, "-m", "not browser and not one_database", *sys.argv[1:])
    for words in missing:
        print(f"Left out: {words}")


def pytest(database: dict[str, str], *words: str) -> None:
    """One pass; a failure ends the whole run with pytest's own code."""
    command = [sys.executable, "-m", "pytest", "-n", "2", *words]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **database}).returncode
    if code not in (0, NOTHING_COLLECTED):
        sys.exit(code)


if __name__ == "__main__":
    main()
