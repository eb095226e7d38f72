"""package.yaml, and the package's and the citation file's words about themselves."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from eventpack.core.errors import InputError
from eventpack.reading import package_yaml

ROOT = Path(__file__).resolve().parents[2]


def test_without_package_yaml_the_package_has_a_name_and_claims_no_licence(tmp_path):
    assert package_yaml.read(tmp_path) == package_yaml.About()
    assert package_yaml.read(tmp_path / "articles.jsonl") == package_yaml.About()
    assert package_yaml.About().licenses == ()


def test_package_yaml_is_read_beside_the_articles(tmp_path):
    (tmp_path / "package.yaml").write_text("name: mine\nlicenses:\n  - name: CC0-1.0\n", encoding="utf-8")
    assert package_yaml.read(tmp_path) == package_yaml.read(tmp_path / "a.parquet")
    assert package_yaml.read(tmp_path) == package_yaml.About(name="mine", licenses=({"name": "CC0-1.0"},))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: A: B", r"package.yaml, line 1: is not YAML"),
        ("- a", "is not a list of keys and values"),
        ("edition: 1.0.0", 'unknown key "edition"'),
        ("version: 1.0", r'line 1: "version" is 1.0, which YAML reads as a number. Write three numbers in quotes'),
        ('version: "1.0"', '"version" is "1.0"'),
        ("name: Two Words", '"name" is "Two Words"'),
        ("title: 5", r'"title" is 5, which YAML does not read as a text. Write it in quotes: title: "5"'),
        ("name: mine\ntitle:", 'line 2: "title" is not text'),
        ("name: mine\ndescription: 2026-01-31", r'line 2: .* Write it in quotes: description: "2026-01-31"'),
        (
            "contributors:\n- title: A\n- title: B\n  email: desk at example.org",
            r'line 4: "desk at example.org" is not an e-mail',
        ),
        ("contributors:\n- title: A\n  email: desk@example", r'line 3: "desk@example" is not an e-mail'),
        ("contributors:\n- title: A\n  email: ''", r'line 3: "" is not an e-mail'),
        ("contributors:\n- title: A\n  email: 7", r'line 3: "email" is 7, which YAML does not read as a text'),
        ("keywords: one", '"keywords" is not a list of words'),
        ("licenses: [{name: Creative Commons}]", 'the licence "Creative Commons" is not an identifier'),
        ("homepage: example.org", '"example.org" is not a web address'),
        ("contributors: [{title: A, path: example.org}]", '"example.org" is not a web address'),
        ("licenses: CC0", '"licenses" is not a list'),
        ("contributors: [{name: A}]", '"contributors" has the entry'),
        ("contributors: [{title: A, roles: x}]", '"contributors" has the entry'),
    ],
)
def test_a_bad_package_yaml_is_an_error_that_says_what_to_write(tmp_path, text, message):
    (tmp_path / "package.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        package_yaml.read(tmp_path)


def test_the_shipped_package_and_its_citation_say_the_same():
    found, citation = (
        package_yaml.read(ROOT / "articles"),
        yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")),
    )
    assert found.name == "qamishli-withdrawal-2026"
    assert citation["title"] == found.title
    assert citation["license"] == found.licenses[0]["name"]
    assert citation["keywords"] == list(found.keywords)
    assert "version" not in citation


def test_the_citation_file_is_valid_by_its_own_schema():
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed: pip install -e .[test]")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run([*command, str(ROOT / "CITATION.cff")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
