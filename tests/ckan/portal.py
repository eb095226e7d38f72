"""A real CKAN with PostgreSQL and Redis, all in one temporary folder; nothing is left of it.

Everything listens on sockets in that folder, but for CKAN and the stand-in for Solr: they take free ports of 127.0.0.1.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from solr_stand_in import running

ROOT = Path(__file__).parents[2]
CKAN = ROOT / ".venv-ckan/bin/ckan"
ADMIN = "admin"
_SECONDS = 120


class Site:
    """One CKAN: `url`, `key` of a system administrator; it can be killed and started again."""

    def __init__(self, folder: Path, solr: str) -> None:
        self.folder, self.ini = folder, folder / "ckan.ini"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url, self.process = f"http://127.0.0.1:{self.port}", None
        self.ckan("generate", "config", str(self.ini))
        (folder / "storage").mkdir()
        self.ckan(
            "config-tool",
            str(self.ini),
            f"sqlalchemy.url=postgresql://ckan@/ckan?host={folder / 'postgres'}",
            f"ckan.redis.url=unix://{folder / 'redis.socket'}?db=0",
            f"solr_url={solr}",
            f"ckan.site_url={self.url}",
            f"ckan.storage_path={folder / 'storage'}",
            "ckan.plugins=",
            "ckan.max_resource_size=1",
            "ckan.auth.user_create_organizations=false",
        )
        self.ckan("-c", str(self.ini), "db", "init")
        self.ckan(
            "-c", str(self.ini), "user", "add", ADMIN, "email=admin@portal.example", f"password={secrets.token_hex(12)}"
        )
        self.ckan("-c", str(self.ini), "sysadmin", "add", ADMIN)
        self.key = self.ckan("-c", str(self.ini), "user", "token", "add", ADMIN, "tests", "-q").strip().split()[-1]

    def ckan(self, *arguments: str) -> str:
        """What a ckan command prints. Raises RuntimeError with its messages where it fails."""
        done = subprocess.run([CKAN, *arguments], capture_output=True, text=True, cwd=self.folder, timeout=300)
        if done.returncode:
            raise RuntimeError(f"ckan {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def start(self) -> None:
        log = (self.folder / "ckan.log").open("ab")
        self.process = subprocess.Popen(
            [
                CKAN,
                "-c",
                str(self.ini),
                "run",
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
                "--disable-reloader",
                "--threaded",
            ],
            stdout=log,
            stderr=log,
            cwd=self.folder,
            start_new_session=True,
        )
        wait(self._up, "CKAN", self.process, self.folder / "ckan.log")

    def _up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/3/action/status_show", timeout=30) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            raise
        except OSError:
            return False

    def kill(self) -> None:
        """As a crash: no time to end anything."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@contextmanager
def site() -> Iterator[Site]:
    """A CKAN that runs; at the end, also of a failure, Ctrl-C or SIGTERM, all its processes and files are gone."""
    if not CKAN.exists():
        raise RuntimeError("CKAN is not installed; run the tests by: make test-ckan")
    schema = next(CKAN.parents[1].glob("lib/python*/site-packages/ckan/config/solr/schema.xml"))
    folder = Path(tempfile.mkdtemp(prefix="ckan-"))  # short: a socket's path has 107 characters at most
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        folder.chmod(0o755)  # PostgreSQL may run as another user
        with _postgres(folder / "postgres"), _redis(folder), contextmanager(running)(schema) as solr:
            made = Site(folder, solr)
            try:
                made.start()
                yield made
            finally:
                made.kill()
                if os.environ.get("EVENTPACK_CKAN_LOG"):
                    shutil.copy(folder / "ckan.log", os.environ["EVENTPACK_CKAN_LOG"])
    finally:
        shutil.rmtree(folder)
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _postgres(folder: Path) -> Iterator[None]:
    """A database `ckan` that listens on a socket in `folder` only. As root it runs as Debian's user postgres."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parents[1].name)).parent
    folder.mkdir()
    user = None
    if os.geteuid() == 0:
        user = "postgres"
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
    data, log = folder / "data", (folder.parent / "postgres.log").open("ab")

    def run(*command: str) -> None:
        subprocess.run([programs / command[0], *command[1:]], check=True, stdout=log, stderr=log, cwd=folder, **as_user)

    run("initdb", "-D", str(data), "--auth=trust", "--username=ckan", "--encoding=UTF8", "--locale=C", "--no-sync")
    server = subprocess.Popen(
        [programs / "postgres", "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"],
        stdout=log,
        stderr=log,
        cwd=folder,
        start_new_session=True,
        **as_user,
    )
    try:
        ready = [programs / "pg_isready", "-q", "-h", str(folder), "-U", "ckan", "-d", "postgres"]
        wait(lambda: subprocess.run(ready).returncode == 0, "PostgreSQL", server, folder.parent / "postgres.log")
        run("createdb", "-h", str(folder), "-U", "ckan", "ckan")
        yield
    finally:
        _end(server, signal.SIGINT)  # PostgreSQL's fast shutdown: does not wait for its clients


@contextmanager
def _redis(folder: Path) -> Iterator[None]:
    log = folder / "redis.log"
    server = subprocess.Popen(
        [
            "redis-server",
            "--port",
            "0",
            "--unixsocket",
            str(folder / "redis.socket"),
            "--save",
            "",
            "--appendonly",
            "no",
        ],
        cwd=folder,
        start_new_session=True,
        stdout=log.open("ab"),
        stderr=subprocess.STDOUT,
    )
    try:
        wait((folder / "redis.socket").exists, "Redis", server, log)
        yield
    finally:
        _end(server, signal.SIGTERM)


def wait(ready: Callable[[], bool], what: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            _end(process, signal.SIGTERM)
            raise RuntimeError(f"{what} did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.1)


def _end(process: subprocess.Popen, how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":  # to look at it by hand
    with site() as one:
        print(one.url, one.key, flush=True)
        sys.stdin.readline()
