"""Annotating on the machines of a Dask cluster. Needs the extra eventpack[dask], here and on the workers.

Only annotating goes there: it is nearly all of the work, and no article needs another. A worker that dies costs its
batches, which others do again.
"""

from __future__ import annotations

import threading
from typing import Any

from ..core.errors import EventpackError
from ..core.optional_parts import install
from . import user_setting
from .cache import coder_digest
from .user_setting import UserSetting
from .workers import Answer, Tasks, promise

_WAIT_SECONDS = 30
_BATCHES_A_WORKER = 3
_TRIES = 10  # a cluster that loses a machine an hour must not end a build of a day

# Threads of one worker share the model, which serves one at a time.
_one_at_a_time = threading.Lock()


class NoCluster(EventpackError):
    """The cluster cannot be used: no Dask here, no answer from the address, or another eventpack there."""


def tls(ca: str, certificate: str, key: str) -> Any:
    """Dask's security by these files of PEM, for :class:`Cluster`: nothing goes unencrypted, and who answers is known.

    Raises NoCluster where Dask is not installed.
    """
    try:
        from distributed import Security
    except ImportError as error:
        raise NoCluster(f"--scheduler: Dask is not installed here. Install it with: {install('dask')}") from error
    return Security(tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True)


class Cluster:
    """The workers of the scheduler at an address, such as tcp://10.0.0.5:8786."""

    batch_characters = 20_000

    def __init__(self, address: str, security: Any = None) -> None:
        """`security` is a `distributed.Security`, for an address of tls://; by default as Dask is configured."""
        try:
            import dask
            from distributed import Client
        except ImportError as error:
            raise NoCluster(f"--scheduler: Dask is not installed here. Install it with: {install('dask')}") from error
        dask.config.set({"distributed.scheduler.allowed-failures": _TRIES})
        try:
            self._client = Client(address, timeout=_WAIT_SECONDS, set_as_default=False, security=security)
            self._client.wait_for_workers(1, timeout=_WAIT_SECONDS)
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:  # the last where TLS is asked for of tcp://
            raise NoCluster(
                f"{address}: no Dask scheduler with a worker answers there ({error}). Start one, such as "
                "`dask scheduler` and on each machine `dask worker ADDRESS`."
            ) from error
        self._digest = coder_digest()

    @property
    def ahead(self) -> int:
        """Grows with the cluster, which may do so while a build goes on."""
        return _BATCHES_A_WORKER * max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def submit(self, tasks: Tasks) -> Answer:
        from distributed import KilledWorker

        promised = self._client.submit(_annotate, tasks, self._digest, user_setting.active(), pure=False)

        return promise(promised.result, tasks, KilledWorker)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()


def _annotate(tasks: Tasks, digest: str, added: UserSetting = user_setting.NONE) -> Any:
    """Runs on a worker."""
    if coder_digest() != digest:
        raise NoCluster(
            "a worker of the cluster has another eventpack, model or gazetteer than this machine. Install "
            "the same locked packages on both."
        )
    from .one_article import annotate_stored

    with _one_at_a_time:
        user_setting.activate(added)  # reads the user's files of places, which lie under the same path there
        return annotate_stored(tasks)
