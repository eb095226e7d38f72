"""The workflows and the hook of docs/ci.md do what they say: parsed, their schema checked, their steps run.

Nothing is fetched: git is told to find OWNER/eventpack in a repository made from this checkout, and pip to install
nothing that is not there already.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW, PIPELINE, HOOK = re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.S | re.M)
KEPT = (".pre-commit-hooks.yaml", "pyproject.toml", "requirements.lock", "README.md", "LICENSE", "build", "schemas")
VERSION = re.search(r"rev: (\S+)", HOOK)[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home folder in which git finds OWNER/eventpack as a repository made from this checkout, and commits."""
    home = tmp_path_factory.mktemp("home")
    kept = home / "eventpack"
    kept.mkdir()
    for name in KEPT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, kept / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, kept / name)
    (home / ".gitconfig").write_text(
        f"[user]\n name = A Desk\n email = desk@example.org\n[init]\n defaultBranch = main\n"
        f'[url "{kept.as_uri()}"]\n insteadOf = https://github.com/OWNER/eventpack.git\n'
        f" insteadOf = https://github.com/OWNER/eventpack\n"
    )
    (home / "bin").mkdir()
    (home / "bin" / "eventpack").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m eventpack.cli "$@"\n')
    (home / "bin" / "eventpack").chmod(0o755)
    (home / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (home / "bin" / "python").chmod(0o755)
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "All"], ["tag", VERSION]):
        subprocess.run(["git", *command], cwd=kept, env=environment(home), check=True)
    return home


def environment(home: Path, **more: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PIP_", "PRE_COMMIT"))}
    return {
        **clean,
        "HOME": str(home),
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "build"),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INDEX": "1",
        "GIT_TERMINAL_PROMPT": "0",
        **more,
    }


def break_(package: Path) -> None:
    file = package / "data" / "events.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("icao:OSKL", "icao:XXXX", 1), encoding="utf-8")


def bash(lines: str | list[str], folder: Path, home: Path, **more: str) -> subprocess.CompletedProcess:
    """As the services run a step's lines: stop at the first that fails."""
    script = lines if isinstance(lines, str) else "\n".join(lines)
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment(home, PIP_DRY_RUN="1", **more),
    )


@pytest.mark.parametrize(
    ("text", "schema", "name"),
    [
        (WORKFLOW, "vendor.github-workflows", "validate.yml"),
        (PIPELINE, "vendor.gitlab-ci", ".gitlab-ci.yml"),
        (HOOK, None, ".pre-commit-config.yaml"),
        ((ROOT / KEPT[0]).read_text("utf-8"), None, ".pre-commit-hooks.yaml"),
    ],
)
def test_each_file_keeps_the_schema_of_its_service(text, schema, name, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")
    command = (
        ["check_jsonschema", "--builtin-schema", schema]
        if schema
        else ["pre_commit", "validate-config" if "config" in name else "validate-manifest"]
    )
    done = subprocess.run([sys.executable, "-m", *command, tmp_path / name], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_named_is_the_one_there_is():
    from eventpack.core.version import __version__

    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    assert set(re.findall(r"\bv\d+\.\d+\.\d+\b", text)) == {f"v{__version__}"}


def test_the_steps_of_the_github_workflow_pass_a_good_package_and_annotate_a_bad_one(copy, home):
    steps = yaml.safe_load(WORKFLOW)["jobs"]["validate"]["steps"]
    other = next(step["with"] for step in steps if "repository" in step.get("with", {}))
    subprocess.run(
        [
            "git",
            "clone",
            "--quiet",
            "--branch",
            other["ref"],
            f"https://github.com/{other['repository']}",
            copy / other["path"],
        ],
        env=environment(home),
        check=True,
        capture_output=True,
    )
    *install, validate = (step["run"] for step in steps if "run" in step)
    for lines in install:
        done = bash(lines, copy, home)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Would install eventpack-" in done.stdout
    assert bash(validate, copy, home, GITHUB_WORKSPACE=str(copy)).returncode == 0
    break_(copy)
    done = bash(validate, copy, home, GITHUB_WORKSPACE=str(copy))
    assert done.returncode == 1
    assert "::error file=data/events.csv,line=2,title=foreign key in events::location_id: " in done.stdout


def test_the_gitlab_job_passes_a_good_package_and_keeps_the_report_of_a_bad_one(copy, home):
    (job,) = yaml.safe_load(PIPELINE).values()
    done = bash(job["before_script"], copy, home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert bash(job["script"], copy, home).returncode == 0
    report = copy / job["artifacts"]["reports"]["junit"]
    assert "<failure" not in report.read_text()
    break_(copy)
    assert bash(job["script"], copy, home).returncode == 1
    assert '<failure type="foreign key"' in report.read_text()


@pytest.mark.parametrize("hook", ["eventpack-validate", "eventpack-validate-installed"])
def test_the_pre_commit_hook_lets_a_good_package_pass_and_refuses_a_bad_one(hook, copy, home):
    assert "- id: eventpack-validate\n" in HOOK
    (copy / ".pre-commit-config.yaml").write_text(HOOK.replace("- id: eventpack-validate\n", f"- id: {hook}\n"))
    # The hook's own environment takes the dependencies from the one the test runs in, since nothing can be fetched.
    here = environment(
        home,
        PIP_NO_DEPS="1",
        PIP_NO_BUILD_ISOLATION="0",
        PYTHONPATH=sysconfig.get_path("purelib") if hook == "eventpack-validate" else str(ROOT / "build"),
    )

    def run(*command: str | Path) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=copy, env=here, capture_output=True, text=True)

    for command in (["git", "init", "--quiet"], [sys.executable, "-m", "pre_commit", "install"], ["git", "add", "-A"]):
        done = run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    done = run("git", "commit", "-m", "The package")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "validate the event data package" in done.stderr and "Passed" in done.stderr
    break_(copy)
    done = run("git", "commit", "-a", "-m", "A typing slip")
    assert done.returncode == 1
    assert 'data/events.csv:2 location_id: "icao:XXXX" is not in locations.location_id' in done.stderr
    if hook == "eventpack-validate-installed":
        (copy / "data" / "reports.csv").unlink()  # no file of the commit then matches a pattern of the package's
        assert run("git", "commit", "-a", "-m", "A table less").returncode == 1
    assert run("git", "log", "--oneline").stdout.count("\n") == 1
