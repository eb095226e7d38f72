"""A Dask cluster over TLS: who does not show a certificate of the same signer is no part of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster, Security

from eventpack.annotation import dask_cluster
from eventpack.cli import main


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    made = [folder / "cert.pem", folder / "key.pem"]
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=desk", "-days", "2"]
    subprocess.run([*asked, "-out", made[0], "-keyout", made[1]], check=True, capture_output=True)
    return made[0], made[1]


def test_a_cluster_over_tls_is_spoken_to_with_a_certificate_alone(files, tmp_path, capsys):
    certificate, key = map(str, files)
    roles = {f"tls_{role}_{part}": file for role in ("scheduler", "worker", "client")
             for part, file in (("cert", certificate), ("key", key))}  # fmt: skip
    security = Security(tls_ca_file=certificate, require_encryption=True, **roles)
    options = ["--tls-ca", certificate, "--tls-cert", certificate, "--tls-key", key]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Ghana withdrew its soldiers from Gao in Mali on 3 May 2023.\n")
    here = dask.config.set({"temporary-directory": str(tmp_path)})  # of the scheduler too
    with (
        here,
        LocalCluster(1, processes=False, threads_per_worker=1, dashboard_address=None, security=security) as cluster,
    ):
        address = cluster.scheduler_address
        assert address.startswith("tls://")
        command = ["build", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--scheduler"]
        assert main([*command, address, *options]) == 0
        assert (tmp_path / "out" / "datapackage.json").exists()
        assert main([*command, address.replace("tls://", "tcp://"), *options]) == 2
        assert "no Dask scheduler with a worker answers there" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", [["--tls-ca", "{0}"], ["--tls-ca", "{0}", "--tls-cert", "{0}", "--tls-key", "none.pem"]]
)
def test_a_part_of_tls_without_the_others_is_reported(files, tmp_path, options, capsys):
    (tmp_path / "a.txt").write_text("Ghana withdrew its soldiers from Mali on 3 May 2023.\n")
    given = [one.format(files[0]) for one in options]
    command = ["build", str(tmp_path), "--out", str(tmp_path / "out"), "--scheduler", "tls://127.0.0.1:1", *given]
    assert main(command) == 2
    assert "Give --tls-ca, --tls-cert and --tls-key" in capsys.readouterr().err


@pytest.mark.parametrize(("address", "told"), [("tcp://203.0.113.5:1", True), ("tls://203.0.113.5:1", False),
                                               ("tcp://127.0.0.1:1", False)])  # fmt: skip
def test_who_sends_to_a_cluster_in_the_open_is_reported(tmp_path, monkeypatch, address, told, capsys):
    def refused(*given):
        raise dask_cluster.NoCluster("not tried")

    monkeypatch.setattr(dask_cluster, "Cluster", refused)
    (tmp_path / "a.txt").write_text("Ghana withdrew its soldiers from Mali on 3 May 2023.\n")
    assert main(["build", str(tmp_path), "--out", str(tmp_path / "out"), "--scheduler", address]) == 2
    assert ("are sent there unencrypted" in capsys.readouterr().err) == told
