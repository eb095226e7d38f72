"""A conversation with an OpenAI-compatible server: one question an article, and what becomes of an answer that will not do.

The client is OpenAI's own, which retries with growing pauses and waits as long as a server asks for (Retry-After).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..core.errors import EventpackError
from ..core.messages import printable
from ..core.model import Article
from ..core.optional_parts import needed
from . import prompt
from .answer import NotAnAnswer, read
from .recorded import RecordedAnswer, Setting

OPENAI = "https://api.openai.com/v1"
# Answers that cannot be read are asked for again this often.
_TRIES = 3
_MOST_SAID = 300  # characters of a server's own words


class Stopped(EventpackError):
    """The run cannot go on: what was answered is recorded, and the next run begins there."""


class Unanswered(Exception):
    """One article has no answer."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(slots=True)
class Spent:
    """What a run has used so far."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


class Conversation:
    """Asks `model` at `base_url`. `most_tokens` is the budget of this run, questions and answers together; `tries` how
    often a request is sent that fails on the way. The key is sent to `base_url` alone."""

    def __init__(
        self,
        model: str,
        base_url: str = OPENAI,
        key: str | None = None,
        *,
        at_once: int = 4,
        most_tokens: int | None = None,
        timeout: float = 120.0,
        tries: int = 6,
    ) -> None:
        openai = self._openai = needed("openai", "model")
        self.base_url, self.at_once, self.most_tokens = base_url, at_once, most_tokens
        self.setting = Setting(model, prompt.version(), (("temperature", 0),))
        self.spent = Spent()
        self._reserved = 0
        self._lock = threading.Lock()
        self._stopped: Stopped | None = None
        # Ways to ask that a server may not know, the best first; one it refuses is not tried again.
        self._formats = ["json_schema", "json_object", "none"]
        self._without: set[str] = set()
        self._client = openai.OpenAI(
            base_url=base_url, api_key=key or "none", timeout=timeout, max_retries=tries, organization="", project=""
        )

    @property
    def key_is_readable(self) -> bool:
        """Whether a key sent to the server could be read on the way: no TLS, and another machine."""
        parts = urlsplit(self.base_url)
        return parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}

    def ask(self, article: Article) -> RecordedAnswer:
        """The answer for one article. May be called from several threads. Raises Unanswered and Stopped."""
        reason = ""
        for _ in range(_TRIES):
            text, fault, tokens_in, tokens_out = self._once(article)
            if fault is None:
                try:
                    read(text)
                    return RecordedAnswer(self.setting, text, tokens_in, tokens_out)
                except NotAnAnswer as error:
                    fault = f"the answer of the model {error}"
            elif fault.startswith("the model refused"):
                raise Unanswered(fault, "Leave the article out with --skip-bad, or ask another model")
            reason = fault
        raise Unanswered(f"{printable(reason)}, {_TRIES} times", "Ask again later, or ask another model")

    def _once(self, article: Article) -> tuple[str, str | None, int, int]:
        """One exchange: the text, what is wrong with it, and the tokens it took."""
        reserved = self._reserve(article)
        try:
            response = self._send(prompt.messages(article))
        finally:
            with self._lock:
                self._reserved -= reserved
        usage = getattr(response, "usage", None)
        tokens_in = getattr(usage, "prompt_tokens", None) or prompt.estimated_tokens(article)[0]
        choice = next(iter(getattr(response, "choices", None) or ()), None)
        message = getattr(choice, "message", None)
        text = getattr(message, "content", None) or ""
        tokens_out = getattr(usage, "completion_tokens", None) or len(text) // 4
        with self._lock:
            self.spent.calls += 1
            self.spent.tokens_in += tokens_in
            self.spent.tokens_out += tokens_out
        fault = None
        if getattr(message, "refusal", None) or getattr(choice, "finish_reason", None) == "content_filter":
            fault = "the model refused to answer"
        elif getattr(choice, "finish_reason", None) == "length":
            fault = "the answer of the model was cut off"
        elif not text:
            fault = "the answer of the model was empty"
        return text, fault, tokens_in, tokens_out

    def _reserve(self, article: Article) -> int:
        """Takes the tokens of an exchange out of the budget before it is sent."""
        estimate = sum(prompt.estimated_tokens(article))
        with self._lock:
            if self._stopped is not None:
                raise self._stopped
            if self.most_tokens is not None and self.spent.tokens + self._reserved + estimate > self.most_tokens:
                raise self._stop(
                    f"the budget of {self.most_tokens:,} tokens does not hold another article: {self.spent.tokens:,} were used. "
                    "What was answered is recorded; run again with a larger --max-tokens, and it goes on from there."
                )
            self._reserved += estimate
        return estimate

    def _stop(self, message: str) -> Stopped:
        self._stopped = self._stopped or Stopped(message)
        return self._stopped

    # -- one request -------------------------------------------------------------------------------------------------

    def _send(self, messages: list[dict[str, str]]) -> Any:
        openai = self._openai
        while True:
            sent = self._parameters()
            try:
                return self._client.chat.completions.create(messages=messages, **sent)
            except openai.BadRequestError as error:
                if not self._gave_up(sent, error):
                    raise Unanswered(f"the server refused the request: {_said(error)}", "Ask another model") from error
            except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
                raise self._halt(f"the server at {self.base_url} does not accept the key: {_said(error)}") from error
            except openai.NotFoundError as error:
                raise self._halt(
                    f"the server at {self.base_url} has no model {self.setting.model}, or is none of this kind: {_said(error)}"
                ) from error
            except openai.RateLimitError as error:
                raise self._halt(f"the server at {self.base_url} wants no more requests: {_said(error)}") from error
            except openai.APITimeoutError as error:
                raise Unanswered("the server did not answer in time", "Raise --timeout, or ask again later") from error
            except openai.APIConnectionError as error:
                raise self._halt(
                    f"the server at {self.base_url} cannot be reached: {error.__cause__ or error}"
                ) from error
            except openai.APIStatusError as error:
                raise self._halt(f"the server at {self.base_url} failed: {_said(error)}") from error
            except (openai.APIError, ValueError) as error:
                raise self._halt(
                    f"what answers at {self.base_url} is no such server: {printable(str(error))[:_MOST_SAID]}"
                ) from error

    def _parameters(self) -> dict[str, Any]:
        with self._lock:
            form, without = self._formats[0], set(self._without)
        sent: dict[str, Any] = {"model": self.setting.model}
        sent |= {name: value for name, value in self.setting.parameters if name not in without}
        if form == "json_schema":
            wanted = {"name": "answer", "strict": True, "schema": prompt.answer_schema()}
            sent["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif form == "json_object":
            sent["response_format"] = {"type": "json_object"}
        return sent

    def _gave_up(self, sent: dict[str, Any], error: Exception) -> bool:
        """Whether the request may be sent again without what the server does not know."""
        said = str(error).lower()
        with self._lock:
            if "temperature" in sent and "temperature" in said:
                self._without.add("temperature")
                return True
            form = sent.get("response_format", {}).get("type", "none")
            if form != "none" and any(
                word in said for word in ("response_format", "json_schema", "schema", "json_object", "grammar")
            ):
                if self._formats[0] == form:
                    self._formats.pop(0)
                return True
        return False

    def _halt(self, message: str) -> Stopped:
        with self._lock:
            return self._stop(
                f"{printable(message)}. What was answered is recorded, and the next run goes on from there."
            )


def _said(error: Any) -> str:
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return printable(str(said or error))[:_MOST_SAID]
