"""What a bank is told of the other banks: together, where they are three or more, and not so exactly that two answers give one away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from api.fields import UNKNOWN
from api.security.rounded import one_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST: Final = 3  # other banks behind a figure
LARGEST: Final = 0.5  # share of it that one of them may have


def others(loss_by_bank: Mapping[str, float | None], own: str | None) -> dict[str, Any]:
    """How many other banks lose, and how much together, to one significant figure; suppressed where they are few or one is most of it."""
    losses = {code: loss for code, loss in loss_by_bank.items() if code != own and loss}
    total, known = sum(losses.values()), [loss for code, loss in losses.items() if code != UNKNOWN]
    told = {"banks": len(known), "loss": 0.0 if not losses else None, "suppressed": bool(losses)}
    if len(known) < FEWEST or max(losses.values()) > LARGEST * total:
        return told
    return told | {"loss": float(one_figure(np.array(total))), "suppressed": False}
