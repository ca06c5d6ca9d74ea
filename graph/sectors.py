"""Economic sectors: the divisions (大类) of GB/T 4754-2017, written as section letter and two digits, such as C17."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# the last division of each section, A to T
_LAST: Final = (5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 79, 82, 83, 85, 90, 96, 97)


def sectors(industry: pd.Series[Any]) -> pd.Series[Any]:
    """The sector of every industry code as offices write them: `C1711`, `C17`, `1711`, `17`; a lone letter stays; missing if none of these.

    >>> import pandas as pd
    >>> sectors(pd.Series(["C1711", "1711", "c17", "K", "纺织", None], dtype="str")).tolist()
    ['C17', 'C17', 'C17', 'K', nan, nan]

    """
    import pandas as pd

    place, written = pd.factorize(industry)  # few are distinct, so only those are read
    told: pd.Series[Any] = _of_written(pd.Series(written, dtype="str")).reindex(place)
    return told.set_axis(industry.index)


def _of_written(industry: pd.Series[Any]) -> pd.Series[Any]:
    parts = industry.str.strip().str.upper().str.extract(r"^([A-T])?(\d{2})?\d{0,2}$")
    letter, division = parts[0], parts[1]
    number = division.astype("float64")
    section = np.searchsorted(_LAST, number.fillna(0).to_numpy())
    found = np.array([*(chr(ord("A") + place) for place in range(len(_LAST))), ""], dtype=object)[section]
    known = number.between(1, _LAST[-1])
    told = letter.where(~known, found + division.fillna(""))
    return told.where(known | (letter.notna() & division.isna()))
