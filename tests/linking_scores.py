"""Scores of a partition of mentions against the right one: MUC, B-cubed, CEAFe and their mean.

MUC: Vilain et al. 1995. B-cubed: Bagga and Baldwin 1998. CEAF with the entity similarity 2|K∩R|/(|K|+|R|): Luo 2005.
The mean of the three is the CoNLL-2011/2012 score. A partition is a mapping of mention to the name of its group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

Partition = Mapping[Hashable, Hashable]


def _groups(of: Partition) -> list[frozenset]:
    groups: dict[Hashable, set] = {}
    for mention, name in of.items():
        groups.setdefault(name, set()).add(mention)
    return [frozenset(g) for g in groups.values()]


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def b_cubed(key: Partition, response: Partition) -> tuple[float, float, float]:
    """Precision, recall, F1. A mention of only one side counts as 0 there: with all mentions of both, end to end."""
    both = Counter((key[m], response[m]) for m in key.keys() & response.keys())
    keys, responses = Counter(key.values()), Counter(response.values())
    precision = sum(n * n / responses[r] for (_, r), n in both.items()) / len(response) if response else 0.0
    recall = sum(n * n / keys[k] for (k, _), n in both.items()) / len(key) if key else 0.0
    return precision, recall, f1(precision, recall)


def muc(key: Partition, response: Partition) -> tuple[float, float, float]:
    """Precision, recall, F1 of the links that hold groups together; 1 where there is no link to find."""

    def found(of: Partition, other: Partition) -> float:
        kept = possible = 0
        for group in _groups(of):
            # A mention the other side does not have is a part of its own.
            parts = len({other[m] for m in group if m in other}) + sum(m not in other for m in group)
            kept, possible = kept + len(group) - parts, possible + len(group) - 1
        return kept / possible if possible else 1.0

    precision, recall = found(response, key), found(key, response)
    return precision, recall, f1(precision, recall)


def ceaf_e(key: Partition, response: Partition) -> tuple[float, float, float]:
    """Precision, recall, F1 of the best one-to-one pairing of groups."""
    keys, responses = _groups(key), _groups(response)
    total = _best_pairing([[2 * len(k & r) / (len(k) + len(r)) for r in responses] for k in keys])
    precision = total / len(responses) if responses else 0.0
    recall = total / len(keys) if keys else 0.0
    return precision, recall, f1(precision, recall)


def conll(key: Partition, response: Partition) -> float:
    """The mean F1 of MUC, B-cubed and CEAFe."""
    return sum(score(key, response)[2] for score in (muc, b_cubed, ceaf_e)) / 3


def _best_pairing(gain: list[list[float]]) -> float:
    """The greatest sum of entries of which no two share a row or column: shortest augmenting paths, n³."""
    if not gain or not gain[0]:
        return 0.0
    if len(gain) > len(gain[0]):
        gain = [list(column) for column in zip(*gain, strict=True)]
    n, m = len(gain), len(gain[0])
    row_price, column_price = [0.0] * (n + 1), [0.0] * (m + 1)
    row_of = [0] * (m + 1)  # of each column, from 1; 0 is free
    for row in range(1, n + 1):
        row_of[0], column = row, 0
        distance, way, done = [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        while row_of[column]:
            done[column] = True
            at = row_of[column]
            for j in range(1, m + 1):
                cost = -gain[at - 1][j - 1] - row_price[at] - column_price[j]
                if not done[j] and cost < distance[j]:
                    distance[j], way[j] = cost, column
            after = min((j for j in range(1, m + 1) if not done[j]), key=lambda j: distance[j])
            step = distance[after]
            for j in range(m + 1):
                if done[j]:
                    row_price[row_of[j]] += step
                    column_price[j] -= step
                else:
                    distance[j] -= step
            column = after
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    return sum(gain[row_of[j] - 1][j - 1] for j in range(1, m + 1) if row_of[j])
