"""Edits one by one: what each changes, refuses and tells."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from analysis.contagion.montecarlo import FactorLoadings
from analysis.contagion.parameters import CascadeParameters
from analysis.scenario import files
from analysis.scenario.comparison import compare
from analysis.scenario.models import run_montecarlo
from analysis.scenario.preparation import prepare
from analysis.scenario.replacements import Promise, try_each
from analysis.scenario.specification import Loadings, Parameters, Scenario
from analysis.scenario.values import validated
from graph.errors import InvalidScenario, UnknownCode
from graph.network import GuaranteeNetwork

# 0 owes 10 (guaranteed by 1 and 2), 1 owes 7 (by 0), 2 owes 4 (by 3); contracts are numbered 0 to 3, loans 0 to 2
NETWORK = GuaranteeNetwork.from_loans(
    [(0, 10.0, [(1, None, 1), (2, None, 1)]), (1, 7.0, [(0, None, 1)]), (2, 4.0, [(3, None, 1)])], [1, 6, 6, 9]
)


def made(*edits, **more):
    return prepare(NETWORK, validated(Scenario, {"seeds": ["0"], "edits": list(edits), **more}))


def test_what_a_scenario_may_assume_is_what_the_models_may():
    assert set(Parameters.model_fields) | {"withdrawal"} == {field.name for field in fields(CascadeParameters)}
    assert Scenario().cascade_parameters() == CascadeParameters()
    assert FactorLoadings(**Loadings().model_dump()) == FactorLoadings()
    assert Scenario(withdrawal={"*": 0.5}).cascade_parameters().withdrawal == 0.5
    assert Scenario(withdrawal={"*": 0.5, "B": 1.0}).cascade_parameters().withdrawal == {"*": 0.5, "B": 1.0}


def test_a_merger_combines_and_mutual_guarantees_vanish():
    asked = made({"do": "merge", "absorbed": "1", "into": "0"})
    network = asked.network
    assert network.parties.resources.tolist() == [7, 0, 6, 9]
    assert network.parties.capacity.tolist() == [7, 0, 6, 9]
    assert network.loans.borrower.tolist() == [0, 0, 2]
    assert network.guarantees.contract.to_pylist() == ["1", "3"]  # 0's for 1 and 1's for 0 are gone
    assert [notice.code for notice in asked.notices] == ["mutual-guarantees-vanish"]
    assert "0、2" in asked.notices[0].zh
    assert asked.merged == ((1, 0),)


def test_who_is_merged_away_is_named_by_the_survivor():
    merger = {"do": "merge", "absorbed": "0", "into": "1"}
    asked = made(merger)
    assert asked.seeds.tolist() == [1]
    assert asked.notices[-1].code == "merged-party-named"
    with pytest.raises(InvalidScenario, match=r"edits\[1\]\.party is '0': it was merged into '1'"):
        made(merger, {"do": "rescue", "party": "0"})
    chained = made(merger, {"do": "merge", "absorbed": "1", "into": "2"})
    assert chained.merged == ((0, 2), (1, 2))
    assert chained.seeds.tolist() == [2]


def test_a_party_merged_away_is_saved_only_if_the_survivor_stands():
    # 1 is called for 5 of its 4 and falls; merged with 3 it has 13, and stands
    network = GuaranteeNetwork.from_loans([(0, 10.0, [(1, None, 1), (2, None, 1)])], [0, 4, 20, 9])
    after = Scenario.model_validate({"seeds": ["0"], "edits": [{"do": "merge", "absorbed": "1", "into": "3"}]})
    falls = compare(network, after.undisturbed(), after).change.least.falls
    assert (falls.before.tolist(), falls.after.tolist(), falls.saved.tolist(), falls.newly_fallen.tolist()) == ([0, 1], [0], [1], [])
    # merged with 0, the seed, it is as down as before: not saved, and not fallen newly either
    after = Scenario.model_validate({"seeds": ["0"], "edits": [{"do": "merge", "absorbed": "1", "into": "0"}]})
    falls = compare(network, after.undisturbed(), after).change.least.falls
    assert (falls.after.tolist(), falls.saved.tolist(), falls.newly_fallen.tolist()) == ([0], [], [])


def test_a_merger_may_state_its_default_probability():
    chances = np.array([0.1, 0.4, 0.2, np.nan])
    network = GuaranteeNetwork(
        **{**vars(NETWORK), "parties": type(NETWORK.parties)(**{**vars(NETWORK.parties), "default_probability": chances})}
    )
    for stated, expected in ((None, 0.4), (0.05, 0.05)):
        edit = {"do": "merge", "absorbed": "1", "into": "0"} | ({} if stated is None else {"default_probability": stated})
        found = prepare(network, Scenario.model_validate({"seeds": ["0"], "edits": [edit]})).network.parties.default_probability
        assert found[:3].tolist() == [expected, 0.0, 0.2]


def test_a_repaid_loan_is_gone_with_its_guarantees():
    network = made({"do": "repay", "loan": "1"}).network
    assert network.loans.number.to_pylist() == ["0", "2"]
    assert network.guarantees.contract.to_pylist() == ["0", "1", "3"]
    part = made({"do": "repay", "loan": "1", "amount": 2.5}).network
    assert part.loans.shortfall.tolist() == [10.0, 4.5, 4.0]
    for edits, problem in (
        ([{"do": "repay", "loan": "1"}, {"do": "repay", "loan": "1"}], "an earlier edit repaid it"),
        ([{"do": "repay", "loan": "1", "amount": 7.01}], "owes 7.00"),
        ([{"do": "repay", "loan": "1", "amount": 1.005}], "parts of a fen"),
    ):
        with pytest.raises(InvalidScenario, match=problem):
            made(*edits)


def test_a_guarantee_ended_cannot_end_again():
    cut = {"do": "cut_guarantee", "guarantee": "1"}
    asked = made(cut)
    assert asked.network.guarantees.contract.to_pylist() == ["0", "2", "3"]
    assert asked.notices[0].en == "guarantee 1 is cut without replacement: the call for loan 0 lands on 1"
    alone = made({"do": "cut_guarantee", "guarantee": "3"})
    assert alone.notices[0].en.endswith("finds no guarantor: the bank bears it")
    with pytest.raises(InvalidScenario, match="an earlier edit ended it"):
        made(cut, {"do": "replace_by_collateral", "guarantee": "1", "amount": 5.0})


def test_companies():
    new = {"name": "company", "net_assets": 3.0}
    first = {"do": "replace_by_company", "guarantee": "1", "company": "G", "new": new}
    network = made(first, {"do": "replace_by_company", "guarantee": "3", "company": "G"}).network
    assert network.parties.code.to_pylist() == ["0", "1", "2", "3", "G"]
    assert network.guarantees.guarantor.tolist() == [1, 4, 0, 4]
    assert network.parties.default_probability[4] == network.assumptions.probability_without_loans
    for edits, kind, problem in (
        ([{"do": "replace_by_company", "guarantee": "1", "company": "G"}], UnknownCode, "no party has the code 'G'"),
        ([{"do": "replace_by_company", "guarantee": "1", "company": "3"}], InvalidScenario, "no financing guarantee company"),
        ([{**first, "company": "3"}], InvalidScenario, "the network has this party"),
        ([first, {**first, "guarantee": "3"}], InvalidScenario, "brought 'G' in already"),
        ([{**first, "new": {**new, "county": "7"}}], UnknownCode, "no county has the code '7'"),
        ([{"do": "rescue", "party": "G"}, first], UnknownCode, "no party has the code 'G'"),
    ):
        with pytest.raises(kind, match=problem):
            made(*edits)


def test_another_guarantor_takes_a_promise_over():
    edit = {"do": "replace_by_guarantor", "guarantee": "1"}
    assert made({**edit, "successor": "3"}).network.guarantees.guarantor.tolist() == [1, 3, 0, 3]
    for successor, kind, problem in (
        ("9", UnknownCode, "no party has the code '9'"),
        ("0", InvalidScenario, "it is the borrower itself"),
        ("2", InvalidScenario, "it gives this guarantee already"),
    ):
        with pytest.raises(kind, match=problem):
            made({**edit, "successor": successor})


def test_each_promise_is_replaced_alone():
    # 0 owes 10, which 1 cannot pay with 4; then 2 pays the 7 that 1 owes, out of 9
    network = GuaranteeNetwork.from_loans([(0, 10.0, [(1, None, 1)]), (1, 7.0, [(2, None, 1)])], [0, 4, 9])
    scenario = Scenario.model_validate({"model": "cascade", "seeds": ["0"]})
    called, other = try_each(network, scenario, [Promise("0", "1", "0"), Promise("1", "2", "1")])
    assert (called.defaulted, called.bank_loss, called.paid) == (1, 0.0, 10.0)
    assert (other.defaulted, other.bank_loss, other.paid) == (2, 10.0, 7.0)
    rescued = try_each(network, scenario.model_copy(update={"rescue": ("0",)}), [Promise("0", "1", "0")])
    assert (rescued[0].defaulted, rescued[0].bank_loss) == (0, 0.0)


def test_what_two_scenarios_share():
    base = {"model": "montecarlo", "scenarios": 10}
    before = Scenario.model_validate(base)
    for other in ({"scenarios": 11}, {"seed": 1}, {"loadings": {"market": 0.1}}, {"alpha": 0.5}, {"model": "cascade", "seeds": ["0"]}):
        with pytest.raises(InvalidScenario, match=next(iter(other))):
            compare(NETWORK, before, Scenario.model_validate(base | other))
    one, two = (
        Scenario.model_validate({**base, "edits": [
            {"do": "replace_by_company", "guarantee": "1", "company": code, "new": {"name": code, "net_assets": 5.0}}
        ]})
        for code in "GH"
    )  # fmt: skip
    found = compare(NETWORK, one, two)  # each has a place for both
    assert found.before.network.parties.code.to_pylist() == found.after.network.parties.code.to_pylist() == ["0", "1", "2", "3", "G", "H"]
    named = Scenario.model_validate({**base, "edits": [
        {"do": "replace_by_company", "guarantee": "1", "company": "G", "new": {"name": "else", "net_assets": 5.0}}
    ]})  # fmt: skip
    with pytest.raises(InvalidScenario, match="another name"):
        compare(NETWORK, one, named)


def test_seeds_of_montecarlo_fall_in_every_draw():
    found = run_montecarlo(prepare(NETWORK, Scenario.model_validate({"model": "montecarlo", "seeds": ["2"], "scenarios": 20})))
    assert found.times_seed.tolist() == [0, 0, 20, 0]


def test_a_saved_scenario_names_what_it_was_made_on():
    scenario = files.stamped(Scenario(), NETWORK)
    assert scenario.made_with.snapshot == "from_loans"
    assert scenario.made_with.product.startswith("suretygraph ")
    assert scenario.made_with.assumptions["haircut"] == 0.0
    assert prepare(NETWORK, scenario.edited_with(seeds=["0"])).network is NETWORK
    other = scenario.made_with.assumptions | {"haircut": 0.3}
    with pytest.raises(InvalidScenario, match=r"assumptions\.haircut is 0\.3: the network assumes 0\.0"):
        prepare(NETWORK, scenario.edited_with(seeds=["0"], made_with={"assumptions": other}))


def test_a_shock_by_worst_class_of_loans(city):
    network = city(
        [(0, 1.0, []), (0, 1.0, []), (1, 1.0, [])], [0, 0, 0], loan_class=["NORMAL", "LOSS", "NORMAL"], default_probability=[0.2, 0.2, 0.2]
    )
    for name, expected in (("loss", [0.6, 0.2, 0.2]), ("normal", [0.2, 0.6, 0.2]), ("unknown", [0.2, 0.2, 0.6]), (None, [0.6] * 3)):
        shock = {"factor": 3.0} | ({} if name is None else {"loan_class": name})
        found = prepare(network, Scenario.model_validate({"seeds": ["0"], "probability_shocks": [shock]})).network
        assert found.parties.default_probability.tolist() == pytest.approx(expected)
