"""公平公正: firms with like scores whose classes differ, found among sorted neighbours."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.classification.classes import CLASSES
from analysis.rules import RuleBook
from graph.network import Floats

RULE: Final = "classification.unlike_cases"
CAUSES: Final = ("line", "veto", "override")
_SLACK: Final = 1e-9  # scores have two decimals


def unlike_cases(firms: pd.DataFrame, book: RuleBook) -> pd.DataFrame:
    """Pairs of firms whose scores are within `points_within` of each other and whose classes differ.

    `firms` (index: code) holds `score`, `class`, `county`, and whether the class comes from a `veto` or an `override`. Of every firm the
    nearest case of each other class is told, so that each firm with a like case treated unlike is there without telling all pairs; both
    directions of a pair once, the lower code first. Columns: `firm`, `other`, `points` (apart), `cause` (`override` where either class
    was set by hand, else `veto`, else `line`: the lines part them). O(firms · log firms).
    """
    kept = firms.loc[(firms["score"].notna() & firms["class"].notna()).to_numpy(dtype=bool)].sort_index()
    score = kept["score"].to_numpy(dtype=np.float64)
    within = book.numbers(RULE, "points_within", kept["county"])
    kind = kept["class"].to_numpy(dtype=object)
    pairs = [_nearest(score, within, np.flatnonzero(kind != one), np.flatnonzero(kind == one)) for one in CLASSES]
    ends = np.sort(np.concatenate([np.zeros((0, 2), np.int64), *pairs]), axis=1)
    ends = np.unique(ends, axis=0)
    codes = kept.index.to_numpy()
    by_hand, vetoed = (kept[name].to_numpy(dtype=bool)[ends].any(axis=1) for name in ("override", "veto"))
    return pd.DataFrame(
        {
            "firm": pd.Series(codes[ends[:, 0]], dtype="str"),
            "other": pd.Series(codes[ends[:, 1]], dtype="str"),
            "points": np.round(np.abs(score[ends[:, 0]] - score[ends[:, 1]]), 2),
            "cause": pd.Series(np.select([by_hand, vetoed], ["override", "veto"], "line"), dtype="str"),
        }
    )


def _nearest(score: Floats, within: Floats, firms: Any, others: Any) -> Any:
    """For each of `firms` the nearest of `others` by score, as far as it is within; positions, (m, 2)."""
    if not len(others) or not len(firms):
        return np.zeros((0, 2), np.int64)
    order = others[np.argsort(score[others], kind="stable")]
    place = np.searchsorted(score[order], score[firms], "left")
    below, above = order[np.maximum(place - 1, 0)], order[np.minimum(place, len(order) - 1)]
    apart = np.abs(score[[below, above]] - score[firms])
    best = np.where(apart[0] <= apart[1], below, above)
    near = np.abs(score[best] - score[firms]) <= within[firms] + _SLACK
    return np.column_stack([firms[near], best[near]]).astype(np.int64)
