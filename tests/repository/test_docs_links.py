"""Every link in the documents leads to a file that exists and, where it names one, to a heading of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("build/eventpack/lexicon/**/*.md")]
)
FENCED = re.compile(r"^(```+).*?^\1$", re.M | re.S)
LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")


def links(text: str) -> list[str]:
    """Targets of the links, without those that are only shown as code."""
    return LINK.findall(re.sub(r"(`+).+?\1(?!\()", "code", FENCED.sub("", text)))


@cache
def anchors(file: Path) -> set[str]:
    """The anchors GitHub gives to the headings of a page; the site's are made by the same rule (mkdocs.yml)."""
    found: dict[str, int] = {}
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", FENCED.sub("", file.read_text(encoding="utf-8")), re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return {f"{slug}-{n}" if n else slug for slug, last in found.items() for n in range(last + 1)}


def broken(file: Path, text: str) -> list[str]:
    found = []
    for target in links(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (file.parent / path).resolve() if path else file
        if not other.exists() or anchor and other.suffix == ".md" and anchor not in anchors(other):
            found.append(target)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading(page):
    assert broken(ROOT / page, (ROOT / page).read_text(encoding="utf-8")) == []


def test_a_broken_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# One `b.c` two\n## Again\n## Again\n```\n# none\n```\n", encoding="utf-8")
    text = (
        "[a](other.md) [b](other.md#one-bc-two) [c](other.md#again-1) [d](other.md#again-2) [e](other.md#none)\n"
        "[f](missing.md) [g](https://example.org/x) `[h](code.md)`\n```\n[i](code.md)\n```\n[j](#here)\n# Here\n"
    )
    page.write_text(text, encoding="utf-8")
    assert broken(page, text) == ["other.md#again-2", "other.md#none", "missing.md"]


def test_pages_are_named_in_lower_case():
    names = [page.name for page in (ROOT / "docs").rglob("*.md")]
    assert len(names) > 20
    assert [name for name in names if not re.fullmatch(r"[a-z0-9_-]+\.md", name)] == []
