"""Checks a file of lexicon/ when it is first read: an unknown key, slot, type, mode or class fails with file and line.

The models below say what each file may hold. A file without a model is a list of words, or named lists of words. The
result of a check is kept with the file's content (:mod:`eventpack.lexicon.reader`), so that start-up does not suffer.
"""

from __future__ import annotations

import csv
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from ..core.errors import InputError
from . import layer

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HINT = "Correct the entry; what each key means stands at the head of the file, for frames in lexicon/frames/README.md"
_SHOWN = 60  # allowed values in one message
# Slots of a trigger beside prepositions; lexicon/frames/README.md describes them.
SLOTS = frozenset(
    "subj obj iobj xcomp ccomp infinitive oprd called mod adv poss light modal neg passive purpose term until if advcl acl joint follows holder source".split()
)
# Only in `actor` and `recipient`: the recipient of the embedded event.
ROLE_SLOTS = frozenset({"embedded"})
PREPOSITIONS = frozenset(
    """about above across after against ahead alongside along amid among around as at before behind below beneath beside
    besides between beyond by concerning despite down during except following for from in inside into like near of off on onto
    opposite out outside over past per regarding since than through throughout till to toward towards under underneath
    until up upon versus via with within without""".split()
)

_HOLDER = r"^\S.* \d{4}(-\d\d){0,2}/(\d{4}(-\d\d){0,2})?$"  # "Idriss Deby 1990-12-02/2021-04-20"

Word = Annotated[str, Field(min_length=1)]
Words = list[Word]
OneOrMore = Word | Words


@cache
def codes(name: str, column: str = "code") -> tuple[str, ...]:
    """A column of the code list schemas/codes/`name`.csv, and of what the user's layer adds to it."""
    text = files("eventpack").joinpath("schemas", "codes", f"{name}.csv").read_text(encoding="utf-8")
    rows = [*csv.DictReader(text.splitlines()), *(row for _, row in layer.active().code_rows(name))]
    return tuple(row.get(column, "") for row in rows)


def listed(values: Any, near: str = "") -> str:
    """The allowed values, those that look like `near` first."""
    alike = get_close_matches(near, list(values), 3) if near else []
    values = [*alike, *sorted(set(values) - set(alike))]
    return ", ".join(values[:_SHOWN]) + (", ..." if len(values) > _SHOWN else "")


def _of(name: str) -> Any:
    """A value of a code list."""

    def check(value: str) -> str:
        if value not in codes(name):
            raise ValueError(f'"{value}" is not one of {listed(codes(name), value)}')
        return value

    return Annotated[str, AfterValidator(check)]


def check_path(path: str, more: frozenset[str] = frozenset()) -> str:
    """A path of slots such as "obj.of". Raises ValueError for a step that is no slot."""
    for step in path.split("."):
        if step not in SLOTS | PREPOSITIONS | more:
            raise ValueError(f'"{step}" is not a slot; slots are {listed(SLOTS | more)}, and prepositions')
    return path


def _paths(value: str | list[str]) -> str | list[str]:
    for path in [value] if isinstance(value, str) else value:
        check_path(path, ROLE_SLOTS)
    return value


Paths = Annotated[OneOrMore, AfterValidator(_paths)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Frame(BaseModel):
    """A line of lexicon/frames/*.yaml; every other key is a condition on a slot."""

    model_config = ConfigDict(extra="allow")

    verb: OneOrMore | None = None
    noun: OneOrMore | None = None
    adj: OneOrMore | None = None
    type: str
    mode: str | None = None
    actor: Paths | None = None
    recipient: Paths | None = None
    place: Paths | None = None
    destination: Paths | None = None
    embed: str | None = None
    needs: _of("event_types") | None = None  # type: ignore[valid-type]
    stative: bool = False
    status: _of("statuses") | None = None  # type: ignore[valid-type]
    note: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Frame:
        if sum(part is not None for part in (self.verb, self.noun, self.adj)) != 1:
            raise ValueError("a frame has one of verb, noun and adj")
        if self.type != "none" and self.type not in codes("event_types"):
            raise ValueError(f'"{self.type}" is no event type; types are none, {listed(codes("event_types"))}')
        modes = {
            mode
            for kind, mode in zip(codes("event_modes", "event_type"), codes("event_modes", "mode"), strict=True)
            if kind == self.type
        }
        if self.mode is not None and self.mode not in modes:
            raise ValueError(f'"{self.mode}" is not a mode of {self.type}; its modes are {listed(modes) or "none"}')
        if self.embed is not None:
            check_path(self.embed)
        for slot, value in (self.model_extra or {}).items():
            _condition(slot, value)
        return self


@cache
def class_names() -> frozenset[str]:
    """The names of all classes of words, also of the user's; `states` are the countries."""
    found = {"states"}
    for file in files("eventpack").joinpath("lexicon", "classes").iterdir():
        if file.name.endswith(".yaml"):
            found |= yaml.load(file.read_bytes(), Loader=_Safe).keys()
    for name in layer.active().names_in("classes"):
        added = yaml.load(layer.active().content[name], Loader=_Safe)
        found |= added.keys() if isinstance(added, dict) else set()
    return frozenset(found)


def _condition(slot: str, value: Any) -> None:
    try:
        check_path(slot.removeprefix("not_"))
    except ValueError as error:
        raise ValueError(f'"{slot}" is not a key of a frame: {error}. Keys are {listed(Frame.model_fields)}') from None
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        raise ValueError(f'"{slot}" takes a word, a list of words, $class, any or none; found {value!r}')
    for word in words:
        if word.startswith("$") and word[1:] not in class_names():
            raise ValueError(f'"{word}" is not a class; classes are {listed(class_names(), word[1:])}')


class NamedActor(_Strict):
    name: Word
    id: Word | None = None
    kind: _of("actor_kinds")  # type: ignore[valid-type]
    aliases: Words = []
    sector: _of("sectors") | None = None  # type: ignore[valid-type]
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    parent: Word | None = None
    own_forces: bool = False


class NamedPlace(_Strict):
    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: Word
    names: Words = []
    demonyms: Words = []
    feature: _of("feature_types")  # type: ignore[valid-type]
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    admin1: Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    source: Annotated[str, Field(pattern=r"^https?://")]


class NamedDivision(_Strict):
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
    name: Word | None = None
    names: Words = []
    demonyms: Words = []
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


class NamedCountry(_Strict):
    iso3: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    iso2: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    name: Word
    names: Words
    demonyms: Words
    constituents: Words = []
    constituent_demonyms: Words = []
    capital: str | None
    capital_names: Words
    metonyms: Words
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    bbox: Annotated[list[float], Field(min_length=4, max_length=4)]


class SpellingFamily(_Strict):
    countries: list[Annotated[str, Field(pattern="^[A-Z]{2}$")]]
    rules: list[tuple[Word, str]]


class OfficeHolders(_Strict):
    country: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    body: Word | None = None
    office: Word
    source: Word
    holders: Annotated[list[Annotated[str, Field(pattern=_HOLDER)]], Field(min_length=1)]


class DeedOfTwoTypes(_Strict):
    reports: dict[_of("event_types"), Words]  # type: ignore[valid-type]  # made of a code list when run
    by: Literal["actors", "recipients", "both"]
    type: _of("event_types") = Field(alias="is")  # type: ignore[valid-type]
    one_article: bool = False
    to: Words | None = None


class AgentGroup(_Strict):
    suffix: Word
    sector: _of("sectors") | None  # type: ignore[valid-type]
    kind: _of("actor_kinds")  # type: ignore[valid-type]
    name: Word
    state: bool
    nouns: Words
    weapons: bool = False


if TYPE_CHECKING:
    _Kind = str
else:
    _Kind = _of("casualty_kinds")
_Kinds = dict[_Kind, Words]
_Count = Annotated[int, Field(ge=1)]


class CasualtyWords(_Strict):
    """lexicon/casualties.yaml; its head says what each list holds."""

    done: _Kinds
    deadly: Words
    fatal: Words
    deathly: Words
    accusing: Words
    of_death: Words
    suffered: _Kinds
    flight: Words
    driven: Words
    homes: Words
    states: _Kinds
    counted: _Kinds
    described: _Kinds
    befalling: _Kinds
    captive: Words
    taking: Words
    custody: Words
    held: Words
    sentencing: Words
    prison: Words
    no_prison: Words
    lives: Words
    ends: dict[Word, Words]
    grave: Words
    sought: Words
    armed: Words
    forces: Words
    holding: Words
    kin: Words
    disasters: Words
    limbs: Words
    refuges: Words
    happenings: Words
    harmless: dict[Word, list[_Kind]]
    sums: Words
    of_sum: _Kinds
    reaches: Words
    rising: Words
    lowering: Words
    downwards: Words
    formerly: Words
    at_first: Words
    latterly: Words
    latest: Words
    accounts: Words
    suffering: Words
    wounds: Words
    treated: Words
    hospitals: Words
    struck: Words
    missiles: Words
    finding: Words
    bodies: Words
    inhabitants: Words
    counting: Words
    turns: Words
    units: dict[Word, _Count]
    scales: dict[Word, _Count]
    plural: dict[Word, _Count]
    tens: _Count
    several: _Count
    couples: dict[Word, _Count]
    at_least: Words
    at_most: Words
    about: Words
    more_behind: Words
    persons: Words
    gatherings: Words
    ordinals: Words
    anybody: Words
    things: Words
    unsure: Words
    part_of: Words
    affairs: Words
    sums_up: Words
    since: Words
    not_yet: Words


_Status = _of("statuses")
_MODELS: dict[str, Any] = {
    "actors.yaml": list[NamedActor],
    "places.yaml": list[NamedPlace],
    "divisions.yaml": list[NamedDivision],
    "borders.yaml": dict[Word, tuple[float, float]],
    "countries.yaml": list[NamedCountry],
    "casualties.yaml": CasualtyWords,
    "operators.yaml": dict[Literal["verb", "noun", "adj"], dict[_Status, Words]],  # type: ignore[valid-type]  # made of a code list when run
    "deeds.yaml": dict[Word, dict[Word, Words]],
    "deed_types.yaml": dict[Word, list[_of("event_types")]],  # type: ignore[misc]  # made of a code list when run
    "one_deed.yaml": list[tuple[_of("event_types"), _of("event_types")]],  # type: ignore[misc]  # made of a code list when run
    "two_types.yaml": list[DeedOfTwoTypes],
    "offices.yaml": list[OfficeHolders],
    "spellings.yaml": dict[Word, SpellingFamily],
    "place_weights.yaml": dict[Literal["name", "beside", "mention", "fame", "article"], dict[Word, float]],
    "confidence.yaml": dict[Literal["report", "rules", "model", "several_articles"], dict[Word, float]],
    "geonames_features.yaml": dict[Word, _of("feature_types") | None],  # type: ignore[misc]  # made of a code list when run
    "linking.yaml": dict[Literal["across_articles", "within_article"], dict[Word, float]],
}
# Files whose shape only the module that reads them knows.
_FREE = {"agents.yaml", "place_words.yaml", "reference.yaml", "renamed.yaml", "summaries.yaml", "times.yaml"}


def _model(name: str, found: Any) -> Any:
    if name.startswith("frames/"):
        return list[Frame]
    if name.startswith("classes/"):
        return dict[Word, Words]
    return _MODELS.get(name, Words if isinstance(found, list) else dict[Word, Words])


def check(name: str, found: Any, data: bytes) -> None:
    """Holds the content of lexicon/`name` against its model; `data` is the file. Raises InputError with file and line."""
    if name == "agents.yaml":
        validated(f"lexicon/{name}", list[AgentGroup], found.get("groups", []), data, ("groups",))
    elif name not in _FREE:
        validated(f"lexicon/{name}", _model(name, found), found or [], data, ())


def validated(
    shown: str,
    model: Any,
    found: Any,
    data: bytes,
    under: tuple[str, ...],
    hint: str = _HINT,
    line: int | None = None,
) -> None:
    """Holds what is under the keys `under` of a file against a model. `shown` names the file, whose bytes are `data`;
    `line` is where it stands, found in `data` where it is not given. Raises InputError."""
    try:
        TypeAdapter(model).validate_python(found, strict=False)
    except ValidationError as errors:
        first = errors.errors()[0]
        place = (*under, *first["loc"])
        raise InputError(shown, line or _line(data, place), _said(first), hint) from None


def _said(error: Any) -> str:
    key = error["loc"][-1] if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return f'"{key}" is not a key here'
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return f"{key}: {error['msg']}, found {error['input']!r}"[:300]


def _line(data: bytes, place: tuple[Any, ...]) -> int | None:
    """The line, counted from 1, of the deepest part of `place` that the file has."""
    node = yaml.compose(data, Loader=yaml.SafeLoader)
    line = None
    for step in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                continue  # a step that names a model, not a key
            line, node = found[0].start_mark.line + 1, found[1]
            continue
        else:
            continue
        line = node.start_mark.line + 1
    return line
