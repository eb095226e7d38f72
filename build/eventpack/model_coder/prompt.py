"""What a model is asked: the instructions, with the codes of schemas/codes, and the schema of the answer."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from ..core.model import Article
from ..resolving.words import BOUNDS
from ..tabular import schema

# What a model that answers in JSON may need for a word of English, in characters: for estimates only.
_CHARACTERS_A_TOKEN = 4


@cache
def instructions() -> str:
    """The message that comes before the article; the codes are those of schemas/codes, with their definitions."""
    template = files(__package__).joinpath("prompt.txt").read_text(encoding="utf-8")
    return template.format(types=_types(), statuses=_statuses(), kinds=_kinds()).rstrip("\n")


def _types() -> str:
    lines = []
    for code, row in schema.codes("event_types").items():
        lines.append(f"{code}: {row['definition']}")
        lines += [
            f"  {name}: {mode['definition']}"
            for name, mode in schema.codes("event_modes").items()
            if mode["event_type"] == code
        ]
    return "\n".join(lines)


def _kinds() -> str:
    return "\n".join(f"  {code}: {row['definition']}" for code, row in schema.codes("casualty_kinds").items())


def _statuses() -> str:
    return "\n".join(f"{code}: {row['definition']}" for code, row in schema.codes("statuses").items())


@cache
def answer_schema() -> dict[str, Any]:
    """JSON Schema of an answer, in the subset that servers with constrained decoding take: every key is required, no
    other is allowed, and what may be absent is null."""
    words = {"type": "string"}
    maybe = {"type": ["string", "null"]}
    party = _object(text=words, named=maybe, of=maybe)
    place = _object(text=words, within=maybe)
    date = _object(text=words, bound={"type": "string", "enum": list(BOUNDS)})
    figure = _object(kind={"type": "string", "enum": list(schema.codes("casualty_kinds"))}, text=words)
    report = _object(
        event={"type": "integer"},
        quote=words,
        trigger=words,
        event_type={"type": "string", "enum": list(schema.codes("event_types"))},
        mode={"anyOf": [{"type": "string", "enum": list(schema.codes("event_modes"))}, {"type": "null"}]},
        status={"type": "string", "enum": list(schema.codes("statuses"))},
        actors={"type": "array", "items": {"$ref": "#/$defs/party"}},
        recipients={"type": "array", "items": {"$ref": "#/$defs/party"}},
        place=_or_null("place"),
        destination=_or_null("place"),
        date=_or_null("date"),
        source=_or_null("party"),
        casualties={"type": "array", "items": {"$ref": "#/$defs/figure"}},
    )
    defined = {"party": party, "place": place, "date": date, "figure": figure, "report": report}
    return _object(reports={"type": "array", "items": {"$ref": "#/$defs/report"}}) | {"$defs": defined}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def _or_null(name: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": "null"}]}


@cache
def version() -> str:
    """Names the instructions and the schema: eight hexadecimal digits of their digest."""
    whole = instructions() + json.dumps(answer_schema(), sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def messages(article: Article) -> list[dict[str, str]]:
    """What is sent for one article: its text, and nothing of its metadata."""
    return [{"role": "system", "content": instructions()}, {"role": "user", "content": article.text}]


def estimated_tokens(article: Article) -> tuple[int, int]:
    """About how many tokens an article's question and its answer take."""
    asked = sum(len(message["content"]) for message in messages(article)) + len(json.dumps(answer_schema()))
    return asked // _CHARACTERS_A_TOKEN, 200 + 3 * len(article.text) // _CHARACTERS_A_TOKEN
