"""Whether two spans of days can be one, and how much that says."""

from __future__ import annotations

from datetime import date

from ..core.model import ReportKey

# News tells without a date what is recent: how far back, or for what is expected ahead, it is looked for.
RECENT_DAYS = 60
_SAME_NEWS_DAYS = 3
_NARROW_DAYS = 3
_MONTH_DAYS = 31
_ANY_DAY = (date.min.toordinal(), date.max.toordinal())


def contradicts(a_earliest: date | None, a_latest: date | None, b_earliest: date | None, b_latest: date | None) -> int:
    """By how many days two spans miss one another; 0 where they share a day. An open end reaches any day."""
    if a_latest and b_earliest and a_latest < b_earliest:
        return (b_earliest - a_latest).days
    if b_latest and a_earliest and b_latest < a_earliest:
        return (a_earliest - b_latest).days
    return 0


def agreement(a_earliest: date | None, a_latest: date | None, b_earliest: date | None, b_latest: date | None) -> float:
    """What it says that two spans share a day: 1 if told to a few days, .5 to a month or within days, else 0."""
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
    first, last = report.published_earliest, report.published_latest
    if first is None and last is None:
        return None
    if first is None or last is None:
        return _ANY_DAY  # an article of which only one bound is known is near no day
    ahead = report.status in {"future", "hypothetical"}
    low, high = first.toordinal(), last.toordinal()
    return (low, high + RECENT_DAYS) if ahead else (low - RECENT_DAYS, high)


def undated(report: ReportKey) -> bool:
    """Whether the text does not say when: all that is known is that the article was published after it."""
    return report.date_earliest is None and report.date_latest in {None, report.published_latest}
