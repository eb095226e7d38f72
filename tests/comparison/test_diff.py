"""`eventpack diff`: what changed between two packages, what it is called, and the version it calls for."""

import json
import shutil
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.cli import main
from eventpack.comparison import changelog, difference_output, package_side
from eventpack.comparison.diff import diff
from eventpack.comparison.difference import level
from eventpack.comparison.version import changes, enough, following

EVENTS = {"evt-a": "Marl shelled Quay.", "evt-b": "Marl shelled the quay.", "evt-c": "Two mayors met."}
TOLD = {"rep-1": "evt-a", "rep-2": "evt-b", "rep-3": "evt-b", "rep-4": "evt-c"}
ROLES = [("evt-a", "marl", "actor"), ("evt-b", "marl", "actor"), ("evt-c", "quay", "actor")]


def pack(folder, events=EVENTS, told=TOLD, roles=ROLES, forwards=(), version="1.2.3", edit=None, **words):
    """A small data package by hand. `edit` may change its descriptor before it is written."""
    tables = {
        "events": (["event_id", "summary"], ["event_id"], [], events.items()),
        "reports": (["report_id", "event_id"], ["report_id"], [("event_id", "events")], told.items()),
        "event_actors": (
            ["event_id", "actor_id", "role"],
            ["event_id", "actor_id", "role"],
            [("event_id", "events")],
            roles,
        ),
        "forwards": (
            ["table_name", "old_id", "part", "new_id", "reason"],
            ["table_name", "old_id", "part"],
            [],
            forwards,
        ),
    }
    (folder / "data").mkdir(parents=True)
    resources = []
    for name, (columns, key, foreign, rows) in tables.items():
        pd.DataFrame(list(rows), columns=columns).to_csv(folder / f"data/{name}.csv", index=False)
        resources.append(
            {
                "name": name,
                "path": f"data/{name}.csv",
                "schema": {
                    "fields": [{"name": column, "type": "string"} for column in columns],
                    "primaryKey": key,
                    "foreignKeys": [{"fields": [c], "reference": {"resource": t, "fields": [c]}} for c, t in foreign],
                },
            }
        )
    data = {"name": "marl", "version": version, "resources": resources, **words}
    if edit:
        edit(data)
    (folder / "datapackage.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.fixture
def old(tmp_path):
    return pack(tmp_path / "old")


def compared(old, new):
    return diff(package_side.read(old), package_side.read(new))


def table(found, name):
    return next(t for t in found.tables if t.name == name)


def lines(found, **options):
    return list(difference_output.text(found, **options))


# --- rows


def with_figures(folder, toll="14", place="loc-quay", **options):
    """A package with a casualty of a report and a mention in an article."""
    made = pack(folder, **options)
    data = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    for name, columns, key, foreign, row in (
        ("casualties", "report_id kind number low", ["report_id", "kind", "number"], ["reports"], f"rep-2,killed,1,{toll}"),
        ("mentions", "source_id char_start char_end location_id", ["source_id", "char_start", "char_end"], [], f"src-1,3,7,{place}"),
    ):  # fmt: skip
        (made / f"data/{name}.csv").write_text(f"{columns.replace(' ', ',')}\n{row}\n", encoding="utf-8")
        fields = [{"name": column, "type": "string"} for column in columns.split()]
        references = [{"fields": [key[0]], "reference": {"resource": t, "fields": [key[0]]}} for t in foreign]
        schema = {"fields": fields, "primaryKey": key, "foreignKeys": references}
        data["resources"].append({"name": name, "path": f"data/{name}.csv", "schema": schema})
    (made / "datapackage.json").write_text(json.dumps(data), encoding="utf-8")
    return made


def test_a_corrected_toll_and_place_are_cells_of_their_rows_and_a_patch(tmp_path):
    before, after = with_figures(tmp_path / "old"), with_figures(tmp_path / "new", toll="17", place="loc-marl")
    found = compared(before, after)
    toll, place = table(found, "casualties"), table(found, "mentions")
    assert toll.changed[["report_id", "kind", "column", "old", "new"]].values.tolist() == [
        ["rep-2", "killed", "low", "14", "17"]
    ]
    assert place.changed[["char_start", "column", "old", "new"]].values.tolist() == [
        ["3", "location_id", "loc-quay", "loc-marl"]
    ]
    assert level(changes(found)) == "patch"


def test_the_toll_of_a_report_under_another_identifier_is_not_a_new_toll(tmp_path):
    told = {("rep-9" if report == "rep-2" else report): event for report, event in TOLD.items()}
    after = with_figures(tmp_path / "new", told=told, forwards=[("reports", "rep-2", "1", "rep-9", "renamed")])
    rows = (after / "data/casualties.csv").read_text(encoding="utf-8").replace("rep-2", "rep-9")
    (after / "data/casualties.csv").write_text(rows, encoding="utf-8")
    toll = table(compared(with_figures(tmp_path / "old"), after), "casualties")
    assert toll.added.empty and toll.removed.empty and toll.changed.empty


def test_a_package_is_the_same_as_itself_in_a_folder_by_its_descriptor_and_in_a_zip(old, tmp_path, capsys):
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "old")
    for other in (old, old / "datapackage.json", packed):
        assert main(["diff", str(old), str(other)]) == 0
    assert capsys.readouterr().out == "the same, version 1.2.3\n" * 3


def test_an_added_row_is_minor_and_a_corrected_cell_a_patch(old, tmp_path):
    corrected = pack(tmp_path / "p", events=EVENTS | {"evt-c": "Three mayors met."})
    assert difference_output.verdict(compared(old, corrected)) == ("patch", "1.2.4")
    more = pack(tmp_path / "m", events=EVENTS | {"evt-c": "Three mayors met.", "evt-d": "A port closed."})
    found = compared(old, more)
    assert difference_output.verdict(found) == ("minor", "1.3.0")
    assert lines(found) == [
        "events: 3 rows before, 4 now; 1 added, 1 changed",
        '  + evt-d: "A port closed."',
        '  ~ evt-c: summary: "Two mayors met." → "Three mayors met."',
        "next version: 1.3.0, minor (events: 1 row added); it is 1.2.3 now",
    ]


def test_before_1_0_it_is_reported_which_number_an_added_row_raises(tmp_path):
    old, new = (
        pack(tmp_path / "a", version="0.1.0"),
        pack(tmp_path / "b", events=EVENTS | {"evt-d": "A port closed."}, version="0.1.0"),
    )
    advice = "(events: 1 row added; before 1.0 that raises the third number)"
    assert lines(compared(old, new))[-1] == f"next version: 0.1.1 {advice}; it is 0.1.0 now"
    raised = pack(tmp_path / "c", events=EVENTS | {"evt-d": "A port closed."}, version="0.1.1")
    assert lines(compared(old, raised))[-1] == f"version 0.1.1 is right after 0.1.0 {advice}"


def test_a_merged_event_is_reported_as_merged_and_what_refers_to_it_is_not_changed(old, tmp_path):
    new = pack(
        tmp_path / "new",
        events={"evt-b": EVENTS["evt-b"], "evt-c": EVENTS["evt-c"]},
        told=TOLD | {"rep-1": "evt-b"},
        roles=ROLES[1:],
        forwards=[("events", "evt-a", 1, "evt-b", "merged")],
        version="2.0.0",
    )
    found = compared(old, new)
    assert difference_output.verdict(found) == ("major", "2.0.0")
    assert lines(found) == [
        "events: 3 rows before, 2 now; 1 merged",
        "  > evt-a merged into evt-b",
        "forwards: 0 rows before, 1 now; 1 added",
        "version 2.0.0 is right after 1.2.3: major (events: 1 row merged)",
    ]


def test_a_split_and_a_withdrawn_event_are_reported_as_such(old, tmp_path):
    new = pack(
        tmp_path / "new",
        events={"evt-a": EVENTS["evt-a"], "evt-b": EVENTS["evt-b"], "evt-d": "Marl fired."},
        told={"rep-1": "evt-a", "rep-2": "evt-b", "rep-3": "evt-d"},
        roles=[*ROLES[:2], ("evt-d", "marl", "actor")],
        forwards=[
            ("events", "evt-b", 1, "evt-d", "split"),
            ("events", "evt-c", 1, "", "withdrawn"),
            ("reports", "rep-4", 1, "", "withdrawn"),
        ],
    )
    found = compared(old, new)
    assert lines(found)[:8] == [
        "events: 3 rows before, 3 now; 1 added, 1 split, 1 withdrawn",
        '  + evt-d: "Marl fired."',
        "  > evt-b split, also into evt-d",
        "  > evt-c withdrawn",
        "reports: 4 rows before, 3 now; 1 withdrawn, 1 changed",
        "  > rep-4 withdrawn",
        '  ~ rep-3: event_id: "evt-b" → "evt-d"',
        "event_actors: 3 rows before, 3 now; 1 added, 1 removed",
    ]


def test_a_row_that_others_refer_to_is_not_removed_without_a_major_version(old, tmp_path):
    roles = pack(tmp_path / "roles", roles=ROLES[:2])
    assert difference_output.verdict(compared(old, roles)) == ("patch", "1.2.4")
    gone = pack(tmp_path / "gone", events={k: v for k, v in EVENTS.items() if k != "evt-c"})
    assert difference_output.verdict(compared(old, gone)) == ("major", "2.0.0")


def test_forwards_that_the_old_package_had_are_not_told_again(tmp_path):
    before = pack(tmp_path / "a", forwards=[("events", "evt-x", 1, "evt-a", "merged")])
    after = pack(tmp_path / "b", forwards=[("events", "evt-x", 1, "evt-b", "merged")])
    assert not len(table(compared(before, after), "events").forwarded)


# --- structure


def field(data, name, column):
    resource = next(r for r in data["resources"] if r["name"] == name)
    return next(f for f in resource["schema"]["fields"] if f["name"] == column)


@pytest.mark.parametrize(
    ("edit", "weight", "what"),
    [
        (lambda d: field(d, "events", "summary").update(type="integer"), "major", "type string became integer"),
        (lambda d: field(d, "events", "summary").update(constraints={"required": True}), "major", "required"),
        (lambda d: field(d, "events", "summary").update(title="Told"), "patch", "events.summary: title changed"),
        (lambda d: d["resources"][0]["schema"].pop("primaryKey"), "major", "events: primaryKey changed"),
        (lambda d: d["resources"].pop(), "major", "table forwards removed"),
        (lambda d: d.update(name="other"), "major", "renamed from marl to other"),
        (lambda d: d.update(title="Marl"), "patch", "package: title changed"),
    ],
)
def test_what_changed_in_the_descriptor_weighs_what_it_breaks(old, tmp_path, edit, weight, what):
    found = compared(old, pack(tmp_path / "new", edit=edit))
    assert level(changes(found)) == weight
    assert what in lines(found)[0]


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "minor"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "major"),
        ({"minimum": 1}, {"minimum": 0}, "minor"),
        ({"minimum": 0}, {"minimum": 1}, "major"),
        ({"maxLength": 5}, {"maxLength": 9}, "minor"),
        ({"maxLength": 9}, {"maxLength": 5}, "major"),
        ({"pattern": "^a$"}, {}, "minor"),
        ({"pattern": "^a$"}, {"pattern": "^b$"}, "major"),
        ({"required": True}, {"required": False}, "minor"),
        ({}, {"unique": True}, "major"),
    ],
)
def test_a_tighter_constraint_is_major_and_a_looser_one_minor(tmp_path, before, after, weight):
    old, new = (
        pack(tmp_path / name, edit=lambda d, c=c: field(d, "events", "summary").update(constraints=c))
        for name, c in (("old", before), ("new", after))
    )
    assert level(changes(compared(old, new))) == weight


def test_a_new_column_is_major_and_the_rows_are_compared_by_the_others(old, tmp_path):
    new = pack(tmp_path / "new")
    events = pd.read_csv(new / "data/events.csv").assign(type="FIGHT")
    events.to_csv(new / "data/events.csv", index=False)
    data = json.loads((new / "datapackage.json").read_text())
    data["resources"][0]["schema"]["fields"].append({"name": "type", "type": "string"})
    (new / "datapackage.json").write_text(json.dumps(data))
    found = compared(old, new)
    assert lines(found)[0] == "major: events.type added" and table(found, "events").same


@pytest.mark.parametrize(
    ("version", "weight", "needed"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", None, "1.2.3"),
        ("0.4.1", "major", "0.5.0"),
        ("0.4.1", "minor", "0.4.2"),
        ("0.4.1", "patch", "0.4.2"),
        ("", "patch", "1.0.0"),
    ],
)
def test_the_version_that_follows(version, weight, needed):
    assert following(version, weight) == needed
    assert weight is None or not enough(version, needed)
    assert enough(needed, needed) and enough("10.0.0", needed)


# --- how it is shown


NASTY = "*bold* <b>x</b> @marl | `code` \x1b[31m [link](https://marl.example) Ünïcode"


def test_text_from_articles_is_no_markup_and_no_control_character(old, tmp_path, capsys):
    new = pack(tmp_path / "new", events=EVENTS | {"evt-d": NASTY})
    assert main(["diff", str(old), str(new), "--format", "markdown"]) == 1
    told = capsys.readouterr().out
    assert "\x1b" not in told and "<b>" not in told.replace("\\<b", "") and " @marl" not in told
    assert r"\*bold\*" in told and "Ünïcode" in told
    assert main(["diff", str(old), str(new)]) == 1
    assert r"\x1b[31m" in capsys.readouterr().out


def test_json_has_every_row_and_nothing_for_absent_cells(old, tmp_path, capsys):
    new = pack(
        tmp_path / "new",
        events=EVENTS | {"evt-c": None, "evt-d": NASTY},
        forwards=[("reports", "rep-4", 1, None, "withdrawn")],
        told=dict(list(TOLD.items())[:3]),
    )
    assert main(["diff", str(old), str(new), "--format", "json", "--rows", "0"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["same"], told["level"], told["next_version"]) == (False, "major", "2.0.0")
    assert told["tables"]["events"] == {
        "rows": [3, 4],
        "added": [{"event_id": "evt-d", "summary": NASTY}],
        "removed": [],
        "forwarded": [],
        "changed": [{"key": {"event_id": "evt-c"}, "cells": {"summary": ["Two mayors met.", None]}}],
    }
    assert told["tables"]["reports"]["forwarded"] == [{"old_id": "rep-4", "new_ids": [], "reason": "withdrawn"}]


def test_a_change_made_alike_in_many_rows_is_reported_once_and_long_lists_are_cut_where_asked(old, tmp_path):
    alike = compared(
        pack(tmp_path / "a", events={f"evt-{n}": "Old words." for n in range(9)}),
        pack(tmp_path / "b", events={f"evt-{n}": "New words." for n in range(9)}),
    )
    assert lines(alike)[1] == '  ~ summary in 9 rows: "Old words." → "New words."'
    more = compared(old, pack(tmp_path / "c", events=EVENTS | {f"evt-{n}": f"Number {n}." for n in range(9)}))
    assert lines(more, rows=2)[1:4] == ['  + evt-0: "Number 0."', '  + evt-1: "Number 1."', "    and 7 more added"]


def test_the_changelog_gets_the_entry_once_under_its_version(old, tmp_path, capsys):
    new = pack(tmp_path / "new", events=EVENTS | {"evt-d": "A port closed."}, version="1.3.0")
    file = tmp_path / "CHANGELOG.md"
    file.write_text("# Changelog\nAbout.\n\n## 1.2.3\n- The first.\n", encoding="utf-8")
    for _ in range(2):
        assert main(["diff", str(old), str(new), "--changelog", "--write-changelog", str(file)]) == 1
    entry = "- **events**: 3 rows before, 4 now; 1 added\n  - added `evt-d`: A port closed.\n"
    assert capsys.readouterr().out == f"## 1.3.0\n{entry}" * 2
    assert file.read_text(encoding="utf-8") == (
        f"# Changelog\nAbout.\n\n## 1.3.0\n### Data\n{entry}\n## 1.2.3\n- The first.\n"
    )


def test_the_changelog_keeps_what_a_person_wrote_under_the_same_heading():
    text = "# C\n\n## 1.3.0 (spring)\nWords.\n\n### Data\n- old entry\n\n### Thanks\nAll.\n\n## 1.2.3\n- x\n"
    made = changelog.inserted(text, "## 1.3.0\n- new entry\n")
    assert made == "# C\n\n## 1.3.0 (spring)\nWords.\n\n### Thanks\nAll.\n\n### Data\n- new entry\n\n## 1.2.3\n- x\n"
    assert changelog.inserted(made, "## 1.3.0\n- new entry\n") == made
    assert changelog.inserted("# C\n", "## 1.0.0\n- a\n") == "# C\n\n## 1.0.0\n### Data\n- a\n"
    assert changelog.inserted("# C\n\n## 1.3.01\n- x\n", "## 1.3.0\n- a\n").startswith("# C\n\n## 1.3.0\n### Data\n")


# --- what cannot be compared


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: shutil.rmtree(f), "has no datapackage.json"),
        (lambda f: (f / "datapackage.json").write_text("[]"), "does not describe tables"),
        (lambda f: (f / "data/events.csv").unlink(), "events.csv cannot be read"),
        (lambda f: (f / "data/events.csv").write_text("a,b\n"), "does not have the columns of its schema"),
        (lambda f: (f / "data/events.csv").write_text("event_id,summary\ne,1\ne,2\n"), "has the key e more than once"),
        (
            lambda f: (f / "datapackage.json").write_text(
                (f / "datapackage.json").read_text().replace("data/events.csv", "../events.csv")
            ),
            "is outside of it",
        ),
    ],
)
def test_what_cannot_be_compared_is_status_2_and_says_what_to_do(old, tmp_path, capsys, damage, message):
    new = pack(tmp_path / "new")
    damage(new)
    assert main(["diff", str(old), str(new)]) == 2
    assert message in (said := capsys.readouterr().err) and "Give a package's folder" in said


def test_a_zip_without_a_package_and_no_zip_at_all_are_refused(old, tmp_path, capsys):
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("a.txt", "")
    (tmp_path / "no.zip").write_text("no zip")
    assert main(["diff", str(old), str(tmp_path / "empty.zip")]) == 2
    assert main(["diff", str(tmp_path / "no.zip"), str(old)]) == 2
    assert main(["diff", str(old / "data/events.csv"), str(old)]) == 2
    said = capsys.readouterr().err
    assert "holds no datapackage.json" in said and "cannot be read as a .zip" in said and "is not a package" in said


# --- what always holds


rows = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["x", "y", ""]), max_size=6)


@settings(max_examples=40, deadline=None)
@given(rows, rows)
def test_the_differences_make_the_new_rows_of_the_old(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("d")
    found = compared(
        pack(folder / "a", events=before, told={}, roles=[]), pack(folder / "b", events=after, told={}, roles=[])
    )
    events = table(found, "events")
    made = dict(before)
    for key in events.removed["event_id"]:
        del made[key]
    made |= dict(zip(events.added["event_id"], events.added["summary"], strict=True))
    for key, old, new in zip(events.changed["event_id"], events.changed["old"], events.changed["new"], strict=True):
        assert made[key] == old
        made[key] = new
    assert made == after and found.same == (before == after)
