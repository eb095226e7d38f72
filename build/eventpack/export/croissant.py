"""Croissant 1.1 (MLCommons): the files, and every table with the type and meaning of its columns and its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset, people, schema_org
from .write_json import write_json

HELP = "write Croissant 1.1, with the tables beside it, for machine learning"

_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "year": "sc:Integer",
}
# The context of the specification; each term keeps its IRI of the standard.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    **{
        term: f"cr:{term}"
        for term in (
            "citeAs",
            "column",
            "extract",
            "field",
            "fileObject",
            "fileProperty",
            "fileSet",
            "format",
            "includes",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "samplingRate",
            "separator",
            "source",
            "subField",
            "transform",
            "equivalentProperty",
        )
    },
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
}


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """croissant.json in `out`, and the CSV files it points to."""
    files = list(dataset.files(package, parquet=False, one_each=True))
    return [write_json(out / "croissant.json", make(package, options, files)), *dataset.copy(package, out, files)]


def make(package: Package, options: PortalOptions, files: Sequence[dataset.File] | None = None) -> dict[str, Any]:
    """Croissant 1.1 metadata as JSON-LD. `files`: those that are described, by default one file a table. Raises NotExportable."""
    common = schema_org.make(package, options)
    for key in ("variableMeasured", "isAccessibleForFree"):
        del common[key]
    files = list(dataset.files(package, parquet=False, one_each=True)) if files is None else files
    tables = [file for file in files if file.fields and file.table["name"] in package.tables]
    paths = {file.table["name"]: file.path for file in tables}
    creators = " and ".join(one.name for one in people.creators(dataset.contributors(package)))
    version = f" Version {common['version']}." if "version" in common else ""
    return {
        "@context": _CONTEXT,
        **common,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "citeAs": f"{creators} ({options.day.year}). {common['name']}.{version}",
        "isLiveDataset": False,
        "distribution": [_file(file) for file in files],
        "recordSet": [_records(file, paths) for file in tables],
    }


def _file(file: dataset.File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": file.table.get("title", ""),
        "contentUrl": file.path,
        "encodingFormat": file.mediatype,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }


def _records(file: dataset.File, paths: Mapping[str, str]) -> dict[str, Any]:
    name, schema = file.table["name"], file.table["schema"]
    made: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": file.table.get("description", ""),
    }
    if key := [{"@id": f"{name}/{column}"} for column in dataset.names(schema.get("primaryKey"))]:
        made["key"] = key[0] if len(key) == 1 else key
    made["field"] = [_field(file, field, _referred(schema, field["name"], paths)) for field in file.fields]
    return made


def _field(file: dataset.File, field: Mapping[str, Any], referred: dict[str, Any] | None) -> dict[str, Any]:
    made = {
        "@type": "cr:Field",
        "@id": f"{file.table['name']}/{field['name']}",
        "name": field["name"],
        "description": field.get("description", ""),
        "dataType": _TYPES.get(field["type"], "sc:Text"),
        "source": {"fileObject": {"@id": file.path}, "extract": {"column": field["name"]}},
    }
    return made | ({"references": referred} if referred else {})


def _referred(schema: Mapping[str, Any], name: str, paths: Mapping[str, str]) -> dict[str, Any] | None:
    """The column of another table that this one refers to; a table's reference to itself is none in Croissant.

    It names the file, not the record set: mlcroissant 1.1 cannot join a record set that is itself joined.
    """
    for key in schema.get("foreignKeys", ()):
        other = key["reference"].get("resource")
        if dataset.names(key["fields"]) == [name] and other in paths and "package" not in key["reference"]:
            column = dataset.names(key["reference"]["fields"])[0]
            return {"fileObject": {"@id": paths[other]}, "extract": {"column": column}}
    return None
