"""Checks a file of a user's layer as ours are checked, and that its identifiers are its own.

The models are those of :mod:`eventpack.lexicon.check` with what only a layer may say: `replaces`, for a name or a frame
that we have, and `same_as`, for more names of an actor that we have.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ..core.errors import InputError
from . import layer
from .check import Frame, NamedActor, NamedPlace, OfficeHolders, Words, class_names, codes, listed, validated
from .countries import by_iso3
from .reader import as_written, of_layer, read_ours

_HINT = "Correct the entry; docs/lexicon.md has an example of each file"
_TYPE = rf"^{layer.NAMESPACE.upper()}(_[A-Z]+)+$"
_OWN_MODE = rf"^{layer.NAMESPACE}-[a-z]+(-[a-z]+)*$"
_CAMEO = r"^([0-9]{2,4}(\|[0-9]{2,4})*)?$"


def _country(code: str) -> str:
    if code not in by_iso3():
        raise ValueError(f'"{code}" is no country of ISO 3166-1; write three letters, such as NGA')
    return code


class OwnActor(NamedActor):
    kind: Annotated[str, AfterValidator(lambda kind: _of_list("actor_kinds", kind))] | None = None  # type: ignore[assignment]
    id: Annotated[str, Field(pattern=rf"^{layer.NAMESPACE}-[a-z0-9]+(-[a-z0-9]+)*$")] | None = None
    country: Annotated[str, AfterValidator(_country)] | None = None
    same_as: Annotated[str, Field(min_length=1)] | None = None
    replaces: bool = False

    @model_validator(mode="after")
    def _one_or_the_other(self) -> OwnActor:
        if self.same_as is None and self.kind is None:
            raise ValueError("an actor has a kind, or same_as with the identifier of one that we have")
        if self.same_as is not None and self.model_fields_set - {"name", "aliases", "same_as", "replaces"}:
            raise ValueError("same_as adds names to an actor that we have: beside it stand only name and aliases")
        return self


class OwnPlace(NamedPlace):
    country: Annotated[str, AfterValidator(_country)]  # type: ignore[assignment]  # our seas and regions have none
    source: str | None = None  # type: ignore[assignment]  # what a newsroom knows may stand on no page
    replaces: bool = False


class OwnFrame(Frame):
    replaces: bool = False


class SummaryWords(BaseModel):
    """The words for the summary of a type or mode; the head of lexicon/summaries.yaml says what each key is."""

    model_config = ConfigDict(extra="forbid")

    verb: Annotated[list[str], Field(min_length=4, max_length=4)]
    object: str | None = None
    recipient: str | None = None
    recipient_first: bool = False
    theme: str | None = None
    place: str | None = None
    place_alone: str | None = None
    alone: tuple[str, str] | None = None
    unknown: tuple[str, str] | None = None

    @model_validator(mode="after")
    def _for_nobody(self) -> SummaryWords:
        if self.alone is None and self.unknown is None:
            raise ValueError("give alone or unknown: the words where no party is known")
        return self


class OwnType(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=_TYPE)]
    title: Annotated[str, Field(min_length=1)]
    definition: Annotated[str, Field(min_length=1)]
    quad_class: Annotated[str, AfterValidator(lambda value: _of_list("quad_classes", value))]
    intensity: Annotated[float, Field(ge=-10, le=10)]
    like: Annotated[str, AfterValidator(lambda value: _like(value))] = ""
    example: str = ""
    cameo: Annotated[str, Field(pattern=_CAMEO)] = ""
    acled: str = ""


class OwnMode(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1)]
    event_type: str
    mode: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    definition: Annotated[str, Field(min_length=1)]
    example: str = ""
    cameo: Annotated[str, Field(pattern=_CAMEO)] = ""
    acled: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> OwnMode:
        if self.event_type not in codes("event_types"):
            raise ValueError(
                f'"{self.event_type}" is no event type; types are {listed(codes("event_types"), self.event_type)}'
            )
        if self.code != f"{self.event_type}-{self.mode}":
            raise ValueError(f'the code of this mode is "{self.event_type}-{self.mode}", found "{self.code}"')
        own = self.mode.startswith(f"{layer.NAMESPACE}-")
        if not own and not self.event_type.startswith(f"{layer.NAMESPACE.upper()}_"):
            raise ValueError(
                f'a mode of your own for a type of ours begins with "{layer.NAMESPACE}-", found "{self.mode}"'
            )
        return self


def _of_list(name: str, value: str) -> str:
    if value not in codes(name):
        raise ValueError(f'"{value}" is not one of {listed(codes(name), value)}')
    return value


def _like(value: str) -> str:
    return value and _of_list("event_types", value)


@cache
def _ours(name: str) -> frozenset[str]:
    return frozenset(codes(name)) - {row["code"] for _, row in layer.active().code_rows(name)}


def check_layer() -> dict[str, list[dict[str, str]]]:
    """Holds every file of the layer against its model. Gives the rows of its code lists by the list's name, as the tables
    of the package have them. Raises InputError with file and line."""
    found = _checked_codes()
    for name, data in layer.active().files:
        if name.endswith(".yaml"):
            # Who writes no, on or off means what our own files mean by it.
            kind = "words" if name.startswith(("frames/", "classes/")) or name == "summaries.yaml" else "values"
            _check_file(name, layer.active().shown(name), as_written(name, kind), data)
    _check_words(found["event_types"])
    return found


def _check_file(name: str, shown: str, found: Any, data: bytes) -> None:
    if name == "summaries.yaml":
        _check_summaries(shown, found, data)
        return
    if name.startswith("classes/"):
        validated(shown, dict[str, Words], found or {}, data, (), _HINT)
        _check_classes(shown, found or {}, data)
        return
    models: dict[str, Any] = {"actors.yaml": OwnActor, "places.yaml": OwnPlace, "offices.yaml": OfficeHolders}
    validated(shown, list[models.get(name, OwnFrame)], found or [], data, (), _HINT)  # type: ignore[misc]  # chosen when run


def _check_classes(shown: str, found: dict[str, list[str]], data: bytes) -> None:
    for name, words in found.items():
        for word in words:
            if word.startswith("$") and word[1:] not in class_names():
                line = next(
                    (n for n, text in enumerate(data.decode().splitlines(), 1) if text.startswith(f"{name}:")), None
                )
                raise InputError(
                    shown, line, f'"{word}" is not a class; classes are {listed(class_names(), word[1:])}', _HINT
                )


def _check_summaries(shown: str, found: Any, data: bytes) -> None:
    own = {key: value for key, value in (found or {}).items() if key != "forms"} if isinstance(found, dict) else found
    validated(shown, dict[str, SummaryWords], own, data, (), _HINT)
    forms = found.get("forms", {})
    validated(shown, dict[str, Annotated[list[str], Field(min_length=3, max_length=3)]], forms, data, ("forms",), _HINT)
    known = forms.keys() | read_ours("summaries.yaml", "words")["forms"].keys()
    lines = {text.partition(":")[0]: number for number, text in enumerate(data.decode().splitlines(), 1)}
    for key, words in own.items():
        kind, _, mode = key.partition(".")
        code = f"{kind}-{mode}" if mode else kind
        mine = {row["code"] for name in ("event_types", "event_modes") for _, row in layer.active().code_rows(name)}
        if code not in mine:
            raise InputError(shown, lines.get(key), f'"{key}" is no type or mode of your codes/*.csv', _HINT)
        for verb in (words[part][0].split()[0] for part in ("alone", "unknown") if part in words):
            if verb not in known:
                fault = f'the verb "{verb}" has no forms: they are known of {listed(known, verb)}'
                hint = f"Add under forms: {verb} with its past, -ing and past participle, or use another verb"
                raise InputError(shown, lines.get(key), fault, hint)


def _checked_codes() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    models: dict[str, Any] = {"event_types": OwnType, "event_modes": OwnMode}
    for name, model in models.items():
        shown, seen, rows = layer.active().shown(f"codes/{name}.csv"), set(_ours(name)), []
        for line, row in layer.active().code_rows(name):
            validated(shown, model, row, b"", (), _HINT, line)
            if row["code"] in seen:
                raise InputError(shown, line, f'the code "{row["code"]}" is there a second time', "Give it another one")
            seen.add(row["code"])
            rows.append({column: row.get(column, "") for column in model.model_fields if column != "like"})
        found[name] = rows
    return found


def _check_words(types: list[dict[str, str]]) -> None:
    words = of_layer("summaries.yaml") if "summaries.yaml" in layer.active().content else {}
    for row in types:
        if row["code"] not in words:
            raise InputError(
                layer.active().shown("summaries.yaml"),
                None,
                f"has no words for {row['code']}",
                f"Add a line such as {row['code']}: {{verb: [block, blocked, blocking, blocked], unknown: [impose, a blockade]}}",
            )
