"""The page of a package: what is in it, and how it behaves in a real browser."""

from __future__ import annotations

import hashlib
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
from selenium.webdriver.support.wait import WebDriverWait

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
    address = browser.execute_script("return new URLSearchParams(location.hash.slice(1)).get('event')")
    return browser.find_element(By.ID, "detail-title").text, address


def drawn(browser, what: str) -> list[dict]:
    """The marks or arrows that the map shows, each with where it is on the canvas and the events it stands for."""
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    return browser.execute_script(f"return document.getElementById('map').drawn.{what}")


def press(browser, x: float, y: float) -> None:
    """A click on the map, `x` and `y` pixels from its upper left corner."""
    canvas = browser.find_element(By.ID, "map")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", canvas)
    size = canvas.size
    ActionChains(browser).move_to_element_with_offset(
        canvas, round(x - size["width"] / 2), round(y - size["height"] / 2)
    ).click().perform()


def in_view(browser, marks: list[dict]) -> list[dict]:
    size = browser.find_element(By.ID, "map").size
    return [mark for mark in marks if 5 < mark["x"] < size["width"] - 5 and 5 < mark["y"] < size["height"] - 5]


def test_each_event_is_in_the_table_and_on_the_map_where_its_place_is_known(page, pkg):
    assert sorted(shown(page)) == sorted(pkg.events["event_id"])
    placed = pkg.events["location_id"].notna() | pkg.events["destination_location_id"].notna()
    marks = drawn(page, "marks")
    assert sorted(one for mark in marks for one in mark["ids"]) == sorted(pkg.events["event_id"][placed])
    assert drawn(page, "arrows")
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_the_timeline_has_the_dated_events_in_order_and_lists_the_others_apart(page, pkg):
    events = pkg.events
    dated = events["date_earliest"].notna() & events["date_latest"].notna()
    rows = [row.get_attribute("data-event") for row in page.find_elements(By.CSS_SELECTOR, "#timeline .row")]
    first = events.set_index("event_id")["date_earliest"]
    assert sorted(rows) == sorted(events["event_id"][dated]) and [first[one] for one in rows] == sorted(first[rows])
    undated = events["date_earliest"].isna() & events["date_latest"].isna()
    assert len(page.find_elements(By.CSS_SELECTOR, "#open-ended li")) == (~dated & ~undated).sum()
    assert len(page.find_elements(By.CSS_SELECTOR, "#undated li")) == undated.sum()


def test_a_bar_of_the_histogram_narrows_the_days_and_widens_them_again(page, pkg):
    bar = page.find_elements(By.CSS_SELECTOR, "#histogram .bar")[-1]
    start = bar.get_attribute("data-from")
    bar.send_keys(Keys.ENTER)
    assert page.find_element(By.ID, "from").get_attribute("value") == start
    events = pkg.events.set_index("event_id")
    assert 0 < len(shown(page)) < len(events)
    assert all(pd.isna(events["date_latest"][one]) or str(events["date_latest"][one]) >= start for one in shown(page))
    page.find_element(By.CSS_SELECTOR, "#histogram .bar[aria-pressed=true]").send_keys(Keys.SPACE)
    assert len(shown(page)) == len(events)


def test_the_story_has_each_event_under_its_day_with_a_quote_and_a_headline(page, pkg):
    page.execute_script("document.getElementById('view-story').click()")
    items = page.find_elements(By.CSS_SELECTOR, "#story li")
    assert sorted(one.get_attribute("data-event") for one in items) == sorted(pkg.events["event_id"])
    quotes = set(pkg.reports["quote"])
    assert all(one.find_element(By.TAG_NAME, "blockquote").text in quotes for one in items)
    titles = pkg.sources["title"].tolist()
    assert all(any(title in one.text for title in titles) for one in items)
    assert "view=story" in page.current_url and not page.find_element(By.ID, "table").is_displayed()


def test_the_filters_are_in_the_address_and_an_address_sets_them(page, browser, addresses, pkg):
    page.find_element(By.CSS_SELECTOR, "#type option[value='ASSAULT']").click()
    page.find_element(By.ID, "from").send_keys("01012026")
    address, wanted = page.current_url, shown(page)
    assert "type=ASSAULT" in address and "from=2026-01-01" in address
    open_page(browser, address, 1280)
    assert shown(browser) == wanted and 0 < len(wanted) < len(pkg.events)


def test_an_event_that_a_filter_removes_is_no_longer_shown_in_detail(page, pkg):
    event = pkg.events[pkg.events["event_type"] != "ASSAULT"]["event_id"].iloc[0]
    page.find_element(By.CSS_SELECTOR, f"tr[data-event='{event}'] button").send_keys(Keys.ENTER)
    assert chosen(page)[1] == event
    page.find_element(By.CSS_SELECTOR, "#type option[value='ASSAULT']").click()
    assert chosen(page)[1] is None and page.find_elements(By.CSS_SELECTOR, "#detail blockquote") == []


def saved(browser, button: str, folder: Path) -> Path:
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    browser.find_element(By.ID, button).send_keys(Keys.ENTER)
    WebDriverWait(browser, 20).until(lambda _: [one for one in folder.iterdir() if one.suffix in {".csv", ".png"}])
    return next(folder.iterdir())


def test_the_filtered_rows_are_downloaded_as_csv(page, pkg, tmp_path):
    page.find_element(By.CSS_SELECTOR, "#type option[value='RETREAT']").click()
    wanted = pkg.events[pkg.events["event_type"] == "RETREAT"].set_index("event_id")
    rows = pd.read_csv(saved(page, "save-csv", tmp_path), encoding="utf-8-sig").set_index("event_id")
    assert sorted(rows.index) == sorted(wanted.index)
    assert rows["summary"].to_dict() == wanted["summary"].to_dict()
    assert (rows["confidence"] - wanted["confidence"].astype(float)).abs().max() < 1e-9


def test_the_map_is_saved_as_a_png(page, tmp_path):
    file = saved(page, "save-map", tmp_path)
    assert file.name.endswith("-map.png") and file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_filters_act_on_table_map_timeline_and_actors_together(page, pkg):
    page.find_element(By.CSS_SELECTOR, "#type option[value='ASSAULT']").click()
    wanted = pkg.events[pkg.events["event_type"] == "ASSAULT"]["event_id"].tolist()
    assert shown(page) == wanted
    assert page.find_element(By.ID, "count").text == f"{len(wanted)} of {len(pkg.events)} events"
    page.execute_async_script("setTimeout(arguments[0], 100)")
    listed = [row.get_attribute("data-event") for row in page.find_elements(By.CSS_SELECTOR, "#timeline .row")]
    assert set(listed) <= set(wanted)
    assert {one for mark in drawn(page, "marks") for one in mark["ids"]} <= set(wanted)
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
    assert shown(page) == [] and "No event matches" in page.find_element(By.ID, "none").text


def test_an_actor_is_a_filter_that_a_second_press_takes_back(page, pkg):
    page.find_element(By.CSS_SELECTOR, "#actors button[data-actor='rus']").send_keys(Keys.ENTER)
    wanted = pkg.event_actors[pkg.event_actors["actor_id"] == "rus"]["event_id"]
    assert sorted(shown(page)) == sorted(wanted.unique())
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert len(shown(page)) == len(pkg.events)


def test_a_click_in_the_table_or_on_the_timeline_chooses_the_event(page, pkg):
    summaries = pkg.events.set_index("event_id")["summary"]
    seen = set()
    for target in ("#table tbody tr:nth-child(3) button", "#timeline .row:nth-of-type(4) .mark"):
        element = page.find_element(By.CSS_SELECTOR, target)
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        ActionChains(page).move_to_element(element).click().perform()
        title, event = chosen(page)
        assert title == summaries[event]
        seen.add(event)
    assert len(seen) == 2


def test_a_click_on_the_map_chooses_an_event_or_opens_what_a_mark_holds(page, pkg):
    summaries = pkg.events.set_index("event_id")["summary"]
    single = [mark for mark in in_view(page, drawn(page, "marks")) if len(mark["ids"]) == 1]
    press(page, single[0]["x"], single[0]["y"])
    assert chosen(page) == (summaries[single[0]["ids"][0]], single[0]["ids"][0])
    for _ in range(12):  # a mark of several places comes apart, one of several events at one place lists them
        several = [mark for mark in in_view(page, drawn(page, "marks")) if len(mark["ids"]) > 1]
        press(page, several[0]["x"], several[0]["y"])
        if several[0]["cluster"] is None:
            break
    listed = page.find_elements(By.CSS_SELECTOR, "#detail .choices button")
    assert [one.text for one in listed] == [summaries[one] for one in several[0]["ids"]]
    listed[1].send_keys(Keys.ENTER)
    assert chosen(page) == (summaries[several[0]["ids"][1]], several[0]["ids"][1])


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


def test_the_map_is_moved_by_buttons_keys_and_pointer_and_fitting_brings_it_back(page):
    def seen() -> list[tuple[float, float]]:
        return [(round(mark["x"], 3), round(mark["y"], 3)) for mark in drawn(page, "marks")]

    first, canvas = seen(), page.find_element(By.ID, "map")
    moves = (
        lambda: page.find_element(By.ID, "zoom-in").click(),
        lambda: canvas.send_keys(Keys.ARROW_LEFT),
        lambda: ActionChains(page).drag_and_drop_by_offset(canvas, 40, 25).perform(),
    )
    for move in moves:
        move()
        assert seen() != first
        page.find_element(By.ID, "zoom-fit").click()
        assert seen() == first


def many(pkg, times: int):
    """The package as if its articles had come `times` times, each time with events of their own."""
    tables = dict(pkg.tables)
    for name, keys in (
        ("events", ["event_id"]),
        ("reports", ["report_id", "event_id"]),
        ("event_actors", ["event_id"]),
    ):
        copies = []
        for number in range(times):
            copy = pkg.tables[name].copy()
            for key in keys:
                copy[key] = copy[key] + f"-{number}"
            copies.append(copy)
        tables[name] = pd.concat(copies, ignore_index=True)
    return replace(pkg, tables=tables)


def test_a_page_of_2500_events_has_less_than_6_megabytes(pkg):
    times = -(-2500 // len(pkg.events))
    assert len(report_page.page(many(pkg, times)).encode()) < 6_000_000


def test_a_page_of_20000_events_opens_lists_a_part_and_says_so(browser, pkg, tmp_path):
    package = many(pkg, -(-20_000 // len(pkg.events)))
    (tmp_path / "large.html").write_text(report_page.page(package), encoding="utf-8")
    open_page(browser, (tmp_path / "large.html").as_uri(), 1280)
    total = f"{len(package.events):,}"
    assert browser.find_element(By.ID, "count").text == f"{total} events"
    assert len(shown(browser)) < 1000 and f"of {total} shown" in browser.find_element(By.ID, "more").text
    assert "of" in browser.find_element(By.ID, "timeline-note").text
    few = len(shown(browser))
    browser.find_element(By.ID, "more").send_keys(Keys.ENTER)
    assert len(shown(browser)) > few
    placed = package.events["location_id"].notna() | package.events["destination_location_id"].notna()
    assert sum(len(mark["ids"]) for mark in drawn(browser, "marks")) == placed.sum()


ASSETS = ROOT / "build" / "eventpack" / "report_page" / "assets"


def test_the_assets_are_those_that_were_made_from_the_locked_packages():
    """`make report-assets` renews them; a lock or script that was changed without it fails here."""
    sources = ROOT / "build" / "report_page_assets"
    for name, known in json.loads((ASSETS / "made-from.json").read_text()).items():
        file = next(path for path in (ASSETS / name, sources / name) if path.is_file())
        assert hashlib.sha256(file.read_bytes()).hexdigest() == known, name


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
