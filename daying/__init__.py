"""Daying 大营: the marketing centre of a manufacturer, running as software."""

__version__ = "0.1.0"
