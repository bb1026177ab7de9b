"""Bring the virtual environment up to the lock file. It costs nothing when nothing has changed.

Run by the machine's own Python, so it uses the standard library only. uv installs when it is there; otherwise pip as it
stands on the machine, which need not be inside the environment (Debian keeps it apart).
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description="Bring the virtual environment up to the lock file.")
    parser.add_argument("--dev", action="store_true", help="with what tests and checks need")
    parser.add_argument("--venv", default=".venv", type=Path)
    options = parser.parse_args()
    lock = "requirements-dev.lock" if options.dev else "requirements.lock"
    if not is_sound(options.venv):
        make(options.venv)
    if fingerprint(lock) not in installed(options.venv):
        install(options.venv, lock)


def is_sound(venv: Path) -> bool:
    """Whether the environment's Python still runs (the machine's own may have been replaced under it)."""
    try:
        return subprocess.run([python_of(venv), "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def make(venv: Path) -> None:
    try:
        import venv as builder
    except ImportError:
        sys.exit("Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv")
    builder.create(venv, clear=True, symlinks=True)


def install(venv: Path, lock: str) -> None:
    print(f"Installing into {venv} …", flush=True)
    command = installer(python_of(venv))
    run(*command, "--require-hashes", "--requirement", lock)
    run(*command, "--no-deps", "--no-build-isolation", "--editable", ".")
    # What serves development serves running as well.
    locks = {lock, "requirements.lock"}
    stamp(venv).write_text("".join(fingerprint(name) + "\n" for name in sorted(locks)))


def installer(python: str) -> list[str]:
    """The command that installs into the environment, by the first means this machine has."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", python]
    quietly = ["--quiet", "--disable-pip-version-check"]
    if has_pip(python):
        return [python, "-m", "pip", "install", *quietly]
    if has_pip(sys.executable):
        return [sys.executable, "-m", "pip", "--python", python, "install", *quietly]
    if subprocess.run([python, "-m", "ensurepip"], capture_output=True).returncode == 0:
        return [python, "-m", "pip", "install", *quietly]
    sys.exit("There is neither uv nor pip; on Debian and Ubuntu: apt install python3-pip")


def has_pip(python: str) -> bool:
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit("The installation did not finish; the lines above say why. It can simply be started again.")


def installed(venv: Path) -> list[str]:
    """The fingerprints of what was installed last."""
    return stamp(venv).read_text().splitlines() if stamp(venv).exists() else []


def fingerprint(lock: str) -> str:
    """One line that changes whenever there is something to install."""
    return f"{lock} {hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()}"


def stamp(venv: Path) -> Path:
    return venv / "installed.txt"


def python_of(venv: Path) -> str:
    return os.path.join(venv.absolute(), "bin", "python")


if __name__ == "__main__":
    main()
