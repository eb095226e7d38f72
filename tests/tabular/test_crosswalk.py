"""The columns that lead from our event types and modes to those of CAMEO and ACLED name codes that exist there."""

from __future__ import annotations

import pytest

from eventpack.tabular import schema

# CAMEO 1.1b3: the highest last digit below each code that has more digits below it.
CAMEO = {
    "02": 8, "021": 4, "023": 4, "024": 4, "025": 6,
    "03": 9, "031": 4, "033": 4, "034": 4, "035": 6,
    "04": 6, "05": 7, "06": 4, "07": 5,
    "08": 7, "081": 4, "083": 4, "084": 2, "086": 3, "087": 4,
    "09": 4,
    "10": 8, "101": 4, "103": 4, "104": 4, "105": 6,
    "11": 6, "112": 5,
    "12": 9, "121": 4, "122": 4, "123": 4, "124": 6,
    "13": 9, "131": 3, "132": 4, "138": 5,
    "14": 5, "141": 4, "142": 4, "143": 4, "144": 4, "145": 4,
    "15": 5, "16": 6, "162": 3, "166": 3,
    "17": 5, "171": 2, "172": 4,
    "18": 6, "182": 3, "183": 4,
    "19": 6, "195": 2, "20": 4, "204": 2,
}  # fmt: skip
ACLED = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions/Remote violence": {
        "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED", "Grenade",
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
        "Looting/property destruction", "Non-violent transfer of territory", "Other",
    },
}  # fmt: skip
TYPES, MODES = schema.codes("event_types"), schema.codes("event_modes")
ROWS = [pytest.param(row, id=code) for code, row in (TYPES | MODES).items()]


def listed(cell: str) -> list[str]:
    return [code for code in cell.split("|") if code]


@pytest.mark.parametrize("row", ROWS)
def test_each_code_of_cameo_is_one_that_its_codebook_has(row) -> None:
    for code in listed(row["cameo"]):
        assert code in CAMEO or code[:-1] in CAMEO and 0 <= int(code[-1]) <= CAMEO[code[:-1]], code


@pytest.mark.parametrize("code", MODES)
def test_each_mode_lies_below_a_root_or_code_of_its_type(code: str) -> None:
    above = listed(TYPES[MODES[code]["event_type"]]["cameo"])
    assert all(one.startswith(tuple(above)) for one in listed(MODES[code]["cameo"]))


def test_the_types_share_no_root_and_leave_out_statements() -> None:
    roots = [code for row in TYPES.values() for code in listed(row["cameo"]) if len(code) == 2]
    assert len(roots) == len(set(roots))
    assert set(roots) | {"01"} == {f"{n:02}" for n in range(1, 21)}


def test_the_kinds_of_acled_exist_and_those_of_a_mode_belong_to_those_of_its_type() -> None:
    for row in TYPES.values():
        assert set(listed(row["acled"])) <= ACLED.keys()
    for row in MODES.values():
        of_type = listed(TYPES[row["event_type"]]["acled"])
        assert set(listed(row["acled"])) <= set().union(*(ACLED[kind] for kind in of_type)), row["code"]


def test_what_nobody_gathers_for_is_nothing_to_acled() -> None:
    for mode in ("PROTEST-strike-gen", "PROTEST-strike-lim", "PROTEST-strike-hun", "PROTEST-boycott", "SANCTION-sever"):
        assert MODES[mode]["acled"] == "", mode
