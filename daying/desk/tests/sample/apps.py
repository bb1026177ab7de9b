"""Makes the sample a room like any other."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """The sample."""

    name = "daying.desk.tests.sample"
    label = "sample"
    verbose_name = "Sample"
