"""Options of the commands that annotate: by how many processes, and whether what was annotated before is used."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..core.errors import InputError
from .option_types import number

log = logging.getLogger(__name__)


def add_worker_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how many processes, or which Dask cluster, annotate."""
    parser.add_argument(
        "--workers",
        type=number(1, 1024),
        default=1,
        metavar="N",
        help="annotate in N processes; the result is the same",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="annotate every article again and ignore the cache of annotations (docs/scale.md)",
    )


def add_scheduler_argument(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a Dask cluster and its certificates."""
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="annotate on the Dask cluster of this scheduler, "
        "such as tls://10.0.0.5:8786 (needs eventpack[dask]; docs/scale.md)",
    )
    for name, what in (
        ("ca", "of the authority that signed the cluster's certificates"),
        ("cert", "of this machine"),
        ("key", "of that certificate"),
    ):
        kind = "key" if name == "key" else "certificate"
        parser.add_argument(
            f"--tls-{name}",
            type=Path,
            metavar="FILE.pem",
            help=f"the {kind} {what}, for a scheduler at tls://; give all three, or none to use Dask's configuration",
        )


def _tls(arguments: argparse.Namespace) -> Any:
    from ..annotation import dask_cluster

    files = [arguments.tls_ca, arguments.tls_cert, arguments.tls_key]
    if not any(files):
        return None
    for file in files:
        if file is None or not file.is_file():
            raise InputError(
                file or "--scheduler",
                None,
                "is not a file" if file else "has one part of TLS without the others",
                "Give --tls-ca, --tls-cert and --tls-key, each a file of PEM",
            )
    return dask_cluster.tls(*map(str, files))


def _warn_of_plain(address: str) -> None:
    from ..validation.fetch import is_loopback

    try:
        parts = urlsplit(address)
    except ValueError:  # which Dask tells
        return
    if parts.scheme not in {"tls", "wss"} and not is_loopback(parts.hostname):
        log.warning(
            "%s: articles and code are sent there unencrypted, and whoever answers there can run code on this machine; "
            "docs/supply-chain.md explains how to use tls://",
            address,
        )


@contextmanager
def pool_and_cache(arguments: argparse.Namespace) -> Iterator[tuple]:
    """Who annotates, and the cache, as the options say."""
    from ..annotation import cache as annotation_cache
    from ..annotation import workers

    with ExitStack() as stack:
        pool: workers.WorkerPool | Cluster
        if getattr(arguments, "scheduler", None):
            from ..annotation.dask_cluster import Cluster

            _warn_of_plain(arguments.scheduler)
            pool = stack.enter_context(Cluster(arguments.scheduler, _tls(arguments)))
        else:
            pool = stack.enter_context(workers.pool(arguments.workers))
        cache = None if arguments.no_cache else annotation_cache.open_cache()
        yield pool, stack.enter_context(cache) if cache is not None else None
