"""How smoothly the report page's map moves: python benchmarks/report_page.py [EVENTS]

Makes the page of the shipped package's events, repeated at places of their own until there are EVENTS (default 20,000),
opens it in Chromium and prints its size, the seconds until it is drawn, and how long a redraw takes while the map is zoomed:
the median and the 95th percentile, beside the 16.7 ms of sixty frames a second.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "build"), str(ROOT / "tests")]

from browser import chromium, open_page  # noqa: E402

import eventpack  # noqa: E402
from eventpack import report_page  # noqa: E402
from eventpack.places import gazetteer  # noqa: E402

PLACES = 2000
FRAMES = """
const done = arguments[0], times = [], map = document.getElementById("map");
let frame = 0;
function step() {
  document.getElementById(frame % 40 < 20 ? "zoom-in" : "zoom-out").click();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    times.push(map.drawTime);
    if (++frame < 120) step(); else done(times);
  }));
}
step();
"""


def spread(package: eventpack.Package, number: int) -> eventpack.Package:
    """The package's events again and again, each time at other towns."""
    towns = gazetteer.towns(None, 20_000)[:PLACES]
    rng = random.Random(1)
    tables = dict(package.tables)
    tables["locations"] = package.locations.iloc[[0] * len(towns)].assign(
        location_id=[town.location_id for town in towns],
        name=[town.name for town in towns],
        latitude=[town.latitude for town in towns],
        longitude=[town.longitude for town in towns],
        feature_type="city",
    )
    times = -(-number // len(package.events))
    for name, keys in (
        ("events", ["event_id"]),
        ("reports", ["report_id", "event_id"]),
        ("event_actors", ["event_id"]),
    ):
        table = package.tables[name]
        copies = [table.assign(**{key: table[key] + f"-{n}" for key in keys}) for n in range(times)]
        tables[name] = pd.concat(copies, ignore_index=True)
    events = tables["events"]
    events["location_id"] = pd.array([rng.choice(towns).location_id for _ in range(len(events))], dtype="string")
    events["destination_location_id"] = pd.array([None] * len(events), dtype="string")
    return replace(package, tables=tables)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    package = spread(eventpack.load(ROOT), number)
    text = report_page.page(package)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(text, encoding="utf-8")
        with chromium(Path(folder) / "profile") as browser:
            start = time.monotonic()
            open_page(browser, page.as_uri(), 1280)
            opened = time.monotonic() - start
            times = sorted(browser.execute_async_script(FRAMES))
    median, slow = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{len(package.events):,} events at {PLACES:,} places, {len(text) / 1e6:.1f} MB, drawn after {opened:.1f} s")
    print(f"a redraw: median {median:.1f} ms, 95th percentile {slow:.1f} ms (sixty a second: 16.7 ms)")


if __name__ == "__main__":
    main()
