"""Croissant 1.1 (MLCommons): the files, and every table with the type and meaning of its columns and its keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset, schema_org
from .write_json import write_json

HELP = "Croissant 1.1, with the tables beside it, for machine learning"

_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
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
    return [
        write_json(out / "croissant.json", make(package, options)),
        *dataset.copy(package, out, dataset.files(package, parquet=False)),
    ]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    common = schema_org.make(package, options)
    for key in ("variableMeasured", "isAccessibleForFree"):
        del common[key]
    paths = {f.table["name"]: f.path for f in dataset.files(package, parquet=False)}
    creators = " and ".join(c["title"] for c in dataset.contributors(package))
    return {
        "@context": _CONTEXT,
        **common,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "citeAs": f"{creators} ({options.day.year}). {common['name']}. Version {common['version']}.",
        "isLiveDataset": False,
        "distribution": [_file(f) for f in dataset.files(package, parquet=False)],
        "recordSet": [_records(f, paths) for f in dataset.files(package, parquet=False)],
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
    keys = schema.get("primaryKey", [])
    made: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": file.table.get("description", ""),
    }
    if keys:
        key = [{"@id": f"{name}/{column}"} for column in ([keys] if isinstance(keys, str) else keys)]
        made["key"] = key[0] if len(key) == 1 else key
    made["field"] = [_field(file, field, _referred(schema, field["name"], paths)) for field in schema["fields"]]
    return made


def _field(file: dataset.File, field: dict[str, Any], referred: dict[str, Any] | None) -> dict[str, Any]:
    made = {
        "@type": "cr:Field",
        "@id": f"{file.table['name']}/{field['name']}",
        "name": field["name"],
        "description": field.get("description", ""),
        "dataType": _TYPES[field["type"]],
        "source": {"fileObject": {"@id": file.path}, "extract": {"column": field["name"]}},
    }
    return made | ({"references": referred} if referred else {})


def _referred(schema: dict[str, Any], name: str, paths: Mapping[str, str]) -> dict[str, Any] | None:
    """The column of another table that this one refers to; a table's reference to itself is none in Croissant.

    It names the file, not the record set: mlcroissant 1.1 cannot join a record set that is itself joined.
    """
    for key in schema.get("foreignKeys", ()):
        fields = [key["fields"]] if isinstance(key["fields"], str) else key["fields"]
        target = key["reference"]["fields"]
        if fields == [name] and key["reference"].get("resource"):
            column = target if isinstance(target, str) else target[0]
            return {"fileObject": {"@id": paths[key["reference"]["resource"]]}, "extract": {"column": column}}
    return None
