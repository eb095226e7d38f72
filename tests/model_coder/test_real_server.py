"""A real OpenAI-compatible server, llama.cpp's, with a model of random weights made here: the protocol and the constrained
decoding are real, only the answers are nonsense."""

import json

import pytest
import xllamacpp
from jsonschema import Draft202012Validator
from model_coder import random_model

from eventpack.core.model import Article
from eventpack.model_coder import grounding, prompt
from eventpack.model_coder.conversation import Conversation, Stopped


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "random.gguf"
    random_model.write(path)
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(path)
    wanted.port, wanted.n_parallel, wanted.n_predict, wanted.n_ctx = 0, 1, 6_000, 40_000
    wanted.n_batch, wanted.n_ubatch, wanted.warmup, wanted.verbosity = 4_096, 1_024, False, 0
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(wanted)
    yield server.listening_address
    del server


def test_a_real_server_holds_the_answer_to_the_schema_and_nothing_of_the_nonsense_is_kept(address):
    talking = Conversation("random", f"{address}/v1", timeout=550, tries=0)
    article = Article("a", "Norway freed two Danish sailors in Bergen on Monday.")
    got = talking.ask(article)
    Draft202012Validator(prompt.answer_schema()).validate(json.loads(got.answer))
    assert talking.spent.tokens_in > 1_000 and talking.spent.tokens_out > 10
    assert talking._formats[0] == "json_schema"  # it was not given up
    reports, faults = grounding.ground(got.answer, article.text)
    assert reports == [] and sum(faults.values()) > 0


def test_an_address_of_the_server_that_is_no_such_service_is_reported(address):
    with pytest.raises(Stopped, match="has no model random, or is none of this kind"):
        Conversation("random", f"{address}/elsewhere", tries=0).ask(Article("a", "Norway freed two sailors."))
