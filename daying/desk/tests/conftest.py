"""The front's tests read its sentences in English, their source language, whatever the house is set to."""

import pytest
from django.utils import translation

from daying.desk import shell


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def navigation_made_anew():
    """Tests put rooms into the navigation that are not there otherwise."""
    shell.places.cache_clear()
    yield
    shell.places.cache_clear()
