"""Fixtures that several test files share."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No bound on an example's time: on a busy machine it fails tests that nothing is wrong with.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as a process of eventpack's own has it; NumPy reads it once

from factories import write_package  # noqa: E402

from eventpack.annotation import cache  # noqa: E402


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    """No test puts what it made of the coder into the cache of the person who runs it, nor lives on what is there."""
    monkeypatch.setattr(cache, "open_cache", lambda: None)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A valid package, to be read only."""
    out = tmp_path_factory.mktemp("built")
    write_package(out)
    return out


@pytest.fixture
def copy(built, tmp_path):
    """A valid package of the test's own, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "copy"))
