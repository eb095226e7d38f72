"""Set-up: help, a misspelt command, shell completion, and quotes that are short enough to publish."""

import csv
import json
import shutil
import subprocess

import pytest

import eventpack
from eventpack.cli import main
from eventpack.core import package_layout

LONG = (
    "Rebels seized the town of Qamishli on 3 March 2025 after a night of fighting in which, residents said, shells fell on "
    "the market and the road to the airport, and hundreds of families left for villages in the hills to the north of it.\n"
)


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 2
    shown = capsys.readouterr()
    assert shown.out.startswith("usage: eventpack") and "examples:" in shown.out and not shown.err


@pytest.mark.parametrize(("written", "meant"), [("bulid", "build"), ("valdate", "validate"), ("anotate", "annotate")])
def test_a_misspelt_command_gets_a_suggestion(written, meant, capsys):
    with pytest.raises(SystemExit) as ended:
        main([written])
    assert ended.value.code == 2
    assert f'"{written}" is not a command; did you mean {meant}?' in capsys.readouterr().err


def test_a_command_like_no_other_gets_no_suggestion(capsys):
    with pytest.raises(SystemExit):
        main(["xyzzy"])
    said = capsys.readouterr().err
    assert '"xyzzy" is not a command. The commands are build, annotate,' in said and "did you mean" not in said


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_completion_script_is_one_that_the_shell_can_read(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "--skip-bad" in script and "annotate" in script
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script, text=True, capture_output=True).returncode == 0


@pytest.fixture
def short(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(LONG)
    out = tmp_path / "out"
    assert main(["build", str(tmp_path / "articles"), "--out", str(out), "--quote-length", "60", "--no-cache"]) == 0
    return tmp_path


def quotes(out):
    with (out / "data/reports.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["quote"], int(row["char_start"]), int(row["char_end"])) for row in csv.DictReader(stream)]


def test_shorter_quotes_are_still_found_at_their_offsets(short):
    found = quotes(short / "out")
    assert found
    for quote, start, end in found:
        assert quote == LONG[start:end][:60]
    assert eventpack.validate(short / "out", short / "articles").good
    assert json.loads((short / "out" / package_layout.FILE).read_text())[package_layout.QUOTE_LENGTH] == 60


def test_a_quote_of_another_length_than_the_package_states_is_a_problem(short):
    file = short / "out" / package_layout.FILE
    file.write_text(file.read_text().replace('"quoteLength": 60', '"quoteLength": 50'))
    assert "passage" in {problem.rule for problem in eventpack.validate(short / "out").problems}
    file.write_text(file.read_text().replace('"quoteLength": 50', '"quoteLength": 900'))
    assert not eventpack.validate(short / "out").good


def test_the_length_of_quotes_is_kept_in_package_yaml(short):
    (short / "articles" / "package.yaml").write_text("quote_length: 80\n")
    eventpack.build(short / "articles", short / "new", cache=False)
    assert all(quote == LONG[start:end][:80] for quote, start, end in quotes(short / "new"))
    (short / "articles" / "package.yaml").write_text("quote_length: 5\n")
    with pytest.raises(eventpack.EventpackError, match='"quote_length" is 5. Write a whole number from 40 to 300'):
        eventpack.build(short / "articles", short / "new", cache=False)
