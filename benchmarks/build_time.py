"""How long the package takes to build, and with how much memory: `python benchmarks/build_time.py [ARTICLES]`.

Builds into a temporary folder, in a process of its own, start-up and loading of the model included. Ends with
status 1 where it took 10 seconds or 1 GB or more: what the two articles of this repository may take.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST_SECONDS = 10.0
MOST_MEGABYTES = 1000.0


def main() -> int:
    articles = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "articles"
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "eventpack.cli", "build", articles, "--out", out])
        seconds = time.perf_counter() - start
    if done.returncode:
        return done.returncode
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    passed = seconds < MOST_SECONDS and megabytes < MOST_MEGABYTES
    print(f"{seconds:.1f} s (limit {MOST_SECONDS:.0f}), {megabytes:.0f} MB at most (limit {MOST_MEGABYTES:.0f}): "
          f"{'pass' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
