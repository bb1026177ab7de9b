"""How tests give commands."""

import pytest

from daying.cli import main


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command; returns its code, what a program reads, and what people read."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*words):
        with pytest.raises(SystemExit) as ended:
            main(words)
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return call
