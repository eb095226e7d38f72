"""No report contradicts itself, whoever coded it, and none costs a build."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import pytest

from eventpack import pipeline
from eventpack.annotation import one_article
from eventpack.annotation.consistent import OutOfText, consistent
from eventpack.cli import main
from eventpack.core.model import Actor, ActorMention, Article, Published, Report, TextSpan

TEXT = "Peru's army shelled its own army at the border on Monday."
DAY = date(2025, 3, 5)
PUBLISHED = Published(DAY, DAY, "metadata")
ARMY = Actor("per-mil", "Peruvian military", "state", "MIL", "PER", "composition")
NAVY = replace(ARMY, actor_id="per-mil-nav", name="Peruvian navy")
FIRST, SECOND = ActorMention(0, 11, "Peru's army", ARMY), ActorMention(20, 32, "its own army", ARMY)
REPORT = Report(
    "ASSAULT", None, "occurred", 0, len(TEXT), 0, TextSpan(12, 19, "shelled"), (FIRST,), (), date_text="on Monday",
    date_earliest=date(2025, 3, 3), date_latest=date(2025, 3, 3),
)  # fmt: skip


def dates(report: Report) -> tuple:
    repaired = consistent(report, PUBLISHED, TEXT)
    return repaired.date_text, repaired.date_earliest, repaired.date_latest


def test_a_report_without_fault_stays_as_it_is():
    for report in (
        REPORT,
        replace(REPORT, date_earliest=DAY, date_latest=DAY),
        replace(REPORT, date_latest=date(2025, 3, 9)),  # no more than begun
        replace(REPORT, status="future", date_earliest=date(2025, 6, 1), date_latest=date(2025, 6, 1)),
        replace(REPORT, recipients=(replace(SECOND, actor=NAVY),)),
        replace(REPORT, recipients=(SECOND, replace(SECOND, actor=NAVY))),
    ):
        assert consistent(report, PUBLISHED, TEXT) is report


@pytest.mark.parametrize("status, latest", [("occurred", DAY), ("ongoing", DAY), ("future", None), ("negated", None)])
def test_dates_out_of_order_are_dropped(status, latest):
    report = replace(REPORT, status=status, date_latest=date(2025, 3, 1))
    assert dates(report) == (None, None, latest)


@pytest.mark.parametrize("status", ["occurred", "ongoing"])
def test_what_has_occurred_does_not_begin_after_its_article(status):
    report = replace(REPORT, status=status, date_earliest=date(2025, 3, 6), date_latest=date(2025, 3, 6))
    assert dates(report) == (None, None, DAY)
    unknown = Published(None, None, "unknown")
    assert consistent(report, unknown, TEXT) is report


def test_nobody_acts_upon_himself_alone():
    assert consistent(replace(REPORT, recipients=(FIRST,)), PUBLISHED, TEXT).recipients == ()
    assert consistent(replace(REPORT, recipients=(SECOND,)), PUBLISHED, TEXT).recipients == (
        replace(SECOND, actor=None),
    )


@pytest.mark.parametrize(
    "fault",
    [{"trigger": TextSpan(50, 90, "x")}, {"end": 0}, {"actors": (replace(FIRST, start=-1),)}, {"start": 5, "end": 5}],
)
def test_offsets_out_of_the_text_are_a_fault(fault):
    with pytest.raises(OutOfText):
        consistent(replace(REPORT, **fault), PUBLISHED, TEXT)


@pytest.mark.parametrize(
    "text, day",
    [
        ("A shell hit the market in 1994. He rang his wife at 7 a.m. on May 3.", None),
        (
            "Insurgents are poised on Friday to test the garrison as they begun surrendering in Bukavu.",
            date(2025, 3, 5),
        ),
    ],
)
def test_each_article_is_coded_with_dates_in_order(text, day):
    (annotation,) = pipeline.annotate([Article("a", text, published=day)])
    assert annotation.times
    for report in annotation.reports:
        assert not (report.date_earliest and report.date_latest and report.date_earliest > report.date_latest)


def test_a_fault_in_a_report_rejects_its_article_and_the_others_are_built(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.txt").write_text("Chilean troops attacked a village in Peru on Monday.", encoding="utf-8")
    (folder / "bad.txt").write_text("Peruvian troops attacked a village in Chile on Friday.", encoding="utf-8")

    def coded(report, published, text):
        return consistent(replace(report, end=999) if "Friday" in text else report, published, text)

    monkeypatch.setattr(one_article, "consistent", coded)
    out = tmp_path / "out"
    assert main(["build", str(folder), "--out", str(out), "--no-cache"]) == 2
    assert "bad.txt" in capsys.readouterr().err and not out.exists()
    assert main(["build", str(folder), "--out", str(out), "--no-cache", "--skip-bad"]) == 1
    with (out / "data/rejected.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["article_id"] == "bad" and row["stage"] == "coding" and "OutOfText" in row["reason"]
    with (out / "data/sources.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 1
