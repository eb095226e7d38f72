"""What stands beside a name and says what kind of place it is, where it lies, and how far the name goes."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from .containment import LISTS, contain
from .found_name import Found
from .gazetteer import Candidate, candidates, location
from .gazetteer_index import AIRFIELD
from .name_folding import fold_all, without_article
from .words import ARTICLES, Lexicon, Word

_OPENERS = frozenset(("refugee", "border", "nuclear", "naval", "garrison", "power", "industrial", "prison"))
_COURTS = frozenset(("district court", "district attorney", "district judge", "state department", "county court"))
_PARTICLES = frozenset("de da di del della van von der bin ibn abu dos du".split())
_PLURALS = frozenset(("counties", "provinces", "districts", "parishes", "states"))
_TOWNS = frozenset(("city", "town", "village"))
_LIKE = 0.8
_AIR = ("airport", "air_base")
_AIRFIELDS = frozenset(("air", "airbase", "airport", "airfield"))
_STATES = frozenset(("USA", "CAN", "AUS", "IND", "MEX", "BRA", "DEU", "NGA"))


class Surroundings:
    """The words of one text, as what stands beside its names."""

    def __init__(self, text: str, words: Sequence[Word], lex: Lexicon) -> None:
        self.text, self.words, self.lex = text, words, lex

    def extend(self, found: Found) -> None:
        """Takes in words that belong to the name, and notes what the words beside it say of its kind."""
        run = self._following(found)
        folds = [w.fold.lower() for w in run]
        if self._take_airfield(found, run, folds):
            return
        if folds and folds[0] in ("base", "bases"):
            self._note_base(found)
            self._look_back(found)
            return
        if self._take_known_description(found, run, folds):
            return
        if folds and " ".join(folds[:2]) not in _COURTS:
            self._note_kind(found, run, folds)
        self._look_back(found)
        if "admin1" in found.features and not any(o.feature == "admin1" for o in found.options):
            found.options = (*found.options, *_divisions_like(found))

    def _following(self, found: Found) -> list[Word]:
        """Up to four words that follow the name without a break."""
        run: list[Word] = []
        if not self.words[found.last].possessive:
            for word in self.words[found.last + 1 : found.last + 5]:
                if word.gap not in (" ", "-"):
                    break
                run.append(word)
                if word.possessive:
                    break
        if len(run) > 1 and run[0].capital and run[0].fold in self.lex.demonyms and run[1].fold.lower() in _AIRFIELDS:
            run.pop(0)  # "K1 Iraqi Air Base"
        return run

    def _take_airfield(self, found: Found, run: list[Word], folds: list[str]) -> bool:
        """Whether the name is followed by a word for an airfield, which it takes in where there is one of that name."""
        for n in range(len(run), 0, -1):
            if " ".join(folds[:n]) in self.lex.airfield_words:
                if options := _airfields(found.key):
                    found.end = run[n - 1].end
                    found.options, found.last = options, self.words.index(run[n - 1], found.last)
                    found.text, found.features, found.sort = self.text[found.start : found.end], _AIR, "air"
                return True
        return False

    def _note_base(self, found: Found) -> None:
        """ "The Hmeimim base": an airfield of that name, else a settlement."""
        if options := _airfields(found.key):
            found.options, found.features, found.sort = options, _AIR, "air"
        else:
            found.features = ("city", "town", "village", "populated_place")

    def _take_known_description(self, found: Found, run: list[Word], folds: list[str]) -> bool:
        """Whether the name and the words behind it are a place of our own list, which it then stands for."""
        lex = self.lex
        if not folds or not (folds[0] in lex.features or folds[0] in lex.descriptions or folds[0] in _OPENERS):
            return False
        for n in range(min(3, len(run)), 0, -1):
            key = f"{found.key} {' '.join(folds[:n])}"
            named = [o for o in candidates(key) if o.listed]
            if named:
                found.options, found.last, found.end = tuple(named), found.last + n, run[n - 1].end
                found.text = self.text[found.start : found.end]
                found.key = key
                return True
        return False

    def _note_kind(self, found: Found, run: list[Word], folds: list[str]) -> None:
        """The kind of place that the words behind the name ask for: "province", "governor", "-based"."""
        lex, two = self.lex, " ".join(folds[:2])
        found.features = next((lex.features[kind] for n in (3, 1) if (kind := " ".join(folds[:n])) in lex.features), ())
        if folds[0] in lex.state_offices or two in lex.state_offices:
            found.features = ("admin1",)
        if run[0].gap == "-" and folds[0] in ("based", "born", "area"):
            found.features = ("city", "town", "village")
        if run[0].gap == " ":
            self._note_called(found, run[0])
        found.town = folds[0] in lex.north_american or two in lex.north_american
        found.not_country = found.town or folds[0] in lex.people_nouns or two in lex.people_nouns

    def _note_called(self, found: Found, word: Word) -> None:
        """Notes that a word beside the name calls it a village or a town."""
        kind = self.lex.settlement_words.get(word.text)
        if kind is not None:
            found.called = True
            found.features = found.features or self.lex.features[kind]

    def take_article(self, found: Found) -> None:
        """Takes in a small article (al-Tanf), unless it ties the name to a longer one (Tahrir al-Sham)."""
        i = found.first
        if i > 1 and self.words[i].gap == " " and self.words[i - 1].text in _PARTICLES:
            found.tied = self.words[i - 2].capital and self.words[i - 1].gap == " "
        elif i and self.words[i].gap == "-" and self.words[i - 1].text in ARTICLES:
            before = self.words[i - 2] if i > 1 else None
            found.tied = before is not None and before.capital and self.words[i - 1].gap in (" ", "-")
            if not found.tied and self.words[found.last].capital:
                found.first, found.start = i - 1, self.words[i - 1].start
                found.text = self.text[found.start : found.end]

    def _look_back(self, found: Found) -> None:
        lex, i = self.lex, found.first
        if not i:
            return
        before, gap = self.words[i - 1], self.words[i].gap
        if before.text == "of" and gap == " " and i >= 2 and self.words[i - 1].gap == " ":
            head = self.words[i - 2].text.lower()
            self._note_called(found, self.words[i - 2])
            if head == "port" and (options := candidates(f"port of {found.key}")):
                found.first, found.start, found.options = i - 2, self.words[i - 2].start, options
                found.text = self.text[found.start : found.end]
            elif head in lex.features:
                found.features = found.features or lex.features[head]
                if head in ("city", "town", "village"):
                    found.not_country = True
                if i >= 3 and self.words[i - 2].gap == " " and not self.words[i - 3].possessive:
                    land = lex.demonyms.get(self.words[i - 3].fold, "")  # "the Lebanese village of"
                    found.land = land if land.startswith("iso3166-1:") else ""
            return
        if gap == " " and before.text in _TOWNS:  # "the main city Almaty"
            found.features, found.not_country = found.features or lex.features[before.text], True
            self._note_called(found, before)
        direction = lex.directions.get(before.fold.lower())
        if gap not in (" ", "-") or before.possessive:
            return
        towns = not any(o.feature in ("country", "admin1", "admin2") and " " not in found.key for o in found.options)
        if towns and before.capital and before.fold in lex.prefixes and not before.initial and gap == " ":
            found.first, found.start = i - 1, before.start
            found.text = self.text[found.start : found.end]
        if direction and gap == " ":
            if before.text == direction and self.text[before.start - 1 : before.start] == "-" and i >= 2:
                direction = lex.directions.get(f"{self.words[i - 2].text.lower()}-{before.text}", direction)
            found.direction = direction
            if i >= 3 and self.words[i - 2].text == "and":
                other = lex.directions.get(self.words[i - 3].fold.lower())
                found.direction = f"{other}-and-{direction}" if other and other != direction else direction

    def contain(self, founds: list[Found]) -> None:
        """Notes which name is said to hold which: "X, Y", "X (Y)", "X in Y"."""
        contain(founds, self.text, self.lex)

    def lists(self, founds: list[Found]) -> None:
        """In a list of three or more, names of states stand for states, and none holds its neighbour."""
        begin = 0
        for n in range(1, len(founds) + 1):
            if n < len(founds) and self.text[founds[n - 1].end : founds[n].start] in LISTS:
                continue
            run = [found for found in founds[begin:n] if found.kind == "toponym" and not found.street]
            begin = n
            if len(run) < 3:
                continue
            for found in run:
                found.listed = True
            for kind in ("country", "admin1"):
                members = [found for found in run if _may_be(found, kind)]
                if len(members) >= 3 and len(members) > 0.6 * len(run):
                    for found in members:
                        found.features, found.container = (kind,), None

    def share_called(self, founds: list[Found]) -> None:
        """A name has one sense: what the text calls a village once is one wherever it stands alone, and so are the others of
        its list ("the villages of X and Y")."""
        for left, right in zip(founds, founds[1:], strict=False):
            listed = left.called and right.options and not right.features and self._is_of_many(left)
            if listed and self.text[left.end : right.start] in LISTS:
                right.called, right.features, right.many = True, left.features, True
        kinds = {found.key: found.features for found in founds if found.called}
        for found in founds:
            if found.key in kinds and not found.features and not any(o.feature == "country" for o in found.options):
                found.called, found.features = True, kinds[found.key]

    def _is_of_many(self, found: Found) -> bool:
        """Whether a plural before the name, or before the list it stands in, says that others follow."""
        before = [word.text for word in self.words[max(found.first - 2, 0) : found.first]]
        return found.many or before in (["villages", "of"], ["towns", "of"], ["hamlets", "of"])

    def share_features(self, founds: list[Found]) -> None:
        """ "Clay, Grant and Swift counties": the plural's sort is the whole list's."""
        for right, left in zip(reversed(founds), reversed(founds[:-1]), strict=False):
            if right.features and not left.features and left.options and right.last + 1 < len(self.words):
                after = self.words[right.last + 1].text.lower()
                joined = self.text[left.end : right.start] in LISTS
                if joined and (after in _PLURALS or right.container is left):
                    left.features = right.features
                    right.container = None
                    left.container = None
                elif joined and left.container is right and right.features and "admin2" in right.features:
                    left.container = right


def _airfields(key: str) -> tuple[Candidate, ...]:
    """The airfields of a name, with its small article or without."""
    return candidates(AIRFIELD + key) or candidates(AIRFIELD + (without_article(key) or "-"))


def _divisions_like(found: Found) -> tuple[Candidate, ...]:
    """The divisions around the towns of a name that bear it in another spelling: "Zaporizhzhya region"."""
    out = {}
    for town in found.options:
        if town.admin1 and town.feature in ("city", "town"):
            try:
                place = location(f"iso3166-2:{town.admin1}")
            except KeyError:
                continue
            if any(
                SequenceMatcher(None, found.key, fold_all(name)[: len(found.key) + 2]).ratio() > _LIKE
                for name in (place.name, *place.aliases)
            ):
                out[place.location_id] = Candidate(
                    place.location_id,
                    place.name,
                    "admin1",
                    place.country,
                    place.admin1,
                    place.parent_location_id,
                    place.latitude,
                    place.longitude,
                    town.population,
                    "gazetteer",
                    False,
                )
    return tuple(out.values())


def _may_be(found: Found, kind: str) -> bool:
    """Whether a name is a country's, or a state's of a country whose states news names without more."""
    if found.fixed:
        return kind == "admin1" and found.fixed.startswith("iso3166-2:")
    return any(
        o.feature == kind and not (kind == "admin1" and (o.alternate or o.country not in _STATES))
        for o in found.options
    )
