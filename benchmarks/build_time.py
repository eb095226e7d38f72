"""How long the package takes to build, and with how much memory: `python benchmarks/build_time.py [ARTICLES]`.

Builds into a temporary folder, in a process of its own, start-up and loading of the model included. The gazetteer's
index, which set-up makes once, is there before the clock starts. Ends with status 1 where it took 10 seconds or 1 GB
or more: what the two articles of this repository may take.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST_SECONDS = 10.0
MOST_MEGABYTES = 1000.0


def main() -> int:
    articles = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "articles"
    subprocess.run(
        [sys.executable, "-c", "from eventpack.places.gazetteer import index_file; index_file()"], check=True
    )
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        child = subprocess.Popen([sys.executable, "-m", "eventpack.cli", "build", articles, "--out", out])
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        return 2
    megabytes = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    passed = seconds < MOST_SECONDS and megabytes < MOST_MEGABYTES
    print(
        f"{seconds:.1f} s (limit {MOST_SECONDS:.0f}), {megabytes:.0f} MB at most (limit {MOST_MEGABYTES:.0f}): "
        f"{'pass' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
