"""See daying.formats.common."""
