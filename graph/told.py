"""When a fact was last told: by the report that gave it, or by one that only repeated it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from graph.fingerprint import marks
from graph.timeline import days
from graph.versions import Feed


def last_told(versions: pd.DataFrame, feeds: Sequence[Feed], as_of: date) -> pd.Series[Any]:
    """The last day up to one on which each version was told, by `_key`: its own, or that of a feed that repeated it; NaT undated.

    One version a key, as `graph.versions.select` gives them with their fingerprints. O(versions · feeds · log).
    """
    said, mark = days(versions["_reported_on"]).copy(), marks(versions["_key"], versions["_hash"].to_numpy())
    for feed in feeds:
        if feed.reported_on <= as_of and len(feed.repeated):
            place = np.minimum(np.searchsorted(feed.repeated, mark), len(feed.repeated) - 1)
            day = np.datetime64(feed.reported_on, "s").astype(np.int64)
            said[(feed.repeated[place] == mark) & (said < day)] = day
    return pd.Series(said.view("datetime64[s]"), index=pd.Index(versions["_key"]), dtype="datetime64[s]")
