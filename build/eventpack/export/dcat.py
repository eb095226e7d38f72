"""DCAT-AP 3 as Turtle and JSON-LD, for the data portals of European administrations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..core.optional_parts import needed
from ..package.load import Package
from . import PortalOptions, dataset, people

HELP = "write DCAT-AP 3 as Turtle and JSON-LD, for European portals"

_MEDIATYPE = "http://www.iana.org/assignments/media-types/"
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
_OF_DCAT = frozenset(
    {
        "distribution",
        "keyword",
        "bbox",
        "mediaType",
        "byteSize",
        "accessURL",
        "startDate",
        "endDate",
        "version",
        "contactPoint",
    }
)
_FORMATS = {
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/json": "JSON",
    "application/geo+json": "GEOJSON",
    "application/vnd.apache.parquet": "PARQUET",
}
_ROLES = {"RightsHolder": "rightsHolder"}  # DataCite's types that Dublin Core has a property for


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

    licence, contributors = dataset.license_of(package), dataset.contributors(package)
    spdx, locn = rdflib.Namespace("http://spdx.org/rdf/terms#"), rdflib.Namespace("http://www.w3.org/ns/locn#")
    homepage = dataset.optional(package, "homepage")
    home = _iri(homepage or f"urn:eventpack:{package.name}")
    graph, literal = rdflib.Graph(), rdflib.Literal

    def iri(text: str):
        return rdflib.URIRef(_iri(text))

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
        identifier=literal(package.name),
        version=[literal(text) for text in [dataset.optional(package, "version")] if text],
        issued=literal(options.day.isoformat(), datatype=XSD.date),
        language=iri(_ENGLISH),
        keyword=[literal(word, lang="en") for word in dataset.keywords(package)],
        source=[iri(address) for address in dataset.addresses(package)],
    )
    agents: dict[people.Contributor, Any] = {}

    def agent(one: people.Contributor):
        """The node of somebody: the ORCID, where there is one."""
        if one not in agents:
            made = agents[one] = iri(one.orcid_address or f"{home}#contributor-{len(agents) + 1}")
            graph.add((made, RDF.type, FOAF.Person if one.person else FOAF.Organization))
            graph.add((made, RDF.type, FOAF.Agent))
            graph.add((made, FOAF.name, literal(one.name)))
            if "://" in one.website:
                graph.add((made, FOAF.homepage, iri(one.website)))
        return agents[one]

    add(node, creator=[agent(one) for one in people.creators(contributors)])
    add(node, publisher=agent(people.publisher(contributors)))
    for one, kind in people.others(contributors):
        add(node, **{_ROLES.get(kind, "contributor"): agent(one)})
    contact = people.contact(contributors, options.email)
    if contact and (options.email or contact.email):
        vcard, card = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#"), iri(f"{home}#contact")
        graph.bind("vcard", vcard)
        graph.add((card, RDF.type, vcard.Individual if contact.person else vcard.Kind))
        graph.add((card, vcard.fn, literal(contact.name)))
        graph.add((card, vcard.hasEmail, iri(f"mailto:{options.email or contact.email}")))
        add(node, contactPoint=card)
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
    if licence.address or licence.spdx:
        right = iri(licence.address or f"http://spdx.org/licenses/{licence.spdx}")
    else:
        right = iri(f"{home}#licence")
        graph.add((right, DCTERMS.title, literal(licence.title)))
    graph.add((right, RDF.type, DCTERMS.LicenseDocument))
    for file in dataset.files(package):
        part, sum_ = iri(f"{home}#{file.path}"), iri(f"{home}#{file.path}.sha256")
        graph.add((part, RDF.type, DCAT.Distribution))
        add(node, distribution=part)
        form = _FORMATS.get(file.mediatype)
        title = f"{file.table.get('title', file.table['name'])}{f' ({form})' if form else ''}"
        add(
            part,
            title=literal(title, lang="en"),
            description=literal(file.table.get("description", file.table["name"]), lang="en"),
            accessURL=iri(f"{home}/{file.path}" if homepage else f"{home}:{file.path}"),
            mediaType=iri(_MEDIATYPE + file.mediatype),
            format=[iri(_FILE_TYPE + form)] if form else [],
            byteSize=literal(file.bytes, datatype=XSD.nonNegativeInteger),
            license=right,
        )
        graph.add((part, spdx.checksum, sum_))
        graph.add((sum_, RDF.type, spdx.Checksum))
        graph.add((sum_, spdx.algorithm, spdx.checksumAlgorithm_sha256))
        graph.add((sum_, spdx.checksumValue, literal(file.sha256, datatype=XSD.hexBinary)))
    return graph


def _iri(text: str) -> str:
    """What is no character of an IRI, such as a blank in the name of a file, is escaped."""
    return re.sub(r'[\x00-\x20<>"{}|\\^`]', lambda match: f"%{ord(match[0]):02X}", text)
