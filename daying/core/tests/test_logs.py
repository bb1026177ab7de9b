"""The log tells what happened and no secrets, and nobody can write a line of their own into it."""

import json
import logging
from logging.config import dictConfig

import pytest
import structlog
from django.conf import settings

from daying.core import logs


@pytest.fixture
def logged(capsys):
    def configure(is_production):
        dictConfig(logs.logging(is_production=is_production))
        return lambda: capsys.readouterr().err

    before = logging.getLogger().handlers[:]
    yield configure
    structlog.reset_defaults()
    dictConfig(settings.LOGGING)
    logging.getLogger().handlers[:] = before


def fail():
    password = "hunter2"  # noqa: F841 - must not be shown
    raise ValueError("a fault")


def log_a_failure(logger):
    try:
        fail()
    except ValueError:
        logger.exception("It failed")


@pytest.mark.parametrize("is_production", [True, False])
@pytest.mark.parametrize("get", [logging.getLogger, structlog.get_logger], ids=["django", "structlog"])
def test_a_traceback_shows_no_values(logged, is_production, get):
    told = logged(is_production)

    log_a_failure(get("daying.test"))

    text = told()
    assert "ValueError: a fault" in text
    assert "hunter2" not in text.replace('password = "hunter2"', "")


def test_in_production_each_line_is_json_whatever_is_logged(logged):
    told = logged(True)

    structlog.get_logger("daying.test").info("request", path='/x\n{"level": "forged"}', person="鑫淼")

    (line,) = told().splitlines()
    assert json.loads(line)["path"] == '/x\n{"level": "forged"}'
    assert "鑫淼" in line


def test_elsewhere_only_what_matters_is_told(logged):
    told = logged(False)

    structlog.get_logger("daying.test").info("request")

    assert told() == ""
