"""Whether two spans of days can be one, and how much that says."""

from __future__ import annotations

from datetime import date

from ..core.model import ReportKey

# News gives no date for what is recent: how far back, or for what is expected ahead, it is looked for.
RECENT_DAYS = 60
_SAME_NEWS_DAYS = 3
_NARROW_DAYS = 3
_MONTH_DAYS = 31


def contradicts(a_earliest: date | None, a_latest: date | None, b_earliest: date | None, b_latest: date | None) -> int:
    """By how many days two spans miss one another; 0 where they share a day. An open end reaches any day."""
    if a_latest and b_earliest and a_latest < b_earliest:
        return (b_earliest - a_latest).days
    if b_latest and a_earliest and b_latest < a_earliest:
        return (a_earliest - b_latest).days
    return 0


def agreement(a_earliest: date | None, a_latest: date | None, b_earliest: date | None, b_latest: date | None) -> float:
    """What it says that two spans share a day: 1 if known to a few days, .5 to a month or within days, else 0."""
    if a_earliest and a_latest and b_earliest and b_latest:
        widest = max((a_latest - a_earliest).days, (b_latest - b_earliest).days)
        return 1.0 if widest <= _NARROW_DAYS else 0.5 if widest <= _MONTH_DAYS else 0.0
    if a_latest and b_latest:
        return 0.5 if abs((a_latest - b_latest).days) <= _SAME_NEWS_DAYS else 0.0
    if a_earliest and b_earliest:
        return 0.5 if abs((a_earliest - b_earliest).days) <= _SAME_NEWS_DAYS else 0.0
    return 0.0


def window(report: ReportKey, earliest: date | None, latest: date | None) -> tuple[int, int] | None:
    """First and last day to look for other reports of what happened between two days, as ordinals.

    Where neither is known the publication of `report`, one of them, is near; None where that is not known.
    """
    first, last = earliest or latest, latest or earliest
    if first is not None and last is not None:
        low = first.toordinal() - (0 if earliest else RECENT_DAYS)
        high = last.toordinal() + (0 if latest else RECENT_DAYS)
        return low, max(low, high)
    first = report.published_earliest or report.published_latest
    last = report.published_latest or report.published_earliest
    if first is None or last is None:
        return None
    ahead = report.status in {"future", "hypothetical"}
    low, high = first.toordinal(), last.toordinal()
    return (low, high + RECENT_DAYS) if ahead else (low - RECENT_DAYS, high)
