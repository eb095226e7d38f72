"""The gazetteer's rows, its index file, and the countries."""

from __future__ import annotations

import csv
import math
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack.lexicon import countries
from eventpack.places import gazetteer, name_folding
from eventpack.places.name_folding import fold_all, without_article
from eventpack.storage import cache_folder

ROOT = Path(__file__).resolve().parents[2]
FEATURES = {row["code"] for row in csv.DictReader((ROOT / "schemas/codes/feature_types.csv").open(encoding="utf-8"))}


def in_box(country: countries.Country, latitude: float, longitude: float) -> bool:
    west, south, east, north = country.bbox
    return south <= latitude <= north and west <= longitude <= east


@pytest.mark.parametrize(
    "location_id",
    [
        "iso3166-1:SYR",
        "iso3166-2:SY-HA",
        "geonames:173377",
        "icao:OSKL",
        "icao:OSLK",
        "icao:OS72",
        "eventpack:port-tartus",
        "eventpack:northern-syr",
        "eventpack:northern-and-eastern-syr",
        "eventpack:southwestern-us-oh",
        "iso3166-2:US-TX",
    ],
)
def test_every_row_names_its_feature_its_gazetteer_and_holders_up_to_the_country(location_id: str) -> None:
    place = gazetteer.location(location_id)
    assert place.location_id == location_id
    assert place.feature_type in FEATURES
    assert place.gazetteer_key == location_id.partition(":")[2]
    top = place
    while top.parent_location_id:
        top = gazetteer.location(top.parent_location_id)
    assert top.location_id == f"iso3166-1:{place.country}"


def test_an_unknown_identifier_is_a_key_error_that_names_it() -> None:
    for unknown in ("geonames:1", "eventpack:sideways-syr", "eventpack:northern-xxx", "nonsense", "", "iso3166-1:XXX"):
        with pytest.raises(KeyError) as error:
            gazetteer.location(unknown)
        assert repr(unknown) in str(error.value)


def test_ourairports_rows_say_so() -> None:
    assert gazetteer.location("icao:OSKL").gazetteer == "ourairports"
    assert gazetteer.location("icao:OSKL").admin1 == "SY-HA"


def test_the_northern_part_of_a_country_lies_north_of_its_middle_and_the_eastern_east() -> None:
    for iso3 in ("SYR", "FRA", "NGA", "USA", "IND"):
        low = gazetteer.location(f"eventpack:southern-{iso3.lower()}")
        high = gazetteer.location(f"eventpack:northern-{iso3.lower()}")
        left = gazetteer.location(f"eventpack:western-{iso3.lower()}")
        right = gazetteer.location(f"eventpack:eastern-{iso3.lower()}")
        assert high.latitude > low.latitude and right.longitude > left.longitude
        assert high.parent_location_id == f"iso3166-1:{iso3}"
        assert all(in_box(countries.by_iso3()[iso3], p.latitude, p.longitude) for p in (low, high, left, right))


def test_every_curated_place_is_in_its_country_has_a_known_feature_type_and_a_source() -> None:
    for row in countries.read_lexicon("places.yaml"):
        place = gazetteer.location(f"eventpack:{row['slug']}")
        assert place.feature_type in FEATURES, row["slug"]
        assert row["source"].startswith("https://"), row["slug"]
        if place.country:
            assert in_box(countries.by_iso3()[place.country], place.latitude, place.longitude), row["slug"]
        if place.admin1:
            assert gazetteer.location(f"iso3166-2:{place.admin1}").country == place.country, row["slug"]


def test_every_division_of_the_lexicon_is_one() -> None:
    for row in countries.read_lexicon("divisions.yaml"):
        place = gazetteer.location(f"iso3166-2:{row['code']}")
        if "name" in row:
            assert place.name == row["name"]
        if "latitude" in row:
            assert (place.latitude, place.longitude) == (row["latitude"], row["longitude"])


def test_every_country_has_a_row_inside_its_own_box() -> None:
    for country in countries.by_iso3().values():
        place = gazetteer.country_location(country.iso3)
        assert in_box(country, place.latitude, place.longitude), country.iso3
        west, south, east, north = country.bbox
        assert -180 <= west < east <= 180 and -90 <= south < north <= 90


def test_capitals_lie_inside_their_countries_box() -> None:
    for name, iso3 in countries.by_capital().items():
        for place in gazetteer.candidates(fold_all(name)):
            if place.country == iso3 and place.feature == "city":
                assert in_box(countries.by_iso3()[iso3], place.latitude, place.longitude), name


def test_no_name_demonym_or_metonym_is_two_countries_except_the_congolese() -> None:
    shared = []
    for field in ("names", "demonyms", "metonyms"):
        seen: dict[str, str] = {}
        for country in countries.by_iso3().values():
            for name in {value.lower() for value in getattr(country, field)}:
                if seen.setdefault(name, country.iso3) != country.iso3:
                    shared.append(name)
    assert shared == ["congolese"]


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("britain", "GBR"),
        ("england", "GBR"),
        ("holland", "NLD"),
        ("burma", "MMR"),
        ("u.s.", "USA"),
        ("türkiye", "TUR"),
        ("turkey", "TUR"),
        ("swaziland", "SWZ"),
        ("ivory coast", "CIV"),
        ("drc", "COD"),
        ("congo", "COD"),
        ("south korea", "KOR"),
    ],
)
def test_countries_are_known_by_their_usual_and_old_names(name: str, iso3: str) -> None:
    assert countries.by_name()[name] == iso3


def test_spellings_of_one_name_fold_to_one_key() -> None:
    assert fold_all("Al-Qāmishlī") == fold_all("al Qamishli") == fold_all("Al\u2011Qamishli") == "al qamishli"
    assert fold_all("St. Paul") == fold_all("Saint Paul")
    assert fold_all("Ra's al-ʿAyn") == fold_all("Ras al Ayn")
    assert fold_all("Łódź") == "lodz"
    assert fold_all("\U0001d608leppo") == "aleppo"
    assert without_article("al qamishli") == "qamishli"
    assert without_article("aleppo") is None


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name: str) -> None:
    once = fold_all(name)
    assert fold_all(once) == once or any(word in once.split() for word in ("st", "ste", "mt", "ft"))


def test_places_lie_on_the_globe() -> None:
    for key in ("paris", "springfield", "san jose", "victoria", "alexandria"):
        rows = gazetteer.candidates(key)
        assert rows
        for row in rows:
            assert math.fabs(row.latitude) <= 90 and math.fabs(row.longitude) <= 180


def test_a_name_nobody_bears_has_no_candidates() -> None:
    assert gazetteer.candidates("qwertyuiop asdf") == ()
    assert gazetteer.longest("qwertyuiop") == 0


def _read_in_child(queue: multiprocessing.Queue) -> None:
    queue.put(gazetteer.location("icao:OSKL").name)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_reads_the_index_on_a_connection_of_its_own() -> None:
    gazetteer.location("icao:OSKL")
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_read_in_child, args=(queue,))
    child.start()
    assert queue.get(timeout=30) == "Qamishli Airport"
    child.join(30)


def test_a_cache_folder_that_cannot_be_written_gives_way_to_the_temporary_one(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    code = (
        "from unittest import mock\n"
        "from pathlib import Path\n"
        "from eventpack.places import gazetteer, gazetteer_index as gazetteer_build\n"
        "def build(path): Path(path).write_bytes(b'SQLite format 3\\x00')\n"
        "with mock.patch.object(gazetteer_build, 'build', build):\n"
        "    print(gazetteer.index_file())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "EVENTPACK_CACHE": str(blocked), "TMPDIR": str(temporary)},
    )
    written = Path(done.stdout.strip())
    assert temporary in written.parents
    assert written.is_file()


def test_a_build_that_fails_leaves_no_file_behind(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    code = (
        "from unittest import mock\n"
        "from eventpack.places import gazetteer, gazetteer_index as gazetteer_build\n"
        "def build(path): open(path, 'w').close(); raise RuntimeError('stopped')\n"
        "with mock.patch.object(gazetteer_build, 'build', build):\n"
        "    try: gazetteer.index_file()\n"
        "    except RuntimeError: print('stopped')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "EVENTPACK_CACHE": str(tmp_path), "TMPDIR": str(tmp_path_factory.mktemp("elsewhere"))},
    )
    assert done.stdout.strip() == "stopped"
    assert list(tmp_path.iterdir()) == []


def test_only_the_newest_indexes_are_kept(tmp_path: Path) -> None:
    for age in range(5):
        path = tmp_path / f"gazetteer-{age}.sqlite"
        path.write_bytes(b"")
        os.utime(path, (1000 - age, 1000 - age))
    other = tmp_path / "notes.txt"
    other.write_text("mine", encoding="utf-8")
    gazetteer._tidy(tmp_path, "gazetteer", keep=3)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "gazetteer-0.sqlite",
        "gazetteer-1.sqlite",
        "gazetteer-2.sqlite",
        "notes.txt",
    ]


def test_without_any_folder_to_write_the_error_names_the_folder(tmp_path: Path) -> None:
    code = (
        "from unittest import mock\n"
        "from eventpack.places import gazetteer, gazetteer_index as gazetteer_build\n"
        "def build(path): raise OSError('no space left')\n"
        "with mock.patch.object(gazetteer_build, 'build', build):\n"
        "    try: gazetteer.index_file()\n"
        "    except OSError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "EVENTPACK_CACHE": str(tmp_path), "TMPDIR": str(tmp_path)},
    )
    assert "no space left" in done.stdout and str(tmp_path) in done.stdout


def test_an_index_that_was_cut_off_is_not_used(tmp_path: Path) -> None:
    whole = gazetteer.index_file()
    cut = tmp_path / "index.sqlite"
    with whole.open("rb") as file:
        cut.write_bytes(file.read(1_000_000))
    assert gazetteer._ready(whole)
    assert not gazetteer._ready(cut)


def run_with_damaged_index(tmp_path: Path, build: str) -> subprocess.CompletedProcess:
    """Looks a place up in an index whose pages are all zero; `build` is the body of what makes it anew."""
    whole = gazetteer.index_file()
    damaged = tmp_path / whole.name
    with whole.open("rb") as file:
        damaged.write_bytes(file.read(100))
    os.truncate(damaged, whole.stat().st_size)
    code = (
        "import logging, shutil, sys\n"
        "from unittest import mock\n"
        "from eventpack.places import gazetteer, gazetteer_index\n"
        f"def build(path): {build}\n"
        "with mock.patch.object(gazetteer_index, 'build', build):\n"
        "    try: print([place.name for place in gazetteer.candidates('tunis') if place.population > 500_000][:1])\n"
        "    except gazetteer.NoIndex as error: print(error)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(whole)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "EVENTPACK_CACHE": str(tmp_path), "TMPDIR": str(tmp_path)},
    )


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    done = run_with_damaged_index(tmp_path, "shutil.copyfile(sys.argv[1], path)")
    assert done.stdout.strip() == "['Tunis']"
    assert "is damaged" in done.stderr and "rebuilt" in done.stderr


def test_an_index_that_stays_damaged_is_an_error_of_no_article(tmp_path: Path) -> None:
    done = run_with_damaged_index(tmp_path, "open(path, 'wb').write(b'SQLite format 3' + bytes(5000))")
    assert "is damaged and cannot be rebuilt" in done.stdout and str(tmp_path) in done.stdout


def test_a_cache_folder_of_everybody_is_left_out_with_a_warning(tmp_path: Path, monkeypatch, caplog) -> None:
    monkeypatch.setenv("EVENTPACK_CACHE", str(tmp_path / "shared"))
    (tmp_path / "shared").mkdir(mode=0o755)
    assert cache_folder.cache_folders()[0] == tmp_path / "shared"
    (tmp_path / "shared").chmod(0o777)
    assert tmp_path / "shared" not in cache_folder.cache_folders()
    assert "everybody on this machine can write there" in caplog.text


def test_a_relative_cache_folder_is_one_of_the_working_folder(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTPACK_CACHE", "mine")
    assert cache_folder.cache_folders()[0] == tmp_path / "mine"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tessaoua", "tesawa", True),
        ("djenne", "jenne", True),
        ("goundam", "gundam", True),
        ("fada ngourma", "fadangourma", True),
        ("abeche", "abeshe", True),
        ("tillabery", "tillaberi", True),
        ("bama", "boma", False),
        ("konna", "kanna", False),
        ("dori", "doro", False),
    ],
)
def test_spellings_are_one_by_rule_and_never_by_likeness(one: str, other: str, same: bool) -> None:
    assert (name_folding.spelled(one, "ML") == name_folding.spelled(other, "ML")) is same
    assert name_folding.spelled(one, "FR") is None


def test_a_spelling_that_fits_two_distant_places_of_a_country_stands_for_neither() -> None:
    def place(ident: str, country: str, latitude: float) -> gazetteer.Candidate:
        return gazetteer.Candidate(ident, "Zorgo", "town", country, None, None, latitude, 1.0, 0, "gazetteer", True)

    apart = [place("geonames:1", "BFA", 12.0), place("geonames:2", "BFA", 14.0), place("geonames:3", "MLI", 13.0)]
    assert [one.location_id for one in gazetteer._told_apart(apart)] == ["geonames:3"]
    together = [place("geonames:1", "BFA", 12.0), place("geonames:2", "BFA", 12.1)]
    assert gazetteer._told_apart(together) == together
