"""Dates in ISO form and a thousand separator, as spreadsheets show them."""

from daying.formats.common import *  # noqa: F403
