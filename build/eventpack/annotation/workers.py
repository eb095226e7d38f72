"""Where articles are annotated: in this process, or in several processes of this machine.

Each kind of pool takes a batch of tasks and promises its stored annotations. What comes out does not depend on which
pool it was, nor on how the articles were put into batches: an article is coded by itself alone.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from typing import Protocol

from ..core.errors import EventpackError
from ..core.own_process import begin_worker
from ..reading.rejected import Rejected
from . import user_setting
from .task import Task
from .user_setting import UserSetting

Tasks = Sequence[Task]
# Waits for the stored annotations of one batch, or what keeps one from being made.
Answer = Callable[[], list[bytes | Rejected]]


class WorkerDied(EventpackError):
    """A process that annotated is gone: killed, or out of memory."""

    def __init__(self, tasks: Tasks) -> None:
        names = [task.article.file or task.article.id for task in tasks]
        these = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        super().__init__(
            f"{these}: a worker process died while it annotated these or other articles. It was killed or "
            "ran out of memory. Build again with fewer --workers; what was done is in the cache."
        )


def promise(result: Answer, tasks: Tasks, died: type[Exception]) -> Answer:
    """`result`, which raises WorkerDied where it would raise `died`."""

    def answer() -> list[bytes | Rejected]:
        try:
            return result()
        except died as error:
            raise WorkerDied(tasks) from error

    return answer


class WorkerPool(Protocol):
    """Who annotates. `ahead` is how many batches it is worth to hand over before the first is asked back."""

    ahead: int
    batch_characters: int

    def submit(self, tasks: Tasks) -> Answer: ...

    def __enter__(self) -> WorkerPool: ...

    def __exit__(self, *_: object) -> None: ...


class InProcess:
    """This process."""

    ahead = 0
    batch_characters = 50_000  # a parse takes some 3 kB of memory a character while it is made

    def submit(self, tasks: Tasks) -> Answer:
        from .one_article import annotate_stored  # here, since it loads the parser

        return lambda: annotate_stored(tasks)

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Workers:
    """`number` processes of this machine. They are started with the first batch and load the model once each."""

    batch_characters = 20_000

    def __init__(self, number: int) -> None:
        self.number, self.ahead = number, 2 * number + 1
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, tasks: Tasks) -> Answer:
        if self._pool is None:
            # Spawned, not forked: the same on every system, and safe where this process has threads.
            self._pool = ProcessPoolExecutor(
                self.number, multiprocessing.get_context("spawn"), _begin, (user_setting.active(),)
            )
        try:
            promised = self._pool.submit(_annotate, tasks)
        except BrokenExecutor as error:
            raise WorkerDied(tasks) from error

        return promise(promised.result, tasks, BrokenExecutor)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def pool(number: int = 1) -> WorkerPool:
    """A pool of so many processes; of one, the work is done in this process."""
    return InProcess() if number == 1 else Workers(number)


def _begin(added: UserSetting) -> None:
    begin_worker()
    user_setting.activate(added)


def _annotate(tasks: Tasks) -> list[bytes | Rejected]:
    from .one_article import annotate_stored

    return annotate_stored(tasks)
