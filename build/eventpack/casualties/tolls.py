"""A report for each sentence that gives figures of an event which other sentences report.

"The toll rose to 31 on Thursday, the ministry said" reports Monday's bombing once more: by the words of another source,
with another figure. It is a report of its own, with that event's type, parties, place and date.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..actors.finder import ActorFinder
from ..core.model import JOINED, ActorMention, Casualty, Report, TextSpan
from ..events.status_and_source import of as context_of
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from .figures import Figure
from .story import Placed, is_total
from .vocabulary import vocabulary

RULE = "casualties of the event of"  # how the rule of such a report begins


def with_tolls(
    reports: Sequence[Report],
    told: Sequence[Placed],
    parsed: Sequence[Span],
    casualty: Callable[[Figure], Casualty],
    finder: ActorFinder,
) -> list[Report]:
    """The reports, and behind them one for the figures of each sentence and event in `told`; one `event_key` joins it to
    the report that `told` names."""
    found = list(reports)
    groups: dict[tuple[int, int, int], list[Figure]] = {}
    for one in told:
        apart = one.figure.harm.i if is_total(one.figure) else -1  # "two more died, bringing the toll to 11" is not 13
        groups.setdefault((one.sentence, one.report, apart), []).append(one.figure)
    for (number, host, _), stated in sorted(groups.items()):
        about = found[host]
        key = about.event_key or f"{JOINED}{about.trigger.start}"
        found[host] = replace(about, event_key=key)
        sentence, harm = parsed[number], stated[0].harm
        found.append(
            replace(
                about,
                start=sentence.start_char,
                end=sentence.end_char,
                sentence=number,
                trigger=TextSpan(harm.idx, harm.idx + len(harm), harm.text),
                attributed_to=_source(harm, finder),
                rule=f"{RULE} {about.rule}",
                lemma=lemma(harm),
                event_key=key,
                casualties=tuple(casualty(figure) for figure in stated),
            )
        )
    return found


def is_of_another(report: Report) -> bool:
    """Whether a report is one of these: of an event that it takes from another report of its article."""
    return report.rule.startswith(RULE)


def _source(harm: Token, finder: ActorFinder) -> ActorMention | None:
    """Whom the sentence names as giving the figure: who says so, or who "put the toll at" it."""
    verb = harm if grammar.is_verb(harm) else grammar.clause(harm)
    candidates = [context_of(verb).source]
    if lemma(verb) in vocabulary().lists["counting"]:
        candidates.append(grammar.subject(verb))
    for token in candidates:
        if token is not None and (mention := finder.mention(token)).actor is not None:
            return mention
    return None
