"""The answers of a model for many articles: from the folder where they are recorded, else from a server."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from ..core.errors import EventpackError
from ..core.model import Article
from ..reading.rejected import Rejected
from .answer import Faults, ModelAnswer, NotAnAnswer
from .conversation import Conversation, Unanswered
from .grounding import ground
from .recorded import AnswerFolder, RecordedAnswer, Setting


class NoAnswers(EventpackError):
    """Answers are wanted that are not recorded, and no model is to be asked."""


class ModelCoder:
    """Gives the answers of one run, and counts what was asked and what was left out of the answers.

    Without a `conversation` only recorded answers are used. `with_rules`: the built-in rules code what the model leaves.
    """

    def __init__(
        self, folder: AnswerFolder, conversation: Conversation | None = None, *, with_rules: bool = False
    ) -> None:
        self.folder, self.conversation, self.with_rules = folder, conversation, with_rules
        self.faults: Faults = Counter()
        self.reports = 0

    @property
    def setting(self) -> Setting | None:
        return self.conversation.setting if self.conversation is not None else None

    def recorded(self, article: Article) -> ModelAnswer | None:
        """The recorded answer for an article; None where there is none. Raises InputError."""
        found = self.folder.get(article, self.setting)
        return None if found is None else self._answer(found)

    def answers(self, articles: Iterable[Article]) -> Iterator[tuple[Article, ModelAnswer | Rejected]]:
        """Each article with its answer, in their order, or with the reason why it has none.

        As many are asked for at a time as the conversation allows, and each answer is recorded as it comes, so that an
        interrupted run goes on where it was. Raises NoAnswers, InputError, OutputError and conversation.Stopped.
        """
        at_once = self.conversation.at_once if self.conversation is not None else 1
        pool = ThreadPoolExecutor(at_once)
        waiting: deque[tuple[Article, Callable[[], ModelAnswer | Rejected]]] = deque()
        try:
            for article in articles:
                waiting.append((article, self._begin(article, pool)))
                if len(waiting) > 2 * at_once:
                    yield self._finished(*waiting.popleft())
            while waiting:
                yield self._finished(*waiting.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, article: Article, pool: ThreadPoolExecutor) -> Callable[[], ModelAnswer | Rejected]:
        found = self.recorded(article)
        if found is not None:
            return lambda: found
        if self.conversation is None:
            raise NoAnswers(
                f"{article.file or article.id}: no answer is recorded for it in {self.folder.folder}. Name the folder that "
                "has it with --answers, or ask a model with --model NAME (docs/model.md)."
            )
        asked: Future[ModelAnswer | Rejected] = pool.submit(self._ask, article, self.conversation)
        return asked.result

    def _ask(self, article: Article, conversation: Conversation) -> ModelAnswer | Rejected:
        try:
            got = conversation.ask(article)
        except Unanswered as error:
            return Rejected(
                article.file or article.id,
                None,
                "line",
                article.id,
                "coding",
                error.reason,
                error.remedy,
                article.sha256,
            )
        self.folder.put(article, got)
        return self._answer(got)

    def _answer(self, recorded: RecordedAnswer) -> ModelAnswer:
        return ModelAnswer(recorded.answer, recorded.setting.coder, self.with_rules)

    def _finished(
        self, article: Article, wait: Callable[[], ModelAnswer | Rejected]
    ) -> tuple[Article, ModelAnswer | Rejected]:
        answer = wait()
        if isinstance(answer, ModelAnswer):
            try:
                grounded, faults = ground(answer.text, article.text)
            except NotAnAnswer as error:
                return article, Rejected(
                    article.file or article.id,
                    None,
                    "line",
                    article.id,
                    "coding",
                    f"its recorded answer {error}",
                    "Delete the answer, and ask again",
                    article.sha256,
                )
            self.faults += faults
            self.reports += len(grounded)
        return article, answer
