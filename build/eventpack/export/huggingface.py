"""A Hugging Face dataset: a card with one configuration a table, and the Parquet files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from ..package.load import Package
from ..text import markdown
from . import PortalOptions, dataset, people

HELP = "write a Hugging Face dataset card with the tables as configurations"

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
    parquet = list(_parquet(package))
    front = yaml.safe_dump(head(package, parquet), sort_keys=False, allow_unicode=True, width=110)
    (out / "README.md").write_text(f"---\n{front}---\n\n{body(package)}", encoding="utf-8")
    return [out / "README.md", *dataset.copy(package, out, iter(parquet))]


def _parquet(package: Package) -> Iterator[dataset.File]:
    """A Parquet file for each table: the package's own, else one made of the table."""
    found = {f.table["name"]: f for f in dataset.files(package) if f.path.endswith(".parquet")}
    for resource in dataset.resources(package):
        if resource["name"] in found:
            yield found[resource["name"]]
        elif resource["name"] in package.tables:
            out = io.BytesIO()
            pq.write_table(dataset.to_arrow(package.tables[resource["name"]]), out, compression="zstd")
            path = f"data/{dataset.file_name(resource['name'])}.parquet"
            yield dataset.File(path, "application/vnd.apache.parquet", resource, package, {}, out.getvalue())


def head(package: Package, parquet: list[dataset.File]) -> dict[str, Any]:
    """The keys and values at the head of a dataset card. `parquet`: the files it configures. Raises NotExportable."""
    rows = sum(len(frame) for frame in package.tables.values())
    licence = dataset.license_of(package)
    return {
        "pretty_name": dataset.text(package, "title"),
        **(
            {"license": licence.spdx.lower()}
            if licence.spdx
            else {"license": "other", "license_name": licence.words}
            | ({"license_link": licence.address} if licence.address else {})
        ),
        "language": ["en"],
        "tags": dataset.keywords(package),
        "size_categories": [next((band for limit, band in _SIZES if rows < limit), "n>1T")],
        "configs": [
            {"config_name": f.table["name"], "data_files": f.path}
            | ({"default": True} if f.table["name"] == "events" else {})
            for f in parquet
        ],
    }


def body(package: Package) -> str:
    """The text of a dataset card, in Markdown."""
    lines = [
        f"# {markdown.cell(dataset.text(package, 'title'))}",
        "",
        markdown.cell(dataset.optional(package, "description")),
        "",
        "| configuration | rows | what a row is |",
        "|---|---|---|",
    ]
    lines += [
        f"| {markdown.cell(r['name'])} | {len(package.tables[r['name']])} | {markdown.cell(r.get('description', ''))} |"
        for r in dataset.resources(package)
        if r["name"] in package.tables
    ]
    if made_by := people.creators(people.of(package)):
        named = (f"{one.name} ({one.orcid_address})" if one.orcid else one.name for one in made_by)
        lines += ["", f"Made by {markdown.cell(', '.join(named))}."]
    return "\n".join(lines) + "\n"
