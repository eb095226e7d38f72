"""`make docs` builds the site: nothing is missing, it can be searched, and it asks nothing of any other host."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import pytest

from eventpack import cli

ROOT = Path(__file__).parents[2]
TOOLS = ("mkdocs", "material", "mkdocstrings")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    missing = [name for name in TOOLS if find_spec(name) is None]
    if missing:
        reason = f"{', '.join(missing)} not installed: pip install '.[docs]'"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_no_page_loads_anything_from_another_host(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 30
    loaded = re.compile(
        r"""<(?:script|img|iframe|source)[^>]+src=["']?(?:https?:)?//|<link[^>]+rel=["']?stylesheet[^>]+//"""
    )
    assert [page.name for page in pages if loaded.search(page.read_text(encoding="utf-8"))] == []
    styles = "".join(file.read_text(encoding="utf-8") for file in site.rglob("*.css"))
    assert styles and not re.search(r"url\(['\"]?(https?:)?//", styles)


def test_the_site_can_be_searched(site):
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    found = {entry["location"].partition("#")[0] for entry in index["docs"] if "withdraw" in entry["text"].lower()}
    assert {"codebook.html", "identity.html"} <= found


def test_every_command_and_option_is_on_the_page_of_the_command_line(site):
    page = (site / "command-line.html").read_text(encoding="utf-8")
    seen = 0

    def walk(parser: argparse.ArgumentParser) -> None:
        nonlocal seen
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for sub in action.choices.values():
                    assert f">{sub.prog}<" in page
                    walk(sub)
            elif action.help != argparse.SUPPRESS:
                seen += len(action.option_strings)
                assert all(name in page for name in action.option_strings)

    walk(cli._parser())
    assert seen > 100


@pytest.mark.parametrize("name", ["annotate", "build", "evaluate", "load", "pandera_schema", "validate", "Package"])
def test_the_python_api_is_described_from_the_docstrings(site, name):
    page = (site / "api.html").read_text(encoding="utf-8")
    assert f'id="eventpack.{name}"' in page
    assert ":func:" not in page and ":class:" not in page


def test_links_lead_within_the_site_and_files_of_the_repository_are_plain_text():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from site_pages import relinked
    finally:
        sys.path.remove(str(ROOT / "docs"))
    readme = (
        "[m](docs/method.md#a) [l](LICENSE) [c](CONTRIBUTING.md) [w](https://example.org)\n```\n[x](LICENSE)\n```\n"
    )
    assert relinked(readme, PurePosixPath(), PurePosixPath()) == (
        "[m](method.md#a) l [c](contributing.md) [w](https://example.org)\n```\n[x](LICENSE)\n```\n"
    )
    code = "[b](../codebook.md#code-lists) [y](../../build/eventpack/lexicon/linking.yaml)"
    assert relinked(code, PurePosixPath("docs/codes"), PurePosixPath("codes")) == "[b](../codebook.md#code-lists) y"
