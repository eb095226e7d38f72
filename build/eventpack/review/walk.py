"""A person walks through reports in the terminal: the passage in its article, what was coded, and a decision on it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..actors import lexicon
from ..core.messages import printable
from ..core.model import Actor, Report
from . import store
from .ask import Dialogue, Stopped, corrections, in_full
from .coding import FIELDS, read
from .entries import longest
from .pending import Pending
from .recode import cut, is_about_somebody, plain, recode

CONTEXT = 240  # code points of the article shown before and after the passage
_WIDTH = 104
_KEYS = "[a]ccept [c]orrect [r]eject [s]kip [u]ndo [A]ccept all [q]uit"
_HELP = """\
  a  the coding is right as it is
  c  the passage reports an event, but something is coded wrong: you are asked field by field
  r  the passage does not tell of such an event
  s  not now; it comes again the next time
  u  take back your last decision
  A  accept this report and all that follow, as many as it says, after you have said yes
  q  leave; what was decided is kept"""


class Walk:
    """Decisions of one reviewer, each written as it is taken."""

    def __init__(
        self, dialogue: Dialogue, folder: Path, reviewer: str, today: date, actors: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._dialogue, self._folder, self._reviewer, self._today = dialogue, folder, reviewer, today
        self._actors = actors
        self._written: list[tuple[store.Written, Pending]] = []
        self._accept_all = False

    @property
    def decided(self) -> int:
        """How many decisions were taken, and not taken back."""
        return len(self._written)

    def through(self, reports: Iterable[Pending], total: int) -> None:
        """All reports in turn. Raises Stopped where the person leaves before the end."""
        for number, report in enumerate(reports, start=1):
            todo = [report]
            while todo:
                current = todo.pop()
                taken_back = self._one(current, number, total)
                if taken_back is not None:
                    todo += [current, taken_back]

    def _one(self, pending: Pending, number: int, total: int) -> Pending | None:
        """Decide on one report. Gives the last report decided where the person takes that decision back instead."""
        if self._accept_all:
            self._decide(pending, "accepted", {}, "")
            return None
        self._show(pending, number, total)
        while True:
            answer = self._dialogue.ask(f"{_KEYS} [?] > ")
            if answer == "A":
                left = total - number + 1
                if self._dialogue.ask(f"  accept all {left} that are left, unread [y/N]? ").lower() in {"y", "yes"}:
                    self._accept_all = True
                    self._decide(pending, "accepted", {}, "")
                    return None
                continue
            answer = answer.lower()
            if answer in {"q", "quit"}:
                raise Stopped
            if answer in {"s", "skip"}:
                return None
            if answer in {"u", "undo"}:
                if self._written:
                    written, before = self._written.pop()
                    store.undo(written)
                    self._dialogue.show(f"  taken back: {before.row['report_id']}")
                    return before
                self._dialogue.show("  there is nothing to take back")
            elif answer in {"a", "accept"}:
                self._decide(pending, "accepted", {}, "")
                return None
            elif answer in {"r", "reject"}:
                self._decide(pending, "rejected", {}, self._reason("why"))
                return None
            elif answer in {"c", "correct"}:
                if self._correct(pending):
                    return None
            else:
                self._dialogue.tell(_HELP)

    def _correct(self, pending: Pending) -> bool:
        changes = corrections(self._dialogue, pending.report, pending.annotation, self._actors)
        if changes is None:
            return False
        after = recode(pending.report, read(changes), pending.annotation)
        if not changes or plain(after) == plain(pending.report):
            self._dialogue.show("  nothing was changed: a accepts it as it is")
            return False
        if not is_about_somebody(after):
            self._dialogue.show("  no actor or recipient is left: r rejects the report")
            return False
        self._dialogue.tell("")
        self._table(after)
        answer = self._dialogue.ask("  keep this [y/n]? ").lower()
        if answer not in {"y", "yes"}:
            return False
        self._decide(pending, "corrected", changes, self._reason("why"))
        return True

    def _reason(self, what: str) -> str:
        while True:
            reason = self._dialogue.ask(f"  {what} (empty for no reason; it is published): ")
            if len(reason) <= longest("reason"):
                return reason
            self._dialogue.show(f"    that is {len(reason)} characters; say it in {longest('reason')}")

    def _decide(self, pending: Pending, decision: str, changes: Mapping[str, Any], reason: str) -> None:
        path = store.file_for(self._folder, pending.source["file"] or pending.annotation.article.id)
        written = store.append(path, entry_of(pending, decision, self._reviewer, self._today, reason, changes))
        self._written.append((written, pending))
        self._dialogue.show(f"  {decision}: written to {path}")

    # -- what is shown --------------------------------------------------------------------------------------------

    def _show(self, pending: Pending, number: int, total: int) -> None:
        row, source, report = pending.row, pending.source, pending.report
        shown = (source["publisher"], source["title"], source["published"], source["file"])
        show = self._dialogue.show
        self._dialogue.tell("")
        show(f"--- {number} of {total}   {row['report_id']}   confidence {row['confidence']}   {row['coder']}")
        show("    " + ", ".join(filter(None, shown)))
        self._dialogue.tell("")
        for line in passage(pending.annotation.article.text, report):
            self._dialogue.tell(line)
        self._dialogue.tell("")
        self._table(report)
        if pending.event is not None:
            several = f" ({pending.event['n_reports']} reports)" if pending.event["n_reports"] != "1" else ""
            show(f"  {'event':<15}{pending.event['summary']}{several}")

    def _table(self, report: Report) -> None:
        def who(mentions) -> str:
            return ", ".join(
                f"{m.actor.name} ({m.actor.actor_id}){_words(m.text)}" if m.actor else f"unknown{_words(m.text)}"
                for m in mentions
            )

        def where(mention) -> str:
            place = mention and mention.location
            return f"{place.name} ({place.location_id}){_words(mention.text)}" if place else ""

        days = " to ".join(str(day) if day else "?" for day in (report.date_earliest, report.date_latest))
        dated = report.date_earliest or report.date_latest
        for name, value in (
            ("type", " / ".join(filter(None, (report.event_type, report.mode))) + f", {report.status}"),
            ("actors", who(report.actors)),
            ("recipients", who(report.recipients)),
            ("place", where(report.place)),
            ("destination", where(report.destination)),
            (
                "when",
                (str(report.date_earliest) if report.date_earliest == report.date_latest else days)
                + _words(report.date_text or "")
                if dated
                else "",
            ),
            ("attributed to", who([report.attributed_to]) if report.attributed_to else ""),
        ):
            self._dialogue.show(f"  {name:<15}{value or '-'}")


def _words(text: str) -> str:
    return f', "{" ".join(text.split())}"' if text.strip() else ""


def passage(text: str, report: Report) -> list[str]:
    """The passage in [brackets] and its trigger between > and <, with what stands around it; nothing in it controls a
    terminal."""
    start, end, trigger = report.start, report.end, report.trigger
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    passage_text = (
        f"{text[start : trigger.start]}>{trigger.text}<{text[trigger.end : end]}"
        if start <= trigger.start < trigger.end <= end
        else text[start:end]
    )
    lines = [printable(line, keep="\t") for line in f"{before}[{passage_text}]{after}".split("\n")]
    return [
        piece
        for line in lines
        for piece in textwrap.wrap(line, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    ]


def entry_of(
    pending: Pending, decision: str, reviewer: str, day: date, reason: str, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """A decision as it is written: with all that binds it to its passage, and what the person had before them."""
    report, article = pending.report, pending.annotation.article
    entry: dict[str, Any] = {
        "report_id": pending.row["report_id"],
        "decision": decision,
        "reviewer": reviewer,
        "date": day,
    }
    if reason:
        entry["reason"] = reason
    if article.file:
        entry["file"] = article.file
    entry |= {
        "sha256": article.sha256,
        "quote": cut(article.text[report.start : report.end]),
        "start": report.start,
        "end": report.end,
        "trigger": report.trigger.text,
        "trigger_start": report.trigger.start,
    }
    if changes:
        entry["changes"] = dict(changes)
    if decision != "rejected":
        entry["seen"] = seen(report)
    return entry


def seen(report: Report) -> dict[str, Any]:
    """The coding as it stood, so that it stands whatever a later coder says; new actors in full."""
    values = plain(report)
    actors = {
        m.actor.actor_id: m.actor
        for m in (*report.actors, *report.recipients, report.attributed_to)
        if m is not None and m.actor is not None
    }

    def written(actor_id: str) -> Any:
        return actor_id if lexicon.by_id(actor_id) is not None else in_full(_row(actors[actor_id]))

    for name in FIELDS:
        if name in {"actors", "recipients"}:
            values[name] = [written(actor_id) for actor_id in dict.fromkeys(values[name])]
        elif name == "attributed_to" and values[name] is not None:
            values[name] = written(values[name])
    return values


def _row(actor: Actor) -> dict[str, str]:
    return {
        "actor_id": actor.actor_id,
        "name": actor.name,
        "kind": actor.kind,
        "sector": actor.sector or "",
        "country": actor.country or "",
        "parent_actor_id": actor.parent.actor_id if actor.parent else "",
        "basis": actor.basis,
    }
