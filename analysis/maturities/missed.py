"""What a missed maturity would set off: its borrower as the only seed of the cascade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.importance import sweep
from graph.network import GuaranteeNetwork, Ints

if TYPE_CHECKING:
    from analysis.contagion.parameters import CascadeOptions


def if_missed(network: GuaranteeNetwork, borrowers: pd.Series[Any], options: CascadeOptions | None = None) -> pd.DataFrame:
    """Per borrower (index: its code) what falls if it does: a missed maturity is taken as the borrower's default.

    Columns: `pulled_down` (others), `employees`, `own_loss`, `caused_loss` (yuan), `counties` (hit by caused loss), `banks`. Borrowers that
    are not in the network are left out. O(what the cascades touch).
    """
    codes = borrowers.drop_duplicates()
    known = codes.loc[codes.isin(network.parties.code.to_pandas())].tolist()
    seeds: Ints = network.index(known)
    impacts = sweep(network, seeds=seeds, worst=False, **(options or {}))
    return pd.DataFrame(
        {
            "pulled_down": impacts.pulled_down[seeds],
            "employees": impacts.employees[seeds],
            "own_loss": impacts.own_loss[seeds],
            "caused_loss": impacts.caused_loss[seeds],
            "counties": np.diff(impacts.counties.start)[seeds],
            "banks": np.diff(impacts.banks.start)[seeds],
        },
        index=pd.Index(known, name="borrower"),
    )
