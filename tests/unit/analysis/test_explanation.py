from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.contagion import cascade
from analysis.contagion.explanation import CallRecord, explain
from graph.network import GuaranteeNetwork
from tests.reference.networks import of_contracts


def test_every_fall_with_the_calls_of_its_moment():
    network = GuaranteeNetwork.from_loans([(0, 12.0, [(1, None, 1), (2, None, 1), (3, None, 1)])], [0, 3, 5, 20])
    seed, first, second = explain(network, cascade.run(network, [0]))
    assert (seed.party, seed.round, seed.calls, seed.called) == (0, 0, (), 0)
    assert (first.party, first.round, first.called, first.capacity) == (1, 1, 4.0, 3.0)
    assert first.calls == (CallRecord(loan=0, borrower=0, guarantor=1, amount=4.0, rule="joint", capped=False, guarantee=0, contract="0"),)
    assert (second.party, second.round, second.called, second.capacity) == (2, 2, 6.0, 5.0)


def test_rules_caps_and_contracts_are_named():
    made = of_contracts([(0, 12.0, [(1, 2.0, 1), (1, None, 1), (1, 5.0, 1)])], [0, 0])
    promises = made.guarantees
    made = replace(made, guarantees=replace(promises, liability=np.array([2, 0, 1], np.int8), share=np.array([0.5, np.nan, np.nan])))
    (_, fallen) = explain(made, cascade.run(made, [0]))
    assert {(call.contract, call.rule, call.capped, call.amount) for call in fallen.calls} == {
        ("0", "several", True, 2.0), ("1", "joint", False, 10.0),
    }  # fmt: skip


def test_a_worst_case_is_explained_with_all_the_others_down():
    network = GuaranteeNetwork.from_loans([(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)])], [8, 8])
    records = explain(network, cascade.worst_case(network, []))
    assert [(record.party, record.round, record.called) for record in records] == [(0, 0, 10.0), (1, 0, 10.0)]


def test_an_unknown_capacity_is_what_was_assumed():
    made = GuaranteeNetwork.from_loans([(0, 12.0, [(1, None, 1)])], [0, 99])
    made = replace(made, parties=replace(made.parties, capacity_known=np.array([True, False])))
    assert [record.capacity for record in explain(made, cascade.run(made, [0]))] == [0.0, 0.0]
