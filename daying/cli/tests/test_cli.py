"""The command line: right words, wrong words, codes and sentences."""

import json
import socket
import subprocess
import sys

import pytest
from django.db import connection

from daying.cli import database, terminal
from daying.core import journal, reports, seals
from daying.core.actor import SYSTEM
from daying.core.progress import progress
from daying.core.reports import Column, Ratio, report
from daying.core.testing import guards_lifted


@pytest.mark.parametrize(
    "words",
    ["", "dance", "serve --port 0", "serve --port http", "demo --scale -1", "import orders", "kpi --format xml"],
)
def test_wrong_words_are_told_with_code_2(run, words):
    code, _out, told = run(*words.split())

    assert code == 2
    assert "usage: daying" in told


def test_a_port_in_use_is_told_before_anything_is_done(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        code, _out, told = run("serve", "--port", str(other.getsockname()[1]))

    assert (code, "Choose another with --port." in told) == (1, True)


def test_a_reader_who_has_seen_enough_is_no_fault(run, monkeypatch):
    def tell(asked):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("daying.cli.figures.report", tell)
    monkeypatch.setattr("os.dup2", lambda old, new: None)
    monkeypatch.setattr("sys.stdout.fileno", lambda: 1, raising=False)

    assert run("report") == (0, "", "")


def test_help_needs_no_django():
    script = "import sys; sys.argv = ['daying', '--help']\nfrom daying.cli import main\nmain()"
    probe = f"try:\n    exec({script!r})\nfinally:\n    print('django' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", f"import sys\n{probe}"], capture_output=True, text=True).stdout

    for command in "serve demo import export kpi report admin verify backup restore worker check".split():
        assert f"    {command} " in told
    assert told.endswith("False\n")


# ---- verify, check, backup, restore


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DAYING_DATA = tmp_path


@pytest.mark.django_db
def test_verify_says_that_all_is_well(run, data_folder):
    code, _out, told = run("verify")

    assert (code, "invariants hold." in told) == (0, True)


@pytest.mark.django_db
def test_verify_shows_what_is_not_and_ends_with_1(run, data_folder):
    entry = journal.note_event("people.signed_in", by=SYSTEM)
    seals.seal()
    with guards_lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE core_journalentry SET note = 'another'")

    code, shown, told = run("verify")

    assert code == 1
    assert f"Journal entry {entry.pk} is not the one that was sealed." in shown
    assert "1 of" in told


@pytest.mark.django_db
def test_check_names_what_is_unsafe(run, monkeypatch):
    monkeypatch.delenv("DAYING_SECRET_KEY", raising=False)

    code, _out, told = run("check")

    assert code == 1
    assert "daying.E002: DAYING_SECRET_KEY is not given by the environment." in told


@pytest.mark.django_db(transaction=True)
def test_backup_tells_how_much_it_is(run, tmp_path):
    code, _out, told = run("backup", str(tmp_path / "b.tar.gz"))

    assert (code, "MB with" in told) == (0, True)
    assert run("backup", str(tmp_path / "b.tar.gz"))[0] == 1


def test_restore_of_something_else_is_refused(run, tmp_path):
    (tmp_path / "b.tar.gz").write_bytes(b"no archive")

    assert run("restore", str(tmp_path / "b.tar.gz"), "--yes")[0] == 1
    code, _out, told = run("restore", str(tmp_path / "missing"), "--yes")
    assert (code, "No such file" in told) == (1, True)


# ---- kpi, report


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(reports, "REPORTS", {})
    monkeypatch.setattr(reports, "_discover", lambda: None)

    def rate(period, scope):
        return Ratio(772, 809) if str(period) == "1997" else reports.NO_DATA

    rate.__module__ = "daying.performance.kpis"
    report("on-time", title="On time", unit="%", right="x.view_x")(rate)
    rows = [{"who": "鑫淼", "amount": "617085.20"}]
    columns = [Column("who", "Customer"), Column("amount", "Amount", "money")]
    report("sales", title="Sales", unit="CNY", right="x.view_x", columns=columns)(lambda period, scope: rows)


@pytest.mark.django_db
def test_kpis_are_printed_as_a_table(run, declared):
    _code, shown, _told = run("kpi", "--period", "1997")

    assert shown.splitlines()[1].split() == ["On", "time", "95.43", "%", "772", "809"]
    assert "no data" in run("kpi", "--period", "1998")[1]


@pytest.mark.django_db
def test_kpis_are_printed_exactly_as_json(run, declared):
    _code, shown, _told = run("kpi", "--period", "1997", "--format", "json")

    told = json.loads(shown)
    assert (told["period"], told["first"], told["last"]) == ("1997", "1997-01-01", "1997-12-31")
    assert told["figures"]["on-time"]["numerator"] == 772
    assert told["figures"].keys() == {"on-time"}


@pytest.mark.django_db
def test_a_report_is_printed_by_name(run, declared):
    assert run("report", "sales")[1].splitlines() == ["Customer  Amount", "鑫淼      617085.20"]
    assert "sales" in run("report")[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["report", "no-such"], "There is no report “no-such”."),
        (["kpi", "--period", "soon"], "“soon” is not a period."),
        (["kpi", "--as", "nobody"], "There is nobody with the user name “nobody”."),
    ],
)
def test_bad_values_are_answered_with_a_sentence(run, declared, words, sentence):
    code, _out, told = run(*words)

    assert code == 1
    assert sentence in told


# ---- the terminal


def test_chinese_characters_take_two_places(capsys):
    terminal.table(["客户", "n"], [["鑫淼电子", 5], ["ACME", 12]])

    assert capsys.readouterr().out == "客户      n\n鑫淼电子   5\nACME      12\n"


def test_progress_is_told_in_a_log(capsys):
    with terminal.progress_shown():
        progress(1, 4, "Reading")
        progress(4, 4, "Done")

    assert capsys.readouterr().err == " 25 %  Reading\n100 %  Done\n"


@pytest.mark.parametrize(("lang", "sentence"), [("en_US.UTF-8", "Monday"), ("zh_CN.UTF-8", "星期一"), ("C", "Monday")])
def test_commands_speak_the_language_of_the_shell(monkeypatch, lang, sentence):
    from django.utils.translation import gettext

    monkeypatch.setenv("LC_ALL", lang)
    with terminal.in_language_of_the_shell():
        assert gettext("Monday") == sentence


@pytest.mark.django_db
def test_a_migrated_database_is_up_to_date():
    assert database.is_up_to_date()


@pytest.mark.django_db
def test_a_migration_not_applied_is_seen():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name = '0001_initial'")

    assert not database.is_up_to_date()
