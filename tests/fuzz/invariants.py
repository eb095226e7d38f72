"""What must hold of the annotation of any text whatever."""

from __future__ import annotations

import json

from eventpack.annotation import json_lines
from eventpack.core.model import Annotation, Report

STATUSES = {"occurred", "ongoing", "future", "hypothetical", "negated"}


def check(annotation: Annotation) -> None:
    """AssertionError where an offset is wrong, a bound is inside out, or the line of JSON does not read back."""
    text = annotation.article.text
    _in_order(annotation.sentences, len(text))
    _in_order([(m.start, m.end) for m in annotation.places], len(text))
    _in_order([(m.start, m.end) for m in annotation.times], len(text))
    _in_order([(m.start, m.end) for m in annotation.actors], len(text))
    for mention in (*annotation.places, *annotation.times, *annotation.actors):
        _is_cut_from(text, mention)
    for mention in annotation.times:
        _right_way_round(mention.earliest, mention.latest)
    for report in annotation.reports:
        _check_report(report, annotation)
    line = json.dumps(json_lines.as_dict(annotation, explain=True), ensure_ascii=False, allow_nan=False)
    assert "\n" not in line and "\r" not in line
    assert json.loads(line.encode("utf-8")) == json.loads(json.dumps(json.loads(line)))


def _check_report(report: Report, annotation: Annotation) -> None:
    text = annotation.article.text
    assert (report.start, report.end) == annotation.sentences[report.sentence]
    assert report.start <= report.trigger.start < report.trigger.end <= report.end
    for mention in (
        report.trigger,
        *report.actors,
        *report.recipients,
        report.place,
        report.destination,
        report.attributed_to,
    ):
        if mention is not None:
            _is_cut_from(text, mention)
    assert report.status in STATUSES
    assert 0.0 <= report.confidence <= 1.0
    _right_way_round(report.date_earliest, report.date_latest)


def _is_cut_from(text: str, mention) -> None:
    assert 0 <= mention.start < mention.end <= len(text)
    assert text[mention.start : mention.end] == mention.text


def _in_order(bounds, length: int) -> None:
    reached = 0
    for start, end in bounds:
        assert reached <= start < end <= length
        reached = end


def _right_way_round(earliest, latest) -> None:
    assert earliest is None or latest is None or earliest <= latest
