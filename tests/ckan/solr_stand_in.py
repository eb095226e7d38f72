"""A stand-in for Solr, which Debian and PyPI don't have: in memory, for CKAN's tests only.

It answers what CKAN 2.12 asks of Solr: /update (documents as JSON, deletion by query as XML), /select (the part of the
query language that CKAN itself writes: field:value, quotes, AND, OR, +, -, parentheses, words) and /schema (the schema
that CKAN ships). It does not rank, stem, highlight or keep anything.
"""

from __future__ import annotations

import json
import re
import threading
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Document = dict[str, Any]
Test = Callable[[Document], bool]

_TOKEN = re.compile(r'\s*(?:(?P<mark>[()+\-])|(?P<field>[\w*.]+):|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()"]+))')
_WORDS = ("title", "name", "notes", "tags", "text", "res_name", "res_description")


def compiled(query: str) -> Test:
    """A query as a test of a document."""
    tokens = [(kind, match[kind]) for match in _TOKEN.finditer(query) for kind in (match.lastgroup,) if kind]
    test, rest = _clauses(tokens, None)
    if rest:
        raise ValueError(f"not understood by this stand-in for Solr: {query}")
    return test


def _clauses(tokens: list[tuple[str, str]], field: str | None) -> tuple[Test, list[tuple[str, str]]]:
    """Clauses up to a closing parenthesis: any of the groups between ORs, and of each all clauses."""
    groups: list[list[Test]] = [[]]
    while tokens and tokens[0] != ("mark", ")"):
        kind, value = tokens[0]
        if (kind, value) == ("word", "OR"):
            groups.append([])
            tokens = tokens[1:]
        elif (kind, value) in {("word", "AND"), ("mark", "+")}:
            tokens = tokens[1:]
        else:
            test, tokens = _clause(tokens, field)
            groups[-1].append(test)
    return (lambda document: any(all(test(document) for test in group) for group in groups)), tokens


def _clause(tokens: list[tuple[str, str]], field: str | None) -> tuple[Test, list[tuple[str, str]]]:
    (kind, value), *tokens = tokens
    if (kind, value) in {("mark", "-"), ("word", "NOT")}:
        test, tokens = _clause(tokens, field)
        return (lambda document: not test(document)), tokens
    if (kind, value) == ("mark", "("):
        test, tokens = _clauses(tokens, field)
        return test, tokens[1:]
    if kind == "field":
        return _clause(tokens, value)
    return (lambda document: _holds(document, field, value)), tokens


def _holds(document: Document, field: str | None, value: str) -> bool:
    if field == "*" or (field is None and value == "*:*"):
        return True
    if field is None:  # a word, anywhere in what people read
        return any(value.lower() in str(one).lower() for name in _WORDS for one in _values(document, name))
    found = _values(document, field)
    return bool(found) if value == "*" else value in map(_text, found)


def _values(document: Document, field: str) -> list[Any]:
    value = document.get(field)
    return [] if value is None else value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


class Index:
    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.lock = threading.Lock()

    def add(self, documents: list[Document]) -> None:
        with self.lock:
            self.documents |= {one["index_id"]: one for one in documents}

    def delete(self, query: str) -> None:
        test = compiled(query)
        with self.lock:
            self.documents = {key: one for key, one in self.documents.items() if not test(one)}

    def select(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        tests = [compiled(query) for name in ("q", "fq") for query in asked.get(name, ())]
        with self.lock:
            found = [one for one in self.documents.values() if all(test(one) for test in tests)]
        for rule in reversed(asked.get("sort", [""])[0].split(",")):
            name, _, order = rule.strip().partition(" ")
            if name and name != "score":
                found.sort(key=lambda one: _text(one.get(name, "")), reverse=order == "desc")  # noqa: B023
        start, rows = (int(asked.get(name, [default])[0]) for name, default in (("start", "0"), ("rows", "10")))
        wanted = [name for part in asked.get("fl", ["*"]) for name in re.split("[, ]+", part)]
        shown = [
            one if "*" in wanted else {name: one[name] for name in wanted if name in one}
            for one in found[start : start + rows]
        ]
        counts = {
            name: _flat(Counter(_text(value) for one in found for value in _values(one, name)).most_common())
            for name in asked.get("facet.field", ())
        }
        return {
            "responseHeader": {"status": 0, "QTime": 0},
            "facet_counts": {"facet_fields": counts},
            "response": {"numFound": len(found), "start": start, "docs": shown},
        }


def _flat(pairs: list[tuple[str, int]]) -> list[str | int]:
    return [one for pair in pairs for one in pair]


def serve(schema: Path) -> ThreadingHTTPServer:
    """A server on a free port of 127.0.0.1, to be run with `serve_forever`; the core is at /solr/ckan."""
    index = Index()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._answer(parts.path.removeprefix("/solr/ckan").strip("/"), parse_qs(parts.query), b"")

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = parse_qs(parts.query)
            if "urlencoded" in self.headers.get("Content-Type", ""):
                asked |= parse_qs(body.decode())
            self._answer(parts.path.removeprefix("/solr/ckan").strip("/"), asked, body)

        def _answer(self, what: str, asked: dict[str, list[str]], body: bytes) -> None:
            try:
                if what == "schema":
                    return self._send(200, "application/xml", schema.read_bytes())
                if what == "select":
                    made = index.select(asked)
                elif what == "update":
                    self._update(body)
                    made = {"responseHeader": {"status": 0, "QTime": 0}}
                else:
                    return self._send(404, "text/plain", b"this stand-in for Solr has no such thing")
            except (ValueError, ElementTree.ParseError) as error:
                return self._send(400, "text/plain", str(error).encode())
            return self._send(200, "application/json", json.dumps(made).encode())

        def _update(self, body: bytes) -> None:
            if body.lstrip().startswith(b"<"):
                for query in ElementTree.fromstring(body).iter("query"):
                    index.delete(query.text or "")
            elif body.strip():
                index.add(json.loads(body))

        def _send(self, status: int, mediatype: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", mediatype)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def running(schema: Path) -> Iterator[str]:
    """The address of a stand-in that runs until the generator is closed."""
    server = serve(schema)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/solr/ckan"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
