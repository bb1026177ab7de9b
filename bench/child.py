"""Runs one measurement: `python -m bench.child bench.ours.order:run '{"count": 60}'` prints its figures as JSON."""

import gc
import json
import os
import sys
from importlib import import_module

import django


def main(target: str, asked: str) -> None:
    module, _colon, function = target.partition(":")
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        django.setup()
        gc.freeze()  # as the command `daying` does when it has loaded; the plain project has it too
    print(json.dumps(getattr(import_module(module), function)(**json.loads(asked))))


if __name__ == "__main__":
    main(*sys.argv[1:])
