"""Who holds what of whom: the control relations of a day as arrays over all parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.fingerprint import large
from graph.lookup import places
from graph.network import Bools, Floats, Ints, Labels, group


@dataclass(frozen=True, eq=False)
class Holdings:
    """Each pair of holder and firm once, sorted by firm, then holder. Positions are those of `code`, ascending."""

    code: Labels
    holder: Ints
    firm: Ints
    share: Floats  # the larger of what the pair's kinds state; NaN unknown
    stated: Bools  # stated as actual controller
    only_stated: Bools  # by no other kind: its share may be the whole, indirect one
    concerted: Bools
    first: Ints  # n+1: pairs of firm i are first[i]:first[i+1]
    own: int  # rows in which a firm holds itself, left out


def read(controls: pd.DataFrame, parties: pd.Series[str]) -> Holdings:
    """Holdings of the relations valid on a day among `parties` and whoever else they name. O(rows · log rows).

    Of one holder, firm and kind the row that began last counts; the kinds of a pair say the same share, so the largest counts once.
    """
    whole = pc.unique(pa.concat_arrays([_plain(column) for column in (parties, controls["controller"], controls["enterprise"])]))
    code = whole.take(pc.sort_indices(whole))
    rows = pd.DataFrame(
        {
            "holder": places(controls["controller"], code),
            "firm": places(controls["enterprise"], code),
            "kind": controls["kind"].fillna("shareholder").astype("str").to_numpy(),
            "share": controls["share"].to_numpy(dtype=np.float64),
            "since": controls["valid_from"].to_numpy(dtype="datetime64[s]"),
        }
    )
    own = int((rows["holder"] == rows["firm"]).sum())
    rows = rows.loc[rows["holder"] != rows["firm"]].sort_values(["firm", "holder", "since", "share"], na_position="first", kind="stable")
    rows = rows.drop_duplicates(["firm", "holder", "kind"], keep="last")
    firm, holder = rows["firm"].to_numpy(dtype=np.int64), rows["holder"].to_numpy(dtype=np.int64)
    begins = np.flatnonzero(np.diff(firm, prepend=-1).astype(bool) | np.diff(holder, prepend=-1).astype(bool))
    stated, concerted = ((rows["kind"] == kind).to_numpy(dtype=bool) for kind in ("actual_controller", "concerted_party"))
    share = rows["share"].to_numpy(dtype=np.float64)
    first, _ = group(firm[begins], len(code))
    return Holdings(
        code=code,
        holder=holder[begins],
        firm=firm[begins],
        share=np.fmax.reduceat(share, begins) if len(begins) else share,
        stated=np.logical_or.reduceat(stated, begins) if len(begins) else stated,
        only_stated=np.logical_and.reduceat(stated, begins) if len(begins) else stated,
        concerted=np.logical_or.reduceat(concerted, begins) if len(begins) else concerted,
        first=first,
        own=own,
    )


def _plain(values: pd.Series[Any]) -> pa.LargeStringArray:
    return large(values.dropna())
