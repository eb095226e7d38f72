"""When an undated article was published, as far as its text and its neighbours say."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.core.model import Article, Published
from eventpack.parsing.parser import parse
from eventpack.times import find_times
from eventpack.times.publication import Neighbours, bounds, name_digests, names, neighbour
from eventpack.times.publication_clues import clues

UNDATED = (
    "Garrison Leaves Port Varna After Dispute\n"
    "Soldiers of the Halden Brigade left the harbour of Port Varna, according to Governor Osk Mellin.\n"
    "Reporters entered the barracks on the morning of March 14. On March 9, Mellin had asked the "
    "Halden command to go.\n"
    "The barracks have housed the Halden Brigade since 2017. Its commander left last week.\n"
)
DATED = (
    "The Halden Brigade is pulling out of Port Varna, where Governor Mellin rules, officials in Kestria said.\n"
    "The move was agreed by Mellin and the Halden command."
)
ELSEWHERE = "A flood struck the Lower Tamsin valley, and the Tamsin council asked Bristow for boats.\n"


def dated(text: str, day: str) -> Article:
    return Article("dated", text, published=date.fromisoformat(day))


def publication(article: Article, doc, neighbours=()) -> Published:
    """As a build dates an article, with those that are read together with it."""
    return bounds(article, clues(article, doc), Neighbours(neighbours).alike(name_digests(article.text)))


def publish(text: str, *others: Article, **article) -> Published:
    known = [neighbour(one, publication(one, parse(one.text))) for one in others]
    known = [one for one in known if one is not None]
    return publication(Article("it", text, **article), parse(text), known)


def test_metadata_is_taken_as_it_is():
    day = date(2020, 5, 6)
    assert publish(UNDATED, published=day) == Published(day, day, "metadata")


@pytest.mark.parametrize(
    "text",
    [
        "KESTRIA, Jan. 26, 2021 (Newswire) - Two ships left the harbour.",
        "PORT VARNA (NW) - January 26, 2021 - Two ships left the harbour.",
        "Two ships leave\nUpdated 26 January 2021, 10:15\nTwo ships left the harbour. They came in 2019.",
        "Two ships leave\nPublished on Tuesday, January 26, 2021\nTwo ships left the harbour.",
        "Two ships leave\n26 January 2021\nTwo ships left the harbour. They had come on 3 May 2020.",
        "Two ships leave\n2021-01-26\nTwo ships left the harbour.",
    ],
)
def test_a_dateline_or_a_stated_date_gives_the_day(text):
    assert publish(text) == Published(date(2021, 1, 26), date(2021, 1, 26), "inferred")


def test_the_address_gives_the_day_as_news_sites_write_it():
    found = publish("Two ships left.", url="https://news.example/world/2021/01/26/two-ships-left")
    assert found == Published(date(2021, 1, 26), date(2021, 1, 26), "inferred")
    assert publish("Two ships left.", url="https://news.example/2021/13/26/x") == Published(None, None, "unknown")


def test_days_without_a_year_take_it_from_a_neighbour_and_bound_the_publication_to_a_week():
    found = publish(UNDATED, dated(DATED, "2024-03-15"))
    assert found == Published(date(2024, 3, 14), date(2024, 3, 20), "inferred")


def test_the_year_turns_between_neighbour_and_day():
    text = UNDATED.replace("March 14", "December 30").replace("March 9", "December 27")
    assert publish(text, dated(DATED, "2024-01-03")).earliest == date(2023, 12, 30)


@pytest.mark.parametrize(
    "other",
    [
        dated(ELSEWHERE, "2024-03-15"),  # shares no names
        dated(DATED, "2024-09-15"),  # months away: another story
        Article("undated", DATED),
    ],
)
def test_without_a_fitting_neighbour_the_year_stays_unknown(other):
    found = publish(UNDATED, other)
    assert found == Published(date(2017, 1, 1), None, "inferred")


def test_a_full_date_of_the_text_close_by_gives_the_year():
    text = UNDATED + "Mellin signed the order on March 10, 2024.\n"
    assert publish(text) == Published(date(2024, 3, 14), date(2024, 3, 20), "inferred")


def test_a_dateline_without_a_year_gives_the_day_where_a_neighbour_gives_the_year():
    text = "KESTRIA, March 14 (Newswire) - " + UNDATED
    assert publish(text, dated(DATED, "2024-03-15")) == Published(date(2024, 3, 14), date(2024, 3, 14), "inferred")


def test_a_dateline_that_is_older_than_what_the_text_reports_gives_no_day():
    text = "KESTRIA, March 9 (Newswire) - " + UNDATED
    assert publish(text, dated(DATED, "2024-03-15")) == Published(date(2024, 3, 14), date(2024, 3, 20), "inferred")


def test_a_dateline_without_a_year_gives_none_by_itself():
    assert publish("KESTRIA, March 14 (Newswire) - Two ships left the harbour.") == Published(None, None, "unknown")


def test_a_coming_year_named_in_passing_bounds_nothing():
    assert publish("Her 2031 campaign worries the party.") == Published(None, None, "unknown")


def test_the_likest_neighbour_is_believed():
    far = dated(ELSEWHERE + DATED.split(",")[0] + ".", "2022-03-12")
    assert publish(UNDATED, far, dated(DATED, "2024-03-15")).earliest == date(2024, 3, 14)


def test_the_newest_day_told_as_past_is_the_bound_and_a_coming_one_is_not():
    text = UNDATED + "The last ships will leave on March 28.\n"
    assert publish(text, dated(DATED, "2024-03-15")).earliest == date(2024, 3, 14)


def test_the_newest_full_date_bounds_from_below_only():
    text = "The fort fell on 3 May 1920. It had been built in 1871, and peace came by the end of 1925."
    assert publish(text) == Published(date(1920, 5, 3), None, "inferred")


def test_a_text_without_dates_is_unknown():
    assert publish("Two ships left the harbour.") == Published(None, None, "unknown")


def test_a_bounded_article_dates_its_own_days_exactly_and_its_weeks_by_bounds():
    when = publish(UNDATED, dated(DATED, "2024-03-15"))
    found = {m.text: m for m in find_times(parse(UNDATED), when)}
    assert found["the morning of March 14"].value == "2024-03-14TMO"
    assert found["March 9"].value == "2024-03-09"
    assert (found["last week"].earliest, found["last week"].latest) == (date(2024, 3, 4), date(2024, 3, 17))


def test_a_history_is_not_taken_for_news():
    text = (
        "The siege of Varna, 1854\n"
        "The fleet came in 1853. On 4 June it shelled the town, and on 9 July the town fell to Governor Mellin."
    )
    assert publish(text, dated(DATED, "2024-07-10")).latest is None


def test_names_are_folded_and_leave_out_days_and_months():
    found = names("In Qamishlî, the SDF met on Monday in January with Mazlûm Abdi.")
    assert {"qamishli", "sdf", "mazlum"} <= found
    assert not {"monday", "january"} & found


MONTHS = ("January February March April May June July August September October November December").split()


@settings(max_examples=12, deadline=None)
@given(st.permutations([dated(DATED, f"2024-03-{day}") for day in (10, 15, 20)] + [dated(DATED, "2022-03-12")]))
def test_the_order_of_neighbours_does_not_matter(others):
    assert publish(UNDATED, *others).earliest == date(2024, 3, 14)


@settings(max_examples=25, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_neighbour_within_two_months_always_gives_the_day_nearest_to_it(day):
    at = day - timedelta(30)
    text = UNDATED.replace("March 14", f"{MONTHS[at.month - 1]} {at.day}").replace("On March 9, ", "")
    text = text.replace("since 2017", "for years")
    found = publish(text, Article("dated", DATED, published=day))
    assert found.earliest == at
