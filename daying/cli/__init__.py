"""The command line: `daying serve`, `import`, `kpi`, `verify`, `backup`, … and the same as `python -m daying`.

A command ends with 0 when all is well, 1 when the answer is no (refused, or something was found), 2 for a wrong word.
What people should read goes to stderr, what a program may read to stdout. Nothing of Django is loaded for `--help`.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from daying.cli.words import parser

REFUSED = 1
INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> None:
    """Run one command and leave with its code."""
    asked = parser().parse_args(words)
    try:
        sys.exit(_run(asked))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python must not complain at exit that it cannot flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _load() -> None:
    """Load the application. What is loaded stays: looking through it for rubbish, now or later, finds nothing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daying.settings")
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


def _run(asked) -> int:
    _load()
    from django.core.exceptions import PermissionDenied
    from django.db import OperationalError

    from daying.cli import terminal
    from daying.core.errors import Refused

    with terminal.in_language_of_the_shell():
        try:
            command = getattr(import_module(f"daying.cli.{asked.module}"), asked.function)
            return command(asked) or 0
        except (Refused, PermissionDenied) as refusal:
            terminal.say(str(refusal))
        except BrokenPipeError:
            raise
        except OSError as error:
            terminal.say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        except OperationalError as error:
            terminal.say(terminal.database_is_away(error))
    return REFUSED
