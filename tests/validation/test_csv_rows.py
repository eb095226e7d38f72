"""Rows of a CSV file as Arrow reads them: nothing of Python's is in the hands of Arrow's threads."""

from __future__ import annotations

import bz2
import io
import subprocess
import sys
import tempfile

import pytest

from eventpack.validation.arrow_input import native_buffer, native_file
from eventpack.validation.csv_rows import Ragged, batches
from eventpack.validation.declared import Dialect

# Leaves off in the middle of a file and ends, while Arrow may still be reading ahead.
ENDS_EARLY = """
import io, time
from eventpack.validation.csv_rows import Ragged, batches
from eventpack.validation.declared import Dialect

class Slow(io.RawIOBase):
    left = 40
    def readable(self):
        return True
    def readinto(self, buffer):
        if not self.left:
            return 0
        self.left -= 1
        time.sleep(0.01)
        buffer[:6] = b"1,two\\n"
        return 6

rows = batches(Slow, Dialect(), "utf-8", 2, Ragged(), 16)
next(rows)
"""


def test_a_process_ends_in_peace_while_arrow_reads_ahead():
    # With this file given to pyarrow.csv.open_csv itself, the process ends by signal 6.
    done = subprocess.run([sys.executable, "-c", ENDS_EARLY], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["file", "packed", "memory"])
def test_arrow_is_given_the_bytes_of_any_file(kind, tmp_path):
    data = b"a,b\n" * 1000
    path = tmp_path / "a.csv"
    path.write_bytes(bz2.compress(data) if kind == "packed" else data)
    with {"file": path.open, "packed": lambda _: bz2.open(path), "memory": lambda _: io.BytesIO(data)}[kind](
        "rb"
    ) as file:
        path.unlink()
        with native_file(file) as native:
            assert native.read() == data
    assert native_buffer(data).to_pybytes() == data and native_buffer(b"").to_pybytes() == b""


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8"])
@pytest.mark.parametrize("spaces", [False, True])
def test_rows_are_the_same_in_every_encoding(encoding, spaces):
    text = 'n,word\n1, "näh,\né"\n2\n' if spaces else 'n,word\n1,"näh,\né"\n2\n'
    ragged = Ragged()
    found = list(
        batches(lambda: io.BytesIO(text.encode(encoding)), Dialect(skip_initial_space=spaces), encoding, 2, ragged)
    )
    assert [column.to_pylist() for column in found[0].columns] == [["1"], ["näh,\né"]]
    assert ragged.rows == [(3, 1)] and ragged.last == 3


def test_a_file_that_is_not_of_its_encoding_is_an_error():
    with pytest.raises(UnicodeError):
        list(batches(lambda: io.BytesIO(b"n,word\n1,\xff\n"), Dialect(), "ascii", 2, Ragged()))


def test_a_copy_that_was_written_just_now_is_read_whole():
    with tempfile.TemporaryFile() as file:
        file.write(b"a,b\n")
        file.seek(0)
        assert native_file(file).read() == b"a,b\n"
