"""What an ultimate controller owns in the end of each member of its group: products of shares along chains, added over chains."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.groups.control import Control, counted
from analysis.groups.holdings import Holdings
from graph.network import Floats

_LEAK: Final = 1e-12  # keeps a circle nobody outside owns solvable; its members are then owned to nothing


def ultimate(held: Holdings, control: Control) -> Floats:
    """The share of every member that its ultimate controller owns along all chains inside the group; NaN where a share is unknown.

    x = S x with x = 1 at ultimate controllers: one sparse linear system for all groups, so circles add up as they should.
    """
    from scipy.sparse import coo_array, eye_array
    from scipy.sparse.linalg import spsolve

    size = len(held.code)
    member = control.root != np.arange(size)
    links = np.flatnonzero((control.root[held.holder] == control.root[held.firm]) & member[held.firm] & counted(held, control.root))
    firm, holder, share = held.firm[links], held.holder[links], held.share[links]
    unknown = np.isnan(share)
    lost = member & (np.bincount(firm[~unknown], minlength=size) == 0)
    np.logical_or.at(lost, firm[unknown], True)  # noqa: FBT003
    while True:  # what hangs on an unknown share is unknown: one pass a level
        before = int(lost.sum())
        np.logical_or.at(lost, firm, lost[holder])
        if int(lost.sum()) == before:
            break
    place = np.cumsum(member) - 1
    count = int(member.sum())
    found = np.where(member, np.nan, 1.0)
    if count == 0:
        return found
    known = np.nan_to_num(share, nan=0.0) * (1.0 - _LEAK)
    within = member[holder]
    chains = coo_array((known[within], (place[firm[within]], place[holder[within]])), shape=(count, count))
    direct = np.bincount(place[firm[~within]], known[~within], minlength=count)
    owned = spsolve((eye_array(count, format="csc") - chains.tocsc()).tocsc(), direct)
    owned = np.where((owned >= -1e-9) & (owned <= 1.0 + 1e-6), np.clip(owned, 0.0, 1.0), np.nan)
    found[member] = np.where(lost[member], np.nan, owned)
    return found


def totals(held: Holdings, control: Control) -> Floats:
    """Recorded shares of every firm added up."""
    kept = counted(held, control.root)
    return np.bincount(held.firm[kept], np.nan_to_num(held.share[kept], nan=0.0), minlength=len(held.code)).astype(np.float64)
