"""A Hugging Face dataset: a card with one configuration a table, and the Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ..package.load import Package
from ..text import markdown
from . import PortalOptions, dataset

HELP = "a Hugging Face dataset card with the tables as configurations"

# The hub's bands of rows.
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """README.md in `out`, and the Parquet files it names."""
    parquet = [f for f in dataset.files(package) if f.path.endswith(".parquet")]
    front = yaml.safe_dump(head(package, parquet), sort_keys=False, allow_unicode=True, width=110)
    (out / "README.md").write_text(f"---\n{front}---\n\n{body(package)}", encoding="utf-8")
    return [out / "README.md", *dataset.copy(package, out, iter(parquet))]


def head(package: Package, parquet: list[dataset.File]) -> dict[str, Any]:
    rows = sum(len(frame) for frame in package.tables.values())
    return {
        "pretty_name": dataset.text(package, "title"),
        "license": dataset.license_of(package)["name"].lower(),
        "language": ["en"],
        "tags": list(package.descriptor.get("keywords", ())),
        "size_categories": [next((band for limit, band in _SIZES if rows < limit), "n>1T")],
        "configs": [
            {"config_name": f.table["name"], "data_files": f.path}
            | ({"default": True} if f.table["name"] == "events" else {})
            for f in parquet
        ],
    }


def body(package: Package) -> str:
    lines = [
        f"# {markdown.cell(dataset.text(package, 'title'))}",
        "",
        markdown.cell(dataset.text(package, "description")),
        "",
        "| configuration | rows | what a row is |",
        "|---|---|---|",
    ]
    lines += [
        f"| {r['name']} | {len(package.tables[r['name']])} | {markdown.cell(r.get('description', ''))} |"
        for r in package.descriptor["resources"]
    ]
    return "\n".join(lines) + "\n"
