"""The fixture of these tests: a house."""

import pytest

from tests.reliability.house import build


@pytest.fixture
def house(tmp_path, transactional_db):
    """A company of its own, whose processes may be killed."""
    built = build(tmp_path)
    yield built
    built.close()
