"""The page of a package: what is in it, and how it behaves in a real browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from browser import chromium, missing, open_page, requests
from hypothesis import given
from hypothesis import strategies as st
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import eventpack
from eventpack import report_page
from eventpack.cli import main
from eventpack.report_page import content

ROOT = Path(__file__).parents[2]
AXE = Path(__file__).parents[1] / "report" / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = '</script><script>window.broken = 1</script><!--<script><img src=x onerror="broken=2">&lt;\u2028\u202e"\''
WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture(scope="module")
def pkg():
    return eventpack.load(ROOT)


def changed(pkg, **columns: dict):
    """The package with other values in columns of its tables, without a file of it."""
    tables = dict(pkg.tables)
    for table, values in columns.items():
        tables[table] = tables[table].assign(
            **{name: pd.array([value] * len(tables[table]), dtype="string") for name, value in values.items()}
        )
    return replace(pkg, tables=tables)


class Elements(HTMLParser):
    """The start tags of a page, and the text of each script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.scripts, self._inside = [], [], False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.scripts[-1] += data


# --- what is written


def test_the_page_is_small_the_same_each_time_and_has_all_events_with_their_reports(pkg, tmp_path, capsys):
    for name in ("a.html", "b.html"):
        assert main(["report", str(ROOT), "--out", str(tmp_path / name)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "a.html"), str(tmp_path / "b.html")]
    made = (tmp_path / "a.html").read_bytes()
    assert made == (tmp_path / "b.html").read_bytes() and len(made) < 2_000_000
    told = json.loads(Elements(made.decode()).scripts[0])
    assert [event["id"] for event in told["events"]] == pkg.events["event_id"].tolist()
    for event in told["events"]:
        assert [r["id"] for r in event["reports"]] == pkg.reports_of(event["id"])["report_id"].tolist()
        assert all(report["trigger"] for report in event["reports"])
    assert sorted(tmp_path.iterdir()) == [tmp_path / "a.html", tmp_path / "b.html"]


def test_no_element_of_the_page_names_a_file_to_be_fetched_and_its_policy_forbids_it(pkg):
    page = Elements(report_page.page(pkg))
    assert [(tag, kept) for tag, kept in page.tags if kept.get("src") or kept.get("srcset")] == []
    assert [kept["href"] for tag, kept in page.tags if tag in {"link", "image", "use", "base"}] == ["data:,"]
    (policy,) = [kept["content"] for tag, kept in page.tags if kept.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none';") and "unsafe-eval" not in policy
    assert re.search(r"script-src( 'sha256-[A-Za-z0-9+/]{43}='){2}$", policy)


def test_hostile_texts_add_no_element_to_the_page_and_come_back_as_they_were(pkg):
    plain = Elements(report_page.page(pkg))
    hostile = changed(
        pkg,
        events={"summary": HOSTILE},
        reports={"quote": HOSTILE},
        sources={"title": HOSTILE},
        locations={"name": HOSTILE},
        actors={"name": HOSTILE},
    )
    hostile = replace(hostile, descriptor={**hostile.descriptor, "title": HOSTILE, "description": HOSTILE})
    page = Elements(report_page.page(hostile))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert json.loads(page.scripts[0])["events"][0]["reports"][0]["before"] == HOSTILE
    assert page.scripts[1:] == plain.scripts[1:] and "<" not in page.scripts[0]


@given(st.dictionaries(st.text(), st.text()))
def test_json_in_a_script_holds_nothing_that_ends_it_and_is_the_same_value(value):
    text = report_page.as_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?b=c&d", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" https://example.org", False),
        ("https://exa mple.org", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("java\nscript:https://a", False),
        ("//example.org", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(pkg, address, kept):
    told = content.of(changed(pkg, sources={"url": address}), None, None)
    assert {source["url"] for source in told["sources"].values()} == {address if kept else None}


@given(st.text(), st.text(min_size=1), st.text())
def test_a_quote_is_parted_at_its_trigger_and_nowhere_else(before, trigger, after):
    quote = before + trigger + after
    assert content.parted(quote, trigger, len(before)) == (before, trigger, after)
    assert "".join(content.parted(quote, trigger + "x", len(before))) == quote
    assert content.parted(quote, trigger, -1) == (quote, "", "")


def test_days_choose_the_events_that_can_have_happened_then(pkg):
    told = content.of(pkg, date(2026, 1, 25), date(2026, 1, 25))["events"]
    events = pkg.events
    wanted = events[
        (events["date_earliest"].isna() | (events["date_earliest"] <= date(2026, 1, 25)))
        & (events["date_latest"].isna() | (events["date_latest"] >= date(2026, 1, 25)))
    ]
    assert [event["id"] for event in told] == wanted["event_id"].tolist() and len(told) < len(events)


def test_a_page_above_its_size_is_refused_with_what_to_do(pkg, monkeypatch):
    monkeypatch.setattr(report_page, "MAX_BYTES", 100_000)
    with pytest.raises(report_page.TooLarge, match="Choose days with --from and --to"):
        report_page.page(pkg)


# --- in a browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def addresses(pkg, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    hostile = changed(
        pkg,
        events={"summary": HOSTILE},
        reports={"quote": HOSTILE, "trigger": HOSTILE[:9]},
        sources={"title": HOSTILE, "publisher": HOSTILE},
        locations={"name": HOSTILE},
        actors={"name": HOSTILE},
    )
    hostile.tables["reports"]["trigger_start"] = hostile.reports["char_start"]
    for name, package in (("good", pkg), ("hostile", hostile)):
        (folder / f"{name}.html").write_text(report_page.page(package), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in ("good", "hostile")}


@pytest.fixture(params=WIDTHS, ids=str)
def page(request, browser, addresses):
    """The page of the shipped package, and afterwards the proof that it made no noise and asked for nothing."""
    browser.get_log("browser"), browser.get_log("performance")
    open_page(browser, addresses["good"], WIDTHS[request.param])
    yield browser
    assert [entry for entry in browser.get_log("browser")] == []
    # What data: and about: name is fetched from nowhere: Chromium paints its own form controls with it.
    asked = {address.partition("#")[0] for address in requests(browser) if not address.startswith(("data:", "about:"))}
    assert asked == {addresses["good"]}


def shown(browser) -> list[str]:
    return [row.get_attribute("data-event") for row in browser.find_elements(By.CSS_SELECTOR, "#table tbody tr")]


def chosen(browser) -> tuple[str, str]:
    return (
        browser.find_element(By.ID, "detail-title").text,
        browser.execute_script("return decodeURIComponent(location.hash.slice(1))"),
    )


def test_each_event_is_a_row_of_the_table_and_of_the_timeline_and_a_mark_where_its_place_is_known(page, pkg):
    assert sorted(shown(page)) == sorted(pkg.events["event_id"])
    assert len(page.find_elements(By.CSS_SELECTOR, "#timeline .rows path")) == len(pkg.events)
    placed = pkg.events["location_id"].notna() | pkg.events["destination_location_id"].notna()
    assert len(page.find_elements(By.CSS_SELECTOR, "#map .eventmarks path")) == placed.sum()
    assert page.find_elements(By.CSS_SELECTOR, "#map .movementheads path")
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_filters_act_on_table_map_timeline_and_actors_together(page, pkg):
    page.find_element(By.CSS_SELECTOR, "#type option[value='ASSAULT']").click()
    wanted = pkg.events[pkg.events["event_type"] == "ASSAULT"]["event_id"].tolist()
    assert shown(page) == wanted
    assert page.find_element(By.ID, "count").text == f"{len(wanted)} of {len(pkg.events)} events"
    page.execute_async_script("setTimeout(arguments[0], 100)")
    assert len(page.find_elements(By.CSS_SELECTOR, "#timeline .rows path")) == len(wanted)
    parties = pkg.event_actors[pkg.event_actors["event_id"].isin(wanted)]
    listed = [one.get_attribute("data-actor") for one in page.find_elements(By.CSS_SELECTOR, "#actors button")]
    assert sorted(listed) == sorted(parties["actor_id"].unique())
    page.find_element(By.CSS_SELECTOR, "#filters button[type=reset]").click()
    page.execute_async_script("setTimeout(arguments[0], 50)")
    assert len(shown(page)) == len(pkg.events)
    page.find_element(By.ID, "words").send_keys("hmeimim equipment")
    summaries = pkg.events.set_index("event_id")["summary"]
    assert shown(page) and all("Hmeimim" in summaries[one] for one in shown(page))
    page.find_element(By.ID, "words").send_keys(" nowhere")
    assert shown(page) == [] and "No event fits" in page.find_element(By.ID, "none").text


def test_an_actor_is_a_filter_that_a_second_press_takes_back(page, pkg):
    page.find_element(By.CSS_SELECTOR, "#actors button[data-actor='rus']").send_keys(Keys.ENTER)
    wanted = pkg.event_actors[pkg.event_actors["actor_id"] == "rus"]["event_id"]
    assert sorted(shown(page)) == sorted(wanted.unique())
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert len(shown(page)) == len(pkg.events)


def test_a_click_in_the_table_on_the_map_or_on_the_timeline_chooses_the_event(page, pkg):
    summaries = pkg.events.set_index("event_id")["summary"]
    seen = set()
    for target in (
        "#table tbody tr:nth-child(3) button",
        "#map .eventmarks path:nth-child(2)",
        "#timeline .rows path:nth-child(6)",
        "#map .movementheads path",
    ):
        element = page.find_element(By.CSS_SELECTOR, target)
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        ActionChains(page).move_to_element(element).click().perform()
        title, event = chosen(page)
        assert title == summaries[event]
        seen.add(event)
    assert len(seen) > 1


def test_the_keyboard_alone_chooses_an_event_reads_it_and_comes_back(page, pkg):
    page.find_element(By.CSS_SELECTOR, "#table tbody tr:nth-child(4) button").send_keys(Keys.ENTER)
    title, event = chosen(page)
    assert page.switch_to.active_element.get_attribute("id") == "detail-title"
    reports = pkg.reports_of(event)
    quotes = page.find_elements(By.CSS_SELECTOR, "#detail blockquote")
    assert [quote.text for quote in quotes] == reports["quote"].tolist()
    marks = page.find_elements(By.CSS_SELECTOR, "#detail blockquote mark")
    assert [mark.text for mark in marks] == reports["trigger"].tolist()
    links = page.find_elements(By.CSS_SELECTOR, "#detail .reports a")
    assert [link.get_attribute("href") for link in links] == reports["url"].tolist()
    page.find_element(By.ID, "back").send_keys(Keys.ENTER)
    assert page.switch_to.active_element.text == title


def test_the_address_of_a_chosen_event_opens_the_page_at_it(browser, addresses, pkg):
    event = pkg.events["event_id"].iloc[3]
    open_page(browser, f"{addresses['good']}#{event}", 1280)
    assert chosen(browser) == (pkg.events["summary"].iloc[3], event)


def test_columns_sort_up_and_down_and_say_so(page, pkg):
    page.execute_script("document.querySelectorAll('#table thead button')[0].click()")
    summaries = pkg.events.sort_values("summary")["event_id"].tolist()
    assert shown(page) == summaries
    page.execute_script("document.querySelectorAll('#table thead button')[0].click()")
    assert shown(page) == summaries[::-1]
    assert page.find_element(By.CSS_SELECTOR, "#table th").get_attribute("aria-sort") == "descending"


def test_zooming_changes_the_map_and_fitting_brings_it_back(page):
    def land() -> str:
        page.execute_async_script("setTimeout(arguments[0], 150)")
        return page.find_element(By.CSS_SELECTOR, "#map .land").get_attribute("innerHTML")

    first = land()
    page.find_element(By.ID, "zoom-in").click()
    assert land() != first
    page.find_element(By.ID, "zoom-fit").click()
    assert land() == first


def test_hostile_texts_are_shown_as_text_and_nothing_of_them_runs(browser, addresses):
    browser.get_log("browser")
    open_page(browser, addresses["hostile"], 1280)
    browser.find_element(By.CSS_SELECTOR, "#table tbody button").click()
    quote = browser.find_element(By.CSS_SELECTOR, "#detail blockquote")
    assert quote.get_attribute("textContent") == HOSTILE
    assert quote.find_element(By.TAG_NAME, "mark").text == HOSTILE[:9]
    assert browser.find_elements(By.CSS_SELECTOR, "main img, main script") == []
    assert browser.execute_script("return window.broken ?? null") is None
    assert browser.get_log("browser") == []


def test_in_print_every_event_stands_with_its_reports(page, pkg):
    page.execute_cdp_cmd("Page.printToPDF", {})
    page.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    articles = page.find_elements(By.CSS_SELECTOR, "#printed article")
    quotes = page.find_elements(By.CSS_SELECTOR, "#printed blockquote")
    assert len(articles) == len(pkg.events) and len(quotes) == pkg.reports["event_id"].notna().sum()
    page.execute_script("window.dispatchEvent(new Event('afterprint'))")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_fault_of_accessibility(browser, addresses, width, dark):
    if not AXE.is_file():
        missing("axe-core", "install npm, then make test, or npm ci --ignore-scripts in tests/report")
    open_page(browser, addresses["good"], WIDTHS[width], dark)
    browser.find_element(By.CSS_SELECTOR, "#table tbody button").send_keys(Keys.ENTER)
    # Through the debugger: the page's own policy lets no script in that is not its own.
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    result = browser.execute_async_script("const done = arguments[0]; axe.run(document).then(done)")
    assert len(result["passes"]) > 20
    assert [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in result["violations"]] == []
