"""Personal data: what is found, and that nothing of it is left in the tables without it."""

import html
import re
import unicodedata
from urllib.parse import quote

import pandas as pd
import pytest
from factories import frames
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_texts import letters

from eventpack.personal import contacts, find, withhold
from eventpack.personal.names import Names, words
from eventpack.personal.offices import holds_office
from eventpack.tabular import schema

RESOURCES = [{"name": table, "schema": schema.resource_schema(table)} for table in schema.TABLES]
BODY = {"kind": "country", "name": "Syria"}


# --- who holds a public office


@pytest.mark.parametrize(
    ("basis", "sector", "country", "parent", "office"),
    [
        ("lexicon", "GOV", "RUS", BODY, True),
        ("lexicon", "LEG", "USA", BODY, True),
        ("lexicon", "JUD", "USA", BODY, True),
        ("lexicon", "MIL", "UKR", BODY, True),
        ("lexicon", None, None, {"kind": "igo"}, True),
        ("lexicon", None, None, None, False),
        ("lexicon", "OPP", "RUS", BODY, False),
        ("lexicon", "BUS", "USA", BODY, False),
        ("lexicon", "REL", "VAT", BODY, False),
        ("lexicon", "SPY", "USA", BODY, False),
        ("text", "GOV", "FRA", BODY, True),
        ("text", "LEG", "FRA", BODY, True),
        ("text", "GOV", None, None, False),
        ("text", "MIL", "FRA", BODY, False),
        ("text", "COP", "FRA", BODY, False),
        ("text", "JUD", "FRA", BODY, False),
        ("text", "CVL", "SYR", BODY, False),
        ("text", None, "SYR", BODY, False),
        ("text", None, None, {"kind": "igo"}, False),
        ("given", "GOV", "FRA", BODY, True),
        ("given", "CVL", "FRA", BODY, False),
        ("composition", "GOV", "FRA", BODY, True),
    ],
)
def test_an_office_is_of_a_state_or_a_body_of_states(basis, sector, country, parent, office):
    assert holds_office({"basis": basis, "sector": sector, "country": country}, parent) is office


# --- e-mail addresses and telephone numbers


@pytest.mark.parametrize(
    "text",
    [
        "write to ada@desk.example",
        "ada.example+news@mail.desk.example, she said",
        "ADA@DESK.EXAMPLE.",
        "<ada@desk.example>",
        "mailto:ada@desk.example",
        "ada (at) desk.example",
        "ada [at] desk [dot] example",
        "ada＠desk.example",
        "ada@\u200bdesk.example",
        "https://desk.example/?mail=ada@desk.example",
    ],
)
def test_an_address_is_found_however_it_is_written(text):
    assert len(list(contacts.emails(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "+963 11 555 0142",
        "call +963115550142 now",
        "+44 (0)20 7946 0958",
        "+1-202-555-0143",
        "00963 11 555 0142",
        "(202) 555-0143",
        "202-555-0143",
        "202.555.0143",
        "0932 555 142",
        "030/901820",
        "phone: 5550142",
        "Tel. 555 01 42",
        "WhatsApp 963 932 555 142",
        "call us on 0800 555 014",
        "＋９６３ １１ ５５５ ０１４２",
        "+٩٦٣ ١١ ٥٥٥ ٠١٤٢",
        "+963\u00a011\u00a0555\u00a00142",
        "+963–11–555–0142",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(text):
    assert len(list(contacts.phones(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "on 2026-01-26",
        "26.01.2026",
        "01/26/2026",
        "03-04-2026",
        "2026-01-20/2026-01-26",
        "between 1990 and 2000",
        "2019-2021",
        "1,200,000 people",
        "1 200 000 people",
        "$12,500,000.50",
        "35.948700, 34.522598",
        "at 07:30 - 08:45",
        "eventpack 0.1.0",
        "evt-05ce2c43704d077b",
        "src-0001234567890123",
        "000_47023addf9de570f.txt",
        "Il-76 and Su-35",
        "resolution 2254 (2015)",
        "won 21-19, 21-17",
        "the 155 mm gun",
        "+5.2 percent",
        "5,000-10,000 troops",
        "0.123456789",
        "ISO 8601-2:2019",
        "they call 2026 the year",
        "on January 26, 2026, 300 troops",
        "a 2-0 win",
    ],
)
def test_dates_sums_and_identifiers_are_no_telephone_numbers(text):
    assert list(contacts.phones(text)) == [] and list(contacts.emails(text)) == []


ADDRESS = r"[a-z][a-z0-9]{0,8}([._-][a-z0-9]{1,6})?@[a-z]{1,8}(-[a-z]{1,4})?\.(example|org|com\.sy)"


@given(
    st.from_regex(ADDRESS, fullmatch=True), st.sampled_from(["{}", "({})", "write to {}.", "“{}”", "a,{},b", "<{}>"])
)
def test_any_address_in_any_surroundings_is_found(address, around):
    assert list(contacts.emails(around.format(address))) == [address]


@given(
    st.integers(1, 999), st.lists(st.integers(10, 9999), min_size=2, max_size=3), st.sampled_from([" ", "-", ".", ""])
)
def test_any_number_with_the_code_of_a_country_is_found(country, groups, gap):
    number = gap.join([f"+{country}", *map(str, groups)])
    assert list(contacts.phones(f"He can be reached at {number} at night.")) == (
        [number] if sum(c.isdigit() for c in number) >= 7 else []
    )


# --- names


@pytest.mark.parametrize(
    "text",
    [
        "Maryam Haddad was there",
        "MARYAM HADDAD",
        "maryam haddad",
        "Haddad, Maryam",
        "Ms Haddad's lawyer",
        "the Haddads",
        "said Maryam",
        "/2026/maryam-haddad-arrested",
        "maryam_haddad.txt",
        "@MaryamHaddad87",
        "maryamhaddad@x",
        "Ma\u00adryam Had\u200bdad",
        "Máryam Ḥaddād",
        "M%61ryam",
        "Maryam Had-\ndad",
        "&#77;aryam",
        "Ｍａｒｙａｍ",
        "El-Haddad",
    ],
)
def test_a_name_is_found_however_a_text_writes_it(text):
    assert Names(["Maryam al-Haddad"]).found(text)


@pytest.mark.parametrize("text", ["", "Marya Hadda", "the hadd", "al-Assad met Maria", "12345", "Madam"])
def test_what_is_no_part_of_a_name_is_not_found(text):
    assert not Names(["Maryam al-Haddad"]).found(text)


def test_short_words_are_names_only_with_a_capital_and_titles_never():
    assert words("Dr Bo van der Li") == {"bo", "li"} and words("Mr") == {"mr"} and words("de la") == {"de", "la"}
    names = Names(["An Li"])
    assert names.found("Li said so") and names.found("LI") and not names.found("an army of li")
    assert names.found("An\u200b Li")
    assert names.found("/news/an-li-arrested") and names.found("an li")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王芳", "王芳说"),
        ("مريم حداد", "قالت ومريم"),
        ("Мария Иванова", "МАРИЯ"),
        ("Ιωάννης Παπάς", "ιωαννης"),
        ("Łukasz Żak", "lukasz"),
        ("Æbel Straße", "AEBEL"),
    ],
)
def test_names_of_any_script_are_found(name, text):
    assert Names([name]).found(text)


def test_the_name_of_another_who_may_be_named_does_not_tell_of_its_namesake():
    names = Names(["Maryam Haddad"], kept=["Minister Karim Haddad", "Karim Haddad", "Maryam Haddad Foundation"])
    assert not names.found("Minister Karim Haddad resigned")
    assert names.found("Karim Haddad met Haddad") and names.found("the Maryam Haddad Foundation")


def test_a_name_to_be_found_as_a_whole_is_not_found_by_its_words():
    names = Names([], whole=["Ada Example", "Zorro"])
    assert names.found("by ada-example") and names.found("Zorro") and not names.found("for example, Zorro's mask")


# --- the tables without them

GIVEN, FAMILY = "Zqarim", "Xvaddad"
STYLES = {
    "as it is": lambda g, f: f"{g} {f}",
    "capitals": lambda g, f: f"{g} {f}".upper(),
    "small": lambda g, f: f"{g} {f}".lower(),
    "turned": lambda g, f: f"{f}, {g}",
    "family": lambda g, f: f,
    "given": lambda g, f: g,
    "possessive": lambda g, f: f"{f}’s",
    "slug": lambda g, f: f"x-{g}-{f}-y".lower(),
    "underscores": lambda g, f: f"{g}_{f}",
    "joined": lambda g, f: g + f,
    "percent": lambda g, f: quote(f"{g} {f}"),
    "entities": lambda g, f: html.escape(g).replace("q", "&#113;") + " " + f,
    "composed": lambda g, f: unicodedata.normalize("NFD", f"{g} {f}"),
    "wide": lambda g, f: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in f"{g} {f}"),
    "hidden": lambda g, f: "\u200b".join(f"{g} {f}"),
    "title": lambda g, f: f"Mrs. {f}",
    "plural": lambda g, f: f"the {f}s",
}


def with_person(given: str, family: str, write, *, sector="CVL", country="SYR", basis="text"):
    """Tables of a good package with a private person in every place where one can stand."""
    tables = dict(frames())
    name, written = f"{given} {family}", write(given, family)
    key = f"per-{slug(name)}"
    new = {
        "actor_id": key,
        "name": name,
        "aliases": f"Activist {family}|{written.replace('|', ' ')}",
        "kind": "person",
        "sector": sector,
        "country": country,
        "parent_actor_id": "syr",
        "basis": basis,
    }
    second = new | {"actor_id": f"{key}-2", "name": f"{given}a {family}", "aliases": None}
    body = new | {
        "actor_id": "org-friends",
        "name": f"Friends of {family}",
        "aliases": None,
        "kind": "ngo",
        "parent_actor_id": key,
    }
    tables["actors"] = added(tables["actors"], new, second, body)
    event = tables["events"]["event_id"][0]
    tables["event_actors"] = added(
        tables["event_actors"],
        *({"event_id": event, "actor_id": one["actor_id"], "role": "recipient"} for one in (new, second, body)),
    )
    tables["events"] = tables["events"].assign(
        summary=f"{name} and Friends of {family} met {given}a {family} at Qamishli Airport."
    )
    tables["reports"] = tables["reports"].assign(
        quote=f"It was {written}, they say.", coder=written, date_text=written, attributed_to=key
    )
    tables["sources"] = tables["sources"].assign(
        title=written,
        author=written,
        publisher=f"{written} Daily",
        file=f"{written}.txt",
        url=f"https://news.example/{written}",
    )
    report = tables["reports"]["report_id"][0]
    tables["reviews"] = added(
        tables["reviews"],
        {
            "report_id": report,
            "decision": "accepted",
            "changed": None,
            "reviewer": written,
            "date": tables["events"]["date_latest"][0],
            "reason": f"I asked {written}.",
        },
    )
    tables["forwards"] = added(
        tables["forwards"],
        *(
            {
                "table_name": "actors",
                "old_id": old,
                "part": 1,
                "new_id": new_id,
                "reason": "merged",
                "version": "1",
                "last_event_id": None,
            }
            for old, new_id in ((f"{key}-old", key), ("org-friends-old", "rus"))
        ),
    )
    tables["locations"] = tables["locations"].assign(aliases=f"The field|{family} field")
    tables["rejected"] = added(
        tables["rejected"],
        {
            "number": 1,
            "file": f"{written}.txt",
            "line": 1,
            "article_id": written,
            "stage": "reading",
            "reason": f'title is "{written}"',
            "remedy": "Correct it",
            "sha256": "0" * 64,
        },
    )
    return tables


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)


def added(frame: pd.DataFrame, *rows: dict) -> pd.DataFrame:
    more = pd.DataFrame({n: pd.array([r[n] for r in rows], dtype=frame[n].dtype) for n in frame.columns})
    return pd.concat([frame, more], ignore_index=True)


def cells(tables) -> list[str]:
    return [str(cell) for frame in tables.values() for name in frame for cell in frame[name].dropna()]


def broken_references(tables) -> list[tuple]:
    found = []
    for resource in RESOURCES:
        frame, declared = tables[resource["name"]], resource["schema"]
        keys = frame[declared["primaryKey"]]
        assert not keys.duplicated().any() and not keys.isna().any(axis=None)
        for key in declared.get("foreignKeys", ()):
            other = tables[key["reference"]["resource"] or resource["name"]][key["reference"]["fields"][0]]
            column = frame[key["fields"][0]].dropna()
            found += [(resource["name"], key["fields"][0], value) for value in column[~column.isin(other)]]
    return found


def no_persons(texts):
    return dict.fromkeys(texts, ())


@pytest.fixture
def unread(monkeypatch):
    """Without the coder: what the tables themselves know must be enough."""
    monkeypatch.setattr(find, "persons_in", no_persons)


@pytest.mark.parametrize("style", STYLES)
def test_nothing_of_a_withheld_name_is_left_in_any_table(unread, style):
    tables = with_person(GIVEN, FAMILY, STYLES[style])
    assert sum("xv" in letters(cell) for cell in cells(tables)) >= 10
    made = withhold.withheld(tables, RESOURCES, find.search(tables, RESOURCES))
    left = [cell for cell in cells(made) if "xv" in letters(cell) or "zq" in letters(cell)]
    assert left == [] and broken_references(made) == []


LETTERS = st.text(st.sampled_from("abcdefghijklmnoprstuyéäöøłšıñğабвдежиклмнопрст"), min_size=2, max_size=9)


@settings(max_examples=60, deadline=None)
@given(
    LETTERS,
    LETTERS,
    st.sampled_from(sorted(STYLES)),
    st.sampled_from([None, "CVL", "MIL", "OPP", "REF"]),
    st.sampled_from([None, "SYR", "RUS"]),
)
def test_nothing_of_any_name_is_left_whoever_bears_it(given, family, style, sector, country):
    before, find.persons_in = find.persons_in, no_persons
    try:
        tables = with_person(f"Zq{given}", f"Xv{family}", STYLES[style], sector=sector, country=country)
        made = withhold.withheld(tables, RESOURCES, find.search(tables, RESOURCES))
    finally:
        find.persons_in = before
    assert [cell for cell in cells(made) if "xv" in letters(cell) or "zq" in letters(cell)] == []
    assert broken_references(made) == []


def test_a_person_is_written_as_the_side_in_every_table(unread):
    tables = with_person(GIVEN, FAMILY, STYLES["as it is"])
    made = withhold.withheld(tables, RESOURCES, find.search(tables, RESOURCES))
    rows = made["actors"].set_index("actor_id")
    assert rows.loc["withheld-person-syr-cvl", "name"] == "Unnamed person (Syria, Civilians)"
    assert rows.loc["withheld-ngo-syr-cvl", "parent_actor_id"] == "syr"
    assert set(made["reports"]["attributed_to"]) == {"withheld-person-syr-cvl"}
    # Two persons of one side are one actor, once in the event.
    assert made["event_actors"]["actor_id"].tolist().count("withheld-person-syr-cvl") == 1
    assert made["events"]["summary"][0] == (
        "Unnamed person (Syria, Civilians) and Unnamed non-governmental organisation (Syria, Civilians) met Unnamed "
        "person (Syria, Civilians) at Qamishli Airport."
    )
    assert made["locations"]["aliases"].dropna().unique().tolist() == ["The field"]
    assert len(made["reports"]) == len(tables["reports"]) and made["reports"]["quote"].isna().all()
    assert made["forwards"]["old_id"].tolist() == ["org-friends-old"]


def test_what_names_nobody_stays_as_it_was(unread):
    tables = frames()
    private = added(
        tables["actors"],
        {
            "actor_id": "per-zqa-xvo",
            "name": "Zqa Xvo",
            "aliases": None,
            "kind": "person",
            "sector": None,
            "country": None,
            "parent_actor_id": None,
            "basis": "text",
        },
    )
    more = tables | {"actors": private}
    made = withhold.withheld(more, RESOURCES, find.search(more, RESOURCES))
    for table, frame in tables.items():
        if table != "actors":
            pd.testing.assert_frame_equal(made[table], frame)
    assert made["actors"].loc[lambda f: ~f["actor_id"].str.startswith("withheld")].equals(tables["actors"])


def test_without_anything_found_the_tables_are_the_same():
    tables = frames()
    found = find.search(tables, RESOURCES)
    assert found.findings == ()
    for table, frame in withhold.withheld(tables, RESOURCES, found).items():
        pd.testing.assert_frame_equal(frame, tables[table])


def test_an_official_of_the_same_family_keeps_the_name(unread):
    tables = with_person("Maryam", "Haddad", STYLES["family"])
    tables["actors"] = added(
        tables["actors"],
        {
            "actor_id": "per-karim-haddad",
            "name": "Karim Haddad",
            "aliases": "Haddad|Minister Karim Haddad",
            "kind": "person",
            "sector": "GOV",
            "country": "SYR",
            "parent_actor_id": "syr",
            "basis": "text",
        },
    )
    tables["reports"].loc[0, ["quote", "coder"]] = ["Minister Karim Haddad spoke.", "eventpack 0.1.0"]
    made = withhold.withheld(tables, RESOURCES, find.search(tables, RESOURCES))
    row = made["actors"].set_index("actor_id").loc["per-karim-haddad"]
    assert (row["name"], row["aliases"]) == ("Karim Haddad", "Minister Karim Haddad")
    assert made["reports"]["quote"][0] == "Minister Karim Haddad spoke." and pd.isna(made["reports"]["quote"][1])


def test_a_place_of_the_same_name_stays_in_the_summary_where_it_is_the_place(unread):
    tables = with_person("Michael", "Syria", STYLES["as it is"])
    told = "Michael Syria was arrested in Qamishli Airport, and Syria knew."
    tables["events"] = tables["events"].assign(summary=told)
    made = withhold.withheld(tables, RESOURCES, find.search(tables, RESOURCES))
    assert made["events"]["summary"][0] == (
        "Unnamed person (Syria, Civilians) was arrested in Qamishli Airport, and Syria knew."
    )
    assert made["actors"].set_index("actor_id").loc["syr", "name"] == "Syria"


def test_a_looked_at_name_is_kept(unread):
    tables = with_person("Maryam", "Haddad", STYLES["as it is"])
    tables["sources"]["author"] = pd.NA
    public = ["maryam haddad", "Maryama Haddad", "Maryam Haddad old"]
    found = find.search(tables, RESOURCES, public)
    assert [f.kind for f in found.findings] == ["person without a known public office"]  # the identifier of -old
    found = find.search(tables, RESOURCES, [*public, "Maryam Haddad -old"])
    assert "per-maryam-haddad" not in found.actors


def test_a_person_who_is_no_longer_in_the_tables_is_found_by_the_identifier(unread):
    tables = frames()
    tables["forwards"] = added(
        tables["forwards"],
        *(
            {
                "table_name": "actors",
                "old_id": old,
                "part": 1,
                "new_id": None,
                "reason": "withdrawn",
                "version": "1",
                "last_event_id": None,
            }
            for old in ("per-jane-roedale", "per-vladimir-putin", "per-mil", "org-roedale")
        ),
    )
    found = find.search(tables, RESOURCES)
    assert [(f.table, f.row, f.what) for f in found.findings] == [("forwards", 1, "jane roedale")]
    assert withhold.withheld(tables, RESOURCES, found)["forwards"]["old_id"].tolist() == [
        "per-vladimir-putin",
        "per-mil",
    ]


def test_an_alias_tells_another_spelling_but_not_what_somebody_is_or_where_from(unread):
    tables = frames()
    tables["actors"] = added(
        tables["actors"],
        {
            "actor_id": "per-x",
            "name": "Maryam Haddad",
            "kind": "person",
            "sector": None,
            "country": None,
            "aliases": "Maryam Haddad of Riverside|Syrian activist Mariam Hadad|Haddad of Qamishli",
            "parent_actor_id": None,
            "basis": "text",
        },
    )
    names = find.search(tables, RESOURCES).names
    assert names.found("It was Hadad") and names.found("Mariam")
    assert not any(map(names.found, ("Riverside", "a Syrian activist", "in Qamishli")))


def test_a_number_or_an_address_is_found_with_its_place_and_its_cell_left_out(unread):
    tables = frames()
    tables["reports"].loc[1, "quote"] = "Call +963 11 555 0142 or ada@desk.example."
    found = find.search(tables, RESOURCES)
    assert [(f.table, f.row, f.column, f.kind, f.what) for f in found.findings] == [
        ("reports", 2, "quote", "e-mail address", "ada@desk.example"),
        ("reports", 2, "quote", "telephone number", "+963 11 555 0142"),
    ]
    assert withhold.withheld(tables, RESOURCES, found)["reports"]["quote"].isna().tolist() == [False, True]


def test_a_person_who_was_taken_for_a_body_is_found():
    tables = frames()
    tables["actors"] = added(
        tables["actors"],
        {
            "actor_id": "org-x",
            "name": "Columbus Investigator Gregory Sealock",
            "aliases": None,
            "kind": "organisation",
            "sector": None,
            "country": "USA",
            "parent_actor_id": None,
            "basis": "text",
        },
    )
    found = find.search(tables, RESOURCES)
    assert [(f.table, f.column, f.what) for f in found.findings] == [("actors", "name", "Gregory Sealock")]
    names = withhold.withheld(tables, RESOURCES, found)["actors"]["name"].tolist()
    assert "Unnamed organisation (United States)" in names and not any("Sealock" in name for name in names)


def test_authors_who_are_a_body_are_nobodys_name(unread):
    tables = frames()
    tables["sources"]["author"] = pd.array(["North Wire", "By Ada Example and Bo Roe", "South Post"], dtype="string")
    found = find.search(tables, RESOURCES)
    assert [(f.row, f.kind, f.what) for f in found.findings] == [(2, "author", "By Ada Example and Bo Roe")]
    tables["sources"].loc[0, "title"] = "Bo Roe: for example"
    tables["sources"].loc[2, "title"] = "For example, snow"
    made = withhold.withheld(tables, RESOURCES, found)["sources"]
    assert made["author"].isna().tolist() == [False, True, False]
    assert made["title"].isna().tolist() == [True, False, False]


def test_an_alias_that_names_another_hides_nothing_of_that_other(unread):
    """Of "Haddad's wife" the coder knows that she is a civilian: that she has this alias lets no quote say it."""
    tables = with_person("Maryam", "Haddad", STYLES["family"])
    civilians = {
        "actor_id": "syr-cvl",
        "name": "Syrian civilians",
        "aliases": "Haddad's wife|Homs residents",
        "kind": "group",
        "sector": "CVL",
        "country": "SYR",
        "parent_actor_id": "syr",
        "basis": "composition",
    }
    official = civilians | {
        "actor_id": "per-karim",
        "name": "Karim Salem",
        "aliases": "Maryam's brother Karim Salem",
        "kind": "person",
        "sector": "GOV",
        "basis": "text",
    }
    tables["actors"] = added(tables["actors"], civilians, official)
    quotes = ["They met Haddad's wife.", "Maryam's brother Karim Salem spoke."]
    tables["reports"]["quote"] = pd.array(quotes, dtype="string")
    made = withhold.withheld(tables, RESOURCES, find.search(tables, RESOURCES))
    assert made["reports"]["quote"].isna().all()
    rows = made["actors"].set_index("actor_id")
    assert rows.loc["syr-cvl", "aliases"] == "Homs residents" and pd.isna(rows.loc["per-karim", "aliases"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("A man from Clacton, Essex - Aseany Duncan, 19 - was charged with fraud.", {"Aseany Duncan"}),
        ("Hayat Tahrir al-Sham and the Syrian National Army left the town.", set()),
        ("“They took my son,” said Ahmad al-Khalil, 52, a resident of Qamishli.", {"Ahmad al-Khalil"}),
        ("Russian leader Vladimir Putin met Bashar Assad in Moscow.", {"Vladimir Putin", "Bashar al-Assad"}),
        ("The troops left the airport last week.", set()),
    ],
)
def test_coder_and_parser_together_find_the_persons_of_a_text(text, named):
    assert {person.name for person in find.persons_in([text])[text]} == named


def test_the_coder_finds_persons_who_are_no_actors_of_the_tables():
    tables = frames()
    tables["reports"]["quote"] = pd.array(
        ["Soldiers shot Rania Darwish near the market.", "Vladimir Putin met the troops."], dtype="string"
    )
    tables["sources"].loc[0, "title"] = "Who was Darwish?"
    found = find.search(tables, RESOURCES)
    assert [(f.table, f.row, f.what) for f in found.findings][:1] == [("reports", 1, "Rania Darwish")]
    made = withhold.withheld(tables, RESOURCES, found)
    assert made["reports"]["quote"].isna().tolist() == [True, False] and pd.isna(made["sources"]["title"][0])
    assert find.search(tables, RESOURCES, ["Rania Darwish", "Darwish"]).findings == ()


def test_the_text_columns_are_those_that_can_hold_a_name():
    taken = {resource["name"]: find.text_columns(resource) for resource in RESOURCES}
    assert taken["sources"] == ["title", "publisher", "author", "url", "file"]
    assert taken["reports"] == ["quote", "trigger", "date_text", "coder"]
    assert taken["locations"] == ["aliases"] and taken["event_links"] == []
