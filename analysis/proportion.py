"""Proportions of money as rules compare them: of whole fen, so that what is exactly on a line stays on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from graph.network import Floats
from graph.values import FEN_PER_YUAN


def share(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    """`part` over `whole`, both yuan; NaN where the whole is unknown or not above 0.

    Sums of yuan carry the noise of binary fractions; whole fen do not, and a quotient of whole numbers is the float its decimal is read as.

    >>> bool(share([0.1 + 0.2], [1.5])[0] > 0.2), (0.1 + 0.2) / 1.5 > 0.2
    (False, True)

    """
    return _quotient(_fen(part), _fen(whole))


def change(now: npt.ArrayLike, before: npt.ArrayLike) -> Floats:
    """(now − before) over before, yuan; NaN where before is unknown or not above 0.

    >>> float(change([0.8], [1.0])[0])
    -0.2

    """
    then = _fen(before)
    return _quotient(_fen(now) - then, then)


def _fen(yuan: Any) -> Floats:
    found: Floats = np.round(np.asarray(yuan, dtype=np.float64) * FEN_PER_YUAN)
    return found


def _quotient(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0.0)
    return found
