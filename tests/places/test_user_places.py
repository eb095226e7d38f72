"""Places a user adds, and the country a collection is about: --places and --country."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from eventpack import cli
from eventpack.annotation import cache as annotation_cache
from eventpack.core.errors import EventpackError, InputError
from eventpack.core.model import Article
from eventpack.parsing.parser import parse
from eventpack.places import gazetteer, user_index, user_places
from eventpack.places import mentions as places

TEXT = "Gunmen burned the market of Ouro Zorgon on Friday, traders said."


def dump_row(ident: int, name: str, **cells: str) -> str:
    """A line of a GeoNames dump; the places are invented."""
    row = {
        "id": str(ident), "name": name, "ascii": name, "others": "", "lat": "14.5", "lon": "1.25", "class": "P",
        "code": "PPL", "iso2": "NE", "cc2": "", "one": "09", "two": "", "three": "", "four": "", "people": "0",
        "height": "", "dem": "250", "zone": "Africa/Niamey", "changed": "2024-05-01",
    }  # fmt: skip
    return "\t".join((row | cells).values())


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    file = tmp_path / "NE.txt"
    rows = (
        dump_row(99000001, "Ouro Zorgon", others="Uro Zorgon,https://example.org/z", people="2500"),
        dump_row(99000002, "Hotel Zorgon", **{"class": "S", "code": "HTL"}),
        dump_row(99000003, "Zorgon Tossa", code="PPLQ"),
        dump_row(11996013, "Banibangou", two="11996013", lat="15.04", lon="2.7", **{"class": "A", "code": "ADM2"}),
    )
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "own.csv"
    file.write_text(
        "name,aliases,latitude,longitude,country,admin1,feature_type,key\n"
        "Camp Zorgon,Zorgon Base|Zorgon Barracks,14.5,1.25,NER,NE-6,military_base,camp-zorgon\n"
        '"Ouro Zorgon",,14.1,1.5,NER,,,\n',
        encoding="utf-8",
    )
    return file


def where(text: str, name: str) -> str | None:
    """The location_id of a name in a text, with what holds at present."""
    found = next((m for m in places.find_places(parse(text)) if m.text == name), None)
    return found and found.location and found.location.location_id


def test_a_village_of_a_geonames_dump_is_found_under_its_geonames_identifier(dump: Path) -> None:
    assert where(TEXT, "Ouro Zorgon") is None
    with user_places.using(user_places.setting([dump])):
        assert where("Gunmen raided the village of Ouro Zorgon in Niger.", "Ouro Zorgon") == "geonames:99000001"
        place = gazetteer.location("geonames:99000001")
        assert (place.feature_type, place.country, place.admin1, place.aliases) == (
            "town",
            "NER",
            "NE-6",
            ("Uro Zorgon",),
        )
        assert gazetteer.candidates("hotel zorgon") == gazetteer.candidates("zorgon tossa") == ()
    assert where(TEXT, "Ouro Zorgon") is None


def test_a_row_of_a_dump_gives_a_known_division_its_point_and_keeps_its_identifier(dump: Path) -> None:
    assert gazetteer.location("geonames:11996013").basis == "parent"
    with user_places.using(user_places.setting([dump])):
        division = gazetteer.location("geonames:11996013")
        assert (division.basis, division.latitude, division.feature_type) == ("gazetteer", 15.04, "admin2")
        assert [c.location_id for c in gazetteer.candidates("banibangou")].count("geonames:11996013") == 1


def test_the_zip_geonames_gives_is_read_as_it_is(dump: Path, tmp_path: Path) -> None:
    packed = tmp_path / "NE.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(dump, "NE.txt")
        archive.writestr("readme.txt", "about the columns")
    assert [place for _, place in user_index.read(str(packed))] == [place for _, place in user_index.read(str(dump))]


def test_places_of_a_csv_have_a_namespace_of_their_own(table: Path) -> None:
    with user_places.using(user_places.setting([table])):
        assert where("Soldiers left Zorgon Barracks on Monday.", "Zorgon Barracks") == "user:camp-zorgon"
        assert where("Gunmen raided the village of Ouro Zorgon.", "Ouro Zorgon") == "user:ouro-zorgon-ner"
        place = gazetteer.location("user:camp-zorgon")
        assert (place.gazetteer, place.parent_location_id) == ("user", "iso3166-2:NE-6")
    with pytest.raises(KeyError):
        gazetteer.location("user:camp-zorgon")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,latitude\nA,1\n", "line 1: lacks the column longitude"),
        ("name,latitude,longitude,country,colour\n", 'line 1: has the column "colour"'),
        ("name,latitude,longitude,country\nZorgon,95,1,NER\n", 'line 2: has the point "95", "1"'),
        ("name,latitude,longitude,country\nZorgon,5,1,NE\n", 'line 2: has the country "NE"'),
        ("name,latitude,longitude,country,admin1\nZorgon,5,1,NER,ML-5\n", 'line 2: has the division "ML-5"'),
        ("name,latitude,longitude,country\nZorgon,5,1\n", "line 2: has 3 cells"),
        (
            "name,latitude,longitude,country,key\nA B,5,1,NER,x\nC D,5,1,NER,x\n",
            'line 3: has the key "x" a second time',
        ),
        ("name,latitude,longitude,country,feature_type\nZorgon,5,1,NER,barn\n", 'line 2: has the feature type "barn"'),
        (dump_row(1, "Zorgon") + "\n" + dump_row(2, "Tarrin").rsplit("\t", 3)[0], "line 2: has 16 columns"),
        (dump_row(1, "Zorgon", lat="north"), 'line 1: has the point "north"'),
        ("", "is empty"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_file_line_and_what_to_do(
    tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "places.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught, user_places.using(user_places.setting([file])):
        pass
    assert said in str(caught.value)
    assert str(file) in str(caught.value) and caught.value.hint
    assert user_places.active() == user_places.NONE


def test_a_file_that_is_missing_and_a_code_that_is_no_countrys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        user_places.setting([tmp_path / "none.txt"])
    with pytest.raises(EventpackError, match="--country XXQ"):
        user_places.setting([], ["XXQ"])


def test_a_country_is_a_prior_and_no_filter() -> None:
    text = "Gunmen raided a depot in Gaya."
    with user_places.using(user_places.setting([], ["NER"])):
        here = gazetteer.location(where(text, "Gaya") or "")
        assert here.country == "NER"
        assert gazetteer.location(where("Crowds marched in Paris.", "Paris") or "").country == "FRA"
        assert gazetteer.location(where("Gunmen raided a depot in Gaya, Bihar, India.", "Gaya") or "").country == "IND"
    assert gazetteer.location(where(text, "Gaya") or "").country == "IND"


def test_the_cache_of_annotations_knows_what_was_added(dump: Path) -> None:
    article = Article("a", TEXT)
    plain = annotation_cache.key(article)
    with user_places.using(user_places.setting([dump])):
        added = annotation_cache.key(article)
    with user_places.using(user_places.setting([dump], ["NER"])):
        assert len({plain, added, annotation_cache.key(article)}) == 3
    dump.write_text(dump.read_text(encoding="utf-8") + dump_row(99000009, "Tarrin") + "\n", encoding="utf-8")
    with user_places.using(user_places.setting([dump])):
        assert annotation_cache.key(article) not in {plain, added}
    assert annotation_cache.key(article) == plain


@pytest.mark.parametrize("workers", ["1", "2"])
def test_annotate_and_build_take_places_in_every_process(tmp_path: Path, table: Path, workers: str) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "one.txt").write_text("Gunmen attacked Zorgon Barracks on 3 May 2024.", encoding="utf-8")
    (articles / "two.txt").write_text(
        "Troops from Chad attacked rebels at Zorgon Base on 4 May 2024.", encoding="utf-8"
    )
    out = tmp_path / "found.jsonl"
    options = ["--places", str(table), "--country", "NER", "--workers", workers, "--no-cache"]
    assert cli.main(["annotate", str(articles), "--out", str(out), *options]) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert all("user:camp-zorgon" in {place["location_id"] for place in line["places"]} for line in lines)
    assert cli.main(["build", str(articles), "--out", str(tmp_path / "package"), *options]) == 0
    rows = (tmp_path / "package/data/locations.csv").read_text(encoding="utf-8")
    assert "user:camp-zorgon,Camp Zorgon" in rows and ",gazetteer,user,camp-zorgon" in rows
    assert user_places.active() == user_places.NONE


def test_a_tiny_division_of_a_users_file_does_not_outdo_a_city(tmp_path: Path) -> None:
    file = tmp_path / "NE.txt"
    rows = (
        dump_row(99000011, "Kano", people="40", **{"class": "A", "code": "ADM2"}),
        dump_row(99000012, "Gidan Zorgon", lat="14.6"),
    )
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with user_places.using(user_places.setting([file])):
        for text in (
            "The wounded were brought to Kano from the village of Gidan Zorgon.",
            "KANO, 2 May - Traders fled the village of Gidan Zorgon on Friday.",
        ):
            name = "Kano" if "Kano" in text else "KANO"
            assert gazetteer.location(where(text, name) or "").country == "NGA"
        assert where("A fire broke out in Kano district in Niger.", "Kano") == "geonames:99000011"


def test_a_users_place_that_is_attacked_needs_no_other_word_beside_it(dump: Path) -> None:
    text = "NIAMEY - Armed men attacked Ouro Zorgon on Sunday, police said."
    assert where(text, "Ouro Zorgon") is None
    with user_places.using(user_places.setting([dump])):
        assert where(text, "Ouro Zorgon") == "geonames:99000001"
        assert where("Ouro Zorgon said on Sunday that he was well.", "Ouro Zorgon") is None


def test_a_text_file_of_few_columns_is_no_dump_and_has_no_header(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("Zorgon\t14.5\t1.25\n", encoding="utf-8")
    with pytest.raises(InputError, match="has 3 columns, where a GeoNames dump has 19, and no header"):
        list(user_index.read(str(file)))
