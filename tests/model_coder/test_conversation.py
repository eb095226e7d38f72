"""The conversation with a server: what is sent, and what becomes of every way in which it can go wrong."""

import json

import pytest
from model_coder.model_server import KEY, ModelServer, completion, error

from eventpack.core.model import Article
from eventpack.model_coder import conversation, prompt
from eventpack.model_coder.answer import ModelAnswer
from eventpack.model_coder.conversation import Conversation, Stopped, Unanswered
from eventpack.model_coder.model_coder import ModelCoder, NoAnswers
from eventpack.model_coder.recorded import AnswerFolder, RecordedAnswer, Setting
from eventpack.reading.rejected import Rejected
from eventpack.tabular import schema

ARTICLE = Article("a", "Norway freed two Danish sailors in Bergen on Monday.")
OTHERS = [Article(str(n), f"Norway freed {n} Danish sailors.") for n in range(12)]
ANSWER = '{"reports": []}'


@pytest.fixture
def server():
    with ModelServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    """The client's pauses between tries are its own affair."""
    monkeypatch.setattr("openai._base_client.BaseClient._calculate_retry_timeout", lambda *_, **__: 0.0)


def talk(server, **options):
    return Conversation("desk-model", server.url, KEY, **options)


def test_the_text_goes_to_the_server_and_nothing_else_of_the_article(server):
    article = Article(
        "secret-id", "Norway freed two sailors.", file="secret.txt", author="A. Writer", url="https://x.example"
    )
    assert talk(server).ask(article).answer == ANSWER
    (asked,) = server.asked
    assert asked["model"] == "desk-model" and asked["temperature"] == 0
    assert [m["content"] for m in asked["messages"]] == [prompt.instructions(), article.text]
    assert "secret" not in json.dumps(asked) and "Writer" not in json.dumps(asked)
    assert server.keys == [f"Bearer {KEY}"]


def test_the_answer_is_asked_for_by_a_schema_of_the_codes(server):
    talk(server).ask(ARTICLE)
    wanted = server.asked[0]["response_format"]["json_schema"]
    assert wanted["strict"] is True
    report = wanted["schema"]["$defs"]["report"]
    assert report["properties"]["event_type"]["enum"] == list(schema.codes("event_types"))
    assert report["required"] == list(report["properties"])


def test_the_instructions_have_every_code_with_its_definition():
    told = prompt.instructions()
    for name in ("event_types", "event_modes", "statuses"):
        for code, row in schema.codes(name).items():
            assert f"{code}: {row['definition']}" in told
    assert "{" not in told.replace('{"text"', "").replace('{"kind", "text"}', "")


@pytest.mark.parametrize("status", [429, 500, 503, 408])
def test_a_server_that_is_busy_or_down_for_a_moment_is_asked_again(server, status):
    server.script = [error(status, "later"), error(status, "later")]
    assert talk(server).ask(ARTICLE).answer == ANSWER
    assert len(server.asked) == 3


def test_a_broken_connection_and_a_timeout_are_tried_again(server):
    server.script = ["cut", 1.5]
    assert talk(server, timeout=0.5).ask(ARTICLE).answer == ANSWER
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_stops_the_run(server):
    server.script = [error(429, "quota is used up")] * 3
    with pytest.raises(Stopped, match="wants no more requests: .*quota is used up"):
        talk(server, tries=2).ask(ARTICLE)


def test_an_article_whose_answer_never_comes_costs_only_itself(server):
    server.script = [1.0, 1.0]
    with pytest.raises(Unanswered, match="did not answer in time"):
        talk(server, timeout=0.3, tries=1).ask(ARTICLE)


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "does not accept the key"), (403, "does not accept the key"), (404, "has no model desk-model")],
)
def test_what_is_wrong_for_all_articles_stops_the_run_at_once(server, status, said):
    server.script = [error(status, "no")]
    talking = talk(server)
    with pytest.raises(Stopped, match=said):
        talking.ask(ARTICLE)
    with pytest.raises(Stopped, match=said):
        talking.ask(ARTICLE)
    assert len(server.asked) == 1


def test_nobody_at_the_address_stops_the_run():
    with pytest.raises(Stopped, match="cannot be reached"):
        Conversation("desk-model", "http://127.0.0.1:9/v1", tries=0).ask(ARTICLE)


@pytest.mark.parametrize(
    ("refused", "formats"),
    [
        ([], ["json_schema"]),
        (["response_format json_schema is not supported"], ["json_schema", "json_object"]),
        (["unknown response_format"] * 2, ["json_schema", "json_object", None]),
    ],
)
def test_a_server_without_structured_output_is_asked_without(server, refused, formats):
    server.script = [error(400, said) for said in refused]
    talking = talk(server)
    talking.ask(ARTICLE)
    talking.ask(OTHERS[0])  # it is not tried anew with each article
    asked = [one.get("response_format", {}).get("type") for one in server.asked]
    assert asked == [*formats, formats[-1]]


def test_a_model_that_takes_no_temperature_is_asked_without(server):
    server.script = [error(400, "temperature does not support 0 with this model")]
    talk(server).ask(ARTICLE)
    assert ["temperature" in one for one in server.asked] == [True, False]


def test_another_refused_request_costs_one_article(server):
    server.script = [error(400, "the context is too long \x1b[31m")]
    with pytest.raises(Unanswered, match=r"the context is too long \\x1b"):
        talk(server).ask(ARTICLE)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('{"reports": [{"quote": "Norw', "is not JSON"),
        ("I would rather not say.", "is not JSON"),
        ('{"events": []}', 'has no list "reports"'),
        ("", "was empty"),
        (completion('{"reports": [', finish="length"), "was cut off"),
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_for_again_and_then_given_up(server, broken, said):
    server.script = [broken, broken]
    assert talk(server).ask(ARTICLE).answer == ANSWER
    server.script = [broken] * 3
    with pytest.raises(Unanswered, match=said):
        talk(server).ask(ARTICLE)


@pytest.mark.parametrize("refusal", [completion(None, refusal="No."), completion(None, finish="content_filter")])
def test_a_refusal_is_not_argued_with(server, refusal):
    server.script = [refusal]
    with pytest.raises(Unanswered, match="the model refused"):
        talk(server).ask(ARTICLE)
    assert len(server.asked) == 1


def test_the_budget_is_kept_and_what_was_answered_before_it_ended_is_recorded(server, tmp_path):
    one = sum(prompt.estimated_tokens(OTHERS[0]))
    coder = ModelCoder(AnswerFolder(tmp_path), talk(server, at_once=1, most_tokens=one + 3 * 1100))
    with pytest.raises(Stopped, match="budget"):
        list(coder.answers(OTHERS))
    done = len(list(tmp_path.iterdir()))
    assert 1 <= done == len(server.asked) < len(OTHERS)
    assert coder.conversation.spent.tokens == 1100 * done
    # The next run goes on from there.
    again = ModelCoder(AnswerFolder(tmp_path), talk(server))
    assert len(list(again.answers(OTHERS))) == len(OTHERS)
    assert again.conversation.spent.calls == len(OTHERS) - done


def test_several_are_asked_at_a_time_and_answers_come_in_the_order_of_the_articles(server, tmp_path):
    server.script = [0.2] * len(OTHERS)
    server.answers = {a.text: json.dumps({"reports": [], "n": a.id}) for a in OTHERS}
    found = list(ModelCoder(AnswerFolder(tmp_path), talk(server, at_once=3)).answers(OTHERS))
    assert [article.id for article, _ in found] == [a.id for a in OTHERS]
    assert [json.loads(answer.text)["n"] for _, answer in found] == [a.id for a in OTHERS]
    assert server.most_at_once == 3


def test_an_article_without_an_answer_is_rejected_and_the_others_are_coded(server, tmp_path):
    server.script = [completion(None, refusal="No.")]
    first, second = [
        answer for _, answer in ModelCoder(AnswerFolder(tmp_path), talk(server, at_once=1)).answers(OTHERS[:2])
    ]
    assert isinstance(first, Rejected) and "refused" in first.reason and first.stage == "coding"
    assert isinstance(second, ModelAnswer)


def test_a_recorded_answer_is_found_by_the_text_and_the_setting(tmp_path):
    folder, mine = AnswerFolder(tmp_path), Setting("desk-model", "12345678", (("temperature", 0),))
    folder.put(ARTICLE, RecordedAnswer(mine, ANSWER, 3, 4))
    renamed = Article("b", ARTICLE.text, file="b.txt")
    assert folder.get(renamed, mine) == folder.get(renamed, None) == RecordedAnswer(mine, ANSWER, 3, 4)
    assert folder.get(OTHERS[0], None) is None
    assert folder.get(ARTICLE, Setting("another", "12345678")) is None
    folder.put(ARTICLE, RecordedAnswer(Setting("another", "12345678"), ANSWER))
    with pytest.raises(conversation.EventpackError, match="has 2 answers for a: another, prompt 12345678; desk-model"):
        folder.get(ARTICLE, None)


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"model": 1}', '{"model": "m", "prompt": "p", "answer": "x", "article": "y"}']
)
def test_a_damaged_record_is_said_to_be_one(tmp_path, damage):
    folder = AnswerFolder(tmp_path)
    folder.put(ARTICLE, RecordedAnswer(Setting("m", "p"), ANSWER))
    next(tmp_path.iterdir()).write_text(damage)
    with pytest.raises(conversation.EventpackError, match="Delete it and ask again"):
        folder.get(ARTICLE, None)


def test_without_a_server_only_what_is_recorded_is_used(tmp_path):
    with pytest.raises(NoAnswers, match="--answers"):
        list(ModelCoder(AnswerFolder(tmp_path)).answers([ARTICLE]))


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        ("https://api.example/v1", False),
        ("http://localhost:1/v1", False),
        ("http://127.0.0.1/v1", False),
        ("http://box.example/v1", True),
    ],
)
def test_a_key_without_https_to_another_machine_is_noticed(url, readable):
    assert Conversation("m", url, KEY).key_is_readable is readable
