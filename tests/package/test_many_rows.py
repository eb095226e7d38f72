"""Tables of more than one part: what is written does not show the parts, and every part is checked."""

import hashlib
from datetime import date

import factories
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventpack.identity import earlier_package, keep_identifiers
from eventpack.package import validate, write
from eventpack.tabular import schema, sorted_rows
from eventpack.tabular.sorted_rows import TableRows, rows_of

MANY = 20_060


def text(number):
    return f"Convoy {number}\nThe Russian troops pulled out of Al-Qamishli airfield, convoy {number} said.\n"


def tables_of(number, change=lambda table, row, n: None):
    """So many articles, each with one report of an event of its own; `change` may damage the row of one of them."""
    base = {table: list(rows_of(frame)) for table, frame in factories.frames().items()}
    texts, made = (
        {},
        {
            table: TableRows(table, base[table])
            for table in schema.TABLES
            if table not in {"sources", "reports", "events", "event_actors", "mentions", "casualties"}
        },
    )
    source = next(row for row in base["sources"] if row["file"] == "first.txt")
    report = next(row for row in base["reports"] if row["source_id"] == source["source_id"])
    event = next(row for row in base["events"] if row["event_id"] == report["event_id"])
    event = event | {
        "n_reports": 1,
        "n_sources": 1,
        "n_publishers": 1,
        "date_earliest": date(2026, 1, 26),
        "date_latest": date(2026, 1, 26),
        "date_edtf": "2026-01-26",
        "date_precision": 1,
    }
    rows = {table: [] for table in ("sources", "reports", "events", "event_actors", "mentions", "casualties")}
    for n in range(number):
        words, key = text(n), hashlib.sha256(str(n).encode()).hexdigest()[:16]
        digest = hashlib.sha256(words.encode()).hexdigest()
        texts[digest] = words
        start = words.index("\n") + 1
        ids = {"source_id": f"src-{key}", "event_id": f"evt-{key}"}
        new = {
            "sources": source
            | {
                "source_id": ids["source_id"],
                "sha256": digest,
                "words": len(words.split()),
                "file": f"{n}.txt",
                "title": f"Convoy {n}",
                "url": f"https://n.example/{n}",
            },
            "reports": report
            | ids
            | {
                "report_id": f"rep-{key}",
                "char_start": start,
                "char_end": len(words) - 1,
                "quote": words[start:-1],
                "trigger": "pulled out",
                "trigger_start": words.index("pulled out"),
            },
            "events": event | {"event_id": ids["event_id"]},
        }
        for table, row in new.items():
            change(table, row, n)
            rows[table].append(row)
        rows["event_actors"] += [row | {"event_id": new["events"]["event_id"]} for row in base["event_actors"]]
    made |= {table: TableRows(table, found) for table, found in rows.items()}
    return {table: made[table] for table in schema.TABLES}, texts


def nth(number):
    """The article whose rows are the last when sorted by key, of so many; and the row number of its rows."""
    keys = sorted((hashlib.sha256(str(n).encode()).hexdigest(), n) for n in range(number))
    return keys[-1][1], number + 1


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    made, texts = tables_of(MANY)
    write.write(made, texts, folder)
    return folder


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(sorted_rows, "PART", 7)
    monkeypatch.setattr(sorted_rows, "_PACKED", 3)
    monkeypatch.setattr(sorted_rows, "_READ", 2)


def test_a_table_beyond_twenty_thousand_rows_is_several_row_groups_of_one_sorted_table(many):
    with pq.ParquetFile(many / "data/reports.parquet") as file:
        assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [20_000, 60]
        ids = file.read(columns=["report_id"])["report_id"].to_pylist()
    assert ids == sorted(ids) and len(set(ids)) == MANY
    with (many / "data/reports.csv").open(encoding="utf-8") as csv:
        assert [line.partition(",")[0] for line in csv][1:] == ids


def test_a_package_of_several_parts_passes_the_validator(many):
    assert list(validate.examine(many, limit=None).problems) == []


def test_the_csv_does_not_show_how_large_the_parts_were(tmp_path, monkeypatch):
    made, texts = tables_of(40)
    write.write(made, texts, tmp_path / "whole")
    for size in (7, 40):
        monkeypatch.setattr(sorted_rows, "PART", size)
        made, texts = tables_of(40)
        write.write(made, texts, tmp_path / "parts")
        for table in schema.TABLES:
            name = f"data/{table}.csv"
            assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
        assert pq.ParquetFile(tmp_path / "parts/data/reports.parquet").num_row_groups == -(-40 // size)
        assert pq.read_table(tmp_path / "parts/data/reports.parquet").equals(
            pq.read_table(tmp_path / "whole/data/reports.parquet")
        )


def a_quote(row):
    row["quote"] = row["quote"].replace("convoy", "Convoy")


def a_trigger(row):
    row["trigger"] = "pulled in!"


def an_event(row):
    row["event_id"] = "evt-0123456789abcdef"


def a_count(row):
    row["n_reports"] = 2


def a_length(row):
    row["quote"] = row["quote"][:-1]


def a_status(row):
    row["status"] = "perhaps"


def a_digest(row):
    row["sha256"] = hashlib.sha256(b"another").hexdigest()


def some_words(row):
    row["words"] += 1


FAULTS = [
    ("reports", a_quote, "quote", "quote"),
    ("reports", a_trigger, "trigger", "trigger"),
    ("reports", a_length, "quote", "passage"),
    ("reports", an_event, "event_id", "foreign key"),
    ("reports", a_status, "status", "enum"),
    ("events", a_count, "n_reports", "count"),
    ("sources", some_words, "words", "article"),
]


@pytest.mark.parametrize(("table", "damage", "column", "rule"), FAULTS)
def test_a_fault_in_a_later_part_is_reported_with_its_row_in_the_table(
    tmp_path, small_parts, table, damage, column, rule
):
    at, row = nth(16)
    made, texts = tables_of(16, lambda name, cells, n: damage(cells) if (name, n) == (table, at) else None)
    with pytest.raises(write.NotValid) as caught:
        write.write(made, texts, tmp_path)
    assert (table, row, column, rule) in {(p.table, p.row, p.column, p.rule) for p in caught.value.problems}
    assert not list(tmp_path.rglob("*.csv"))


def test_a_fault_beyond_the_first_twenty_thousand_rows_is_reported_with_its_row(tmp_path):
    at, row = nth(MANY)
    made, texts = tables_of(MANY, lambda name, cells, n: a_quote(cells) if (name, n) == ("reports", at) else None)
    with pytest.raises(write.NotValid) as caught:
        write.write(made, texts, tmp_path)
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column, problem.rule) == ("reports", row, "quote", "quote")


def test_a_key_that_occurs_in_two_parts_is_reported(tmp_path, small_parts):
    at, row = nth(30)

    def same(name, cells, n):
        if (name, n) == ("reports", at):
            cells["report_id"] = "rep-" + hashlib.sha256(b"0").hexdigest()[:16]

    made, texts = tables_of(30, same)
    with pytest.raises(write.NotValid) as caught:
        write.write(made, texts, tmp_path)
    assert "occurs more than once" in str(caught.value)


def test_rows_keep_their_identifiers_over_parts(tmp_path, small_parts):
    made, texts = tables_of(16)
    write.write(made, texts, tmp_path)

    def otherwise(name, cells, n):
        for column in ("event_id",):
            if column in cells:
                cells[column] = cells[column].replace("evt-", "evt-f")

    made, texts = tables_of(16, otherwise)
    kept = keep_identifiers.keep_rows(made, earlier_package.read(tmp_path))
    write.write(kept, texts, tmp_path / "again")
    for table in schema.TABLES:
        name = f"data/{table}.csv"
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / name).read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(st.tuples(st.text("ab\x01é\U0001f600", max_size=3), st.integers(0, 12)), unique=True, max_size=40),
    size=st.integers(1, 50),
)
def test_rows_come_back_in_the_order_of_their_keys_however_they_came(pairs, size, small_parts):
    rows = [
        {
            "table_name": "reports",
            "old_id": "x" + word,
            "part": part,
            "reason": "merged",
            "version": "1",
            "new_id": word,
        }
        for word, part in pairs
    ]
    made = TableRows("forwards", rows)
    assert len(made) == len(rows)
    parts = list(made.parts(size))
    assert [len(part) for part in parts[:-1]] == [size] * (len(parts) - 1)
    found = [row for part in parts for row in rows_of(part)]
    assert [(row["old_id"], row["part"], row["new_id"]) for row in found] == [
        ("x" + word, part, word or None) for word, part in sorted(pairs, key=lambda p: (p[0].encode(), p[1]))
    ]


def test_rows_of_one_key_keep_the_order_in_which_they_came(small_parts):
    made = TableRows("event_actors", ({"event_id": "e", "actor_id": "a", "role": "actor"} for _ in range(20)))
    assert len(made.frame()) == 20
    links = [{"table_name": "t", "old_id": "same", "part": 1, "new_id": str(n)} for n in range(30)]
    assert TableRows("forwards", links).frame()["new_id"].tolist() == [str(n) for n in range(30)]


@pytest.mark.parametrize("cells", [{"part": "one"}, {"part": 1.5}, {"old_id": 5}])
def test_a_cell_of_another_type_is_refused_and_never_bent(cells):
    with pytest.raises((ValueError, TypeError)):
        TableRows("forwards", [{"table_name": "t", "old_id": "o", "part": 1, **cells}]).frame()
