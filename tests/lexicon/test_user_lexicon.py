"""A user's own lexicon: --lexicon DIR lays actors, places, frames and event types over ours."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import eventpack
from eventpack import cli
from eventpack.actors import lexicon as actors
from eventpack.annotation import cache as annotation_cache
from eventpack.annotation import user_setting, workers
from eventpack.core.errors import ArgumentError, InputError
from eventpack.core.model import Article
from eventpack.events import frames
from eventpack.lexicon import layer, reader
from eventpack.model_coder import prompt
from eventpack.tabular import schema

FILES = {
    "actors.yaml": """\
# Invented.
- {name: River Guard, kind: armed_group, sector: REB, country: NGA, aliases: [River Guards]}
- {name: Hamas, same_as: org-hamas, aliases: [Movement of the Strip]}
- {name: Ada Tarri, kind: person, sector: REB, country: NGA, parent: own-river-guard}
""",
    "offices.yaml": "- {body: own-river-guard, office: leader, source: ours, holders: [Ada Tarri 2020/]}\n",
    "places.yaml": """\
- {slug: camp-tortoise, name: Camp Tortoise, names: [Tortoise Base], feature: military_base, country: NGA,
   admin1: NG-RI, latitude: 4.71, longitude: 6.98}
""",
    "codes/event_types.csv": """\
code,title,definition,quad_class,intensity,like
OWN_LEVY,Levy,"Takes tolls by force.",material-conflict,-6,COERCE
""",
    "codes/event_modes.csv": """\
code,event_type,mode,title,definition
OWN_LEVY-river,OWN_LEVY,river,River,Of boats.
ASSAULT-own-ramming,ASSAULT,own-ramming,Ramming,A boat rams another.
""",
    "frames/levy.yaml": """\
# Invented.
- {verb: levy, obj: $dues, type: OWN_LEVY, mode: river, recipient: ["on", from, obj.on]}
- {verb: ram, obj: boat, type: ASSAULT, mode: own-ramming, recipient: obj}
""",
    "classes/dues.yaml": "dues: [toll, fee]\n",
    "summaries.yaml": "OWN_LEVY: {verb: [take, took, taking, made to pay], object: tolls, recipient: from, unknown: [impose, a levy]}\n",
}
TEXT = "The River Guards levied a toll on fishermen near Tortoise Base on 2 March 2026."


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "NOTES.md").write_text("Not a file of the lexicon.", encoding="utf-8")
    return folder


def test_words_actors_and_places_of_a_lexicon_are_found_with_identifiers_of_their_own(desk: Path) -> None:
    found = eventpack.annotate(TEXT, lexicon=desk)
    (report,) = found.reports
    assert (report.event_type, report.mode) == ("OWN_LEVY", "river")
    assert [m.actor and m.actor.actor_id for m in report.actors] == ["own-river-guard"]
    assert report.place and report.place.location and report.place.location.location_id == "user:camp-tortoise"
    assert report.rule.startswith("desk/frames/levy.yaml:2 ")


def test_what_a_lexicon_adds_is_gone_after_the_call(desk: Path) -> None:
    before = eventpack.annotate(TEXT)
    eventpack.annotate(TEXT, lexicon=desk)
    assert eventpack.annotate(TEXT) == before
    assert "own-river-guard" not in {m.actor.actor_id for m in before.actors if m.actor}
    assert user_setting.active() == user_setting.NONE and "OWN_LEVY" not in schema.codes("event_types")


def test_annotations_asked_for_one_by_one_keep_their_lexicon_whatever_comes_in_between(desk: Path) -> None:
    texts = [f"{TEXT} Number {number}." for number in range(3)]
    for annotation in eventpack.annotate(texts, lexicon=desk):
        assert [report.event_type for report in annotation.reports] == ["OWN_LEVY"]
        assert "OWN_LEVY" not in {report.event_type for report in eventpack.annotate(TEXT).reports}


def test_a_mode_of_its_own_stands_with_a_type_of_ours(desk: Path) -> None:
    (report,) = eventpack.annotate(
        "The River Guards rammed a boat of the Nigerian navy on Monday.", lexicon=desk
    ).reports
    assert (report.event_type, report.mode) == ("ASSAULT", "own-ramming")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The River Guards will not levy a toll on fishermen, Ada Tarri said.", "negated"),
        ("The River Guards may levy a toll on fishermen.", "hypothetical"),
    ],
)
def test_a_type_of_its_own_has_the_statuses_that_ours_have(desk: Path, text: str, expected: str) -> None:
    found = [r for r in eventpack.annotate(text, lexicon=desk).reports if r.event_type == "OWN_LEVY"]
    assert all(report.status == expected for report in found)


def test_a_lexicon_gives_more_names_to_an_actor_of_ours(desk: Path) -> None:
    (report,) = eventpack.annotate("The Movement of the Strip attacked Israel on Monday.", lexicon=desk).reports
    assert [m.actor and m.actor.actor_id for m in report.actors] == ["org-hamas"]


def test_an_office_says_whom_a_person_of_the_lexicon_leads(desk: Path) -> None:
    with user_setting.using(user_setting.setting(desk)):
        person = actors.persons()["Ada Tarri"]
        assert person.actor_id == "own-ada-tarri" and person.parent and person.parent.actor_id == "own-river-guard"


def build(desk: Path, tmp_path: Path, *options: str) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir(exist_ok=True)
    for number in range(3):
        (articles / f"{number}.txt").write_text(f"{TEXT} It was case {number}.", encoding="utf-8")
    out = tmp_path / "package"
    assert cli.main(["build", str(articles), "--out", str(out), "--lexicon", str(desk), *options]) == 0
    return out


@pytest.mark.parametrize("workers_", ["1", "2"])
def test_a_package_built_with_a_lexicon_is_valid_where_the_lexicon_is_not(
    desk: Path, tmp_path: Path, workers_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = build(desk, tmp_path, "--no-cache", "--workers", workers_)
    shutil.rmtree(desk)
    assert eventpack.validate(out).good
    package = eventpack.load(out)
    assert package.event_types["code"].iloc[-1] == "OWN_LEVY"
    assert set(package.events["event_type"]) == {"OWN_LEVY"} and set(package.events["mode"]) == {"OWN_LEVY-river"}
    assert package.events["quad_class"].iloc[0] == "material-conflict" and package.events["intensity"].iloc[0] == -6
    assert (
        package.events["summary"].iloc[0]
        == "The River Guard took tolls from Nigerian farmers at Camp Tortoise on 2 March 2026."
    )
    eventpack.pandera_schema("event_types").validate(package.event_types, lazy=True)


def test_explain_names_the_lines_of_the_lexicon_and_says_when_it_is_missing(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = build(desk, tmp_path)
    event = eventpack.load(out).events["event_id"].iloc[0]
    asked = ["explain", event, "--package", str(out), "--articles", str(tmp_path / "articles")]
    capsys.readouterr()
    assert cli.main([*asked, "--lexicon", str(desk)]) == 0
    shown = capsys.readouterr().out
    assert "desk/frames/levy.yaml:2 levy" in shown
    assert "River Guard, desk/actors.yaml:2; Camp Tortoise, desk/places.yaml:1" in shown
    assert cli.main(asked) == 0
    assert "needs your --lexicon" in capsys.readouterr().out


def test_annotate_explains_where_actors_and_places_come_from(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "found.jsonl"
    asked = ["annotate", str(tmp_path / "one.txt"), "--out", str(out), "--lexicon", str(desk)]
    assert cli.main([*asked, "--explain"]) == 0
    line = json.loads(out.read_text(encoding="utf-8"))
    assert [actor.get("entry") for actor in line["actors"]][:1] == ["desk/actors.yaml:2"]
    assert [place.get("entry") for place in line["places"]] == ["desk/places.yaml:1"]
    assert cli.main(asked) == 0
    assert '"entry"' not in out.read_text(encoding="utf-8")


def test_the_caches_know_the_content_of_a_lexicon_and_not_its_name(desk: Path, tmp_path: Path) -> None:
    article, plain = Article("a", TEXT), user_setting.NONE
    with user_setting.using(user_setting.setting(desk)):
        first = annotation_cache.key(article)
        assert user_setting.active().digest
    copy = shutil.copytree(desk, tmp_path / "copy")
    assert user_setting.setting(copy).digest == user_setting.setting(desk).digest
    (copy / "classes/dues.yaml").write_text("dues: [toll]\n", encoding="utf-8")
    with user_setting.using(user_setting.setting(copy)):
        assert annotation_cache.key(article) not in {first, annotation_cache.key(Article("b", "Another text."))}
    assert plain.digest == "" and annotation_cache.key(article) != first


def test_a_worker_process_needs_no_copy_of_the_folder(desk: Path) -> None:
    setting = user_setting.setting(desk)
    shutil.rmtree(desk)
    with user_setting.using(setting), workers.pool(2) as pool:
        from eventpack import pipeline

        (found,) = pipeline.annotate([Article("a", TEXT)], None, pool)
    assert [report.event_type for report in found.reports] == ["OWN_LEVY"]


def test_a_model_is_asked_with_the_types_of_the_lexicon(desk: Path) -> None:
    plain = prompt.version()
    with user_setting.using(user_setting.setting(desk)):
        assert "OWN_LEVY: Takes tolls by force." in prompt.instructions()
        assert "OWN_LEVY" in json.dumps(prompt.answer_schema()) and prompt.version() != plain
    assert prompt.version() == plain


def test_a_name_of_ours_goes_to_the_actor_that_replaces_it(desk: Path) -> None:
    (desk / "actors.yaml").write_text("- {name: Hamas, kind: party, country: PSE, replaces: true}\n", encoding="utf-8")
    (desk / "offices.yaml").unlink()
    (report,) = eventpack.annotate("Hamas attacked Israel on Monday.", lexicon=desk).reports
    assert [m.actor and m.actor.actor_id for m in report.actors] == ["own-hamas"]


def test_a_frame_that_replaces_ours_says_that_a_word_is_no_event(desk: Path) -> None:
    text = "Rebels ambushed soldiers on Monday."
    name, line, entry = next(
        (name, line, entry)
        for name, lines in frames.our_frames()
        for line, entry in lines
        if "ambush" in frames._listed(entry.get("verb", []))
    )
    own = {key: value for key, value in entry.items() if key not in {"type", "mode", "actor", "recipient", "place"}}
    (desk / "frames/none.yaml").write_text(json.dumps([own | {"verb": "ambush", "type": "none"}]), encoding="utf-8")
    with pytest.raises(InputError, match=rf"is in lexicon/frames/{name}:{line}"):
        eventpack.annotate(text, lexicon=desk)
    (desk / "frames/none.yaml").write_text(
        json.dumps([own | {"verb": "ambush", "type": "none", "replaces": True}]), encoding="utf-8"
    )
    assert eventpack.annotate(text).reports and not eventpack.annotate(text, lexicon=desk).reports


@pytest.mark.parametrize(
    ("file", "text", "line", "words"),
    [
        ("actors.yaml", "- {name: A Band, kind: media}\n- {name: B Band, kind: gov}\n", 2, '"gov" is not one of'),
        ("actors.yaml", "- {name: A Band, kind: media, alias: [B]}\n", 1, '"alias" is not a key here'),
        ("actors.yaml", "- {name: A Band, kind: media, id: org-a}\n", 1, "id:"),
        ("actors.yaml", "- {name: A Band}\n", 1, "an actor has a kind"),
        ("actors.yaml", "- {name: A Band, kind: media, country: XXQ}\n", 1, '"XXQ" is no country'),
        ("actors.yaml", "- {name: A Band, kind: media, parent: org-nobody-at-all}\n", 1, "is no actor here"),
        ("actors.yaml", "- {name: A Band, same_as: org-nobody-at-all}\n", 1, "is no actor here"),
        ("actors.yaml", "- {name: Hamas, same_as: org-hamas, kind: party}\n", 1, "only name and aliases"),
        ("actors.yaml", "- {name: A Band, kind: party, aliases: [Hamas]}\n", 1, '"Hamas" is already a name of org-hamas'),
        ("actors.yaml", "- {name: Kenya, kind: party}\n", 1, "already a name of the country KEN"),
        ("actors.yaml", "- {name: A Band, kind: party}\n- {name: A Band, kind: media}\n", 2, "own-a-band is there a second"),
        ("actors.yaml", "- {name: A Band, kind: party\n", 2, "is no YAML"),
        ("offices.yaml", "- {country: NGA, office: president, source: x, holders: [Nobody Atall 2020/]}\n", 1, "is no person"),
        ("places.yaml", "- {slug: x, name: X Yard, feature: harbour, country: NGA, latitude: 1, longitude: 2}\n", 1, '"harbour"'),
        ("places.yaml", "- {slug: x, name: X Yard, feature: port, country: NGA, latitude: 100, longitude: 2}\n", 1, "latitude"),
        ("places.yaml", "- {slug: x, name: X Yard, feature: port, country: NGA, admin1: NG-XX, latitude: 1, longitude: 2}\n", 1,
         '"NG-XX" is no division'),
        ("places.yaml", "- {slug: g, name: Gaza Strip, feature: region, country: PSE, latitude: 31, longitude: 34}\n", 1,
         "is here already, as eventpack:"),
        ("codes/event_types.csv", "code,title,definition,quad_class,intensity\nASSAULT,A,B,material-conflict,-9\n", 2, "code"),
        ("codes/event_types.csv", "code,title,definition,quad_class,intensity\nOWN_A,A,B,conflict,-9\n", 2, '"conflict"'),
        ("codes/event_types.csv", "code,title,definition,quad_class,intensity\nOWN_A,A,B,material-conflict,-11\n", 2, "intensity"),
        ("codes/event_types.csv", "code,title,quad_class,intensity\nOWN_A,A,material-conflict,-9\n", 2, "definition"),
        ("codes/event_types.csv", "code,title\nOWN_A\n", 2, "as many cells"),
        ("codes/event_modes.csv", "code,event_type,mode,title,definition\nASSAULT-ram,ASSAULT,ram,A,B\n", 2, 'begins with "own-"'),
        ("codes/event_modes.csv", "code,event_type,mode,title,definition\nOWN_LEVY-a,OWN_LEVY,b,A,B\n", 2, '"OWN_LEVY-b"'),
        ("codes/event_modes.csv", "code,event_type,mode,title,definition\nOWN_X-a,OWN_X,a,A,B\n", 2, '"OWN_X" is no event type'),
        ("frames/levy.yaml", "- {verb: levy, objj: toll, type: OWN_LEVY}\n", 1, '"objj" is not a key of a frame'),
        ("frames/levy.yaml", "\n- {verb: levy, obj: $tolls, type: OWN_LEVY}\n", 2, '"$tolls" is not a class'),
        ("frames/levy.yaml", "- {verb: levy, type: OWN_LEVI}\n", 1, '"OWN_LEVI" is no event type'),
        ("frames/levy.yaml", "- {verb: levy, type: OWN_LEVY, mode: sea}\n", 1, '"sea" is not a mode of OWN_LEVY'),
        ("classes/dues.yaml", "dues: [toll]\nmore: [$duess]\n", 2, '"$duess" is not a class'),
        ("summaries.yaml", "OWN_LEVY: {verb: [take, took, taking]}\n", 1, "verb"),
        ("summaries.yaml", "OWN_LEVY: {verb: [a, b, c, d]}\n", 1, "give alone or unknown"),
        ("summaries.yaml", "OWN_LEVY: {verb: [a, b, c, d], unknown: [levitate, tolls]}\n", 1, '"levitate" has no forms'),
        ("summaries.yaml", "ASSAULT: {verb: [a, b, c, d], unknown: [impose, tolls]}\n", 1, '"ASSAULT" is no type or mode'),
        ("summaries.yaml", "", None, "has no words for OWN_LEVY"),
        ("notes.yaml", "a: b\n", None, "is not a file of a lexicon"),
        ("frames/sub/levy.yaml", "[]\n", None, "is not a file of a lexicon"),
        ("linking.yaml", "a: b\n", None, "is not a file of a lexicon"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_and_line_and_nothing_of_the_lexicon_stays(desk, file, text, line, words):
    (desk / file).parent.mkdir(exist_ok=True)
    (desk / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught, user_setting.using(user_setting.setting(desk)):
        pass
    assert words in caught.value.message and caught.value.line == line, str(caught.value)
    assert caught.value.file.endswith(f"desk/{file}")
    assert layer.active() == layer.NONE and "OWN_LEVY" not in schema.codes("event_types")
    assert actors.by_id("own-river-guard") is None


def test_a_folder_that_is_not_there_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        user_setting.setting(tmp_path / "none")
    with pytest.raises(InputError, match="holds no file"):
        user_setting.setting(tmp_path)


def test_a_place_that_replaces_ours_is_found_in_its_place(desk: Path) -> None:
    ours = next(row for row in reader.read_ours("places.yaml") if row["slug"] == "jabalia-camp")
    row = {key: ours[key] for key in ("name", "feature", "country")} | {"latitude": 31.5, "longitude": 34.5}
    (desk / "places.yaml").write_text(json.dumps([row | {"slug": "mine"}]), encoding="utf-8")
    text = f"Soldiers raided {ours['name']} in the Gaza Strip on Monday."
    with pytest.raises(InputError, match="is here already, as eventpack:jabalia-camp"):
        eventpack.annotate(text, lexicon=desk)
    (desk / "places.yaml").write_text(json.dumps([row | {"slug": "mine", "replaces": True}]), encoding="utf-8")
    places = [eventpack.annotate(text, lexicon=folder).places for folder in (desk, None)]
    mine, plain = ({place.location.location_id for place in found if place.location} for found in places)
    assert "user:mine" in mine and "eventpack:jabalia-camp" not in mine
    assert "eventpack:jabalia-camp" in plain and "user:mine" not in plain


def test_the_functions_take_places_and_countries(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("name,latitude,longitude,country\nOuro Zorgon,14.1,1.5,NER\n", encoding="utf-8")
    text = "Gunmen burned the market of Ouro Zorgon on 2 March 2026, traders said."
    found = eventpack.annotate(text, places=[file], countries=["NER"])
    assert "user:ouro-zorgon-ner" in {place.location.location_id for place in found.places if place.location}
    package = eventpack.build([text], tmp_path / "package", places=[file])
    assert "user:ouro-zorgon-ner" in set(package.locations["location_id"])
    with pytest.raises(ArgumentError, match="places is of type str; give a list"):
        eventpack.annotate(text, places=str(file))
    with pytest.raises(ArgumentError, match="countries is of type str"):
        eventpack.annotate(text, countries="NER")
