"""docs/report.png: the report page of the shipped package as a browser shows it, with one event chosen."""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "build"), str(ROOT / "tests")]

from browser import chromium, open_page  # noqa: E402

import eventpack  # noqa: E402
from eventpack import report_page  # noqa: E402

WIDTH, HEIGHT = 1280, 1120
MOST_TOLD = "events.reduce((a, b) => b.reports.length > a.reports.length ? b : a).id"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(report_page.page(eventpack.load(ROOT)), encoding="utf-8")
        with chromium(Path(folder) / "profile") as browser:
            open_page(browser, page.as_uri(), WIDTH)
            event = browser.execute_script(
                f"const {{events}} = JSON.parse(document.getElementById('content').textContent); return {MOST_TOLD}"
            )
            browser.find_element("css selector", f"tr[data-event='{event}'] button").click()
            browser.execute_script("scrollTo(0, 0)")
            browser.execute_async_script("setTimeout(arguments[0], 300)")
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "scale": 1}
            shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
    (ROOT / "docs" / "report.png").write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    main()
