"""The table mentions: every place and actor an article names, with offsets, and its rows in locations and actors."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from eventpack import cli
from eventpack.annotation.mentions import Mention, mentions
from eventpack.core.model import UNIDENTIFIED, Actor, ActorMention, Annotation, Article, PlaceMention, Published
from eventpack.package import rules, text_rules
from eventpack.places import gazetteer

CHAD = Actor("tcd", "Chad", "country", None, "TCD", "lexicon")
ARMY = Actor("tcd-mil", "Chadian military", "military", "MIL", "TCD", "composition", CHAD)
TEXT = "Chad closed its border. The mayor of Abeche and Chadian soldiers met both sides."


def annotated(places: tuple[PlaceMention, ...] = (), actors: tuple[ActorMention, ...] = ()) -> Annotation:
    return Annotation(Article("a", TEXT), Published(None, None, "unknown"), ((0, len(TEXT)),), places, (), actors)


def at(words: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), words


def test_words_that_are_a_places_and_an_actors_are_one_row_with_both() -> None:
    country = gazetteer.location("iso3166-1:TCD")
    found = mentions(annotated((PlaceMention(*at("Chad"), "toponym", country),), (ActorMention(*at("Chad"), CHAD),)))
    assert found == [Mention(0, 4, "toponym", country, CHAD)]


def test_what_nothing_was_found_for_and_who_is_unidentified_has_no_row() -> None:
    places = (PlaceMention(*at("Abeche"), "toponym", None),)
    actors = (ActorMention(*at("The mayor"), None), ActorMention(*at("both sides"), UNIDENTIFIED))
    assert mentions(annotated(places, actors)) == []


def test_of_words_for_several_actors_the_first_counts_and_rows_stand_in_the_order_of_the_text() -> None:
    both = at("both sides")
    found = mentions(
        annotated(
            (), (ActorMention(*both, ARMY), ActorMention(*both, CHAD), ActorMention(*at("Chadian soldiers"), ARMY))
        )
    )
    assert [(m.start, m.kind, m.actor) for m in found] == [
        (at("Chadian soldiers")[0], "actor", ARMY),
        (both[0], "actor", ARMY),
    ]


def frames(**cells: object) -> dict[str, pd.DataFrame]:
    row = {"source_id": "src-1", "char_start": 0, "char_end": 4, "text": "Chad", "kind": "toponym",
           "location_id": "iso3166-1:TCD", "actor_id": None} | cells  # fmt: skip
    return {"mentions": pd.DataFrame([row]).convert_dtypes()}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"location_id": None}, "location_id"),
        ({"kind": "actor", "location_id": None}, "actor_id"),
        ({"kind": "actor", "actor_id": "tcd"}, "location_id"),
    ],
)
def test_the_identifier_has_to_be_of_the_kind(cells: dict[str, object], column: str) -> None:
    assert not rules._mentions(frames())
    assert [problem.column for problem in rules._mentions(frames(**cells))] == [column]


def test_a_mention_is_as_long_as_its_offsets_say() -> None:
    assert not text_rules.mention_lengths(frames())
    assert [p.column for p in text_rules.mention_lengths(frames(char_end=0))] == ["char_end"]
    assert [p.column for p in text_rules.mention_lengths(frames(text="Cha"))] == ["text"]


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"data/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_build_lists_all_that_an_article_names_and_can_leave_it_out(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    text = "Chadian soldiers attacked rebels in Abeche on 3 May 2024. Lagos has a port, and Kenya has tea."
    (articles / "one.txt").write_text(text, encoding="utf-8")
    full, bare = tmp_path / "full", tmp_path / "bare"
    assert cli.main(["build", str(articles), "--out", str(full)]) == 0
    assert cli.main(["build", str(articles), "--out", str(bare), "--without-mentions"]) == 0
    found = rows(full, "mentions")
    assert all(text[int(row["char_start"]) : int(row["char_end"])] == row["text"] for row in found)
    assert {"Abeche", "Lagos", "Kenya", "Chadian soldiers"} <= {row["text"] for row in found}
    places = {row["location_id"] for row in rows(full, "locations")}
    assert {row["location_id"] for row in found} - {""} <= places and "iso3166-1:KEN" in places
    assert {row["actor_id"] for row in found} - {""} <= {row["actor_id"] for row in rows(full, "actors")}
    assert rows(bare, "mentions") == []
    assert "iso3166-1:KEN" not in {row["location_id"] for row in rows(bare, "locations")}
    for table in ("events", "reports", "event_actors", "sources"):
        assert rows(bare, table) == rows(full, table)


def test_an_actor_of_a_report_has_its_mention_too() -> None:
    assert mentions(replace(annotated(), actors=(ActorMention(*at("Chadian soldiers"), ARMY),)))[0].actor == ARMY
