"""Finds the words of a text that may name a place, with the gazetteer's candidates for each."""

from __future__ import annotations

from difflib import SequenceMatcher

from .containment import LISTS, contain, holds
from .found import Found
from .gazetteer import Candidate, candidates, location, longest, variants
from .gazetteer_index import AIRFIELD
from .name_folding import ARABIC, fold_all, without_article
from .words import Lexicon, Word, lexicon, words

_JOINS = frozenset((" ", "-", "–", "  "))
_SAINTS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_ARTICLES = frozenset("al ar as ash ad an az at el es".split())
_SHORT_STREETS = frozenset(("St", "Ave", "Rd", "Dr", "Ln", "Blvd"))
_OPENERS = frozenset(("refugee", "border", "nuclear", "naval", "garrison", "power", "industrial", "prison"))
_COURTS = frozenset(("district court", "district attorney", "district judge", "state department", "county court"))
_HEADS = frozenset("village villages hamlet town towns city district districts province municipality island".split())
_PARTICLES = frozenset("de da di del della van von der bin ibn abu dos du".split())
_PLURALS = frozenset(("counties", "provinces", "districts", "parishes", "states"))
_LIKE = 0.8
_AIR = ("airport", "air_base")
_AIRFIELDS = frozenset(("air", "airbase", "airport", "airfield"))


def lemma_of_past(word: str) -> str:
    """ "attack" of "attacked", "raid" of "raided"; the word itself where it is no regular past."""
    return word[:-2] if word.endswith("ed") else word


class Finder:
    """One text's search for place names."""

    def __init__(self, text: str) -> None:
        self.lex: Lexicon = lexicon()
        self.text = text
        self.words: list[Word] = words(text)

    def find(self) -> list[Found]:
        """All that may be place names, in text order, none overlapping."""
        founds: list[Found] = []
        i, count = 0, len(self.words)
        while i < count:
            found = None
            if self.words[i].capital:
                found = (
                    self._abbreviation(i)
                    or self._opened(i)
                    or self._match(i)
                    or self._street(i, i)
                    or self._variant(i)
                    or self._unlisted(i)
                    or self._held(i)
                )
            elif self._opens(i):
                found = self._match(i)
            if found is None:
                i += 1
                continue
            if found.options:
                self._extend(found)
                self._take_article(found)
            founds.append(found)
            i = found.last + 1
        contain(founds, self.text, self.lex)
        self._share_features(founds)
        self._lists(founds)
        for found in founds:
            if found.features and not found.sort:
                found.sort = found.features[0]
        return founds

    # -- matching

    def _match(self, i: int) -> Found | None:
        """The longest name that begins with word `i`."""
        word = self.words[i]
        demonym = self._demonym(i)
        article = word.fold in _ARTICLES
        limit = longest(word.fold)
        if word.fold in _SAINTS:
            limit = max(limit, longest(_SAINTS[word.fold]))
        if word.possessive:  # "Queen Anne's County", "People's Republic of China"
            limit = max(limit, longest(word.fold + "s"))
        if article:
            limit = max(limit, 4)
        stop = i + 1
        while stop < len(self.words) and stop - i < limit:
            before, after = self.words[stop - 1], self.words[stop]
            saint = before.fold in _SAINTS and after.gap == ". "
            wrapped = after.gap[:1] == "\n" and after.gap.isspace() and len(after.gap) > 3
            if not (saint or wrapped or after.gap in _JOINS) or before.possessive and not after.capital:
                break
            stop += 1
        for end in range(stop, i, -1):
            last = self.words[end - 1]
            if not last.capital or end - i > 1 and self._splits(i, end):
                continue
            parts = [w.text + ("s" if w.possessive and w is not last else "") for w in self.words[i:end]]
            key = fold_all(" ".join(parts))
            if demonym and demonym.last >= end - 1:
                return demonym
            options = candidates(key)
            if (
                not options
                and end < len(self.words)
                and end - i > 1
                and self.words[end].gap == " "
                and self.words[end].text in ("base", "airbase", "airport", "airfield")
            ):
                options = candidates(AIRFIELD + key)  # "the Qayyarah West base"
            if (
                not options
                and article
                and end - i > 1
                and (bare := without_article(key))
                and (self.words[i + 1].gap == "-" or word.text in ("Al", "El"))
            ):
                options = tuple(o for o in candidates(bare) if o.country in _ARAB_LANDS)
                key = bare if options else key
            if options and not (end - i == 1 and word.fold in self.lex.prefixes):
                if street := self._street(i, end - 1):
                    return street
                return Found(
                    word.start, last.end, self.text[word.start : last.end], key, "toponym", i, end - 1, options
                )
        return demonym

    def _opened(self, i: int) -> Found | None:
        """A name that its first word opens (Burj al-Muluk), where no gazetteer has the whole: part of it is no place."""
        if self.words[i].fold not in self.lex.openings or self.words[i].possessive:
            return None
        run = self._run(i, 3)
        if len(run) < 2 or self._is_name_of(run):
            return None
        for end in range(len(run), 1, -1):
            if candidates(fold_all(" ".join(w.text for w in run[:end]))):
                return None
        return self._of_run(i, run, variant=True) or self._of_run(i, run, variant=False)

    def _is_name_of(self, run: list[Word]) -> bool:
        """Whether the words name somebody, something with a type of its own, or a street."""
        lex = self.lex
        return any(
            w.fold in lex.demonyms
            or w.fold in lex.titles
            or w.fold in lex.civic
            or w.fold in lex.street_words
            or w.fold in lex.given_names
            or w.text.isupper()
            and len(w.text) < 5
            for w in run[1:]
        )

    def _run(self, i: int, most: int) -> list[Word]:
        """The capitalised words from word `i` on that make one name; a small article inside counts."""
        run = [self.words[i]]
        for word in self.words[i + 1 : i + 1 + most]:
            if run[-1].possessive or word.gap not in (" ", "-") or not (word.capital or word.text in _ARTICLES):
                break
            run.append(word)
        while len(run) > 1 and not run[-1].capital:
            run.pop()
        return run

    def _of_run(self, i: int, run: list[Word], *, variant: bool) -> Found | None:
        key = fold_all(" ".join(w.text for w in run))
        options = variants(key) if variant else ()
        if variant and not options:
            return None
        end = run[-1].end
        return Found(
            run[0].start,
            end,
            self.text[run[0].start : end],
            key,
            "toponym",
            i,
            i + len(run) - 1,
            options,
            unlisted=not variant,
            variant=variant,
        )

    def _variant(self, i: int) -> Found | None:
        """A name in another spelling than the gazetteers': "Qamishlo", "Hadramout", where the text calls it a place."""
        run = self._run(i, 3)
        lex = self.lex
        if any(
            w.fold in lex.not_places
            or w.fold in lex.demonyms
            or w.fold in lex.titles
            or w.fold in lex.given_names
            or w.text.isupper()
            and len(w.text) < 5
            for w in run
        ):
            return None
        for count in range(len(run), 0, -1):
            found = self._of_run(i, run[:count], variant=True)
            if found is not None and (count == len(run) or not run[count].capital) and self._called(found):
                return found
        return None

    def _called(self, found: Found) -> bool:
        """Whether a word beside the name calls it a place: "in", "the town of", "airport"."""
        lex = self.lex
        after = self.words[found.last + 1] if found.last + 1 < len(self.words) else None
        if (
            after is not None
            and after.gap in (" ", "-")
            and (after.text in lex.tails or after.text in lex.features or after.text in lex.airfield_words)
        ):
            return True
        before = self.words[found.first - 1] if found.first else None
        if before is None or self.words[found.first].gap not in (" ", ", "):
            return False
        if before.text in _ARTICLES and found.first > 1:
            before = self.words[found.first - 2]
        return (
            before.text in lex.locatives
            or before.text in lex.place_heads
            or before.text == "of"
            or before.text == "and"
            or self.words[found.first].gap == ", "
        )

    def _opens(self, i: int) -> bool:
        """Whether a small article begins a name (al-Hol), not one inside a longer name (Tahrir al-Sham)."""
        if self.words[i].text not in _ARTICLES or i + 1 == len(self.words):
            return False
        before, after = self.words[i - 1] if i else None, self.words[i + 1]
        inside = before is not None and before.capital and self.words[i].gap in (" ", "-")
        return after.gap == "-" and after.capital and not inside

    def _splits(self, i: int, end: int) -> bool:
        """Whether words that make a name belong apart here: "Dublin | City Council", "The | Kremlin"."""
        first, last = self.words[i], self.words[end - 1]
        if last.fold == "city" and end < len(self.words):
            after = self.words[end]
            return after.capital and after.gap == " " and after.fold in self.lex.civic
        if first.fold == "the":
            if all(w.fold in self.lex.not_places for w in self.words[i:end]):
                return True
            key = fold_all(" ".join(w.text for w in self.words[i:end]))
            return not any(not o.alternate and o.population >= 1000 for o in candidates(key))
        return False

    def _street(self, i: int, last: int) -> Found | None:
        """A street, whose name is no town: "Dufferin Street". Begins with word `i`, which is capitalised."""
        word = self.words[i]
        if word.fold in self.lex.not_places and last == i and word.fold not in self.lex.prefixes:
            return None
        for n in range(last + 1, min(last + 3, len(self.words))):
            after = self.words[n]
            if not after.capital or after.gap != " " or self.words[n - 1].possessive:
                return None
            if after.fold in self.lex.street_words:
                pointed = after.text in _SHORT_STREETS and self.text[after.end : after.end + 1] == "."
                end = after.end + pointed
                return Found(word.start, end, self.text[word.start : end], "", "toponym", i, n, street=True)
        return None

    def _unlisted(self, i: int) -> Found | None:
        """A place no gazetteer has, called one by the text: "the village of Xinmo", "Mbomo district"."""
        last = i
        while (
            last + 1 < len(self.words)
            and last - i < 2
            and self.words[last + 1].capital
            and self.words[last + 1].gap in (" ", "-")
            and not self.words[last].possessive
        ):
            last += 1
        run = self.words[i : last + 1]
        if any(
            w.fold in self.lex.not_places
            or w.fold in self.lex.demonyms
            or w.fold in self.lex.civic
            or w.fold in self.lex.titles
            or w.text.isupper()
            and len(w.text) < 5
            for w in run
        ):
            return None
        head = i > 1 and self.words[i - 1].text == "of" and self.words[i - 2].text in _HEADS
        after = self.words[last + 1] if last + 1 < len(self.words) else None
        tail = (
            after is not None
            and after.gap == " "
            and after.text in self.lex.tails
            and not run[-1].possessive
            and not run[0].initial
        )
        if not head and not tail:
            return None
        end = run[-1].end
        word = after.text if tail and after is not None else self.words[i - 2].text
        return Found(
            run[0].start,
            end,
            self.text[run[0].start : end],
            "",
            "toponym",
            i,
            last,
            unlisted=True,
            features=(self.lex.described.get(word, "populated_place"),),
        )

    def _held(self, i: int) -> Found | None:
        """A place no gazetteer has, by what the text says holds it: "near Makalondi, Torodi department"."""
        run, lex = self._run(i, 2), self.lex
        before = self.words[i - 1] if i else None
        if before is None or before.capital or self.words[i].gap != " " or run[-1].possessive:
            return None
        base = lemma_of_past(before.text)
        acted = base in lex.place_verbs or base in lex.held_verbs
        listed = before.text == "and" and i > 1 and self.words[i - 2].capital and self.words[i - 1].gap == " "
        if self._is_named_otherwise(run) or not (
            acted or listed or before.text == "of" or before.text in lex.locatives
        ):
            return None
        unsure = listed or before.text == "of"
        last = i + len(run) - 1
        above = self._next_name(last)
        if above is None:
            return None
        sure = self._is_division(above)
        if not sure and not unsure and not self._may_hold(above):
            above = self._next_name(above.last)
            sure = above is not None and (self._is_division(above) or self._may_hold(above))
        if not sure and (above is None or unsure or not self._may_hold(above)):
            return None
        end = run[-1].end
        return Found(
            run[0].start,
            end,
            self.text[run[0].start : end],
            "",
            "toponym",
            i,
            last,
            unlisted=True,
            features=("populated_place",),
        )

    def _is_named_otherwise(self, run: list[Word]) -> bool:
        lex = self.lex
        return any(
            w.fold in lex.not_places
            or w.fold in lex.demonyms
            or w.fold in lex.civic
            or w.fold in lex.titles
            or w.fold in lex.given_names
            or w.fold in lex.street_words
            or w.text.isupper()
            and len(w.text) < 5
            for w in run
        )

    def _next_name(self, last: int) -> Found | None:
        """The name that is said to hold the one that ends with word `last`."""
        for k in range(last + 1, min(last + 8, len(self.words))):
            if self.words[k].capital and self.words[k].fold not in self.lex.features:
                if not holds(self.text[self.words[last].end : self.words[k].start], self.lex):
                    return None
                found = self._match(k) or self._unlisted(k)
                return found if found is not None and not self.words[found.last].possessive else None
        return None

    def _is_division(self, found: Found) -> bool:
        """Whether a name is called a division: "Torodi department", "the cercle of Niono"."""
        after = self.words[found.last + 1] if found.last + 1 < len(self.words) else None
        words = [after.fold.lower()] if after is not None and after.gap == " " else []
        if found.first > 1 and self.words[found.first - 1].text == "of":
            words.append(self.words[found.first - 2].text.lower())
        return any("admin1" in self.lex.features.get(w, ()) or "admin2" in self.lex.features.get(w, ()) for w in words)

    def _may_hold(self, found: Found) -> bool:
        bracketed = self.words[found.first].gap == " ("
        return bool(found.fixed) and found.kind == "toponym" or any(
            o.feature == "country"
            or bracketed
            and o.feature == "admin2"
            and not o.alternate or o.feature == "admin1" and (not o.alternate or " " in found.key)
            for o in found.options
        )

    def _demonym(self, i: int) -> Found | None:
        word = self.words[i]
        if i + 1 < len(self.words) and self.words[i + 1].capital and self.words[i + 1].gap in (" ", "-"):
            after = self.words[i + 1]
            key = f"{word.fold} {after.fold}"
            if key in self.lex.demonyms:
                return Found(
                    word.start,
                    after.end,
                    self.text[word.start : after.end],
                    key,
                    "demonym",
                    i,
                    i + 1,
                    fixed=self.lex.demonyms[key],
                )
        if word.fold in self.lex.demonyms:
            return Found(
                word.start, word.end, word.text, word.fold, "demonym", i, i, fixed=self.lex.demonyms[word.fold]
            )
        return None

    def _abbreviation(self, i: int) -> Found | None:
        """A division's abbreviation: Ky., N.J., "Austin, TX"."""
        word, lex = self.words[i], self.lex
        after_town = word.gap.startswith(",") or word.gap.endswith("(")
        code = lex.abbreviations.get(word.text.replace(" ", ""))
        if code is None and word.text.isupper() and len(word.text) > 2 and after_town:
            code = lex.abbreviations.get(word.text.title())
        pointed = "." in word.text
        end = word.end
        if code and not word.text.endswith(".") and self.text[end : end + 1] == ".":
            end, pointed = end + 1, True
        capitals = word.text.isupper() and len(word.text) > 2
        if code and (
            after_town
            and (pointed or word.text.isupper() or word.text in lex.plain_abbreviations)
            or word.text.replace(" ", "") in lex.plain_abbreviations
            and (pointed or capitals)
        ):
            return Found(word.start, end, self.text[word.start : end], code, "toponym", i, i, fixed=code)
        if word.text in lex.postal and word.gap.startswith(","):
            code = lex.postal[word.text]
            return Found(word.start, word.end, word.text, code, "toponym", i, i, fixed=code)
        return None

    # -- what stands beside a name

    def _extend(self, found: Found) -> None:
        """Takes in words that belong to the name, and notes what the words beside it say of its kind."""
        lex = self.lex
        run: list[Word] = []
        if not self.words[found.last].possessive:
            for word in self.words[found.last + 1 : found.last + 5]:
                if word.gap not in (" ", "-"):
                    break
                run.append(word)
                if word.possessive:
                    break
        if len(run) > 1 and run[0].capital and run[0].fold in lex.demonyms and run[1].fold.lower() in _AIRFIELDS:
            run.pop(0)  # "K1 Iraqi Air Base"
        folds = [w.fold.lower() for w in run]
        for n in range(len(run), 0, -1):
            if " ".join(folds[:n]) in lex.airfield_words:
                bare = without_article(found.key) or "-"
                if options := candidates(AIRFIELD + found.key) or candidates(AIRFIELD + bare):
                    found.end = run[n - 1].end
                    found.options, found.last = options, self.words.index(run[n - 1], found.last)
                    found.text, found.features, found.sort = self.text[found.start : found.end], _AIR, "air"
                return
        if folds and folds[0] in ("base", "bases"):
            if options := candidates(AIRFIELD + found.key) or candidates(
                AIRFIELD + (without_article(found.key) or "-")
            ):
                found.options, found.features, found.sort = options, _AIR, "air"
            else:
                found.features = ("city", "town", "village", "populated_place")
            self._look_back(found)
            return
        if folds and (folds[0] in lex.features or folds[0] in lex.descriptions or folds[0] in _OPENERS):
            for n in range(min(3, len(run)), 0, -1):
                named = [
                    o
                    for o in candidates(f"{found.key} {' '.join(folds[:n])}")
                    if o.location_id.startswith("eventpack:")
                ]
                if named:
                    found.options, found.last, found.end = tuple(named), found.last + n, run[n - 1].end
                    found.text = self.text[found.start : found.end]
                    found.key = f"{found.key} {' '.join(folds[:n])}"
                    return
        two = " ".join(folds[:2])
        if folds and two not in _COURTS:
            found.features = next(
                (lex.features[kind] for n in (3, 1) if (kind := " ".join(folds[:n])) in lex.features), ()
            )
            if folds[0] in lex.state_offices or two in lex.state_offices:
                found.features = ("admin1",)
            if run[0].gap == "-" and folds[0] in ("based", "born", "area"):
                found.features = ("city", "town", "village")
            found.town = folds[0] in lex.north_american or two in lex.north_american
            found.not_country = found.town or folds[0] in lex.people_nouns or two in lex.people_nouns
        self._look_back(found)
        if "admin1" in found.features and not any(o.feature == "admin1" for o in found.options):
            found.options = (*found.options, *_divisions_like(found))

    def _take_article(self, found: Found) -> None:
        """Takes in a small article (al-Tanf), unless it ties the name to a longer one (Tahrir al-Sham)."""
        i = found.first
        if i > 1 and self.words[i].gap == " " and self.words[i - 1].text in _PARTICLES:
            found.tied = self.words[i - 2].capital and self.words[i - 1].gap == " "
        elif i and self.words[i].gap == "-" and self.words[i - 1].text in _ARTICLES:
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

    def _lists(self, founds: list[Found]) -> None:
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

    def _share_features(self, founds: list[Found]) -> None:
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


_STATES = frozenset(("USA", "CAN", "AUS", "IND", "MEX", "BRA", "DEU", "NGA"))


def _arab() -> frozenset[str]:
    from ..lexicon.countries import by_iso2

    return frozenset(country.iso3 for iso2, country in by_iso2().items() if iso2 in ARABIC)


_ARAB_LANDS = _arab()
