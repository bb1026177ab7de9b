"""The house stands on its floors: the import contracts of pyproject.toml."""

import subprocess
import sys
from pathlib import Path


def test_every_package_imports_only_what_its_contracts_allow():
    command = [str(Path(sys.executable).parent / "lint-imports")]

    finished = subprocess.run(command, capture_output=True, text=True)

    assert finished.returncode == 0, finished.stdout
