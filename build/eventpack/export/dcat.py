"""DCAT-AP 3 as Turtle and JSON-LD, for the data portals of European administrations."""

from __future__ import annotations

from pathlib import Path

from ..core.optional_parts import needed
from ..package.load import Package
from . import PortalOptions, dataset

HELP = "DCAT-AP 3 as Turtle and JSON-LD, for European portals"

_MEDIATYPE = "http://www.iana.org/assignments/media-types/"
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
_OF_DCAT = frozenset(
    {"distribution", "keyword", "bbox", "mediaType", "byteSize", "accessURL", "startDate", "endDate", "version"}
)
_FORMATS = {"text/csv": "CSV", "application/vnd.apache.parquet": "PARQUET"}


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """dcat.ttl and dcat.jsonld in `out`. Needs eventpack[rdf]."""
    graph = make(package, options)
    made = []
    for name, form in (("dcat.ttl", "turtle"), ("dcat.jsonld", "json-ld")):
        text = graph.serialize(format=form, **({"auto_compact": True, "sort_keys": True} if form == "json-ld" else {}))
        (out / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        made.append(out / name)
    return made


def make(package: Package, options: PortalOptions):
    """The graph: a dcat:Dataset, its distributions, its publisher."""
    rdflib = needed("rdflib", "rdf")
    from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

    about, licence = package.descriptor, dataset.license_of(package)
    spdx, locn = rdflib.Namespace("http://spdx.org/rdf/terms#"), rdflib.Namespace("http://www.w3.org/ns/locn#")
    home = about.get("homepage") or f"urn:eventpack:{about['name']}"
    graph, literal, iri = rdflib.Graph(), rdflib.Literal, rdflib.URIRef
    for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("spdx", spdx), ("locn", locn)):
        graph.bind(prefix, space)
    node = iri(home)

    def add(subject, **values) -> None:
        for key, objects in values.items():
            space = DCAT if key in _OF_DCAT else DCTERMS
            for value in objects if isinstance(objects, list) else [objects]:
                graph.add((subject, iri(f"{space}{key}"), value))

    graph.add((node, RDF.type, DCAT.Dataset))
    add(
        node,
        title=literal(dataset.text(package, "title"), lang="en"),
        description=literal(dataset.text(package, "description"), lang="en"),
        identifier=literal(about["name"]),
        version=literal(dataset.text(package, "version")),
        issued=literal(options.day.isoformat(), datatype=XSD.date),
        language=iri(_ENGLISH),
        keyword=[literal(word, lang="en") for word in about.get("keywords", ())],
        source=[iri(address) for address in dataset.addresses(package)],
    )
    for number, contributor in enumerate(dataset.contributors(package)):
        agent = iri(f"{home}#contributor-{number + 1}")
        graph.add((agent, RDF.type, FOAF.Person if dataset.is_person(contributor) else FOAF.Organization))
        graph.add((agent, RDF.type, FOAF.Agent))
        graph.add((agent, FOAF.name, literal(contributor["title"])))
        add(node, creator=agent)
        if number == 0:
            add(node, publisher=agent)
    if days := dataset.period(package):
        time = iri(f"{home}#period")
        graph.add((time, RDF.type, DCTERMS.PeriodOfTime))
        add(time, startDate=literal(days[0], datatype=XSD.date), endDate=literal(days[1], datatype=XSD.date))
        add(node, temporal=time)
    if box := dataset.bounds(package):
        where, (west, south, east, north) = iri(f"{home}#extent"), box
        graph.add((where, RDF.type, DCTERMS.Location))
        ring = f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
        wkt = rdflib.URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
        add(where, bbox=literal(ring, datatype=wkt))
        add(node, spatial=where)
    right = iri(licence.get("path") or f"http://spdx.org/licenses/{licence['name']}")
    graph.add((right, RDF.type, DCTERMS.LicenseDocument))
    for file in dataset.files(package):
        part, sum_ = iri(f"{home}#{file.path}"), iri(f"{home}#{file.path}.sha256")
        graph.add((part, RDF.type, DCAT.Distribution))
        add(node, distribution=part)
        title = f"{file.table.get('title', file.table['name'])} ({_FORMATS[file.mediatype]})"
        add(
            part,
            title=literal(title, lang="en"),
            description=literal(file.table.get("description", file.table["name"]), lang="en"),
            accessURL=iri(f"{home}/{file.path}" if about.get("homepage") else f"{home}:{file.path}"),
            mediaType=iri(_MEDIATYPE + file.mediatype),
            format=iri(_FILE_TYPE + _FORMATS[file.mediatype]),
            byteSize=literal(file.bytes, datatype=XSD.nonNegativeInteger),
            license=right,
        )
        graph.add((part, spdx.checksum, sum_))
        graph.add((sum_, RDF.type, spdx.Checksum))
        graph.add((sum_, spdx.algorithm, spdx.checksumAlgorithm_sha256))
        graph.add((sum_, spdx.checksumValue, literal(file.sha256, datatype=XSD.hexBinary)))
    return graph
