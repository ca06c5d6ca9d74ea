from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.network import GuaranteeNetwork, LoanClass
from tests.reference.networks import of_contracts

Loan = tuple[int, float, Sequence[tuple[int, float | None, float]]]


@pytest.fixture
def city() -> Callable[..., GuaranteeNetwork]:
    """A network from loans, with whatever else a party or loan has; counties and banks are called by their index."""

    def build(
        loans: Sequence[Loan], capacity: Sequence[float], *, loan_class: Any = None, bank: Any = None, **parties: Any
    ) -> GuaranteeNetwork:
        network = of_contracts(loans, capacity)
        columns = {
            name: pa.array(values) if name in {"code", "name"} else np.asarray(values, getattr(network.parties, name).dtype)
            for name, values in parties.items()
        }
        network = replace(network, parties=replace(network.parties, **columns))
        if loan_class is not None:
            classes = np.array([LoanClass[name] for name in loan_class], np.int8)
            network = replace(network, loans=replace(network.loans, loan_class=classes))
        if bank is not None:
            network = replace(network, loans=replace(network.loans, bank=np.array(bank, np.int32)))
        banks = [f"B{place}" for place in range(int(network.loans.bank.max(initial=0)) + 1)]
        counties = [f"33{place:04d}" for place in range(max(int(network.parties.county.max(initial=0)) + 1, 1))]
        empty = np.zeros(len(banks), np.int32)
        return replace(
            network,
            banks=replace(
                network.banks, code=pa.array(banks), name=pa.array(banks), county=empty, local=empty > 0, net_capital=empty * np.nan
            ),
            counties=replace(network.counties, code=pa.array(counties), name=pa.array([f"{code}县" for code in counties])),
        )

    return build
