"""An edited network is the network one would have assembled from edited facts; what changes nothing changes no bit."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pytest

from analysis.scenario.preparation import prepare
from analysis.scenario.specification import Scenario
from graph.network import Assumptions

START = {"seeds": ["F0"]}


def told(network, *, shells=()):
    """Everything a network says, by codes instead of positions."""
    parties, loans, promises = network.parties, network.loans, network.guarantees
    codes, counties, numbers = parties.code.to_pylist(), network.counties.code.to_pylist(), loans.number.to_pylist()
    people = {
        code: {
            "name": parties.name[i].as_py(), "kind": int(parties.kind[i]),
            "county": counties[parties.county[i]] if parties.county[i] >= 0 else None,
            "resources": parties.resources[i], "own_debt": parties.own_debt[i], "capacity": parties.capacity[i],
            "known": bool(parties.capacity_known[i]), "chance": parties.default_probability[i], "employees": int(parties.employees[i]),
            "owes": sorted(numbers[loan] for loan in parties.own_loans[parties.first_loan[i]:parties.first_loan[i + 1]]),
            "gives": sorted(
                (numbers[promises.loan[g]], promises.contract[int(g)].as_py())
                for g in parties.given[parties.first_given[i]:parties.first_given[i + 1]]
            ),
        }
        for i, code in enumerate(codes) if code not in shells
    }  # fmt: skip
    owed = {
        number: {
            "borrower": codes[loans.borrower[k]], "bank": int(loans.bank[k]), "exposure": loans.exposure[k],
            "collateral": loans.collateral[k],
            "shortfall": loans.shortfall[k], "class": int(loans.loan_class[k]), "due": bool(loans.due[k]),
            "promises": sorted(
                (codes[promises.guarantor[g]], promises.contract[g].as_py(), round(promises.cap[g], 6), round(promises.stated_cap[g], 6),
                 promises.weight[g], -1.0 if np.isnan(promises.share[g]) else promises.share[g], int(promises.liability[g]))
                for g in range(loans.first_guarantee[k], loans.first_guarantee[k + 1])
            ),
        }
        for k, number in enumerate(numbers)
    }  # fmt: skip
    assert (promises.loan == np.repeat(np.arange(len(numbers)), np.diff(loans.first_guarantee))).all()
    return people, owed, network.counts


def close(found, expected):
    """The same, amounts to a millionth of a yuan."""
    assert found[0].keys() == expected[0].keys()
    assert found[1].keys() == expected[1].keys()
    for part in (0, 1):
        for name, row in expected[part].items():
            for column, value in row.items():
                same = pytest.approx(value, abs=1e-6) if isinstance(value, float) else value
                assert found[part][name][column] == same, (name, column)
    assert found[2] == expected[2]


@pytest.mark.parametrize("block", range(3))
def test_an_edited_network_is_the_network_of_edited_facts(block, facts):
    rng = np.random.default_rng(block)
    cities, edits = [], []
    for place in range(60):
        cities.append(facts.random_city(rng, f"{place}-"))
        edits += facts.random_edits(rng, cities[-1], f"{place}-")
    city = facts.joined(cities)
    made = prepare(facts.network(city), Scenario.model_validate({"seeds": ["0-F0"], "edits": edits})).network
    after = facts.network(facts.edited(city, edits))
    assert len(edits) > 100
    close(told(made, shells={edit["absorbed"] for edit in edits if edit["do"] == "merge"}), told(after))


def test_shocks_are_facts_too(facts):
    rng = np.random.default_rng(5)
    for _ in range(4):
        city = facts.joined([facts.random_city(rng, f"{place}-") for place in range(8)])
        change, factor, riskier = (
            float(rng.choice([-0.3, 0.2, 0.7])),
            float(rng.choice([0.0, 0.5, 1.5])),
            float(rng.choice([0.0, 3.0, 50.0])),
        )
        county, sector = facts.COUNTIES[int(rng.integers(3))], str(rng.choice(["C17", "E47"]))
        scenario = Scenario.model_validate({
            "seeds": ["0-F0"],
            "capacity_shocks": [{"factor": factor, "county": county}],
            "probability_shocks": [{"factor": riskier, "sector": sector}],
            "collateral_shocks": [{"haircut_change": change}],
        })  # fmt: skip
        made = prepare(facts.network(city), scenario).network
        for row in city["enterprises"]:
            if row["county_code"] == county and row["liquid_assets"] is not None:
                row["liquid_assets"] = round(row["liquid_assets"] * factor)
            if row["industry_code"] == sector:
                row["default_probability"] = min(1.0, row["default_probability"] * riskier)
        after = facts.network(city, replace(Assumptions(), haircut=0.3 + change))
        close(told(made), told(after))


def test_what_changes_nothing_changes_no_bit(facts):
    nothing = {
        "probability_shocks": [{"factor": 1.0}],
        "capacity_shocks": [{"factor": 1.0, "county": "380101"}],
        "collateral_shocks": [{"haircut_change": 0.0, "bank": "B1"}],
        "edits": [{"do": "rescue", "party": "F1"}],
    }
    rng = np.random.default_rng(6)
    for _ in range(2):
        network = facts.network(facts.random_city(rng))
        assert prepare(network, Scenario.model_validate(START)).network is network
        made = prepare(network, Scenario.model_validate({**START, **nothing}))
        assert made.network is network
        assert made.rescue.tolist() == network.index(["F1"]).tolist()


def test_an_edited_network_is_frozen_says_so_and_leaves_the_old_one_alone(facts):
    rng = np.random.default_rng(7)
    city = facts.random_city(rng)
    network, again = facts.network(city), facts.network(city)
    made = prepare(network, Scenario.model_validate({**START, "edits": [
        {"do": "merge", "absorbed": "F1", "into": "F0"}, {"do": "add_capacity", "party": "F2", "amount": 5.0},
    ]})).network  # fmt: skip
    assert made.snapshot == "test edited"
    assert made.parties.code.equals(network.parties.code)
    assert made.parties.default_probability[network.index(["F1"])[0]] == 0.0
    for part in ("parties", "loans", "guarantees"):
        for field in fields(getattr(network, part)):
            before, untouched = getattr(getattr(network, part), field.name), getattr(getattr(again, part), field.name)
            if isinstance(before, pa.Array):
                assert before.equals(untouched)
            else:
                assert np.array_equal(before, untouched, equal_nan=before.dtype == float)
                assert not getattr(getattr(made, part), field.name).flags.writeable
