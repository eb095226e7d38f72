"""What a first user meets: a package named by position, what a refusal leaves behind, words that do not contradict."""

import os
import shutil

import pytest

from eventpack.cli import main
from eventpack.comparison.version import following, shift
from eventpack.export import hdx

ARTICLE = "Convoy on the road\nTurkish police arrested three protesters in Ankara on Sunday.\n"


@pytest.fixture
def news(tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news/a.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path / "news"


@pytest.mark.parametrize(
    "order",
    [
        ["sqlite", "{p}", "--out", "{o}"],
        ["sqlite", "--out", "{o}", "{p}"],
        ["sqlite", "--package", "{p}", "--out", "{o}"],
        ["--package", "{p}", "--out", "{o}", "sqlite"],
    ],
)
def test_export_takes_the_package_by_position_or_by_option_in_any_order(built, tmp_path, order):
    assert main(["export", *(word.format(p=built, o=tmp_path / "made") for word in order)]) == 0
    assert list((tmp_path / "made").glob("*.sqlite"))


def test_two_packages_of_one_export_are_refused(built, tmp_path, capsys):
    assert main(["export", "sqlite", str(built), "--package", str(tmp_path), "--out", str(tmp_path / "o")]) == 2
    assert "two packages are named" in capsys.readouterr().err


def test_an_export_that_fails_leaves_no_folder_and_takes_none_that_was_there(built, tmp_path):
    assert main(["export", "kaggle", str(built), "--out", str(tmp_path / "made/one")]) == 2  # no --owner
    assert not (tmp_path / "made").exists()
    (tmp_path / "kept").mkdir()
    assert main(["export", "kaggle", str(built), "--out", str(tmp_path / "kept/one")]) == 2
    assert os.listdir(tmp_path / "kept") == []


def test_review_of_a_package_elsewhere_says_how_to_name_its_articles(built, tmp_path, capsys):
    shutil.copytree(built, tmp_path / "p")
    assert main(["review", str(tmp_path / "p")]) == 2
    assert f"eventpack review {tmp_path / 'p'} --articles ARTICLES" in capsys.readouterr().err


def test_a_build_of_what_is_reviewed_says_that_nothing_is(news, tmp_path, capsys):
    assert main(["build", str(news), "--reviewed-only", "--out", str(tmp_path / "p")]) == 0
    told = capsys.readouterr().out
    assert "no report has been reviewed, so none is published" in told
    assert f"eventpack review {tmp_path / 'p'} --articles {news})" in told
    assert main(["build", str(news), "--out", str(tmp_path / "p")]) == 0
    assert "has been reviewed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("version", "weight", "words"),
    [
        ("0.1.0", "minor", "before 1.0 that raises the third number"),
        ("0.1.0", "major", "before 1.0 that raises the second number"),
        ("0.1.0", "patch", ""),
        ("1.0.0", "minor", ""),
    ],
)
def test_which_number_is_raised_before_1_0_is_reported_and_true(version, weight, words):
    assert shift(version, weight) == words
    raised = [old != new for old, new in zip(version.split("."), following(version, weight).split("."), strict=True)]
    number = ["first", "second", "third"][raised.index(True)]
    assert not words or number in words


@pytest.mark.parametrize(
    ("number", "words"), [(1, "there is 1 piece of it here"), (2, "there are 2 pieces of it here")]
)
def test_pieces_of_personal_data_are_counted_in_good_grammar(number, words):
    assert hdx._found(number) == words


def test_a_dry_run_needs_no_place_for_a_package(news, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["build", "news", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("1 article (1 from .txt)")
    assert sorted(os.listdir(tmp_path)) == ["news"]
    assert main(["build", "news"]) == 2
    assert "Say where it goes with --out DIR" in capsys.readouterr().err
