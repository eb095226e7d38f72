"""Files of the network: whole, once, from the host that was named, in bounded time; else an error of ours."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import eventpack
from eventpack.package.load import NotLoaded
from eventpack.package.validate import examine
from eventpack.validation import fetch

Answer = Callable[[str, socket.socket], None]


@contextlib.contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A server that says whatever `answer` writes; with the paths that it was asked for."""
    asked: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (part := connection.recv(4096)):
                head += part
            path = head.split(b" ")[1].decode()
            asked.append(path)
            answer(path, connection)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
    finally:
        listening.close()


def says(text: str | bytes) -> Answer:
    return lambda path, connection: connection.sendall(text if isinstance(text, bytes) else text.encode("latin-1"))


def content(data: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(data) + data


def files(folder: Path) -> Answer:
    from urllib.parse import unquote

    def answer(path: str, connection: socket.socket) -> None:
        file = folder / unquote(path).lstrip("/")
        listing = content(b"<html>") if file.is_dir() else b"HTTP/1.1 404 Not here\r\n\r\n"
        connection.sendall(content(file.read_bytes()) if file.is_file() else listing)

    return answer


def problems(folder: Path, path: str, **facts) -> str:
    resource = {"name": "a", "path": path, "schema": {"fields": [{"name": "a", "type": "string"}]}, **facts}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return "\n".join(map(str, examine(folder, allow_remote=True).problems))


ODD = {
    "cut off": ("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\na\nx\n", "was cut off: 4 of 1,000 bytes arrived"),
    "cut off in chunks": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\na\nx\n", "was cut off"),
    "no end of chunks": ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na\nx\n\r\n", "was cut off|cannot be fetched"),
    "a status that is none": ("HTTP/1.1 abc\r\n\r\n", "cannot be fetched"),
    "a line without end": ("HTTP/1.1 200 OK\r\nA: " + "x" * 100_000 + "\r\n\r\n", "cannot be fetched"),
    "headers without end": ("HTTP/1.1 200 OK\r\n" + "A: b\r\n" * 1_000 + "\r\n", "cannot be fetched"),
    "nothing": ("", "cannot be fetched"),
    "an error with a command": ("HTTP/1.1 500 \x1b]0;a\x07 ::error::x\r\n\r\n", "cannot be fetched: HTTP Error 500"),
    "a part": ("HTTP/1.1 206 Part\r\nContent-Length: 2\r\n\r\na\n", "status 206"),
    "no content": ("HTTP/1.1 204 None\r\n\r\n", "status 204"),
    "to a file": ("HTTP/1.1 302 To\r\nLocation: file:///etc/hostname\r\n\r\n", "cannot be fetched|redirects to"),
    "to ftp": ("HTTP/1.1 302 To\r\nLocation: ftp://127.0.0.1/a\r\n\r\n", "redirects to ftp://127.0.0.1/a, which is elsewhere"),
    "to another host": ("HTTP/1.1 302 To\r\nLocation: http://localhost:1/\r\n\r\n", "redirects to http://localhost:1/"),
    "to another port": ("HTTP/1.1 307 To\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "redirects to http://127.0.0.1:1/"),
    "to no address": ("HTTP/1.1 302 To\r\nLocation: http://[\r\n\r\n", "cannot be fetched"),
    "round and round": ("HTTP/1.1 302 To\r\nLocation: /again\r\n\r\n", "cannot be fetched"),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_an_answer_that_is_no_whole_file_is_a_problem_and_no_package(tmp_path, case):
    text, told = ODD[case]
    with server(says(text)) as (address, _):
        import re

        found = problems(tmp_path, f"{address}/a.csv")
        assert re.search(told, found) and "\x1b" not in found, found
        with pytest.raises(NotLoaded, match=told) as caught:
            eventpack.load(f"{address}/a.zip")
        assert "\x1b" not in str(caught.value) and " ::error" not in str(caught.value)


def test_a_redirect_within_the_host_is_followed(tmp_path):
    def answer(path: str, connection: socket.socket) -> None:
        connection.sendall(content(b"a\nx\n") if path == "/b.csv" else b"HTTP/1.1 301 To\r\nLocation: b.csv\r\n\r\n")

    with server(answer) as (address, asked):
        assert problems(tmp_path, f"{address}/a.csv") == ""
        assert asked == ["/a.csv", "/b.csv"]


def test_what_is_hashed_is_what_is_read(tmp_path):
    """Each time the server says something else."""
    import hashlib

    answers = [b"a\nx\n", b"a\ny\n", b"b\n"]

    with server(lambda path, connection: connection.sendall(content(answers.pop(0)))) as (address, asked):
        good = {"hash": f"sha256:{hashlib.sha256(answers[0]).hexdigest()}", "bytes": 4}
        assert problems(tmp_path, f"{address}/a.csv", **good) == ""
        assert asked == ["/a.csv"]


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_server_that_speaks_ever_so_slowly_is_left(tmp_path, monkeypatch, where):
    monkeypatch.setattr(fetch, "MOST_SECONDS", 1)

    def drip(path: str, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 1000\r\n\r\n" if where == "body" else b"A: "))
        for _ in range(1200):
            connection.sendall(b"a")
            time.sleep(0.1)

    with server(drip) as (address, _):
        start = time.monotonic()
        assert "took too long to arrive" in problems(tmp_path, f"{address}/a.csv")
        with pytest.raises(NotLoaded, match="took too long to arrive"):
            eventpack.load(f"{address}/a.zip")
        assert time.monotonic() - start < 60


def test_a_server_without_an_end_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "MOST_BYTES", 1 << 20)

    def endless(path: str, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"a" * 65536)

    with server(endless) as (address, _):
        assert "is larger than" in problems(tmp_path, f"{address}/a.csv")


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/a", "file:///etc/hostname", "http://", "http://[::1", "http://a b/", "http://127.0.0.1:x/",
            "http://127.0.0.1:99999/", "http://user:password@127.0.0.1/a", "http://\ud800/", "http://127.0.0.1:1/\r\nA: b",
            "jar:http://a", "http://" + "a" * 300 + "/"],
)  # fmt: skip
def test_what_is_no_address_to_fetch_is_an_error_of_ours(url):
    with pytest.raises(NotLoaded) as caught:
        eventpack.load(url)
    assert "password" not in str(caught.value).partition(": ")[2].replace(url, "")


def test_nothing_goes_to_this_machine_through_a_proxy(tmp_path, monkeypatch):
    with (
        server(says(content(b"a\nproxy\n"))) as (proxy, to_proxy),
        server(says(content(b"a\nx\n"))) as (address, asked),
    ):
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        assert problems(tmp_path, f"{address}/a.csv") == ""
        assert problems(tmp_path, f"{address.replace('127.0.0.1', 'localhost')}/a.csv") == ""
        assert len(asked) == 2 and not to_proxy


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("LOCALHOST.", True), ("a.localhost", True), ("127.0.0.1", True), ("127.8.9.1", True),
     ("127.1", True), ("2130706433", True), ("::1", True), ("::ffff:127.0.0.1", True), ("0.0.0.0", True),
     ("localhost.example", False), ("10.0.0.1", False), ("128.0.0.1", False), ("::2", False), ("", False), (None, False)],
)  # fmt: skip
def test_this_machine_is_known_by_all_its_names(host, loopback):
    assert fetch.is_loopback(host) is loopback


# --- load


@pytest.fixture(scope="module")
def whole(put_package, tmp_path_factory) -> Path:
    return put_package(tmp_path_factory.mktemp("whole"))


def test_a_package_whose_files_have_any_name_is_loaded_from_an_address(whole, tmp_path):
    folder = Path(shutil.copytree(whole, tmp_path / "package"))
    names = {"events": "data/dätä und #1?.csv", "reports": "данные/100%25.csv"}
    data = json.loads((folder / "datapackage.json").read_text())
    for resource in data["resources"]:
        if name := names.get(resource["name"]):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / resource["path"]).rename(folder / name)
            resource["path"] = name
    (folder / "datapackage.json").write_text(json.dumps(data))
    local = eventpack.load(folder)
    with server(files(folder)) as (address, asked):
        for url in (address, f"{address}/", f"{address}/datapackage.json"):
            assert eventpack.load(url).events.equals(local.events)
        assert len(set(asked)) < len(asked)
    (tmp_path / "dätä").mkdir()
    folder.rename(tmp_path / "dätä" / "p")
    with server(files(tmp_path)) as (address, _):
        assert eventpack.load(f"{address}/dätä/p/datapackage.json").events.equals(local.events)


@pytest.mark.parametrize(
    "paths",
    [["data", "data/a.csv"], ["data/a.csv", "data"], ["."], ["datapackage.json"], ["./datapackage.json"], ["../a.csv"],
     ["/a.csv"], ["http://127.0.0.1/a.csv"], [5], [None], [["a.csv", 5]], ["a" * 300], ["a\0.csv"], [{}]],
)  # fmt: skip
def test_paths_that_do_not_go_together_are_an_error_of_ours(paths):
    data = {"name": "a", "resources": [{"name": f"r{n}", "path": path} for n, path in enumerate(paths)]}

    def answer(path: str, connection: socket.socket) -> None:
        connection.sendall(content(json.dumps(data).encode() if path.endswith(".json") else b"a\nx\n"))

    with server(answer) as (address, _), pytest.raises(NotLoaded):
        eventpack.load(f"{address}/datapackage.json")


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, b'{"resources": ' + b"[" * 5_000, b"[]", b"5", b'{"resources": 5}', b"{}", b"\xff", b"PK", b"",
             b'{"resources": [{"path": "a.csv"}]}']
)  # fmt: skip
def test_a_descriptor_that_is_none_is_an_error_of_ours(text):
    with server(says(content(text))) as (address, _), pytest.raises(NotLoaded):
        eventpack.load(address)
