"""The step that finds entities for a whole batch finds what spaCy's recogniser does."""

import gc

from eventpack.annotation import one_article, workers
from eventpack.core.model import Article
from eventpack.events import matching
from eventpack.parsing import parser

TEXTS = (
    "Peru's President Dina Boluarte met Brazil's foreign minister in Lima on Friday. The United Nations Security Council "
    "voted 14-0.",
    "",
    "\n\n",
    "Geneva",
    "NAIROBI, Kenya (AP) - Two people died\n\nThe African Union Mission in Somalia said on March 3, 2024 that 1,200 "
    "soldiers of the Kenya Defence Forces had left.\n\nRead also: Al-Shabaab",
    'He was born in New\nYork. "Los Angeles," she said, "is not the capital of the United States of America."',
    "They paid $3.5 million to the Bank of England between May and June",
)


def prepared(texts):
    nlp = parser.pipeline()
    docs = [nlp.make_doc(text) for text in texts]
    for name, step in nlp.pipeline:
        if name == "eventpack_entities":
            return nlp, docs
        docs = list(step.pipe(docs)) if hasattr(step, "pipe") else [step(doc) for doc in docs]
    raise AssertionError


def entities(docs):
    return [[(e.start, e.end, e.label_) for e in doc.ents] for doc in docs]


def test_entities_are_those_of_the_recogniser():
    nlp, docs = prepared(TEXTS)
    recogniser = nlp.get_pipe("ner")
    theirs = [doc.copy() for doc in docs]
    recogniser.set_annotations(theirs, recogniser.predict(theirs))
    ours = list(nlp.get_pipe("eventpack_entities").pipe(docs))
    assert entities(ours) == entities(theirs)
    assert [[t.ent_iob for t in doc] for doc in ours] == [[t.ent_iob for t in doc] for doc in theirs]
    assert sum(map(len, entities(ours))) > 15


def test_entities_do_not_depend_on_the_batch():
    nlp, docs = prepared(TEXTS)
    step = nlp.get_pipe("eventpack_entities")
    alone = entities([step(doc.copy()) for doc in docs])
    assert entities(step.pipe(docs, batch_size=2)) == alone


def test_a_frame_fits_the_same_when_the_words_of_the_sentence_are_known():
    text = (
        "Gunmen attacked a village in northern Mali on Monday, killing six. They burned houses. Police fired tear gas at "
        "protesters who had marched on parliament. Oslo imposed sanctions on two banks and called on Lima to withdraw its "
        "troops. He was sentenced to ten years in prison for spying."
    )
    fitted = 0
    for sentence in parser.parse(text).sents:
        words = {word for token in sentence for word in (token.base, token.lower_)}
        for token in sentence:
            assert matching.fit(token, words) is matching.fit(token)
            fitted += matching.fit(token) is not None
    assert fitted >= 6


def test_the_collector_is_left_as_it_was():
    article = workers.Task(Article("one", "Gunmen attacked a village in Mali on Monday."))
    for was_on in (True, False):
        (gc.enable if was_on else gc.disable)()
        try:
            one_article.annotate_stored([article])
            assert gc.isenabled() is was_on
        finally:
            gc.enable()
