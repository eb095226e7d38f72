"""The same articles give the same bytes on any processor, in any batch, by any number of workers.

OpenBLAS has a kernel for each kind of processor, each with a rounding of its own; one machine can run all those of
older processors, each in a process that asks for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from numpy._core._multiarray_umath import __cpu_features__ as features
from shared_texts import TEXTS

from eventpack.parsing import parser
from eventpack.parsing.blas import Blas
from eventpack.parsing.word_vectors import KEPT_WORDS

ROOT = Path(__file__).parents[2]
NEEDS = {
    "Prescott": "SSE3",
    "Nehalem": "SSE42",
    "Sandybridge": "AVX",
    "Haswell": "AVX2",
    "Zen": "AVX2",
    "SkylakeX": "AVX512_SKX",
}
KERNELS = [name for name, feature in NEEDS.items() if features.get(feature)]

# Builds a package, unless by no worker; prints which kernel is in use, a digest of a plain product, which differs by
# kernel, and that of the vectors, which must not.
HERE = """
import ctypes, glob, hashlib, json, os, sys
import numpy
from eventpack import pipeline
from eventpack.annotation import workers
from eventpack.parsing import parser

def digest(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()

def kernel():
    for path in glob.glob(os.path.join(os.path.dirname(numpy.__file__), "..", "numpy.libs", "*openblas*")):
        name = ctypes.CDLL(path).scipy_openblas_get_corename64_
        name.restype = ctypes.c_char_p
        return name().decode()

def vectors(texts):
    nlp = parser.pipeline()
    docs = [nlp.make_doc(text) for text in texts]
    networks = nlp.get_pipe("tok2vec").model, nlp.get_pipe("ner").model.get_ref("tok2vec")
    return [numpy.concatenate(network.predict(docs)).tobytes() for network in networks]

articles, out, number, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
if number:
    with workers.pool(number) as pool:
        pool.batch_characters = size
        pipeline.build(articles, out, pool=pool)
random = numpy.random.default_rng(1)
rows, weights = random.standard_normal((2, 288, 288)).astype("float32")
print(json.dumps({"kernel": kernel(), "product": digest((rows @ weights).tobytes()),
                  "vectors": digest(*vectors(json.loads(sys.stdin.read())))}))
"""


def run(out: Path, workers: int, size: int, kernel: str | None) -> tuple[dict[str, str], dict[str, bytes]]:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    if kernel:
        environment["OPENBLAS_CORETYPE"] = kernel
    done = subprocess.run(
        [sys.executable, "-c", HERE, str(ROOT / "articles"), str(out), str(workers), str(size)],
        env=environment,
        input=json.dumps(TEXTS[:1] + TEXTS[4:]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    written = [out / "datapackage.json", *(out / "data").iterdir()] if workers else []
    return json.loads(done.stdout), {file.name: file.read_bytes() for file in written}


@pytest.mark.skipif(not KERNELS, reason="OpenBLAS has one kernel for this processor")
def test_every_kernel_gives_the_same_bytes_in_any_batch_by_any_number_of_workers(tmp_path):
    said, package = run(tmp_path / "own", 1, 50_000, None)
    kernels, products = set(), {said["product"]}
    # All else than the vectors comes from them, so the packages of the oldest and the newest kernel are enough.
    builds = {KERNELS[0]: (2, 1), KERNELS[-1]: (1, 10**6)}
    for kernel in KERNELS:
        workers, size = builds.get(kernel, (0, 0))
        here, built = run(tmp_path / kernel, workers, size, kernel)
        kernels.add(here["kernel"])
        products.add(here["product"])
        assert here["vectors"] == said["vectors"], kernel
        if workers:
            assert built.keys() == package.keys(), kernel
            assert [name for name in built if built[name] != package[name]] == [], kernel
    if said["kernel"] is not None:  # NumPy has OpenBLAS, so that all this says something
        assert len(kernels) > 1  # Zen may be Haswell: a build of OpenBLAS need not have all
        assert len(products) > 1


@pytest.mark.parametrize("inner, outer", [(288, 288), (480, 288), (96, 50), (64, 128), (576, 1), (7, 3)])
def test_a_product_is_exact_so_it_is_the_same_in_any_batch(inner, outer):
    random = numpy.random.default_rng(5)
    scale = numpy.exp(random.uniform(-30, 30, (3000, 1)))
    rows = (random.standard_normal((3000, inner)) * scale).astype("float32")
    rows[17] = 0
    weights = random.standard_normal((outer, inner)).astype("float32")
    whole = Blas().gemm(rows, weights, trans2=True)
    error = abs(whole - rows.astype("float64") @ weights.T.astype("float64")).max(axis=1)
    assert (error <= 5e-6 * inner**0.5 * scale[:, 0]).all()
    for size in (1, 2, 3, 7, 20, 131, 257, 1000):
        numpy.testing.assert_array_equal(Blas().gemm(rows[:size], weights, trans2=True), whole[:size])
    order = random.permutation(inner)  # of the terms of every sum
    numpy.testing.assert_array_equal(Blas().gemm(rows[:, order], weights[:, order], trans2=True), whole)


def test_a_product_takes_its_factors_as_they_lie():
    random = numpy.random.default_rng(6)
    rows, weights = random.standard_normal((2, 30, 30)).astype("float32")
    whole = Blas().gemm(rows, weights, trans2=True)
    numpy.testing.assert_array_equal(Blas().gemm(rows.T.copy(), weights.T.copy(), trans1=True), whole)
    out = numpy.empty((30, 30), dtype="float32")
    assert Blas().gemm(rows, weights, out=out, trans2=True) is out
    numpy.testing.assert_array_equal(out, whole)
    ready = Blas()
    ready.prepare(weights)
    numpy.testing.assert_array_equal(ready.gemm(rows, weights, trans2=True), whole)


def test_the_vectors_of_words_are_the_same_when_they_are_kept(monkeypatch):
    nlp = parser.pipeline()
    docs = [nlp.make_doc(parser.prepare(text)) for text in TEXTS if text]
    for network in (nlp.get_pipe("tok2vec").model, nlp.get_pipe("ner").model.get_ref("tok2vec")):
        kept = next(node for node in network.walk() if node.name == "kept_vectors")
        anew = kept.layers[0].predict(docs)
        for full in (False, True, False):
            if full:  # so many other words that there is no room for these
                kept.attrs["kept"].update(dict.fromkeys(map(str.encode, map(str, range(KEPT_WORDS)))))
            for ours, theirs in zip(kept.predict(docs), anew, strict=True):
                numpy.testing.assert_array_equal(ours, theirs)
            assert len(kept.attrs["kept"]) <= KEPT_WORDS


def test_a_text_is_parsed_alike_alone_and_among_others():
    texts = [parser.prepare(text) for text in TEXTS if text.strip()] * 20
    nlp = parser.pipeline()
    together = [[(t.tag_, t.dep_, t.head.i, t.ent_type_) for t in doc] for doc in nlp.pipe(texts)]
    alone = [[(t.tag_, t.dep_, t.head.i, t.ent_type_) for t in nlp(text)] for text in texts[: len(TEXTS)]]
    assert together[: len(alone)] == alone
