"""`eventpack publish`, whatever the target: what a dry run shows, whose key goes where, and what can go wrong."""

import hashlib
import io
import os
import re
import time
from argparse import Namespace
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import factories
import pytest
from factories import annotations, find, texts, withdrawal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stand_in import KEY, Asked, StandIn

import eventpack
from eventpack import publish
from eventpack.cli import main
from eventpack.package import write
from eventpack.publish import Order, PublishError, Request, Upload, dry_run, http, text, zenodo
from eventpack.reading import package_yaml

GOLDEN = Path(__file__).parents[1] / "golden/publish"
ABOUT = package_yaml.About(
    name="convoy",
    title="A convoy leaves: <event> data",
    version="1.2.0",
    description="Who left which airfield, by two invented articles & no more.",
    licenses=({"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},),
    contributors=({"title": "Ada Example", "givenName": "Ada", "familyName": "Example", "email": "ada@desk.example"},),
)
# Of each target: a first publication, and one over what is there.
ORDERS = {
    "zenodo": ["--final"],
    "zenodo-again": ["--record", "12"],
    "dataverse": ["--url", "https://data.example", "--collection", "desk", "--final"],
    "dataverse-again": ["--url", "https://data.example", "--record", "doi:10.5072/FK2/CONVOY"],
    "huggingface": ["--record", "desk/convoy", "--final"],
    "huggingface-again": ["--record", "desk/convoy"],
}


@pytest.fixture(scope="module")
def convoy(tmp_path_factory):
    out = tmp_path_factory.mktemp("convoy")
    found = annotations()
    write.write(factories.tables_of([withdrawal(found)], found, find), texts(), out, ABOUT)
    return out


@dataclass
class Echo(StandIn):
    """Answers what it is told to."""

    status: int = 200
    data: object = None
    pause: float = 0

    def answer(self, asked: Asked):
        time.sleep(self.pause)
        return self.status, self.data


@pytest.fixture
def portal():
    with Echo() as found:
        yield found


def ask(portal, *requests: Request, key: str = KEY) -> str:
    def talk():
        replies = []
        for request in requests:
            replies.append((yield request))
        return "done"

    return http.send(talk(), portal.url, zenodo.header(key))


GET = Request("GET", "/api/thing", "a thing")


# --- dry run


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_a_dry_run_shows_every_request_as_in_the_golden_file(convoy, capsys, monkeypatch, name):
    target = name.removesuffix("-again")
    monkeypatch.setenv(publish_key(target), KEY)
    assert main(["publish", target, str(convoy), "--dry-run", "--date", "2026-02-01", *ORDERS[name]]) == 0
    out = capsys.readouterr().out
    assert KEY not in out
    made = re.sub(r"\b[0-9a-f]{64}\b", "SHA256", re.sub(r"\b\d+(?= bytes)|(?<=\"size\": )\d+", "N", out))
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("EVENTPACK_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")


def publish_key(target: str) -> str:
    import importlib

    return importlib.import_module(f"eventpack.publish.{target}").KEY


def test_a_dry_run_needs_no_key_and_asks_the_portal_nothing(portal, convoy, monkeypatch, capsys):
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)
    assert main(["publish", "zenodo", str(convoy), "--dry-run", "--url", portal.url]) == 0
    assert portal.asked == [] and f"1. POST {portal.url}/api/deposit/depositions" in capsys.readouterr().out


def test_what_a_reply_alone_can_tell_stands_in_braces(convoy, tmp_path):
    order = Order("https://zenodo.org", date(2026, 2, 1), Namespace(record=None, final=False), tmp_path)
    shown = [f"{one.method} {one.url}" for one in dry_run.requests(zenodo.talk(eventpack.load(convoy), order))]
    assert shown == [
        "POST /api/deposit/depositions",
        "PUT /api/deposit/depositions/{id}",
        "PUT {bucket}/convoy-1.2.0.zip",
        "GET /api/deposit/depositions/{id}/files",
    ]


# --- the gate


def test_a_package_that_may_not_be_published_is_not_sent(portal, copy, monkeypatch, capsys):
    monkeypatch.setenv("ZENODO_TOKEN", KEY)
    (copy / "CITATION.cff").write_text("title: Another\n", encoding="utf-8")
    assert main(["publish", "zenodo", str(copy), "--url", portal.url]) == 1
    assert main(["publish", "zenodo", str(copy), "--url", portal.url, "--dry-run"]) == 1
    out, err = capsys.readouterr()
    assert portal.asked == [] and out == "" and "citation: CITATION.cff has the title" in err


# --- keys


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no key"),
        (" \n", "holds no key"),
        ("a b", "valid key"),
        ("ключ", "valid key"),
        ("a\x07b", "valid key"),
    ],
)
def test_what_is_no_key_is_refused_before_anything_is_sent(portal, convoy, tmp_path, capsys, content, told):
    (tmp_path / "key").write_text(content, encoding="utf-8")
    assert main(["publish", "zenodo", str(convoy), "--url", portal.url, "--key-file", str(tmp_path / "key")]) == 2
    err = capsys.readouterr().err
    assert told in err and "ZENODO_TOKEN" in err and portal.asked == []


def test_a_missing_key_and_a_missing_key_file_are_reported(portal, convoy, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)
    assert main(["publish", "zenodo", str(convoy), "--url", portal.url]) == 2
    assert "environment variable ZENODO_TOKEN holds no key" in capsys.readouterr().err
    assert main(["publish", "zenodo", str(convoy), "--url", portal.url, "--key-file", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_key_file_may_end_in_a_line_feed(portal, convoy, tmp_path, capsys):
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")
    portal.status = 404
    assert main(["publish", "zenodo", str(convoy), "--url", portal.url, "--key-file", str(tmp_path / "key")]) == 2
    assert "status 404" in capsys.readouterr().err  # not 401: the key was right


def test_a_netrc_does_not_take_the_place_of_the_key(portal, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert ask(portal, GET) == "done"


@pytest.mark.parametrize(
    "url",
    [
        "http://portal.example",
        "ftp://portal.example",
        "portal.example",
        "https://",
        "https://me:secret@portal.example",
        "https://portal.example/?key=1",
    ],
)
def test_an_address_that_is_no_safe_portal_is_refused(convoy, url, capsys, monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", KEY)
    assert main(["publish", "zenodo", str(convoy), "--url", url]) == 2
    assert "--url: " in capsys.readouterr().err


def test_the_key_goes_to_no_other_host_whatever_the_portal_says(portal):
    with Echo() as other:
        with pytest.raises(PublishError, match="not its own"):
            ask(portal, Request("PUT", f"{other.url}/bucket/file", "a file", json={}))
        assert other.asked == []


@pytest.mark.parametrize("status", [301, 307])
@pytest.mark.parametrize("target", publish.TARGETS)
def test_a_redirect_takes_the_key_to_no_other_host(portal, convoy, target, status, capsys, monkeypatch):
    options = {
        "ckan": ["--organization", "desk"],
        "dataverse": ["--collection", "desk"],
        "hdx": ["--organization", "desk", "--maintainer", "ada", "--without-persons"],
        "huggingface": ["--record", "desk/convoy"],
        "zenodo": [],
    }[target]
    monkeypatch.setenv(publish_key(target), KEY)
    with Echo() as other:
        portal.open_to_all = lambda asked: True
        portal.status, portal.more_headers = status, {"Location": f"{other.url}/here"}
        assert main(["publish", target, str(convoy), "--url", portal.url, *options]) == 2
        assert all(KEY not in str(one.headers) for one in other.asked)
        assert target == "huggingface" or not other.asked  # the Hub's own library follows, without the key
    err = capsys.readouterr().err
    assert KEY not in err and (target == "huggingface" or "has moved to" in err)


def test_a_key_that_the_portal_repeats_is_not_shown(portal):
    portal.status, portal.data = 400, {"message": f"bad token {KEY}"}
    with pytest.raises(PublishError) as failed:
        ask(portal, GET)
    assert KEY not in str(failed.value) and "bad token ***" in str(failed.value)


# --- what can go wrong


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, "does not take"),
        (401, "key is wrong"),
        (403, "does not allow"),
        (404, "no such thing"),
        (409, "contradicts"),
        (413, "of this size"),
        (429, "later"),
        (500, "fault"),
        (503, "fault"),
        (418, "refuses"),
    ],
)
def test_each_refusal_says_what_it_means_and_what_the_portal_said(portal, status, told):
    portal.status, portal.data = status, {"message": "as it says"}
    with pytest.raises(PublishError, match=f"GET .*/api/thing: status {status}.*{told}.*as it says") as failed:
        ask(portal, GET)
    assert failed.value.status == status


def test_a_status_that_is_allowed_is_an_answer(portal):
    portal.status, portal.data = 404, {"message": "not yet"}
    assert ask(portal, Request("GET", "/api/thing", "a thing", allow=(404,))) == "done"


def test_a_portal_that_does_not_answer_is_given_up(portal, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    portal.pause = 1
    with pytest.raises(PublishError, match="no answer in time"):
        ask(portal, GET)


def test_a_portal_that_is_not_there_is_reported(portal):
    portal.__exit__()
    with pytest.raises(PublishError, match="connection failed"):
        ask(portal, GET)


def test_a_page_where_json_should_be_is_reported(portal):
    portal.data = b"<html>Welcome</html>"
    with pytest.raises(PublishError, match="not JSON; is this the portal's address"):
        ask(portal, GET)


def test_an_answer_without_what_the_documentation_promises_is_reported(portal):
    def talk():
        reply = yield GET
        return reply.get("links", "bucket")

    for data in ({}, {"links": None}, [], "text"):
        portal.data = data
        with pytest.raises(PublishError, match='without "links.bucket"'):
            http.send(talk(), portal.url, zenodo.header(KEY))


def test_who_stops_in_the_middle_is_reported_what_is_left(portal, convoy, monkeypatch, tmp_path):
    order = Order(portal.url, date(2026, 2, 1), Namespace(record=None, final=True), tmp_path)
    replies = iter([publish.Reply(201, {"id": 7, "links": {"bucket": "/b", "html": "https://z.example/7"}})])

    def answer(*_):
        for reply in replies:
            return reply
        raise KeyboardInterrupt

    monkeypatch.setattr(http, "_ask", answer)
    with pytest.raises(PublishError, match="stopped. The draft https://z.example/7 is left.*--record 7"):
        http.send(zenodo.talk(eventpack.load(convoy), order), portal.url, zenodo.header(KEY))


# --- bodies


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=40
)
@given(
    st.binary(max_size=5000),
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1),
    st.dictionaries(st.sampled_from(["jsonData", "name"]), st.text(st.characters(codec="utf-8"), max_size=50)),
)
def test_a_form_arrives_as_it_was_sent(portal, data, name, form):
    form = {key: value.replace("\r", "").replace("\n", "") for key, value in form.items()}
    file = Upload(name, "text/csv", len(data), hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data))
    portal.asked.clear()
    ask(portal, Request("POST", "/add", "a form", form=form, files={"upload": file}))
    (asked,) = portal.asked
    assert asked.parts["upload"][1] == data
    assert {key: value.decode() for key, (_, value) in asked.parts.items() if key != "upload"} == form


def test_a_file_is_sent_in_pieces_and_whole(portal, tmp_path):
    data = os.urandom(3 << 20)
    (tmp_path / "large").write_bytes(data)
    file = Upload(
        "large", "application/zip", len(data), hashlib.sha256(data).hexdigest(), lambda: (tmp_path / "large").open("rb")
    )
    ask(portal, Request("PUT", "/bucket/large", "a file", file=file))
    assert portal.asked[0].body == (tmp_path / "large").read_bytes()
    assert portal.asked[0].headers["Content-Length"] == str(3 << 20)


@pytest.mark.parametrize("size", [5, 3 << 20])
def test_a_file_that_changed_since_it_was_described_never_arrives_whole(portal, size):
    file = Upload("f", "text/csv", size, hashlib.sha256(b"as it was").hexdigest(), lambda: io.BytesIO(b"x" * size))
    with pytest.raises(PublishError, match="f was changed while it was sent"):
        ask(portal, Request("PUT", "/bucket/f", "a file", file=file))
    with pytest.raises(PublishError, match="f was changed while it was sent"):
        ask(portal, Request("POST", "/add", "a form", files={"file": file}))
    portal.__exit__()
    assert {one.path for one in portal.asked} <= {"cut"}


def test_a_text_is_an_upload_in_utf_8():
    made = text("note.txt", "text/plain", "Хмеймим")
    assert made.open().read().decode() == "Хмеймим" and made.bytes == len("Хмеймим".encode())


# --- what a portal says is shown, not obeyed

OPTIONS = {
    "ckan": ["--organization", "desk"],
    "dataverse": ["--collection", "desk"],
    "hdx": ["--organization", "desk", "--maintainer", "ada", "--without-persons"],
    "huggingface": ["--record", "desk/convoy"],
    "zenodo": [],
}


@pytest.mark.parametrize("target", publish.TARGETS)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1"])
def test_the_key_of_a_portal_on_this_machine_goes_through_no_proxy(portal, convoy, target, host, monkeypatch, capsys):
    monkeypatch.setenv(publish_key(target), KEY)
    portal.open_to_all, portal.status = lambda asked: True, 404
    with Echo() as proxy:
        proxy.open_to_all = lambda asked: True
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        url = portal.url.replace("127.0.0.1", host)
        assert main(["publish", target, str(convoy), "--url", url, *OPTIONS[target]]) == 2
        assert not proxy.asked and portal.asked
    assert "no_proxy" not in os.environ and "NO_PROXY" not in os.environ
    assert KEY not in capsys.readouterr().err


def test_elsewhere_a_proxy_is_used_as_the_environment_says(monkeypatch):
    monkeypatch.setenv("no_proxy", "a.example")
    with publish.directly("https://portal.example"):
        assert os.environ["no_proxy"] == "a.example"
    with publish.directly("http://[::1]:80"):
        assert os.environ["no_proxy"] == "*"
    assert os.environ["no_proxy"] == "a.example"


ODD = f"https://z.example/\x1b]0;x\x07/ ::error::{KEY} \u202e##[error]\u200b" + "a" * 100_000


@pytest.mark.parametrize("target", ["zenodo", "dataverse"])
def test_an_address_that_a_portal_gives_is_shown_printable_bounded_and_without_the_key(
    portal, copy, target, monkeypatch, capsys
):
    monkeypatch.setenv(publish_key(target), KEY)
    portal.open_to_all = lambda asked: True
    portal.data = {"id": ODD, "links": {"bucket": "/b", "html": ODD}, "data": {"persistentId": ODD}}
    contact = ["--email", "ada@desk.example"] if target == "dataverse" else []
    main(["publish", target, str(copy), "--url", portal.url, *OPTIONS[target], *contact])
    out, err = capsys.readouterr()
    told = out + err
    assert len(told) < 20_000 and KEY not in told and "***" in told
    for raw in ("\x1b", "\x07", "\u202e", " ::error", "##[error", "\u200b"):
        assert raw not in told, raw


def test_a_link_that_a_draft_has_is_printed_as_text(portal, copy, monkeypatch, capsys):
    """To the end: the portal does all that it is asked for, and gives such a link."""
    monkeypatch.setenv("ZENODO_TOKEN", KEY)

    def talk(package, order):
        yield GET
        return ODD

    monkeypatch.setattr(zenodo, "talk", talk)
    portal.data = {}
    assert main(["publish", "zenodo", str(copy), "--url", portal.url, "--final"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and len(out) < 3_000 and KEY not in out and "\x1b" not in out and " ::error" not in out
    kept = (copy / "publications.json").read_text()
    assert KEY not in kept and "\x1b" not in kept and len(kept) < 20_000


@pytest.mark.parametrize("target", ["zenodo", "dataverse", "ckan", "huggingface"])
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("depth", [300, 100_000])
def test_an_answer_nested_beyond_all_is_reported(portal, convoy, target, status, depth, monkeypatch, capsys):
    monkeypatch.setenv(publish_key(target), KEY)
    portal.open_to_all = lambda asked: True
    portal.status, portal.data = status, b'{"success": false, "error": ' + b"[" * depth + b"]" * depth + b"}"
    assert main(["publish", target, str(convoy), "--url", portal.url, *OPTIONS[target]]) == 2
    err = capsys.readouterr().err
    assert "fault in eventpack" not in err and len(err) < 5_000


def test_an_answer_without_an_end_is_given_up(portal, monkeypatch):
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1 << 16)
    portal.data = b'"' + b"a" * (1 << 17) + b'"'
    with pytest.raises(PublishError, match="an answer of more than"):
        ask(portal, GET)
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0)
    portal.data = b'"a"'
    with pytest.raises(PublishError, match="no answer in time"):
        ask(portal, GET)


def test_a_message_of_a_portal_is_one_that_may_be_shown():
    error = PublishError("a \x1b[2J ::stop-commands::x \u200b" + "b" * 10_000)
    assert "\x1b" not in str(error) and " ::stop" not in str(error) and len(str(error)) < 2_100
