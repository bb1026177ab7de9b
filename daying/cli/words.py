"""The words that the command line understands."""

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path

from daying import __version__

PERIODS = "2026, 2026Q1, 2026-03, 2026-W12, 2026-03-05, 2024..2026"


def parser() -> ArgumentParser:
    """All commands with their options."""
    top = ArgumentParser(prog="daying", description="Daying, a marketing centre's working system.")
    top.add_argument("--version", action="version", version=f"Daying {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, module: str, function: str, help: str, epilog: str = "") -> ArgumentParser:
        added = commands.add_parser(
            name, help=help, description=help, epilog=epilog, formatter_class=RawDescriptionHelpFormatter
        )
        added.set_defaults(module=module, function=function)
        return added

    _serving(command)
    _data(command)
    _figures(command)
    _upkeep(command)
    return top


def _serving(command) -> None:
    serve = command("serve", "serving", "serve", "Serve the pages and do the jobs.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--workers", type=_count, default=1, help="serving processes (default: 1)")
    serve.add_argument("--without-jobs", action="store_true", help="leave the jobs to `daying worker` elsewhere")
    worker = command("worker", "serving", "worker", "Do the jobs, beside or instead of those of `daying serve`.")
    worker.add_argument("--processes", type=_count, default=1)


def _data(command) -> None:
    demo = command("demo", "data", "demo", "Set up the demo company in an empty database.")
    demo.add_argument("--scale", type=_count, default=1, metavar="N", help="N times as many customers and orders")
    demo.add_argument("--orders", type=_count, metavar="M", help="orders of the story (default: 6000)")
    demo.add_argument("--seed", type=int, default=1, help="another number gives another company")
    demo.add_argument("--if-empty", action="store_true", help="do nothing when there is a company already")

    bring = command("import", "data", "import_sheet", "Import a sheet (XLSX or CSV): all of its rows or none.")
    bring.add_argument("resource", metavar="RESOURCE", help="the word in the address of the list: customers")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--map", type=Path, metavar="FILE", help="JSON: which column of the sheet fills which of ours")
    bring.add_argument("--dry-run", action="store_true", help="judge every row, and write nothing")
    _as_whom(bring)

    northwind = command("northwind", "northwind", "bring", "Import the public Northwind sample company.")
    northwind.add_argument("folder", type=Path, metavar="DIR", help="where its CSV files stand")

    export = command(
        "export", "data", "export_sheet", "Export a list (XLSX or CSV).",
        epilog="Filters are those of the list's address:  daying export orders state=released q=天津",
    )  # fmt: skip
    export.add_argument("resource", metavar="RESOURCE")
    export.add_argument("filters", nargs="*", metavar="FILTER=VALUE")
    export.add_argument("--output", type=Path, metavar="FILE", help="ends in .xlsx or .csv (default: CSV to stdout)")
    export.add_argument("--columns", metavar="NAME,NAME", help="other columns than the list's own")
    _as_whom(export)


def _figures(command) -> None:
    kpi = command("kpi", "figures", "kpi", "Print the KPIs of a period.")
    _period(kpi)
    report = command("report", "figures", "report", "Print one report; without a name, the list of them.")
    report.add_argument("name", nargs="?", metavar="NAME")
    _period(report)


def _upkeep(command) -> None:
    office = command(
        "admin", "administering", "admin", "Make somebody administrator, with a new password.",
        epilog="In an empty database it sets up the company first:  daying admin wang --company 大成精密",
    )  # fmt: skip
    office.add_argument("username", metavar="USERNAME")
    office.add_argument("--company", metavar="NAME", help="the name of the company to set up")
    command("verify", "upkeep", "verify", "Check the books: ledger, numbers, journal chain, … recomputed and compared.")
    backup = command("backup", "upkeep", "backup", "Write database and files into one archive, while people work on.")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = command("restore", "upkeep", "restore", "Put a backup in place of what is there. Stop the server first.")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--yes", action="store_true", help="do not ask before data is replaced")
    command("check", "upkeep", "check", "Check this installation: keys, database settings, encryption, hosts.")


def _period(command: ArgumentParser) -> None:
    command.add_argument("--period", metavar="P", help=f"{PERIODS} (default: this year)")
    command.add_argument("--format", choices=["table", "json"], default="table")
    _as_whom(command)


def _as_whom(command: ArgumentParser) -> None:
    command.add_argument("--as", dest="person", metavar="USERNAME", help="act with this person's rights and view")


def _port(text: str) -> int:
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise ArgumentTypeError(f"{text} is not a port (1 to 65535)")
    return int(text)


def _count(text: str) -> int:
    if not (text.isdigit() and int(text) > 0):
        raise ArgumentTypeError(f"{text} is not a number from 1 on")
    return int(text)
