"""Options of the commands that annotate: by how many processes, and whether what was annotated before is used."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from .option_types import number


def add_worker_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workers",
        type=number(1, 1024),
        default=1,
        metavar="N",
        help="annotate in N processes; the result does not depend on it",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="annotate every article anew, also those that are in the cache of annotations (docs/SCALE.md)",
    )


def add_scheduler_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="annotate on the Dask cluster of this scheduler, "
        "such as tcp://10.0.0.5:8786 (needs eventpack[dask]; docs/SCALE.md)",
    )


@contextmanager
def pool_and_cache(arguments: argparse.Namespace) -> Iterator[tuple]:
    """Who annotates, and the cache, as the options say."""
    from ..annotation import cache as annotation_cache
    from ..annotation import workers

    with ExitStack() as stack:
        if getattr(arguments, "scheduler", None):
            from ..annotation.dask_cluster import Cluster

            pool = stack.enter_context(Cluster(arguments.scheduler))
        else:
            pool = stack.enter_context(workers.pool(arguments.workers))
        cache = None if arguments.no_cache else annotation_cache.open_cache()
        yield pool, stack.enter_context(cache) if cache is not None else None
