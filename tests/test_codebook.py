from pathlib import Path

from eventpack import codebook, schema

FILE = Path(__file__).resolve().parent.parent / "docs" / "CODEBOOK.md"


def test_the_codebook_is_current():
    assert FILE.read_text(encoding="utf-8") == codebook.render(), "run: python -m eventpack.codebook docs/CODEBOOK.md"


def test_the_codebook_tells_of_every_column_and_every_code():
    text = codebook.render()
    for table in schema.TABLES:
        for field in schema.load(table)["fields"]:
            assert f"### `{table}.{field['name']}`" in text
            assert field["description"] in text
    for name in schema.code_lists():
        for code in schema.codes(name):
            assert f"| `{code}` |" in text


def test_every_link_within_the_codebook_leads_to_a_heading():
    text = codebook.render()
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
    links = {part.split(")")[0] for part in text.split("](#")[1:]}
    assert links and links <= headings
