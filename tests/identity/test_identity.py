"""What was published keeps its name: identifiers through rebuilds with more, fewer and corrected articles and a newer
coder. Most of it is shown on invented tables, of which thousands are made in a second."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.core.version import __version__
from eventpack.identity import earlier_package, forwards, keep_identifiers, unchanged
from eventpack.tabular import schema

DOCS = Path(__file__).parents[2] / "docs" / "identity.md"
TYPES = ("ASSAULT", "CONSULT", "RETREAT")


def digest(prefix, *parts):
    return f"{prefix}-{hashlib.sha256('|'.join(map(str, parts)).encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Passage:
    """What a passage tells of: two passages are of one event if they, or others between them, share a topic."""

    word: int  # its trigger; no two of an article are alike
    topics: tuple[int, ...]


@dataclass(frozen=True)
class Story:
    """An invented article. `edition` counts its corrections: each one moves all that stands in it."""

    name: str
    passages: tuple[Passage, ...]
    edition: int = 0
    url: str | None = None
    file: str | None = None
    title: str | None = None

    @property
    def text(self):
        return f"{self.name} {self.edition} {[p.word for p in self.passages]}"


def typed(table, rows):
    dtypes = schema.pandas_dtypes(schema.load(table))
    columns = earlier_package.COLUMNS[table]
    frame = pd.DataFrame({name: pd.array([row.get(name) for row in rows], dtype=dtypes[name]) for name in columns})
    return frame.sort_values(schema.load(table)["primaryKey"], ignore_index=True)


def tables(stories, topics=100):
    """The tables of some stories under natural identifiers. A coder that knows fewer `topics` merges events."""
    told = []  # (first in the order of the stories' names, report, topics)
    for story in sorted(stories, key=lambda s: s.name):
        source = digest("src", story.text)
        for number, passage in enumerate(story.passages):
            start = 100 * number + 17 * story.edition
            told.append(
                (
                    {
                        "report_id": digest("rep", source, start, 0),
                        "source_id": source,
                        "sentence": number,
                        "char_start": start,
                        "char_end": start + 50,
                        "trigger_start": start + 9,
                        "quote": f"quote of {passage.word} in {story.name}",
                        "trigger": f"word{passage.word}",
                        "status": "occurred",
                    },
                    {topic % topics for topic in passage.topics},
                )
            )
    groups = []
    for report, about in told:
        joined = [group for group in groups if group[1] & about]
        groups = [group for group in groups if not group[1] & about]
        groups.append(([r for group in joined for r in group[0]] + [report], about.union(*(g[1] for g in joined))))
    events, members = [], []
    for reports, about in groups:
        event = digest("evt", min((r["source_id"], r["char_start"], r["report_id"]) for r in reports)[2])
        for report in reports:
            report["event_id"] = event
        events.append({"event_id": event, "event_type": TYPES[min(about) % 3]})
        members.append({"event_id": event, "actor_id": f"actor{min(about)}", "role": "actor"})
    return {
        "sources": typed(
            "sources",
            [
                {"source_id": digest("src", s.text), "sha256": s.text, "url": s.url, "file": s.file, "title": s.title}
                for s in stories
            ],
        ),
        "reports": typed("reports", [report for report, _ in told]),
        "events": typed("events", events),
        "event_actors": typed("event_actors", members),
        "actors": typed("actors", [{"actor_id": a} for a in sorted({m["actor_id"] for m in members})]),
        "locations": typed("locations", []),
        "forwards": typed("forwards", []),
    }


def names_of(frames, table):
    return set(frames[table].iloc[:, 0])


def one(frames, table, **wanted):
    frame = frames[table]
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def forwarded(frames, table="events"):
    """{(old, new, reason)} of one table."""
    rows = frames["forwards"]
    rows = rows[rows["table_name"] == table].astype(object)
    return {
        (old, None if pd.isna(new) else new, why)
        for old, new, why in zip(rows["old_id"], rows["new_id"], rows["reason"], strict=True)
    }


def event_of(frames, word):
    return one(frames, "reports", trigger=f"word{word}")["event_id"]


def keep(frames, earlier, version=__version__):
    """The frames under the identifiers that a package of `earlier` gives them."""
    if earlier is None:
        return frames
    found = keep_identifiers.identify(frames, earlier, version)
    renamed = {table: keep_identifiers.rename(frame, table, found.renamed) for table, frame in frames.items()}
    return renamed | {"forwards": found.forwards}


def same(a, b):
    return a.keys() == b.keys() and all(a[table].equals(b[table]) for table in a)


A = Story("a", (Passage(1, (1,)), Passage(2, (2,))), url="https://a.example/1", file="a.txt", title="A")
B = Story("b", (Passage(3, (1,)), Passage(4, (3,))), url="https://b.example/1", file="b.txt", title="B")
BRIDGE = Story("c", (Passage(5, (2, 3)),), file="c.txt")


# --- what happens to one identifier


def test_a_first_build_has_its_natural_identifiers_and_no_forwards():
    built = tables([A, B])
    assert same(keep(built, None), built)


def test_a_rebuild_of_the_same_changes_nothing():
    built = tables([A, B])
    assert same(keep(tables([A, B]), built), built)


def test_an_event_keeps_its_identifier_when_an_article_that_comes_first_tells_of_it_too():
    before = tables([B])
    after = keep(tables([A, B]), before)
    assert event_of(after, 3) == event_of(before, 3) == event_of(after, 1)
    assert names_of(before, "events") <= names_of(after, "events")
    assert len(after["forwards"]) == 0


def test_events_that_turn_out_to_be_one_are_forwarded_to_the_one_with_most_reports():
    more = replace(B, passages=(*B.passages, Passage(6, (3,))))
    before = tables([A, more])
    after = keep(tables([A, more, BRIDGE]), before, "7.0.0")
    assert event_of(after, 2) == event_of(after, 4) == event_of(before, 4)
    assert forwarded(after) == {(event_of(before, 2), event_of(before, 4), "merged")}
    assert set(after["forwards"]["version"]) == {"7.0.0"}


def test_an_event_that_turns_out_to_be_two_lives_on_as_its_larger_part_and_names_the_other():
    long = replace(A, passages=(Passage(1, (1,)), Passage(2, (4,)), Passage(3, (7,))))
    before = tables([long], topics=3)
    whole = event_of(before, 1)
    assert names_of(before, "events") == {whole}
    after = keep(
        tables([replace(long, passages=(Passage(1, (1,)), Passage(2, (1,)), Passage(3, (7,))))]),
        before
        | {
            "sources": tables([replace(long, passages=(Passage(1, (1,)), Passage(2, (1,)), Passage(3, (7,))))])[
                "sources"
            ]
        },
    )
    assert event_of(after, 1) == event_of(after, 2) == whole != event_of(after, 3)
    assert forwarded(after) == {(whole, event_of(after, 3), "split")}


def test_a_part_that_comes_back_is_no_part_any_more_and_its_identifier_leads_home():
    two = replace(A, passages=(Passage(1, (1,)), Passage(2, (4,))))
    whole = tables([two], topics=3)
    parted = keep(tables([two]), whole)
    part = (names_of(parted, "events") - names_of(whole, "events")).pop()
    again = keep(tables([two], topics=3), parted)
    assert names_of(again, "events") == names_of(whole, "events")
    assert forwarded(again) == {(part, *names_of(whole, "events"), "merged")}
    once_more = keep(tables([two]), again)
    assert part not in names_of(once_more, "events")


def test_what_is_withdrawn_is_reported_and_comes_back_under_its_own_name():
    before = tables([A, B])
    without = keep(tables([A]), before, "2.0.0")
    gone = event_of(before, 4)
    assert (gone, None, "withdrawn") in forwarded(without)
    assert forwarded(without, "sources") == {(one(before, "sources", file="b.txt")["source_id"], None, "withdrawn")}
    assert forwarded(without, "actors") == {("actor3", None, "withdrawn")}
    assert same(keep(tables([A, B]), without), before)


def test_a_withdrawn_report_comes_back_to_the_event_its_event_was_merged_into():
    before = tables([A, B])
    kept = replace(B, passages=B.passages[:1])
    without = keep(tables([A, kept]), before)
    assert event_of(before, 4) not in names_of(without, "events")
    back = keep(tables([A, B]), without)
    assert event_of(back, 4) == event_of(before, 4)


def test_the_identifier_of_an_event_that_was_merged_is_given_to_nothing_else():
    before = tables([A, B])
    merged = keep(tables([A, B, BRIDGE]), before)
    dead = names_of(before, "events") - names_of(merged, "events")
    again = keep(tables([A, B]), merged)
    assert len(dead) == 1 and not dead & names_of(again, "events")
    assert {old for old, _, _ in forwarded(again)} >= dead


def test_a_column_of_old_identifiers_is_brought_up_to_date_by_the_query_of_the_docs():
    before = tables([A, B])
    merged = keep(tables([A, B, BRIDGE]), before)
    after = keep(tables([A, BRIDGE]), merged)
    query = DOCS.read_text(encoding="utf-8").partition("```sql\n")[2].partition("```")[0]
    with duckdb.connect() as connection:
        connection.register("mine", before["events"].astype(object))
        for table in ("events", "forwards"):
            connection.register(table, after[table].astype(object))
        found = dict(connection.execute(query).fetchall())
    assert found == {
        event_of(before, 1): event_of(before, 1),
        event_of(before, 2): event_of(after, 2),
        event_of(before, 4): event_of(after, 5),
    }


def test_forwards_that_lead_nowhere_are_found_by_the_checks():
    frames = keep(tables([A, B, BRIDGE]), tables([A, B]))
    assert forwards.check(frames) == []
    merged = frames["forwards"].index[frames["forwards"]["reason"] == "merged"][0]
    row = frames["forwards"].loc[merged]
    for column, value in (("new_id", "evt-none"), ("old_id", row["new_id"]), ("reason", "withdrawn")):
        damaged = frames["forwards"].copy()
        damaged.loc[merged, column] = value
        assert [(p.row, p.column) for p in forwards.check(frames | {"forwards": damaged})] == [(merged + 2, column)]


# --- articles


def test_a_corrected_article_keeps_its_identifier_and_its_reports_theirs():
    before = tables([A, B])
    after = keep(tables([replace(A, edition=1), B]), before)
    for table in ("sources", "reports", "events"):
        assert names_of(after, table) == names_of(before, table)
    assert one(after, "sources", file="a.txt")["sha256"] == replace(A, edition=1).text
    assert len(after["forwards"]) == 0
    assert same(keep(tables([replace(A, edition=1), B]), after), after)


@pytest.mark.parametrize("way", [{"url": None}, {"file": "renamed.txt"}, {"title": "Another headline"}])
def test_a_corrected_article_is_known_by_its_address_or_by_file_and_words(way):
    before = tables([A])
    after = keep(tables([replace(A, edition=1, **way)]), before)
    assert names_of(after, "sources") == names_of(before, "sources")


def test_another_article_under_the_name_of_a_file_is_another_source():
    before = tables([replace(A, url=None)])
    other = Story("x", (Passage(9, (9,)),), file="a.txt", title="X")
    after = keep(tables([other]), before)
    assert names_of(after, "sources") == names_of(tables([other]), "sources")
    assert forwarded(after, "sources") == {(*names_of(before, "sources"), None, "withdrawn")}


def test_two_articles_that_swap_their_files_names_stay_themselves():
    before = tables([replace(A, url=None), replace(B, url=None)])
    after = keep(tables([replace(A, url=None, file="b.txt"), replace(B, url=None, file="a.txt")]), before)
    assert one(after, "sources", title="A")["source_id"] == one(before, "sources", title="A")["source_id"]
    assert same({t: f for t, f in after.items() if t != "sources"}, {t: f for t, f in before.items() if t != "sources"})


def test_an_address_that_several_articles_share_says_nothing():
    blog = "https://live.example/"
    before = tables([replace(A, url=blog), replace(B, url=blog)])
    after = keep(tables([Story("y", (Passage(8, (8,)),), url=blog, file="y.txt")]), before)
    assert not names_of(after, "sources") & names_of(before, "sources")


def test_the_first_edition_found_elsewhere_is_a_source_of_its_own_beside_the_corrected_one():
    corrected = keep(tables([replace(A, edition=1)]), tables([A]))
    both = keep(tables([replace(A, edition=1), replace(A, url=None, file="old.txt")]), corrected)
    name = one(corrected, "sources", file="a.txt")["source_id"]
    assert one(both, "sources", file="a.txt")["source_id"] == name
    assert one(both, "sources", file="old.txt")["source_id"] != name
    assert len(names_of(both, "reports")) == 4


# --- a newer coder


def test_a_report_coded_anew_as_another_type_is_the_same_report_of_the_same_event():
    before = tables([A])
    after = tables([A])
    after["events"]["event_type"] = "THREATEN"
    assert {t: names_of(keep(after, before), t) for t in ("reports", "events")} == {
        t: names_of(before, t) for t in ("reports", "events")
    }


def test_a_report_whose_trigger_is_another_word_of_its_passage_is_the_same_report():
    before = tables([A])
    after = tables([A])
    after["reports"]["trigger_start"] += 3
    after["reports"]["report_id"] = after["reports"]["report_id"].str.replace("rep-", "rep-0")
    assert names_of(keep(after, before), "reports") == names_of(before, "reports")


def test_a_renamed_entry_of_the_lexicon_is_forwarded(monkeypatch):
    monkeypatch.setattr(
        keep_identifiers,
        "read_lexicon",
        lambda name: {"actors": {"actor-older": "actor-old", "actor-old": "actor1"}, "locations": None},
    )
    keep_identifiers.renames.cache_clear()
    before = tables([A])
    before["actors"] = typed("actors", [{"actor_id": "actor-old"}, {"actor_id": "actor2"}])
    try:
        after = keep(tables([A]), before)
        assert forwarded(after, "actors") == {("actor-old", "actor1", "renamed")}
        assert forwarded(keep(tables([B]), after), "actors") == {
            ("actor-old", "actor1", "renamed"),
            ("actor2", None, "withdrawn"),
        }
    finally:
        keep_identifiers.renames.cache_clear()


def test_a_renaming_in_a_circle_is_refused(monkeypatch):
    monkeypatch.setattr(
        keep_identifiers, "read_lexicon", lambda name: {"actors": {"a": "b", "b": "a"}, "locations": {}}
    )
    keep_identifiers.renames.cache_clear()
    with pytest.raises(ValueError, match="renamed in a circle"):
        keep_identifiers.renames()


# --- what holds whatever happens


passages = st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=2), min_size=0, max_size=3)


@st.composite
def archives(draw, least=1, most=6):
    """Some articles, each with an address of its own."""
    found = []
    for number in range(draw(st.integers(least, most))):
        told = tuple(Passage(10 * number + n, tuple(topics)) for n, topics in enumerate(draw(passages)))
        found.append(Story(f"s{number}", told, url=f"https://s.example/{number}", file=f"{number}.txt"))
    return found


def bijection(mine, theirs):
    """The renaming of events that makes one set of tables the other, by the reports they share."""
    pairs = mine["reports"].merge(theirs["reports"], on="report_id")
    pairs = set(zip(pairs["event_id_x"], pairs["event_id_y"], strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(mine["events"])
    return pd.Series(dict(pairs), dtype="object")


@settings(max_examples=25, deadline=None)
@given(st.data(), archives())
def test_articles_added_in_any_order_and_any_steps_end_in_the_tables_of_one_build(data, archive):
    order = data.draw(st.permutations(archive))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=4)) | {len(order)})
    last, ever = None, set()
    for cut in cuts:
        last = keep(tables(order[:cut]), last)
        ever |= names_of(last, "events")
    whole = tables(archive)
    names = bijection(last, whole) if len(whole["events"]) else pd.Series(dtype="object")
    for table in schema.TABLES:
        if table not in whole or table == "forwards":
            continue
        made = keep_identifiers.rename(
            last[table],
            table,
            {t: names.astype("string") if t == "events" else names[:0] for t in keep_identifiers.RENAMED},
        )
        assert made.equals(whole[table])
    # Sources and reports have the very names of one build, and whatever event was ever published leads to one there.
    assert not forwarded(last, "sources") and not forwarded(last, "reports")
    assert all(new for _, new, _ in forwarded(last))
    assert ever == names_of(last, "events") | {old for old, _, _ in forwarded(last)}


@st.composite
def histories(draw):
    """Builds of one archive as the years go by: articles come, go and are corrected, the coder changes its mind."""
    archive, builds = draw(archives(2, 5)), []
    for _ in range(draw(st.integers(2, 5))):
        picked = [story for story in archive if draw(st.integers(0, 3))]
        builds.append((picked, draw(st.sampled_from([100, 2, 3, 5]))))
        archive = [
            replace(story, edition=story.edition + 1) if draw(st.integers(0, 3)) == 0 else story for story in archive
        ]
    return builds


@settings(max_examples=15, deadline=None)
@given(histories())
def test_no_identifier_is_ever_given_to_something_else_and_none_is_lost_or_lives_again(builds):
    published = {table: set() for table in keep_identifiers.RENAMED}
    meant, held, last, dead = {}, {}, None, set()
    for number, (stories, topics) in enumerate(builds):
        natural = tables(stories, topics)
        now = keep(natural, last, f"{number}.0.0")
        rows = now["forwards"]
        assert same(keep(natural, now, "9.9.9"), now)  # at once again: not a byte differs
        assert (
            rows.groupby(["table_name", "old_id"])["part"]
            .agg(list)
            .map(lambda parts: parts == list(range(1, len(parts) + 1)))
            .all()
        )
        for table in keep_identifiers.RENAMED:
            mine, living = rows[rows["table_name"] == table], names_of(now, table)
            assert len(living) == len(natural[table])
            published[table] |= living
            assert published[table] == living | set(mine["old_id"])  # none is lost
            assert set(mine["new_id"].dropna()) <= living  # each leads to what is there
            also = mine["old_id"].isin(living)
            assert (mine["reason"][also] == "split").all() and (table == "events" or not also.any())
        # An event that was merged into another or split up never lives again.
        assert not dead & names_of(now, "events")
        dead |= {old for old, new, _ in forwarded(now) if new and old not in names_of(now, "events")}
        # A source is its article for good, a report its words.
        for source, file in zip(now["sources"]["source_id"], now["sources"]["file"], strict=True):
            assert meant.setdefault(source, file) == file
        for report, word in zip(now["reports"]["report_id"], now["reports"]["trigger"], strict=True):
            assert meant.setdefault(report, word) == word
        # An event that has a name from before has a report from before: its own, or of one that was merged into it.
        before = held
        told = {}
        for event, report in zip(now["reports"]["event_id"], now["reports"]["report_id"], strict=True):
            told.setdefault(event, set()).add(report)
        for event, reports in told.items():
            assert event not in before or reports & before[event]
        held = {event: reports | before.get(event, set()) for event, reports in told.items()} | {
            event: reports for event, reports in before.items() if event not in told
        }
        for old, new, why in forwarded(now):
            if why == "merged":
                held[new] = held[new] | held.get(old, set())
        last = now


@settings(max_examples=8, deadline=None)
@given(histories())
def test_setting_aside_what_is_as_it_was_changes_no_identifier_and_no_forward(builds):
    last = None
    for number, (stories, topics) in enumerate(builds):
        natural = tables(stories, topics)
        now = keep(natural, last, f"{number}.0.0")
        if last is not None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(unchanged, "same", lambda new, old, sources: unchanged.none(new, old))
                assert same(keep(natural, last, f"{number}.0.0"), now)
        last = now


def test_of_one_more_article_only_what_it_touches_is_looked_at():
    stories = [Story(f"s{n}", (Passage(0, (n,)), Passage(1, (50 + n,)))) for n in range(8)]
    before = keep(tables(stories), None)
    after = tables([*stories, Story("z", (Passage(0, (3,)),))])
    ids = after["sources"]["source_id"]
    found = unchanged.same(after, before, pd.Series(ids.array, index=pd.Index(ids.array)))
    # At most the new report, and those of the one article that tells of the same event.
    assert 1 <= (~found.new_reports).sum() <= 3
    assert 1 <= (~found.new_events).sum() <= 2
    assert found.old_events.sum() == found.new_events.sum() and found.old_reports.sum() == found.new_reports.sum()
