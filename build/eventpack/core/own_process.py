"""What a process that is eventpack's own sets for itself: the command line's, and those that it starts for its work.

Importing eventpack as a library sets nothing: the process is another program's. Nothing here may import NumPy.
"""

from __future__ import annotations

import os
import signal


def one_thread_for_products() -> None:
    """Let NumPy multiply matrices on one thread, unless the user's environment says otherwise.

    The parser multiplies small matrices, on which a second thread only waits: several articles at once are the work of
    several processes. NumPy reads this when it is first imported; the numbers are the same on any number of threads
    (:mod:`eventpack.parsing.blas`).
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def begin_worker() -> None:
    """The first thing a worker process does."""
    one_thread_for_products()
    # An interrupt from the keyboard reaches all processes; only the one that waits for the others answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
