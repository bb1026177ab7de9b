"""A process that has loaded the product and splits off others in a moment.

On its stdin come acts by name with their arguments; on its stdout it tells the id of each process.
"""

import json
import os
import signal
import sys

import django

django.setup()

from tests.reliability import acts  # noqa: E402 - needs Django set up


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone, and not a zombie
    for line in sys.stdin:
        name, *args = json.loads(line)
        process = os.fork()
        if not process:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            getattr(acts, name)(*args)
            os._exit(0)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
