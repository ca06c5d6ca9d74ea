from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from api.fields import UNKNOWN, employees, losses, unknown_capacity, who, yuan
from graph.network import Counties, GuaranteeNetwork, PartyKind


@pytest.fixture
def network() -> GuaranteeNetwork:
    """0 owes 12, guaranteed by the person 1; 2 of unknown county owes 7; 3 has nothing to do with them."""
    made = GuaranteeNetwork.from_loans([(0, 12.0, [(1, None, 1.0)]), (2, 7.0, [])], [0.0, 4.0, 20.0, 1.0])
    parties = replace(
        made.parties,
        kind=np.array([PartyKind.ENTERPRISE, PartyKind.PERSON, PartyKind.ENTERPRISE, PartyKind.ENTERPRISE]),
        county=np.array([0, 1, -1, 0], np.int32),
        employees=np.array([10, -1, 20, 7]),
        capacity_known=np.array([True, False, True, False]),
    )
    return replace(made, parties=parties, counties=Counties(pa.array(["330101", "330102"]), pa.array(["东山区", "西河县"])))


def test_amounts_have_two_decimals_no_minus_zero_and_no_infinity() -> None:
    assert yuan(1234.565000001) == 1234.57
    assert str(yuan(-0.0001)) == "0.0"
    assert yuan(float("inf")) is None
    assert yuan(float("nan")) is None


def test_a_party_is_named_alike_everywhere(network: GuaranteeNetwork) -> None:
    assert who(network, 1) == {"party": "1", "name": "1", "kind": "person", "county": "330102"}
    assert who(network, 2)["county"] is None


def test_losses_add_up_by_bank_and_by_county_the_unknown_one_included(network: GuaranteeNetwork) -> None:
    assert losses(network, np.array([12.0, 7.0])) == {"loss_by_bank": {"0": 19.0}, "loss_by_county": {"330101": 12.0, UNKNOWN: 7.0}}
    assert losses(network, np.array([0.004, 7.0]))["loss_by_county"] == {UNKNOWN: 7.0}  # less than half a fen is none


def test_what_nobody_stated_counts_as_nobody_or_is_counted(network: GuaranteeNetwork) -> None:
    assert employees(network, np.array([0, 1, 2])) == 30
    assert unknown_capacity(network, np.array([0])) == 1  # its guarantor's
    assert unknown_capacity(network, np.array([2])) == 0
