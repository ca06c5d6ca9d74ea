"""Figures of a borrower are those of its own loans, to the last bit, whoever else is asked about with it."""

from __future__ import annotations

from math import fsum

import numpy as np
import pandas as pd

from analysis.lending.book import BUCKETS, CLASSES
from analysis.lending.survey import surveyed


def test_figures_do_not_depend_on_who_else_is_surveyed() -> None:
    rng = np.random.default_rng(7)
    rows = pd.DataFrame({"unit": np.sort(rng.integers(0, 300, 2_000)).astype(str)}).sort_values("unit", ignore_index=True)
    for name in (
        "balance",
        "used",
        "working_capital",
        "limit",
        *(f"class_{word}" for word in CLASSES),
        *(f"bucket_{word}" for word in BUCKETS),
    ):
        rows[name] = (rng.integers(1, 10**10, len(rows)) / 100).round(2)
    rows = rows.assign(loans=1, nonbank=rng.random(len(rows)) < 0.3, offsite=rng.random(len(rows)) < 0.3, located=True)
    together = surveyed(rows)
    for unit, own in rows.groupby("unit"):
        alone = surveyed(own.reset_index(drop=True))
        pd.testing.assert_frame_equal(alone, together.loc[[unit]], check_exact=True)
        amounts = own["balance"].tolist()
        assert alone["balance"].item() == round(fsum(amounts), 2)
        assert abs(alone["hhi"].item() - fsum(amount**2 for amount in amounts) / fsum(amounts) ** 2) < 1e-12
