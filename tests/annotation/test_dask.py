"""Building on a Dask cluster, and on file systems that are not this machine's: the same package, byte for byte."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import fsspec
import pytest
from shared_texts import ARTICLES

from eventpack import pipeline
from eventpack.annotation import dask_cluster, user_setting
from eventpack.annotation.task import Task
from eventpack.cli import main
from eventpack.core.model import Article
from eventpack.core.optional_parts import install

NUMBER = 16


def news(path):
    with path.open("w", encoding="utf-8") as file:
        for number in range(NUMBER):
            article = ARTICLES[number % len(ARTICLES)]
            row = {"id": f"{article.id}{number}", "text": f"{article.text} It was report {number}."}
            file.write(json.dumps(row | ({"published": "2021-05-04"} if number % 2 else {})) + "\n")
    return path


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """The input, and the package that one process builds of it."""
    folder = tmp_path_factory.mktemp("single")
    pipeline.build(news(folder / "news.jsonl"), folder / "out")
    return folder / "news.jsonl", files(folder / "out")


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler, and its two worker processes."""
    known = tmp_path / "scheduler.json"
    environment = os.environ | {
        "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "false",
        "DASK_TEMPORARY_DIRECTORY": str(tmp_path),
    }

    def start(kind, *options):
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def worker():
        return start(
            "worker",
            "--scheduler-file",
            str(known),
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--host",
            "127.0.0.1",
            "--local-directory",
            str(tmp_path),
        )

    started = [
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(known))
    ]
    try:
        started += [worker(), worker()]
        until = time.monotonic() + 60
        while not (known.exists() and known.read_text()):
            assert time.monotonic() < until and started[0].poll() is None
            time.sleep(0.1)
        yield json.loads(known.read_text())["address"], started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_cluster_that_loses_a_worker_in_the_middle_gives_the_bytes_of_one_process(cluster, single, tmp_path):
    address, (first, second) = cluster
    articles, expected = single
    with dask_cluster.Cluster(address) as pool:
        pool._client.wait_for_workers(2, timeout=60)
        pool.batch_characters = 200  # a batch for each article

        def killing(items, total, unit):
            for number, item in enumerate(items, start=1):
                if number == NUMBER // 4:
                    os.kill(first.pid, signal.SIGKILL)
                yield item

        pipeline.build(articles, tmp_path / "out", progress=killing, pool=pool)
        assert first.wait(10) == -signal.SIGKILL
        assert second.poll() is None
        assert len(pool._client.scheduler_info(n_workers=-1)["workers"]) == 1
    assert files(tmp_path / "out") == expected


def test_the_command_builds_from_one_file_system_to_another(single, tmp_path, capsys):
    articles, expected = single
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/in/news.jsonl", articles.read_bytes())
    for _ in range(2):  # the second time over the package that is there
        assert main(["build", "memory://in/news.jsonl", "--out", "memory://out/package"]) == 0
        assert "memory://out/package/datapackage.json" in capsys.readouterr().out
        built = {name.removeprefix("/out/package/"): memory.cat_file(name) for name in memory.find("/out/package")}
        assert built == expected
    assert main(["build", f"file://{articles}", "--out", f"file://{tmp_path}/there"]) == 0
    assert files(tmp_path / "there") == expected


def test_a_folder_of_another_file_system_is_read_with_its_metadata(tmp_path):
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/desk/a.txt", ARTICLES[0].text.encode())
    memory.pipe_file(
        "/desk/articles.csv", b"file,publisher,author,url,published,language\na.txt,Post,,,2021-05-04,en\n"
    )
    assert main(["build", "memory://desk", "--out", str(tmp_path / "out")]) == 0
    assert b"a.txt" in (tmp_path / "out" / "data" / "sources.csv").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["memory://nowhere.jsonl"], "no such folder or file"),
        (["nosuch://bucket/a.jsonl"], "nosuch"),
    ],
)
def test_an_address_that_cannot_be_read_is_reported(arguments, message, tmp_path, capsys):
    assert main(["build", *arguments, "--out", str(tmp_path / "out")]) == 2
    assert message in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(single, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    assert main(["build", str(single[0]), "--out", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert install("dask") in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    assert main(["build", "s3://bucket/a.jsonl", "--out", str(tmp_path / "out")]) == 2
    assert install("dask") in capsys.readouterr().err


def test_an_address_where_no_scheduler_is_is_reported(single, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(dask_cluster, "_WAIT_SECONDS", 1)
    assert main(["build", str(single[0]), "--out", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "no Dask scheduler with a worker answers there" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_worker_with_another_version_is_refused():
    with pytest.raises(dask_cluster.NoCluster, match="another eventpack"):
        dask_cluster._annotate([Task(ARTICLES[0])], "other")


def test_the_workers_of_a_cluster_know_a_users_lexicon_without_its_folder(cluster, tmp_path):
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "actors.yaml").write_text("- {name: River Guard, kind: armed_group, country: NGA}\n", encoding="utf-8")
    setting = user_setting.setting(desk)
    shutil.rmtree(desk)
    article = Article("a", "The River Guard attacked a village in Nigeria on 2 March 2026.")
    with user_setting.using(setting), dask_cluster.Cluster(cluster[0]) as pool:
        (with_it,) = pipeline.annotate([article], None, pool)
    with dask_cluster.Cluster(cluster[0]) as pool:
        (without,) = pipeline.annotate([article], None, pool)
    identifiers = [{m.actor.actor_id for m in one.actors if m.actor} for one in (with_it, without)]
    assert "own-river-guard" in identifiers[0] and "own-river-guard" not in identifiers[1]
