"""Fixtures that several test files share."""

import os
import shutil
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No bound on an example's time: on a busy machine it fails tests that nothing is wrong with.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as a process of eventpack's own has it; NumPy reads it once

# What fsync guards against, a machine that loses its power, no test can see; waiting for the disk takes half a build's time.
os.fsync = os.fstat

import factories  # noqa: E402

from eventpack.annotation import cache  # noqa: E402
from eventpack.package import write  # noqa: E402

# The files that take longest, which are to begin first, so that no process is left alone with one of them at the end.
_LONGEST = (
    "test_crash_safety.py",
    "test_identity.py",
    "test_ci.py",
    "test_many_rows.py",
    "test_supply_chain.py",
    "test_forged_folder.py",
    "test_hostile_packages.py",
    "test_report.py",
    "test_review_walk.py",
)
_REFEREED: set[Path] = set()  # test files of which a package was judged by frictionless


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    """No test puts what it made of the coder into the cache of the person who runs it, nor lives on what is there."""
    monkeypatch.setattr(cache, "open_cache", lambda: None)


@pytest.fixture(autouse=True)
def _one_referee(request, monkeypatch):
    """Frictionless and pandera, which take two thirds of the time of a small build, judge the packages that fixtures make,
    those of test_write.py and the first that the tests of any other file make; our own checks, which are stricter, judge all."""
    file, referee, check_frame = request.path, write.referee, write.check_frame
    if file.name == "test_write.py":
        return

    def first(*arguments, **options):
        if file in _REFEREED:
            return []
        _REFEREED.add(file)  # pandera came before
        return referee(*arguments, **options)

    monkeypatch.setattr(write, "referee", first)
    monkeypatch.setattr(write, "check_frame", lambda *part: [] if file in _REFEREED else check_frame(*part))


@pytest.fixture(scope="session")
def put_package(tmp_path_factory):
    """Puts a copy of the package of factories.write_package into a folder, which it gives."""
    return partial(factories.copy_package, kept=tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def built(put_package, tmp_path_factory):
    """A valid package, to be read only."""
    return put_package(tmp_path_factory.mktemp("built"))


@pytest.fixture
def copy(built, tmp_path):
    """A valid package of the test's own, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "copy"))
