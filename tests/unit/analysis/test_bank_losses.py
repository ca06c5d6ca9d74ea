from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.contagion import cascade
from analysis.contagion.bank_losses import bank_losses


def test_losses_stand_against_net_capital_where_it_is_given(city):
    # 0 owes four banks 10, 40, 30 and 5, guaranteed by nobody, and 2 to one nobody stated; a fifth bank loses nothing
    loans = [(0, 10.0, []), (0, 40.0, []), (0, 30.0, []), (0, 5.0, []), (1, 9.0, []), (0, 2.0, [])]
    network = city(loans, [0, 0], bank=[0, 1, 2, 3, 4, 0])
    capital, local = np.array([20.0, 400.0, np.nan, 0.0, 50.0]), np.array([True, False, True, False, False])
    network = replace(network, banks=replace(network.banks, net_capital=capital, local=local))
    network = replace(network, loans=replace(network.loans, bank=np.array([0, 1, 2, 3, 4, -1], np.int32)))
    found = bank_losses(network, cascade.run(network, [0]))
    assert [(one.code, one.loss, one.local_legal_person) for one in found] == [
        ("B3", 5.0, False), ("B0", 10.0, True), ("B1", 40.0, False), ("B2", 30.0, True),
    ]  # fmt: skip
    assert [one.share_of_capital for one in found] == pytest.approx([np.inf, 0.5, 0.1, np.nan], nan_ok=True)
