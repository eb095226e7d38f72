"""Time expressions: every TIMEX3 mention of a text with its value and calendar bounds.

Types, values and extents follow the TIMEX3 annotation guidelines (TimeML 1.2.1). What is known of English is
lexicon/times.yaml. The way of a text: `find` (matches of the lexicon's patterns, kept or dropped by `keep`, read by
`fields`), then `mentions` (resolved in order by `resolve` and `amounts`, along the thread that `story` follows).
"""

from eventpack.times.mentions import find_times

__all__ = ["find_times"]
