"""How the killed and injured of one event came from what its reports say: the rule of :mod:`eventpack.linking.tolls`, worked
again on the tables of a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ..core.model import REAL
from ..linking import tolls
from ..validation.text_tables import Row

KINDS = ("killed", "injured")  # those of which the table events has figures
_BECOMES = {
    tolls.COUNTS: "counts",
    tolls.PART: "part of a larger total of the same article and source of claims, or the same again",
    tolls.RISEN: "has risen: a later article has a higher total",
    tolls.ALLOWED: "gives way to an exact total that it allows",
}


def explained(
    kind: str, reports: Sequence[Row], casualties: Mapping[str, Sequence[Row]], sources: Mapping[str, Row]
) -> Iterator[str]:
    """A line for each report with a figure of this kind: which report, its total, and what became of that.

    `casualties` has the rows of each report_id, `sources` the row of each source_id, as text.
    """
    claims = [
        tolls.Claim(
            [
                (_number(row["low"]), _number(row["high"]))
                for row in casualties[report["report_id"]]
                if row["kind"] == kind and report["status"] in REAL
            ],
            sources[report["source_id"]].get("copy_of") or report["source_id"],
            report["attributed_to"] or None,
            _day(sources[report["source_id"]]["published_latest"]),
        )
        for report in reports
    ]
    for voice, becomes in tolls.weighed(claims):
        yield f"report {voice.report + 1}, {total(voice.low, voice.high)}: {_BECOMES[becomes]}"


def total(low: int | str | None, high: int | str | None) -> str:
    """ "14", "14 to 20", "14 or more", "up to 20"."""
    if low == high:
        return f"{low}"
    if low and high:
        return f"{low} to {high}"
    return f"{low} or more" if low else f"up to {high}"


def _number(text: str) -> int | None:
    return int(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
