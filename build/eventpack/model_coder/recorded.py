"""Answers kept in a folder, one file an answer: a build from them needs no network and gives the same package.

A file's name is made of the article's text and of what was asked of whom, so an answer is found by content: renamed or
moved articles keep theirs, a changed text or prompt has none yet. The folder may be committed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.errors import InputError, OutputError
from ..core.messages import counted
from ..core.model import Article
from ..core.open_file import Refused, read_file

_KEYS = {"article", "model", "prompt", "parameters", "answer", "tokens_in", "tokens_out"}
_LONGEST_MODEL = 60
_LARGEST = 1 << 24  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Setting:
    """Of whom something is asked, and how."""

    model: str
    prompt: str  # version
    parameters: tuple[tuple[str, Any], ...] = ()

    @property
    def coder(self) -> str:
        """The column `coder` of reports."""
        return f"{self.model[:_LONGEST_MODEL]}, prompt {self.prompt}"

    @property
    def key(self) -> str:
        named = json.dumps([self.model, self.prompt, self.parameters])
        return hashlib.sha256(named.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    setting: Setting
    answer: str
    tokens_in: int = 0
    tokens_out: int = 0


class AnswerFolder:
    """The recorded answers of a folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, article: Article, setting: Setting | None) -> RecordedAnswer | None:
        """The answer for an article, None where there is none yet. Without a `setting` the only one that is there.

        Raises InputError for a damaged file, and where several answers are there and no setting chooses.
        """
        if setting is not None:
            path = self._path(article, setting)
            return self._read(path, article) if path.is_file() else None
        paths = sorted(self.folder.glob(f"{article.sha256[:32]}-*.json"))
        if len(paths) > 1:
            models = sorted({self._read(path, article).setting.coder for path in paths})
            raise InputError(
                self.folder,
                None,
                f"has {counted(len(paths), 'answer')} for {article.file or article.id}: {'; '.join(models)}",
                "Choose one with --model, or name a folder with one answer for each article",
            )
        return self._read(paths[0], article) if paths else None

    def put(self, article: Article, recorded: RecordedAnswer) -> None:
        """Writes an answer, whole or not at all. Raises OutputError."""
        path = self._path(article, recorded.setting)
        row = {
            "article": article.sha256,
            "model": recorded.setting.model,
            "prompt": recorded.setting.prompt,
            "parameters": dict(recorded.setting.parameters),
            "tokens_in": recorded.tokens_in,
            "tokens_out": recorded.tokens_out,
            "answer": recorded.answer,
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, passing = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                    json.dump(row, file, ensure_ascii=False, indent=1)
                    file.write("\n")
                os.chmod(passing, 0o644)
                os.replace(passing, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(passing)
                raise
        except OSError as error:
            raise OutputError(
                self.folder, f"cannot be written ({error.strerror})", "Name another folder with --answers"
            ) from error

    def _path(self, article: Article, setting: Setting) -> Path:
        return self.folder / f"{article.sha256[:32]}-{setting.key}.json"

    def _read(self, path: Path, article: Article) -> RecordedAnswer:
        try:
            row = json.loads(read_file(path, _LARGEST))
        except (Refused, ValueError, RecursionError) as error:
            raise InputError(path, None, f"is not a recorded answer ({error})", "Delete it and ask again") from error
        if (
            not isinstance(row, Mapping)
            or not all(isinstance(row.get(key), str) for key in ("model", "prompt", "answer"))
            or not isinstance(row.get("parameters", {}), Mapping)
            or set(row) - _KEYS
        ):
            raise InputError(path, None, "is not a recorded answer", "Delete it and ask again")
        if row.get("article") != article.sha256:
            raise InputError(path, None, "is the answer for another text", "Delete it and ask again")
        setting = Setting(row["model"], row["prompt"], tuple(sorted(dict(row.get("parameters", {})).items())))
        return RecordedAnswer(setting, row["answer"], _count(row.get("tokens_in")), _count(row.get("tokens_out")))


def _count(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0
