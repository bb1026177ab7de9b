"""`python -m daying`: the same as the command `daying`."""

from daying.cli import main

if __name__ == "__main__":
    main()
