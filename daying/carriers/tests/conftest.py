import pytest
from django.utils import translation


@pytest.fixture
def in_english(settings):
    """Sentences and pages in the language of the source."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
