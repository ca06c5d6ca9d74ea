"""What `GuaranteeNetwork.from_loans` refuses by name, and what it takes though it looks odd."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from graph.errors import InvalidNetwork
from graph.network import GuaranteeNetwork, check

NAN, INF = float("nan"), float("inf")


def one(borrower=0, shortfall=10.0, guarantor=1, cap=None, weight=1.0):
    return [(borrower, shortfall, [(guarantor, cap, weight)])]


@pytest.mark.parametrize(
    ("loans", "told"),
    [
        (one(borrower=3), "the borrower of loan 0 is 3: it is not among the 3 parties"),
        (one(borrower=-1), "the borrower of loan 0 is -1: it is not among"),
        (one(borrower=0.0), r"the borrower of loan 0 is 0\.0: it must be the position of a party"),
        (one(borrower=True), "the borrower of loan 0 is True: it must be the position"),
        (one(borrower="0"), "the borrower of loan 0 is '0': it must be the position"),
        (one(borrower=None), "the borrower of loan 0 is None"),
        (one(borrower=2**40), "the borrower of loan 0 is 1099511627776: it is not among"),
        (one(shortfall=-0.01), r"the shortfall of loan 0 is -0\.01: it must be a finite amount of at least 0"),
        (one(shortfall=NAN), "the shortfall of loan 0 is nan"),
        (one(shortfall=INF), "the shortfall of loan 0 is inf"),
        (one(shortfall="10"), "the shortfall of loan 0 is '10'"),
        (one(shortfall=True), "the shortfall of loan 0 is True"),
        (one(shortfall=10**400), "the shortfall of loan 0 is 1000"),
        (one(guarantor=3), "the guarantor of guarantee 0 of loan 0 is 3: it is not among the 3 parties"),
        (one(guarantor=-1), "the guarantor of guarantee 0 of loan 0 is -1"),
        (one(guarantor=1.5), r"the guarantor of guarantee 0 of loan 0 is 1\.5"),
        (one(guarantor=0), "the guarantor of guarantee 0 of loan 0 is 0: it is the borrower itself"),
        (one(cap=-1), "the cap of guarantee 0 of loan 0 is -1: it must be an amount of at least 0, or None"),
        (one(cap=NAN), "the cap of guarantee 0 of loan 0 is nan"),
        (one(cap="5"), "the cap of guarantee 0 of loan 0 is '5'"),
        (one(weight=-1), "the weight of guarantee 0 of loan 0 is -1: it must be a finite number of at least 0"),
        (one(weight=NAN), "the weight of guarantee 0 of loan 0 is nan"),
        (one(weight=INF), "the weight of guarantee 0 of loan 0 is inf"),
        (one(weight=None), "the weight of guarantee 0 of loan 0 is None"),
        ([(0, 1.0, []), (0, 1.0, [(1, None, 1), (2, 5.0, 1), (1, 5.0, 1)])], "guarantee 2 of loan 1 is 1: it guarantees this loan already"),
        ([(0, 1.0)], r"loan 0 is \(0, 1\.0\): it must be \(borrower, shortfall, guarantees\)"),
        ([5], "loan 0 is 5: it must be"),
        (["abc"], "loan 0 is 'abc': it must be"),
        ([(0, 1.0, None)], "the guarantees of loan 0: None is no list"),
        ([(0, 1.0, [(1, None)])], r"guarantee 0 of loan 0 is \(1, None\): it must be \(guarantor, cap or None, weight\)"),
        ([(0, 1.0, [1])], "guarantee 0 of loan 0 is 1: it must be"),
        (None, "loans: None is no list"),
    ],
)
def test_a_loan_no_model_can_compute_with_is_named(loans, told):
    with pytest.raises(InvalidNetwork, match=told):
        GuaranteeNetwork.from_loans(loans, [1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("capacity", "resources", "own_debt", "told"),
    [
        ([], None, None, "capacity is empty: there is no party in the network"),
        ([1.0, -0.5], None, None, r"capacity of party 1 is -0\.5: it must be a finite amount of at least 0"),
        ([NAN, 1.0], None, None, "capacity of party 0 is nan"),
        ([1.0, INF], None, None, "capacity of party 1 is inf"),
        ([1.0, 1e300], None, None, r"capacity of party 1 is 1e\+300: it must be a finite amount"),
        (["1", 1.0], None, None, "capacity of party 0 is '1'"),
        ([None, 1.0], None, None, "capacity of party 0 is None"),
        ([True, 1.0], None, None, "capacity of party 0 is True"),
        ([[1.0], 1.0], None, None, r"capacity of party 0 is \[1\.0\]"),
        (5.0, None, None, r"capacity is 5\.0: it must be a list"),
        ([1.0, 1.0], [1.0], None, "resources has 1 values: it must have one for each of the 2 parties"),
        ([1.0, 1.0], [1.0, NAN], None, "resources of party 1 is nan"),
        ([1.0, 1.0], [-1.0, 1.0], None, r"resources of party 0 is -1\.0"),
        ([1.0, 1.0], None, [0.0, 0.0, 0.0], "own_debt has 3 values: it must have one for each of the 2 parties"),
        ([1.0, 1.0], None, [0.0, -2.0], r"own_debt of party 1 is -2\.0"),
        ([1.0, 1.0], None, [INF, 0.0], "own_debt of party 0 is inf"),
        ([1.0, 1.0], None, [Decimal(1), 0.0], "own_debt of party 0 is Decimal"),
    ],
)
def test_means_no_model_can_compute_with_are_named(capacity, resources, own_debt, told):
    with pytest.raises(InvalidNetwork, match=told):
        GuaranteeNetwork.from_loans([], capacity, resources, own_debt)


def test_a_million_guarantors_on_one_loan_are_taken_for_an_error():
    crowd = [(1 + place, None, 1.0) for place in range(1_000_000)]
    with pytest.raises(InvalidNetwork, match="loan 0 has 1000000 guarantees: more than 10000 are taken for an error"):
        GuaranteeNetwork.from_loans([(0, 1.0, crowd)], np.zeros(1_000_001))


def test_circles_and_mutual_guarantees_are_legal_and_order_means_nothing():
    ring = [(0, 1.0, [(1, None, 1)]), (1, 1.0, [(2, None, 1), (0, None, 1)]), (2, 1.0, [(0, 3, 0)])]
    network = GuaranteeNetwork.from_loans(ring, [1, 2, 3])
    assert network.guarantees.loan.tolist() == [0, 1, 1, 2]
    assert network.guarantees.guarantor.tolist() == [1, 0, 2, 0]
    assert network.guarantees.cap.tolist() == [INF, INF, INF, 3.0]


def test_rows_may_be_arrays_and_numbers_of_any_kind():
    promises = np.array([[1, 2.5, 1.0]], dtype=object)
    network = GuaranteeNetwork.from_loans([[np.int64(0), np.float32(4), promises]], np.array([1, 2]))
    assert network.loans.shortfall.tolist() == [4.0]
    assert network.guarantees.cap.tolist() == [2.5]


@pytest.mark.parametrize(
    ("part", "column", "values", "told"),
    [
        ("parties", "capacity", np.array([1.0]), "capacity has 1 values where the other columns of Parties have 2"),
        ("guarantees", "weight", np.array([1.0, 1.0]), "weight has 2 values where the other columns of Guarantees have 1"),
        ("guarantees", "loan", np.array([1], np.int32), "loan of guarantee 0 is 1: it is not in the network"),
        ("guarantees", "guarantor", np.array([0], np.int32), "guarantor of guarantee 0 is 0: it is the borrower itself"),
        ("loans", "borrower", np.array([7], np.int32), "borrower of loan 0 is 7: it is not among the 2 parties"),
        ("parties", "own_debt", np.array([0.0, NAN]), "own debt of party 1 is nan"),
        ("parties", "default_probability", np.array([1.5, 0.5]), r"default probability of party 0 is 1\.5"),
    ],
)
def test_an_edited_network_is_checked_too(part, column, values, told):
    network = GuaranteeNetwork.from_loans(one(), [1.0, 2.0])
    with pytest.raises(InvalidNetwork, match=told):
        check(replace(network, **{part: replace(getattr(network, part), **{column: values})}))
