"""How much each weight of lexicon/place_weights.yaml matters: the places of a gold set with the weight halved and doubled.

    place_weights.py SET... [--section NAME]

SET: a folder with articles.jsonl (`id`, `text`) and gold.jsonl (`id`, `places`: `start`, `end`, `latitude`, `longitude`),
of whole articles in which every place is marked. Several sets count as one. Prints the F1 of places that are found and
lie within 161 km of where they should, then for each weight by how many thousandths it changes.
"""

import argparse
import json
from dataclasses import fields, replace
from pathlib import Path

from eventpack.parsing import parser as parsing
from eventpack.places import disambiguation, evidence, mentions
from eventpack.places.candidates import Finder
from eventpack.places.distance import kilometres
from eventpack.places.weights import PlaceWeights, place_weights

_NEAR_KM = 161  # 100 miles, the usual bound of the field


def read(folder: Path) -> list[tuple]:
    """Of each article its finder, possible names, weigher and gold places: none of them depends on the weights."""
    gold = {row["id"]: row["places"] for row in map(json.loads, (folder / "gold.jsonl").open(encoding="utf-8"))}
    rows = [json.loads(line) for line in (folder / "articles.jsonl").open(encoding="utf-8")]
    out = []
    for row in rows:
        doc = parsing.parse(row["text"])
        finder = Finder(doc.text)
        out.append((finder, finder.find(), evidence.Weigher(finder, doc), gold[row["id"]]))
    return out


def f1(articles: list[tuple], weights: PlaceWeights) -> float:
    """The F1 of places found and placed with these weights."""
    for module in (disambiguation, evidence, mentions):
        module.place_weights = lambda: weights
    right = found = wanted = 0
    for finder, founds, weigher, gold in articles:
        weigher.names, weigher.beside = weights.name, weights.beside
        places = mentions.judge(finder, founds, weigher)
        found, wanted = found + len(places), wanted + len(gold)
        used = set()
        for place in gold:
            for n, one in enumerate(places):
                if n not in used and one.start < place["end"] and place["start"] < one.end:
                    used.add(n)
                    right += is_near(one, place)
                    break
    return 2 * right / (found + wanted)


def is_near(found: mentions.PlaceMention, place: dict) -> bool:
    """Whether a mention has the place meant, or neither has one."""
    at = found.location
    if place["latitude"] is None or at is None or at.latitude is None or at.longitude is None:
        return place["latitude"] is None and at is None
    return kilometres(at.latitude, at.longitude, place["latitude"], place["longitude"]) <= _NEAR_KM


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--section", help="of the file; default: all")
    arguments = parser.parse_args()
    articles = [article for folder in arguments.sets for article in read(folder)]
    now = place_weights()
    whole = f1(articles, now)
    print(f"F1 {whole:.3f}\n{'':40} halved  doubled")
    for section in fields(now):
        if arguments.section in (None, section.name):
            part = getattr(now, section.name)
            for field in fields(part):
                value = getattr(part, field.name)
                changed = [
                    f1(articles, replace(now, **{section.name: replace(part, **{field.name: value * by})})) - whole
                    for by in (0.5, 2.0)
                ]
                print(f"{section.name + '.' + field.name:40}" + "".join(f" {round(1000 * c):+6d} " for c in changed))


if __name__ == "__main__":
    main()
