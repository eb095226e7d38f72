"""Nothing is fetched at run time: every command works where each attempt to reach a network is an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Python reads sitecustomize.py at its start, in worker processes too. The audit events are raised by the interpreter's
# own C code, so that no library gets round them.
BLOCK = """
import os, sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}:
        if not isinstance(arguments[1], tuple):       # a pipe to a process of our own
            return
        if event == "socket.bind" and arguments[1][0] in {"::1", "127.0.0.1"}:
            return                                    # urllib3 asks so, when imported, whether there is IPv6
    elif event not in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"}:
        return
    with open(os.environ["ATTEMPTS"], "a") as log:
        log.write(f"{event} {arguments!r}\\\\n")
    raise OSError(f"network use: {event} {arguments!r}")

sys.addaudithook(refuse)
"""
# As a user would, one after the other, in one process to save the time of loading.
COMMANDS = """
import csv, sys
from eventpack.cli import main
assert main(["build", "news", "--out", "package"]) == 0
assert main(["annotate", "news", "--out", "found.jsonl", "--explain"]) == 0
assert main(["validate", "package"]) == 0
with open("package/data/events.csv", newline="") as stream:
    event = next(csv.DictReader(stream))["event_id"]
assert main(["export", "spreadsheet", "--package", "package", "--out", "sheets"]) == 0
assert main(["publish", "check", "package"]) == 0
dataverse = ["dataverse", "--url", "https://data.example", "--collection", "desk", "--email", "ada@desk.example"]
for target in (["zenodo"], dataverse, ["huggingface", "--record", "desk/convoy"]):
    assert main(["publish", *target, "--dry-run", "package"]) == 0
assert main(["report", "package", "--out", "report.html"]) == 0
assert main(["explain", event, "--package", "package", "--articles", "news"]) == 0
"""
NAMESPACE = ["unshare", "--net", "--map-root-user"]


@pytest.fixture
def run(tmp_path):
    (tmp_path / "block").mkdir()
    (tmp_path / "block" / "sitecustomize.py").write_text(BLOCK.replace("\\\\", "\\"))
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Kenya closes port\nKenya blocked the port of Mombasa on 6 June 2022.\n")
    (tmp_path / "news" / "articles.csv").write_text(
        "file,publisher,author,url,published,language\na.txt,Coast Daily,,https://example.org/a,2022-06-07,en\n"
    )
    (tmp_path / "news" / "package.yaml").write_text("licenses: [{name: CC0-1.0}]\ncontributors: [{title: A Desk}]\n")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "block"), str(ROOT / "build")]),
        "ATTEMPTS": str(tmp_path / "attempts"),
    }

    def start(code: str, *before: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*before, sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    return tmp_path, start


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', "
        "\"import socket; socket.create_connection(('127.0.0.1', 9))\"]).returncode)",
    ],
)
def test_the_block_of_this_test_stops_every_kind_of_attempt(run, attempt):
    folder, start = run
    done = start(attempt)
    assert done.returncode == 1 and "network use: " in done.stderr
    assert (folder / "attempts").read_text()


def test_every_command_works_and_tries_no_network(run):
    folder, start = run
    done = start(COMMANDS)
    assert done.returncode == 0, done.stderr
    assert "Coast Daily" in done.stdout and "Mombasa" in done.stdout
    assert not (folder / "attempts").exists()


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode,
    reason="this system gives no network namespace of one's own; the test above says the same",
)
def test_every_command_works_in_a_namespace_without_any_network(run):
    _, start = run
    seen = start("print(*open('/proc/net/dev').read().split()[-17:-16])", *NAMESPACE)
    assert seen.stdout.strip() == "lo:"
    done = start(COMMANDS, *NAMESPACE)
    assert done.returncode == 0, done.stderr
    assert "Coast Daily" in done.stdout
