"""Options of the commands that code articles: by the built-in rules, by a language model, or by both."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import EventpackError, InputError
from ..core.messages import counted, printable
from ..core.model import Article
from .folders import ARTICLES
from .option_types import number, price

if TYPE_CHECKING:
    from ..model_coder.model_coder import ModelCoder

CODERS = ("rules", "model", "both")
_KEYS = ("EVENTPACK_API_KEY", "OPENAI_API_KEY")
_ANSWERS = "answers"
_LONGEST_KEY = 10_000


def add_coder_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose the coder and describe the language model."""
    group = parser.add_argument_group(
        "coder", "who codes the articles. With --coder rules, the default, nothing is sent anywhere (docs/model.md)"
    )
    group.add_argument(
        "--coder",
        choices=CODERS,
        default="rules",
        help="rules: the built-in coder, offline; model: a language model; both: the model, plus the rules for "
        "passages where it finds nothing",
    )
    group.add_argument("--model", metavar="NAME", help="the model to ask; without it only recorded answers are used")
    group.add_argument(
        "--base-url",
        metavar="URL",
        help="the OpenAI-compatible server, such as http://localhost:11434/v1; default: $OPENAI_BASE_URL, otherwise OpenAI",
    )
    group.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        help=f"a file with the server's key; default: the environment variable {' or '.join(_KEYS)}",
    )
    group.add_argument(
        "--answers",
        type=Path,
        metavar="DIR",
        help=f"where answers are recorded and looked up; default: beside the input, {_ANSWERS}/ for a folder articles/, "
        f"NAME-{_ANSWERS}/ for another NAME",
    )
    group.add_argument(
        "--max-tokens",
        type=number(1),
        metavar="N",
        help="stop before this run uses more than N tokens, input and output together",
    )
    group.add_argument(
        "--concurrency", type=number(1, 256), default=4, metavar="N", help="ask N questions at a time (4)"
    )
    group.add_argument(
        "--timeout", type=number(1, 86_400), default=120, metavar="S", help="wait S seconds for an answer (120)"
    )
    group.add_argument(
        "--retries",
        type=number(0, 100),
        default=6,
        metavar="N",
        help="retry a failed request up to N times (6)",
    )
    group.add_argument(
        "--price",
        type=price,
        metavar="IN,OUT",
        help="price of a million input and output tokens, to report the cost so far",
    )
    group.add_argument(
        "--dry-run",
        action="store_true",
        help="code nothing: say what the input holds; with a model, show the request for the first article and the amount "
        "of text, and send nothing",
    )


def answers_of(articles: Path) -> Path:
    """Where the answers for `articles` are kept unless the user names another place."""
    named = articles if articles.name not in {"", ".."} else articles.resolve()
    if named.name == ARTICLES:
        return named.with_name(_ANSWERS)
    return named.with_name(f"{named.stem if named.is_file() else named.name}-{_ANSWERS}")


def model_coder(arguments: argparse.Namespace, articles: Path) -> ModelCoder | None:
    """The model that codes, as the options say; None where the rules do. Raises InputError and EventpackError."""
    if arguments.coder == "rules":
        given = [
            name
            for name in ("model", "base_url", "key_file", "answers", "max_tokens", "price")
            if getattr(arguments, name)
        ]
        if given:
            raise EventpackError(f"--{given[0].replace('_', '-')} asks for a model: say --coder model, or --coder both")
        return None
    from ..model_coder.conversation import OPENAI, Conversation
    from ..model_coder.model_coder import ModelCoder
    from ..model_coder.recorded import AnswerFolder

    folder = AnswerFolder(arguments.answers or answers_of(articles))
    conversation = None
    if arguments.model:
        conversation = Conversation(
            arguments.model,
            arguments.base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI,
            None if arguments.dry_run else _key(arguments.key_file),
            at_once=arguments.concurrency,
            most_tokens=arguments.max_tokens,
            timeout=arguments.timeout,
            tries=arguments.retries,
        )
    return ModelCoder(folder, conversation, with_rules=arguments.coder == "both")


def _key(file: Path | None) -> str | None:
    if file is None:
        return next((os.environ[name] for name in _KEYS if os.environ.get(name)), None)
    try:
        text = file.read_text(encoding="utf-8") if file.stat().st_size <= _LONGEST_KEY else ""
    except (OSError, ValueError) as error:
        raise InputError(file, None, f"cannot be read ({error})", "Name the file that holds the key") from error
    if len(text.split()) != 1 or not text.isascii():
        raise InputError(file, None, "does not hold a key", "Put the key in it, and nothing else")
    return text.strip()


@contextmanager
def model_messages(
    model: ModelCoder | None, articles: Callable[[], Iterable[Article]], price: tuple[float, float] | None
) -> Iterator[Callable[[], str]]:
    """Says before the work where to and how much is sent, and after it what came of it. Gives what there is to say in
    between."""
    if model is None:
        yield lambda: ""
        return
    print(begin(model, articles()), file=sys.stderr, flush=True)
    try:
        yield lambda: so_far(model, price)
    finally:
        for line in end(model, price):
            print(line, file=sys.stderr)


def begin(model: ModelCoder, articles: Iterable[Article]) -> str:
    """The first lines of output: which model is asked what, or that none is."""
    from ..model_coder import prompt

    n, known, tokens_in, tokens_out = 0, 0, 0, 0
    for article in articles:
        n += 1
        if model.recorded(article) is not None:
            known += 1
        else:
            asked, answered = prompt.estimated_tokens(article)
            tokens_in, tokens_out = tokens_in + asked, tokens_out + answered
    where = printable(str(model.folder.folder))
    if model.conversation is None:
        return f"Coding {counted(n, 'article')} from the answers recorded in {where}. Nothing is sent."
    lines = [
        f"Asking {printable(model.conversation.setting.coder)} at {printable(model.conversation.base_url)}: the texts of "
        f"{counted(n - known, 'article')} are sent there, about {tokens_in:,} tokens and up to {tokens_out:,} of answers.",
        f"{counted(known, 'article')} of {n:,} answered before; answers are recorded in {where}.",
    ]
    if model.conversation.key_is_readable and n > known:
        lines.append("Without https texts and key can be read, and changed, on the way to that server.")
    return "\n".join(lines)


def so_far(model: ModelCoder, price: tuple[float, float] | None) -> str:
    """ "12,000 tokens, 0.05": what the run used, and what it cost where the price is known."""
    if model.conversation is None:
        return ""
    spent = model.conversation.spent
    cost = "" if price is None else f", cost {(spent.tokens_in * price[0] + spent.tokens_out * price[1]) / 1e6:.2f}"
    return f"{spent.tokens:,} tokens{cost}"


def end(model: ModelCoder, price: tuple[float, float] | None) -> Iterator[str]:
    """What was used, and what was left out of the answers."""
    if model.conversation is not None and model.conversation.spent.calls:
        spent = model.conversation.spent
        yield f"{counted(spent.calls, 'request', ',')}: {so_far(model, price)} ({spent.tokens_in:,} asked, {spent.tokens_out:,} answered)"
    if model.faults:
        reasons = ", ".join(f"{n:,} {what}" for what, n in model.faults.most_common())
        yield f"{counted(model.reports, 'report', ',')} of the model kept; left out: {reasons}"


def dry_run(model: ModelCoder, articles: Iterable[Article]) -> str:
    """What would be sent for the first article that has no answer yet, and how many there are."""
    from ..model_coder import prompt

    kept = list(articles)
    lines = [begin(model, kept)]
    first = next((article for article in kept if model.recorded(article) is None), None)
    if first is not None:
        lines += [
            f"--- {message['role']}\n{printable(message['content'], keep=chr(10))}"
            for message in prompt.messages(first)
        ]
        lines.append(f"--- schema of the answer\n{json.dumps(prompt.answer_schema(), indent=1)}")
    lines.append("Nothing was sent (--dry-run).")
    return "\n".join(lines)
