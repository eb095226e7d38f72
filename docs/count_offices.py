"""Count what lexicon/offices.yaml covers: countries with the holders of an office, offices, persons and terms."""

from __future__ import annotations

from datetime import date, timedelta

from eventpack.actors import offices
from eventpack.lexicon.countries import read_lexicon

HEADS = ("president", "prime-minister", "chancellor", "monarch", "supreme-leader")
SINCE, MONTH = date(2000, 1, 15), timedelta(days=30)


def main() -> None:
    """Print one line a figure."""
    rows = read_lexicon("offices.yaml")
    terms = [(row, *offices.parsed(holder)) for row in rows for holder in row["holders"]]
    for what, wanted in (
        ("head of state or government", HEADS),
        ("foreign minister", ("minister-of-foreign-affairs",)),
        ("defence minister", ("minister-of-defence",)),
    ):
        spans: dict[str, list[tuple[date, date]]] = {}
        for row, _, first, last in terms:
            if "country" in row and row["office"] in wanted:
                spans.setdefault(row["country"], []).append((first, last))
        days = [SINCE + k * MONTH for k in range(311)]  # to July 2025
        held = sum(any(first <= day <= last for first, last in of) for of in spans.values() for day in days)
        print(
            f"{what}: {len(spans)} countries, {held / len(spans) / len(days):.0%} of their months from 2000 to mid-2025"
        )
    print(f"bodies and armed groups with their leader: {len({row['body'] for row in rows if 'body' in row})}")
    print(f"offices: {len(rows)}, persons: {len({name for _, name, _, _ in terms})}, terms: {len(terms)}")


if __name__ == "__main__":
    main()
