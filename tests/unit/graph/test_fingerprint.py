from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd

from graph.fingerprint import fingerprint, keys, marks
from graph.schema import TABLES

MASK = (1 << 64) - 1
LOAN = {"loan_no": "L1", "borrower": "A", "bank_code": "B", "balance": 1.0, "starts_on": "2025-01-01", "matures_on": "2026-01-01"}


def split_mix(word: int) -> int:
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & MASK
    return word ^ (word >> 31)


def sip_hash(text: str) -> int:
    """SipHash-2-4 (Aumasson & Bernstein 2012) with the key of pandas."""
    data, key = text.encode(), b"0123456789123456"
    first, second = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
    v = [first ^ 0x736F6D6570736575, second ^ 0x646F72616E646F6D, first ^ 0x6C7967656E657261, second ^ 0x7465646279746573]

    def turn(word: int, bits: int) -> int:
        return (word << bits | word >> (64 - bits)) & MASK

    def rounds(count: int) -> None:
        for _ in range(count):
            v[0], v[2] = (v[0] + v[1]) & MASK, (v[2] + v[3]) & MASK
            v[1], v[3] = turn(v[1], 13) ^ v[0], turn(v[3], 16) ^ v[2]
            v[0] = turn(v[0], 32)
            v[2], v[0] = (v[2] + v[1]) & MASK, (v[0] + v[3]) & MASK
            v[1], v[3] = turn(v[1], 17) ^ v[2], turn(v[3], 21) ^ v[0]
            v[2] = turn(v[2], 32)

    padded = data + b"\0" * (7 - len(data) % 8) + bytes([len(data) & 0xFF])
    for start in range(0, len(padded), 8):
        word = int.from_bytes(padded[start : start + 8], "little")
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def test_the_fingerprint_is_the_one_stores_already_hold(frame: Callable[..., pd.DataFrame]) -> None:
    row = {"bond_code": "B甲1", "issuer": "91330100", "balance": 12.34, "matures_on": "2026-06-30", "defaulted": None}
    golden, missing = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
    day = (pd.Timestamp("2026-06-30") - pd.Timestamp(0)).days * 86400
    words = [
        split_mix(sip_hash("B甲1")),
        split_mix(sip_hash("91330100")),
        split_mix((1234 + golden) & MASK),
        split_mix((day + golden) & MASK),
        missing,
    ]
    folded = 0x14650FB0739D0383
    for word in words:
        folded = (split_mix(folded ^ word) + golden) & MASK
    assert int(fingerprint(TABLES["bonds"], frame("bonds", [row]))[0]) & MASK == folded


def test_equal_rows_agree_whatever_stands_beside_them(frame: Callable[..., pd.DataFrame]) -> None:
    rows = [LOAN | {"loan_no": f"L{number}", "purpose": ("甲", "乙", None)[number % 3]} for number in range(50)]
    alone = [int(fingerprint(TABLES["loans"], frame("loans", [row]))[0]) for row in rows]
    together = fingerprint(TABLES["loans"], frame("loans", rows))
    assert together.tolist() == alone
    assert len(set(alone)) == 50


def test_every_column_counts_and_empty_is_neither_zero_nor_empty_text(frame: Callable[..., pd.DataFrame]) -> None:
    variants = [
        LOAN,
        LOAN | {"overdue_days": 0},
        LOAN | {"overdue_days": 1},
        LOAN | {"overdue_principal": 0},
        LOAN | {"margin_deposit": 0},
        LOAN | {"rate": 0.0},
        LOAN | {"purpose": ""},
        LOAN | {"purpose": "0"},
        LOAN | {"borrower": "B", "bank_code": "A"},
        LOAN | {"starts_on": "2026-01-01", "matures_on": "2025-01-01"},
        LOAN | {"balance": -1.0},
    ]
    prints = [int(fingerprint(TABLES["loans"], frame("loans", [row]))[0]) for row in variants]
    assert all(one != other for one, other in combinations(prints, 2))


def test_minus_zero_is_zero(frame: Callable[..., pd.DataFrame]) -> None:
    one, other = (fingerprint(TABLES["loans"], frame("loans", [LOAN | {"rate": rate}])) for rate in (0.0, -0.0))
    assert one.tolist() == other.tolist()


def test_source_and_row_do_not_count(frame: Callable[..., pd.DataFrame]) -> None:
    one = frame("loans", [LOAN])
    other = one.assign(_source="elsewhere.xlsx", _row=99)
    assert fingerprint(TABLES["loans"], one).tolist() == fingerprint(TABLES["loans"], other).tolist()


def test_another_process_with_another_hash_seed_agrees() -> None:
    code = (
        "import pandas as pd; from graph.fingerprint import marks; import numpy as np;"
        "print(marks(pd.Series(['甲', 'b'], dtype='str'), np.array([1, -1])).tolist())"
    )
    seeds = [os.environ | {"PYTHONHASHSEED": seed} for seed in ("1", "2")]
    found = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout for env in seeds}
    here = marks(pd.Series(["甲", "b"], dtype="str"), np.array([1, -1]))
    assert found == {f"{here.tolist()}\n"}


def test_keys_join_what_identifies_a_fact_without_its_reporting_date(frame: Callable[..., pd.DataFrame]) -> None:
    guarantees = frame(
        "guarantees",
        [
            {"guarantee_no": "G1", "guarantor": "A", "loan_no": "L1", "signed_on": "2025-01-01"},
            {"guarantee_no": "G1", "guarantor": "A", "facility_no": "L1", "signed_on": "2025-01-01"},
        ],
    )
    assert keys(TABLES["guarantees"], guarantees).tolist() == ["G1\x1fA\x1fL1\x1f", "G1\x1fA\x1f\x1fL1"]
    controls = frame("controls", [{"controller": "A", "enterprise": "B", "kind": None, "valid_from": "2025-01-02"}])
    assert keys(TABLES["controls"], controls).tolist() == ["A\x1fB\x1f\x1f2025-01-02"]
    debts = frame("other_debts", [{"enterprise": "A", "kind": "tax", "amount": 1, "as_of": "2025-01-02"}])
    assert keys(TABLES["other_debts"], debts).tolist() == ["A\x1ftax"]
