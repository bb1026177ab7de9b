"""The lock files fit pyproject.toml, name no download host, and let nothing in without a hash or without use."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUNNING = [*PROJECT["dependencies"], *EXTRAS["pg"], *EXTRAS["checkout"]]
LOCKS = {"requirements.lock": RUNNING, "requirements-dev.lock": [*RUNNING, *EXTRAS["dev"]]}


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked_within_its_range(name):
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))

    outside = [r for r in map(Requirement, LOCKS[name]) if locked.get(r.name.lower(), "0") not in r.specifier]

    assert outside == [], "make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_with_hashes_and_nothing_else(name):
    allowed = re.compile(r"[\w.-]+==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")

    strange = [line for line in (ROOT / name).read_text().splitlines() if not allowed.fullmatch(line)]

    assert strange == []


def test_what_serves_running_has_the_same_version_in_development():
    running, development = [(ROOT / name).read_text().splitlines() for name in LOCKS]

    assert set(filter(is_version, running)) <= set(filter(is_version, development))


def test_everything_that_running_needs_is_used():
    """Named somewhere in the product's own code; two stand behind Django's own names."""
    told = "".join(path.read_text() for path in (ROOT / "daying").rglob("*.py") if "tests" not in path.parts)
    homes = {module: homes for module, homes in packages_distributions().items() if re.search(rf"\b{module}\b", told)}
    used = {name.lower() for names in homes.values() for name in names} | {"argon2-cffi", "psycopg"}

    idle = [text for text in [*PROJECT["dependencies"], *EXTRAS["pg"]] if Requirement(text).name not in used]

    assert idle == []


def is_version(line: str) -> bool:
    return "==" in line
