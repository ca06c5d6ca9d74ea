from __future__ import annotations

import numpy as np
import pytest

from api.security.banks_together import others
from api.security.rounded import one_figure


def test_three_banks_of_which_none_is_most_are_told_together() -> None:
    assert others({"A": 9.0, "B": 100.0, "C": 120.0, "D": 120.0}, "A") == {"banks": 3, "loss": 300.0, "suppressed": False}


@pytest.mark.parametrize(
    ("losses", "banks"),
    [
        ({"A": 9.0, "B": 100.0}, 1),
        ({"B": 100.0, "C": 100.0}, 2),
        ({"B": 100.0, "C": 100.0, "unknown": 100.0}, 2),  # nobody knows how many banks that is
        ({"B": 100.0, "C": 100.0, "D": 201.0}, 3),
        ({"B": 1.0, "C": 1.0, "D": 1.0, "unknown": 9.0}, 3),
    ],
)
def test_few_banks_or_one_that_is_most_of_it_are_not(losses: dict[str, float | None], banks: int) -> None:
    assert others(losses, "A") == {"banks": banks, "loss": None, "suppressed": True}


def test_nobody_s_loss_is_no_secret() -> None:
    assert others({"A": 9.0, "B": 0.0}, "A") == {"banks": 0, "loss": 0.0, "suppressed": False}


def test_two_answers_differ_by_no_more_than_was_rounded() -> None:
    base: dict[str, float | None] = {"B": 1_100_000.0, "C": 1_200_000.0, "D": 1_300_000.0}
    more = base | {"E": 123_456.78}
    assert others(base, "A")["loss"] == others(more, "A")["loss"] == 4_000_000.0


@pytest.mark.parametrize(("amount", "told"), [(0.04, 0.04), (9.6, 10.0), (14_999.99, 10_000.0), (95e9, 1e11)])
def test_one_figure(amount: float, told: float) -> None:
    assert one_figure(np.array([amount, 0.0, np.inf])).tolist() == pytest.approx([told, 0.0, np.inf])
