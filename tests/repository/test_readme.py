"""README.md stays true: its tables are those of the built package, and its code runs."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.S | re.M)


def test_the_rows_shown_are_rows_of_the_package():
    spec = importlib.util.spec_from_file_location("render_readme", ROOT / "docs" / "render_readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert README.count("<!-- end -->") == len(module.BLOCK.findall(README)) == 4
    assert module.render(README) == README, "run: python docs/render_readme.py"


@pytest.mark.parametrize(("number", "seen"), [(0, "Qamishli Airport"), (1, "recipient")])
def test_the_python_code_runs_and_finds_rows(number, seen):
    code = blocks("python")[number]
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert seen in done.stdout
    assert len(blocks("python")) == 2


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not here; test_r.py says how to get it")
def test_the_base_r_code_runs_and_finds_rows():
    (code,) = blocks("r")
    done = subprocess.run(["Rscript", "--vanilla", "-e", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "recipient" in done.stdout
