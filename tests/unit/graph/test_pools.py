from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from graph.pools import pools, split


def test_a_pool_is_one_guarantor_borrower_bank_contract_and_cap():
    same = np.array([0, 0, 0, 0, 0, 0, 0])
    guarantor, borrower, bank = same.copy(), same.copy(), same.copy()
    guarantor[1], borrower[2], bank[3] = 1, 1, 1
    contract = pa.array(["Z", "Z", "Z", "Z", "Y", "Z", "Z"])
    cap = np.array([5.0, 5.0, 5.0, 5.0, 5.0, 6.0, 5.0])
    found = pools(guarantor, borrower, bank, contract, cap)
    assert found[0] == found[6]
    assert len(set(found[:6].tolist())) == 6


def test_whole_debt_is_a_pool_too_and_never_split():
    both = np.zeros(2, int)
    found = pools(both, both, both, pa.array(["Z", "Z"]), np.array([np.inf, np.inf]))
    assert found.tolist() == [0, 0]
    assert split(np.array([np.inf, np.inf]), found, np.array([1.0, 2.0])).tolist() == [np.inf, np.inf]


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ([8.0, 4.0], [4.0, 2.0]),  # 6 over 12 of need
        ([8.0, 0.0], [6.0, 0.0]),  # one loan in need has the whole cap
        ([0.0, 0.0], [6.0, 6.0]),  # nothing to split by, nothing called
    ],
)
def test_a_cap_is_split_by_shortfall(need, expected):
    assert split(np.array([6.0, 6.0]), np.array([0, 0]), np.array(need)).tolist() == expected


def test_no_guarantees_no_pools():
    none = np.empty(0, int)
    assert pools(none, none, none, pa.array([], pa.string()), np.empty(0)).tolist() == []
    assert split(np.empty(0), none, np.empty(0)).tolist() == []
