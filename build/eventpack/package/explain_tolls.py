"""How the killed and injured of one event came from what its reports say: the rule of :mod:`eventpack.linking.tolls`, worked
again on the tables of a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ..core.model import REAL
from ..linking import same_place, tolls
from ..validation.text_tables import Row

KINDS = ("killed", "injured")  # those of which the table events has figures
_BECOMES = {
    tolls.COUNTS: "counts",
    tolls.PART: "part of a larger total of the same article and source of claims, or the same again",
    tolls.SIDE: "added to what other reports say of another side",
    tolls.REPLACED: "has been replaced: its article, or a later one, says so",
    tolls.RISEN: "has risen: a later article has a higher total",
    tolls.ALLOWED: "gives way to an exact total that it allows",
}


def explained(
    kind: str,
    reports: Sequence[Row],
    casualties: Mapping[str, Sequence[Row]],
    sources: Mapping[str, Row],
    sectors: Mapping[str, str],
) -> Iterator[str]:
    """A line for each report with a figure of this kind: which report, its total, and what became of that; and one for
    each sum over sides.

    `casualties` has the rows of each report_id, `sources` the row of each source_id, as text; `sectors` that of each
    actor_id in them.
    """
    claims = [
        tolls.Claim(
            [
                tolls.Figure(
                    _number(row["low"]),
                    _number(row["high"]),
                    sectors.get(row["actor_id"]) or None,
                    row.get("revision") or None,
                )
                for row in casualties[report["report_id"]]
                if row["kind"] == kind and report["status"] in REAL
            ],
            sources[report["source_id"]].get("copy_of") or report["source_id"],
            report["attributed_to"] or None,
            _day(sources[report["source_id"]]["published_latest"]),
            int(report["char_start"]),
            same_place.row(report["location_id"]),
        )
        for report in reports
    ]
    for voice, becomes in tolls.weighed(claims):
        numbers = " + ".join(str(number + 1) for number in voice.reports)
        yield f"report {numbers}, {total(voice.low, voice.high)}: {_BECOMES[becomes]}"


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
