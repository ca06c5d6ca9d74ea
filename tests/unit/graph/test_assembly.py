from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from graph.network import GuaranteeNetwork, Liability, LoanClass, PartyKind

Build = Callable[..., GuaranteeNetwork]


def loan(number: str, borrower: str, balance: float, **more: Any) -> dict[str, Any]:
    return {
        "loan_no": number, "borrower": borrower, "bank_code": "K1", "balance": balance, "starts_on": "2025-01-01",
        "matures_on": "2027-01-01", **more,
    }  # fmt: skip


def promise(number: str, guarantor: str, **more: Any) -> dict[str, Any]:
    return {"guarantee_no": number, "guarantor": guarantor, "signed_on": "2025-01-01", "liability": "joint", **more}


def firm(code: str, **more: Any) -> dict[str, Any]:
    return {"credit_code": code, "name": f"firm {code}", "county_code": "990101", **more}


def party(network: GuaranteeNetwork, code: str) -> int:
    return int(network.index([code])[0])


def test_shortfall_is_exposure_less_haircut_collateral(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A")],
        loans=[
            loan("L1", "A", 1000.0, margin_deposit=100.0, collateral_value=500.0),
            loan("L2", "A", 100.0, collateral_value=500.0),
            loan("L3", "A", 0.0),
        ],
    )
    assert network.loans.number.to_pylist() == ["L1", "L2"]
    assert network.loans.exposure.tolist() == [900.0, 100.0]
    assert network.loans.shortfall.tolist() == [900.0 - 0.7 * 500.0, 0.0]


@pytest.mark.parametrize(
    ("figures", "resources", "known"),
    [
        ({"liquid_assets": 100.0, "net_assets": 300.0}, 100.0 + 0.3 * 200.0, True),
        ({"liquid_assets": 100.0, "net_assets": 50.0}, 100.0, True),
        ({"liquid_assets": 100.0}, 100.0, True),
        ({"net_assets": 300.0}, 300.0, True),
        ({"net_assets": -300.0}, 0.0, True),
        ({}, 0.0, False),
    ],
)
def test_resources_of_a_firm(network_of: Build, figures: dict[str, float], resources: float, known: bool) -> None:
    network = network_of(enterprises=[firm("A", **figures)])
    assert network.parties.resources.tolist() == [resources]
    assert network.parties.capacity_known.tolist() == [known]


def test_persons_and_guarantee_companies_answer_with_their_net_assets(network_of: Build) -> None:
    network = network_of(
        persons=[{"person_id": "P1", "name": "p", "net_assets": 70.0}, {"person_id": "P2", "name": "q"}],
        guarantee_companies=[{"credit_code": "G1", "name": "g", "net_assets": 900.0}],
    )
    assert dict(zip(network.parties.code.to_pylist(), network.parties.resources, strict=True)) == {"G1": 900.0, "P1": 70.0, "P2": 0.0}
    assert network.parties.capacity_known.tolist() == [True, True, False]
    assert network.parties.kind.tolist() == [PartyKind.GUARANTEE_COMPANY, PartyKind.PERSON, PartyKind.PERSON]


def test_own_debt_is_what_falls_due_within_thirty_days_or_is_overdue(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A", liquid_assets=1000.0)],
        loans=[
            loan("L1", "A", 1.0, matures_on="2026-07-30"),
            loan("L2", "A", 20.0, matures_on="2026-07-31"),
            loan("L3", "A", 300.0, overdue_days=1),
            loan("L4", "A", 40.0, matures_on="2026-05-31", margin_deposit=10.0),
        ],
    )
    assert network.parties.own_debt.tolist() == [331.0]
    assert network.parties.capacity.tolist() == [669.0]


@pytest.mark.parametrize(
    ("liability", "signed_on", "resolved"),
    [
        ("joint", "2025-01-01", Liability.JOINT),
        ("general", "2020-01-01", Liability.GENERAL),
        ("several", "2020-01-01", Liability.SEVERAL),
        ("unclear", "2020-12-31", Liability.JOINT),
        ("unclear", "2021-01-01", Liability.GENERAL),
        (None, "2020-12-31", Liability.JOINT),
        (None, "2021-01-01", Liability.GENERAL),
    ],
)
def test_unclear_liability_is_resolved_by_the_signing_date(
    network_of: Build, liability: str | None, signed_on: str, resolved: Liability
) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B")],
        loans=[loan("L1", "A", 10.0)],
        guarantees=[promise("G1", "B", loan_no="L1", liability=liability, signed_on=signed_on)],
    )
    assert network.guarantees.liability.tolist() == [resolved]


def test_lapsed_and_void_guarantees_are_left_out_and_counted(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B")],
        loans=[loan("L1", "A", 10.0), loan("L2", "A", 0.0), loan("L3", "A", 5.0, matures_on="2025-12-01")],
        guarantees=[
            promise("G1", "B", loan_no="L1", period_ends_on="2026-06-29"),
            promise("G2", "B", loan_no="L1", period_ends_on="2026-06-30"),
            promise("G3", "B", loan_no="L2"),
            promise("G4", "B", loan_no="L3"),
        ],
    )
    assert network.guarantees.contract.to_pylist() == ["G2", "G4"]
    assert (network.counts.lapsed, network.counts.void, network.counts.period_unclear) == (1, 1, 1)


def test_a_pooled_cap_is_split_by_shortfall(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B")],
        loans=[loan("L1", "A", 30.0, facility_no="F"), loan("L2", "A", 10.0, facility_no="F"), loan("L3", "A", 99.0)],
        guarantees=[promise("G1", "B", facility_no="F", cap=20.0), promise("G2", "B", loan_no="L3", cap=20.0)],
    )
    assert network.guarantees.cap.tolist() == [15.0, 5.0, 20.0]


def test_one_contract_over_several_loans_shares_its_cap_but_not_across_banks(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B")],
        loans=[loan("L1", "A", 30.0), loan("L2", "A", 10.0), loan("L3", "A", 10.0, bank_code="K2")],
        guarantees=[promise("G1", "B", loan_no=number, cap=20.0) for number in ("L1", "L2", "L3")],
    )
    assert network.guarantees.cap.tolist() == [15.0, 5.0, 20.0]


def test_a_loan_named_directly_and_by_its_facility_is_promised_once(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B")],
        loans=[loan("L1", "A", 30.0, facility_no="F")],
        guarantees=[promise("G1", "B", facility_no="F"), promise("G1", "B", loan_no="L1")],
    )
    assert len(network.guarantees.loan) == 1
    assert np.isinf(network.guarantees.cap).all()


def test_default_probability_is_the_firms_own_or_that_of_its_worst_loan(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B", default_probability=0.3), firm("C"), firm("D")],
        loans=[
            loan("L1", "A", 1.0, five_class="normal"),
            loan("L2", "A", 1.0, five_class="doubtful"),
            loan("L3", "B", 1.0, five_class="loss"),
            loan("L4", "D", 1.0),
        ],
    )
    assert network.parties.default_probability.tolist() == [0.75, 0.3, 0.02, 0.015]
    assert network.loans.loan_class.tolist() == [LoanClass.NORMAL, LoanClass.DOUBTFUL, LoanClass.LOSS, LoanClass.UNKNOWN]
    assert network.counts.unclassified_loans == 1


def test_unknown_capacity_counts_guarantors_only(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B"), firm("C", liquid_assets=1.0)],
        loans=[loan("L1", "A", 10.0)],
        guarantees=[promise("G1", "B", loan_no="L1"), promise("G2", "C", loan_no="L1")],
    )
    assert network.counts.unknown_capacity == 1
    assert network.parties.capacity.tolist() == [0.0, 0.0, 1.0]


def test_a_guarantor_missing_from_every_table_keeps_its_edge(network_of: Build) -> None:
    network = network_of(enterprises=[firm("A")], loans=[loan("L1", "A", 10.0)], guarantees=[promise("G1", "Z", loan_no="L1")])
    assert network.parties.code.to_pylist() == ["A", "Z"]
    assert network.parties.external.tolist() == [False, True]
    assert (network.counts.external, network.counts.unknown_capacity) == (1, 1)


def test_the_three_directions_agree(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm(code) for code in "ABC"],
        loans=[loan("L1", "A", 10.0), loan("L2", "B", 10.0), loan("L3", "A", 5.0)],
        guarantees=[promise("G1", "C", loan_no="L1"), promise("G2", "B", loan_no="L1"), promise("G3", "C", loan_no="L2")],
    )
    loans, guarantees, parties = network.loans, network.guarantees, network.parties
    for index in range(3):
        own = parties.own_loans[parties.first_loan[index] : parties.first_loan[index + 1]]
        assert own.tolist() == np.flatnonzero(loans.borrower == index).tolist()
        given = parties.given[parties.first_given[index] : parties.first_given[index + 1]]
        assert given.tolist() == np.flatnonzero(guarantees.guarantor == index).tolist()
        start, end = loans.first_guarantee[index], loans.first_guarantee[index + 1]
        assert (guarantees.loan[start:end] == index).all()


def test_arrays_cannot_be_written(network_of: Build) -> None:
    network = network_of(enterprises=[firm("A", liquid_assets=1.0)])
    with pytest.raises(ValueError, match="read-only"):
        network.parties.capacity[0] = 5.0


def test_counties_named_by_parties_only_are_kept_by_code(network_of: Build) -> None:
    network = network_of(counties=[{"county_code": "990102", "name": "East"}], enterprises=[firm("A")])
    assert network.counties.code.to_pylist() == ["990101", "990102"]
    assert network.counties.name.to_pylist() == ["990101", "East"]
    assert network.parties.county.tolist() == [0]


def test_the_risk_ledgers_application_reaches_the_party(network_of: Build) -> None:
    network = network_of(
        enterprises=[firm("A"), firm("B")],
        risk_list=[
            {"enterprise": "A", "listed_on": "2026-01-01", "application": "filed"},
            {"enterprise": "A", "listed_on": "2026-02-01", "application": "none"},
        ],
    )
    assert network.parties.application[party(network, "A")] == 1
    assert network.parties.application[party(network, "B")] == 0


def test_nothing_at_all_is_an_empty_network(network_of: Build) -> None:
    network = network_of(as_of=date(2026, 1, 1))
    assert len(network.parties.code) == len(network.loans.number) == len(network.guarantees.contract) == 0
