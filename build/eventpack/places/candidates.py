"""Finds the words of a text that may name a place, with the gazetteer's candidates for each."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from .containment import holds, measured
from .found_name import Found
from .gazetteer import Candidate, candidates, longest, variants
from .gazetteer_index import AIRFIELD
from .name_folding import ARABIC, fold_all, without_article
from .name_surroundings import Surroundings
from .words import ARTICLES, Lexicon, Word, lexicon, words

_JOINS = frozenset((" ", "-", "–", "  "))
_FURTHER = frozenset(("far", "upper", "lower", "mid"))
_SAINTS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_SHORT_STREETS = frozenset(("St", "Ave", "Rd", "Dr", "Ln", "Blvd"))
_HEADS = frozenset("village villages hamlet town towns city district districts province municipality island".split())


def lemma_of_past(word: str) -> str:
    """ "attack" of "attacked", "raid" of "raided"; the word itself where it is no regular past."""
    return word[:-2] if word.endswith("ed") else word


def _has_any(run: list[Word], *kinds: Container[str]) -> bool:
    """Whether a word is one of these kinds, or short and all capitals: "UN", "IDF"."""
    return any(any(w.fold in kind for kind in kinds) or w.text.isupper() and len(w.text) < 5 for w in run)


def _with_towns(options: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Divisions found by an alternative spelling, with the towns of the same name: gazetteers often have such a spelling
    for only one of the two."""
    if not all(option.feature == "admin1" and option.alternate for option in options):
        return options
    towns = tuple(
        replace(town, alternate=True)
        for option in options
        for town in candidates(fold_all(option.name))
        if town.feature in ("city", "town") and town.admin1 == option.admin1 and not town.alternate
    )
    return (*options, *towns)


class Finder:
    """One text's search for place names."""

    def __init__(self, text: str) -> None:
        self.lex: Lexicon = lexicon()
        self.text = text
        self.words: list[Word] = words(text)

    def find(self) -> list[Found]:
        """All that may be place names, in text order, none overlapping."""
        beside = Surroundings(self.text, self.words, self.lex)
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
                beside.extend(found)
                beside.take_article(found)
            founds.append(found)
            i = found.last + 1
        beside.contain(founds)
        beside.share_features(founds)
        beside.share_called(founds)
        beside.lists(founds)
        for found in founds:
            if found.features and not found.sort:
                found.sort = found.features[0]
        return founds

    # -- matching

    def _match(self, i: int) -> Found | None:
        """The longest name that begins with word `i`."""
        word = self.words[i]
        demonym = self._demonym(i)
        article = word.fold in ARTICLES
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
                options = self._with_namesakes(key, options)
                if last.fold not in self.lex.features:
                    options = _with_towns(options)
                return Found(
                    word.start, last.end, self.text[word.start : last.end], key, "toponym", i, end - 1, options
                )
        return demonym

    def _with_namesakes(self, key: str, options: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Every "Northern Region", also those that the gazetteer calls "Northern"."""
        bare, _, kind = key.rpartition(" ")
        if not bare or "admin1" not in self.lex.features.get(kind, ()):
            return options
        if any(part not in self.lex.directions for part in bare.split()):
            return options
        return options + tuple(o for o in candidates(bare) if o.feature == "admin1" and o not in options)

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
        names = lex.given_names if run[0].fold in lex.person_openings else frozenset()  # "Puerto Jordán" is no person
        return _has_any(run[1:], lex.demonyms, lex.titles, lex.civic, lex.street_words, names)

    def _run(self, i: int, most: int) -> list[Word]:
        """The capitalised words from word `i` on that make one name; a small article inside counts."""
        run = [self.words[i]]
        for word in self.words[i + 1 : i + 1 + most]:
            if run[-1].possessive or word.gap not in (" ", "-") or not (word.capital or word.text in ARTICLES):
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
        if _has_any(run, lex.not_places, lex.demonyms, lex.titles, lex.given_names):
            return None
        for count in range(len(run), 0, -1):
            if count < len(run) and run[count].capital or not self._called(i, i + count - 1):
                continue
            found = self._of_run(i, run[:count], variant=True)
            if found is not None:
                return found
        return None

    def _called(self, first: int, last: int) -> bool:
        """Whether a word beside these words calls them a place: "in", "the town of", "airport"."""
        lex = self.lex
        after = self.words[last + 1] if last + 1 < len(self.words) else None
        if (
            after is not None
            and after.gap in (" ", "-")
            and (after.text in lex.tails or after.text in lex.features or after.text in lex.airfield_words)
        ):
            return True
        before = self.words[first - 1] if first else None
        if before is None or self.words[first].gap not in (" ", ", "):
            return False
        if before.text in ARTICLES and first > 1:
            before = self.words[first - 2]
        return (
            before.text in lex.locatives
            or before.text in lex.place_heads
            or before.text == "of"
            or before.text == "and"
            or self.words[first].gap == ", "
        )

    def _opens(self, i: int) -> bool:
        """Whether a small article begins a name (al-Hol), not one inside a longer name (Tahrir al-Sham)."""
        if self.words[i].text not in ARTICLES or i + 1 == len(self.words):
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
        return self._only_says_which_part(i, end)

    def _only_says_which_part(self, i: int, end: int) -> bool:
        """Whether two words that name a province elsewhere say which part of the next place: "*Far North* Queensland"."""
        if end - i != 2 or end >= len(self.words) or self.words[end - 1].possessive:
            return False
        first, second, after = self.words[i].fold, self.words[i + 1].fold, self.words[end]
        return (
            second in self.lex.directions
            and first in _FURTHER
            and after.capital
            and after.gap == " "
            and after.fold not in self.lex.features
            and bool(candidates(after.fold))
        )

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
                if self._goes_on(n):
                    return None  # "Ohio Highway Patrol", "Pennsylvania Turnpike Commission": a body
                pointed = after.text in _SHORT_STREETS and self.text[after.end : after.end + 1] == "."
                end = after.end + pointed
                return Found(word.start, end, self.text[word.start : end], "", "toponym", i, n, street=True)
        return None

    def _goes_on(self, n: int) -> bool:
        """Whether the name goes on after word `n` and is that of a body."""
        after = self.words[n + 1] if n + 1 < len(self.words) else None
        return after is not None and after.capital and after.gap == " " and after.fold in self.lex.street_bodies

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
        run, lex = self.words[i : last + 1], self.lex
        if _has_any(run, lex.not_places, lex.demonyms, lex.civic, lex.titles):
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
        acted_on_place = base in lex.place_verbs
        acted = acted_on_place or base in lex.held_verbs
        listed = before.text == "and" and i > 1 and self.words[i - 2].capital and self.words[i - 1].gap == " "
        if self._is_named_otherwise(run) or not (
            acted or listed or before.text == "of" or before.text in lex.locatives
        ):
            return None
        # What is attacked or left in a country may be anybody; in a district it is a village.
        unsure = listed or before.text == "of" or acted and not acted_on_place
        last = i + len(run) - 1
        above = self._next_name(last)
        if above is None:
            return None
        sure = self._is_division(above) or self._is_measured(last, above)
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
        """Whether the words name a person, a body or a street, or are no name."""
        lex = self.lex
        beginnings = (fold_all(" ".join(w.text for w in run[:n])) for n in range(1, len(run) + 1))
        return _has_any(
            run, lex.not_places, lex.demonyms, lex.titles, lex.civic, lex.street_words, lex.given_names
        ) or any(name in lex.actor_names for name in beginnings)

    def _next_name(self, last: int) -> Found | None:
        """The name that is said to hold the one that ends with word `last`."""
        for k in range(last + 1, min(last + 8, len(self.words))):
            if self.words[k].capital and self.words[k].fold not in self.lex.features:
                between = self.text[self.words[last].end : self.words[k].start]
                if not holds(between, self.lex) and not measured(between):
                    return None
                found = self._match(k) or self._unlisted(k)
                return found if found is not None and not self.words[found.last].possessive else None
        return None

    def _is_measured(self, last: int, found: Found) -> bool:
        """Whether the name that ends with word `last` is said to lie so far from another: "X, 40 km north of Maradi"."""
        return measured(self.text[self.words[last].end : found.start])

    def _is_division(self, found: Found) -> bool:
        """Whether a name is called a division: "Torodi department", "the cercle of Niono"."""
        after = self.words[found.last + 1] if found.last + 1 < len(self.words) else None
        words = [after.fold.lower()] if after is not None and after.gap == " " else []
        if found.first > 1 and self.words[found.first - 1].text == "of":
            words.append(self.words[found.first - 2].text.lower())
        return any("admin1" in self.lex.features.get(w, ()) or "admin2" in self.lex.features.get(w, ()) for w in words)

    def _may_hold(self, found: Found) -> bool:
        bracketed = self.words[found.first].gap == " ("
        return (
            bool(found.fixed)
            and found.kind == "toponym"
            or any(
                o.feature == "country"
                or bracketed
                and o.feature == "admin2"
                and not o.alternate
                or o.feature == "admin1"
                and (not o.alternate or " " in found.key)
                for o in found.options
            )
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


def _arab() -> frozenset[str]:
    from ..lexicon.countries import by_iso2

    return frozenset(country.iso3 for iso2, country in by_iso2().items() if iso2 in ARABIC)


_ARAB_LANDS = _arab()
