from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from graph.network import GuaranteeNetwork
from graph.network_file import load, save


def test_a_saved_network_comes_back_whole_and_mapped(tmp_path: Path) -> None:
    network = GuaranteeNetwork.from_loans([(0, 12.5, [(1, None, 1), (2, 3.0, 2)]), (1, 4.0, [])], [0, 3, 5])
    save(network, tmp_path / "deep" / "network.arrow")
    again = load(tmp_path / "deep" / "network.arrow")
    assert again is not None
    assert (again.as_of, again.snapshot, again.assumptions, again.counts) == (
        network.as_of, network.snapshot, network.assumptions, network.counts,
    )  # fmt: skip
    for part in ("parties", "loans", "guarantees", "banks", "counties"):
        for field in fields(getattr(network, part)):
            before, after = getattr(getattr(network, part), field.name), getattr(getattr(again, part), field.name)
            if isinstance(before, np.ndarray):
                assert before.dtype == after.dtype
                np.testing.assert_array_equal(before, after)
            else:
                assert before.equals(after)
    with pytest.raises(ValueError, match="read-only"):
        again.parties.capacity[0] = 1.0
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["network.arrow"]


def test_a_missing_or_foreign_file_is_no_network(tmp_path: Path) -> None:
    assert load(tmp_path / "none.arrow") is None
    (tmp_path / "other.arrow").write_bytes(b"not arrow at all")
    assert load(tmp_path / "other.arrow") is None
    (tmp_path / "empty.arrow").write_bytes(b"")
    assert load(tmp_path / "empty.arrow") is None
