"""Noun phrases of a parsed article: where they begin and end, and which stand side by side.

A noun phrase here is what a human coder marks as an actor: determiners, titles, modifiers and the
prepositional phrases that belong to the name ("spokesman for the president", "a court in Lyon"), without
relative clauses, participles behind the head, further conjuncts, or anything of the verb's.
"""

from __future__ import annotations

from ..parsing.tree import Doc, lemma
from .lexicon import taken_by_verb

_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_LEFT = frozenset(
    {
        "det",
        "predet",
        "amod",
        "compound",
        "nmod",
        "nummod",
        "poss",
        "quantmod",
        "npadvmod",
        "advmod",
        "neg",
        "appos",
        "dep",
    }
)
_COUNT_ADVERBS = frozenset(
    {
        "about",
        "around",
        "approximately",
        "nearly",
        "almost",
        "some",
        "over",
        "roughly",
        "more",
        "most",
        "recently",
        "newly",
    }
)
_WHEN = frozenset({"earlier", "later", "before", "afterwards", "ago"})
# Prepositions that tie a noun to the one before it, whatever the two are.
_TYING = frozenset({"of"})
# Those that do so behind a person or body ("court in Lyon", "envoy to Kyiv", "spokesman for X"), for the parser
# hangs them on such a noun rather than the verb only where they belong there.
_OF_AGENTS = frozenset(
    {"for", "in", "from", "to", "at", "on", "near", "within", "inside", "with", "against", "under", "between"}
)
# Phrases within phrases that are followed: "the head of the office of the minister of ...".
_DEEPEST = 40


class NounPhrases:
    """The noun phrases of one parsed article, by the index of any of their words. All indices are token indices."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = doc.text  # spaCy puts it together anew each time it is asked
        self.tokens = tokens = list(doc)
        self.tags = [t.tag_ for t in tokens]
        self.deps = [t.dep_ for t in tokens]
        self.heads = [t.head.i for t in tokens]
        self.texts = [t.text for t in tokens]
        self.lowers = [t.lower_ for t in tokens]
        self.left: list[list[int]] = [[] for _ in tokens]
        self.right: list[list[int]] = [[] for _ in tokens]
        for i, head in enumerate(self.heads):
            if i < head:
                self.left[head].append(i)
            elif i > head:
                self.right[head].append(i)
        self._spans: dict[int, tuple[int, int]] = {}
        self._depth = 0

    def lemma(self, i: int) -> str:
        """The base form of word `i`, lower case."""
        return lemma(self.tokens[i])

    def words(self, start: int, end: int) -> str:
        """The text of tokens `start` up to `end`."""
        last = self.tokens[end - 1]
        return self.text[self.tokens[start].idx : last.idx + len(last)]

    def is_noun(self, i: int) -> bool:
        return self.tags[i] in _NOUN_TAGS

    def head_of(self, i: int) -> int:
        """The head noun of the phrase in which word `i` is a modifier; `i` itself where it is no mere modifier."""
        for _ in range(4):
            head = self.heads[i]
            if (
                self.deps[i] in {"compound", "nmod", "amod", "det", "nummod", "predet"}
                and head > i
                and (self.is_noun(head) and head - i < 8)
            ):
                i = head
            else:
                return i
        return i

    def modifies(self, i: int) -> bool:
        """Whether word `i` is a compound or adjective before another noun."""
        return self.heads[i] > i and (
            self.deps[i] in {"compound", "nmod", "amod"} or self.texts[i + 1] == "-" and (self.deps[i] == "npadvmod")
        )

    def span(self, i: int) -> tuple[int, int]:
        """First and one past the last token of the noun phrase headed by token `i`."""
        found = self._spans.get(i)
        if found is None:
            if self._depth == _DEEPEST:
                return i, i + 1
            self._depth += 1
            self._spans[i] = (i, i + 1)  # guards against a cycle
            found = self._spans[i] = (self._start(i), self._end(i))
            self._depth -= 1
        return found

    def _start(self, i: int) -> int:
        start = i
        for child in reversed(self.left[i]):
            dep, tag = self.deps[child], self.tags[child]
            if dep == "punct":
                if (
                    self.texts[child] in {"-", "/", ".", "'", '"'}
                    and child == start - 1
                    and child > 0
                    and self.texts[child] != '"'
                ):
                    start = child
                    continue
                if self.texts[child] in {",", '"', "(", ")"}:
                    continue  # "New People's Army (NPA) rebels"
                break
            if dep not in _LEFT or tag in {"WDT", "WP", "WP$"}:
                break
            if self.tokens[child].ent_type_ == "DATE" and self.tags[i] in {"NNP", "NNPS"}:
                break  # "On 17 July the Supreme Court ..."
            if dep == "advmod" and self.lowers[child] in _WHEN:
                break  # "A day earlier the rebels ..."
            if (
                dep in {"advmod", "npadvmod"}
                and tag in {"RB", "RBR"}
                and self.lowers[child] not in _COUNT_ADVERBS
                and child == self.left[i][0]
                and self.heads[i] != i
                and self.deps[i] not in {"pobj", "nsubj", "dobj"}
            ):
                break
            start = self._leftmost(child)
        while start < i and (self.tags[start] in {"CC", ",", ":", ".", "_SP"} or self.texts[start] == "\n"):
            start += 1
        # "up to", "more than", "at least" before a number
        for k in range(start, i):
            if self.texts[k] == "\n" or self.tags[k] == "_SP":
                start = k + 1
        return start

    def _leftmost(self, i: int) -> int:
        seen = i
        while self.left[i]:
            i = self.left[i][0]
            if self.deps[i] in {"cc", "punct"} and self.texts[i] not in {"-", '"'}:
                return seen
            seen = min(seen, i)
        return seen

    def _end(self, i: int) -> int:
        end = i + 1
        texts, n = self.texts, len(self.texts)
        for child in self.right[i]:
            dep = self.deps[child]
            if dep == "punct" or dep == "case" or dep == "dep" and self.tags[child] == "_SP":
                continue
            if child < end:
                continue
            gap = texts[end : self.span(child)[0] if dep == "appos" else child]
            if dep == "prep":
                if not self._belongs(i, child) or any(w in {",", ";", "(", "\n"} for w in gap):
                    break
                end = self._object_end(child)
            elif dep == "appos" and gap[-1:] == ["("]:
                close = self.span(child)[1]
                if close < n and texts[close] == ")" and self._abbreviates(self.span(child)[0], close):
                    end = close + 1
                else:
                    break
            elif dep in {"appos", "nummod", "nmod", "compound"} and not self._separated(i, child):
                end = self.span(child)[1] if dep == "appos" else child + 1
            elif dep == "appos" and gap == [","] and self._names(i, child):
                end = self.span(child)[1]
            elif dep == "amod" and not gap and self.tags[child] == "JJ" and self.right[child]:
                end = self._object_end(child)
            else:
                break
        if (
            end < n
            and texts[end] == "("
            and end + 2 < n
            and texts[end + 2] == ")"
            and texts[end + 1].isupper()
            and self.tags[end - 1] in _NOUN_TAGS
        ):
            end += 3  # an abbreviation the parser hung elsewhere
        while end > i + 1 and (
            self.tags[end - 1] in {",", ":", "_SP", "CC", "POS"}
            or texts[end - 1] in {"\n", "."}
            and self.tags[end - 1] == "."
        ):
            end -= 1
        return end

    def _abbreviates(self, start: int, end: int) -> bool:
        """ "SDF", "PML-Q": one word, mostly in capitals."""
        text = self.text[self.doc[start].idx : self.doc[end - 1].idx + len(self.texts[end - 1])]
        return " " not in text and sum(c.isupper() for c in text) >= 2

    def _separated(self, i: int, child: int) -> bool:
        return child - i > 1 and any(
            w in {",", "(", ")", ":", ";", "-", "\u2013", "\u2014", "\n"}
            for w in self.texts[i + 1 : self.span(child)[0]]
        )

    def _names(self, i: int, child: int) -> bool:
        """Whether "a role, Name" is one designation: a common or titled noun with a bare proper name behind it."""
        start, _ = self.span(child)
        return (
            self.tags[child] == "NNP"
            and all(self.tags[k] == "NNP" for k in range(start, child))
            and (
                self.tags[i] == "NN" or self.lowers[i] in {"president", "minister", "ambassador", "premier", "chairman"}
            )
        )

    def _belongs(self, i: int, prep: int) -> bool:
        word = self.lowers[prep]
        if self.deps[i] in {"dobj", "nsubjpass"} and word in taken_by_verb().get(self.lemma(self.heads[i]), ()):
            return False
        if word in _TYING:
            return True
        if word not in _OF_AGENTS or prep - i > 8:
            return False
        return word in {"in", "for", "from", "to", "at", "near"} or self.tags[i] in {"NNP", "NNPS"}

    def _object_end(self, prep: int) -> int:
        end = prep + 1
        for child in self.right[prep]:
            dep = self.deps[child]
            if dep in {"pobj", "pcomp"} and self.is_noun(child) or dep == "pobj":
                end = max(end, self.span(child)[1])
                for sibling in self.conjuncts(child)[1:]:
                    end = max(end, self.span(sibling)[1])
            elif dep == "prep" and not self.is_noun(prep):
                end = max(end, self._object_end(child))
        return end

    def subject_of(self, verb: int) -> int | None:
        """The token that heads the subject of the verb at token `verb`, wherever it stands: "said *the premier*"."""
        around = (*self.left[verb], *self.right[verb])
        return next((k for k in around if self.deps[k] in {"nsubj", "nsubjpass"}), None)

    def conjuncts(self, i: int) -> list[int]:
        """`i` and the heads conjoined to it, in text order, `i` first."""
        found = [i]
        for child in self.right[i]:
            if self.deps[child] == "conj" and (
                self.is_noun(child) or self.tags[child] in {"PRP", "CD", "JJ", "DT", "NNPS"}
            ):
                found.extend(self.conjuncts(child))
        return found
