#!/usr/bin/env python
"""Django's own commands (`makemigrations`, `shell`, …). Running the product is the work of `python -m daying`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daying.settings")
    execute_from_command_line(sys.argv)
