"""The textbook models against published and printed numbers; each case file holds its source."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.contagion.textbook import debtrank, eisenberg_noe, furfine, rogers_veraart, threshold_cascade

CASES = Path(__file__).parent / "cases"


def case(name):
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def expectations(name):
    return [pytest.param(case(name), expected, id=f"{number}") for number, expected in enumerate(case(name)["expected"])]


@pytest.mark.parametrize("solution", ["greatest", "least"])
def test_01_eisenberg_noe_agrees_with_systemicrisk(solution):
    given = case("01_en_systemicrisk3")
    result = eisenberg_noe(given["L"], given["e"], given["el"], solution=solution)
    assert result.payments == pytest.approx(given["expected"]["p"], abs=given["tol"])
    assert result.defaulted.tolist() == np.flatnonzero(given["expected"]["default"]).tolist()


@pytest.mark.parametrize(("given", "expected"), expectations("03_rv_systemicrisk3"))
def test_03_rogers_veraart_agrees_with_systemicrisk(given, expected):
    result = rogers_veraart(given["L"], given["e"], given["el"], alpha=expected["alpha"], beta=expected["beta"])
    assert result.payments == pytest.approx(expected["p"], abs=given["tol"])


@pytest.mark.parametrize(("given", "expected"), expectations("04_furfine_systemicrisk3"))
def test_04_furfine_agrees_with_systemicrisk(given, expected):
    result = furfine(given["L"], given["e"], given["el"], recovery=expected["R"])
    assert result.defaulted.tolist() == np.flatnonzero(expected["default"]).tolist()


@pytest.mark.parametrize(("given", "expected"), expectations("06_rv_example_3_3"))
@pytest.mark.parametrize("solution", ["greatest", "least"])
def test_06_rogers_and_veraart_example_3_3_and_its_variant_with_two_ends(given, expected, solution):
    result = rogers_veraart(expected["L"], expected["e"], alpha=expected["alpha"], beta=expected["beta"], solution=solution)
    if solution in expected:
        assert result.payments == pytest.approx(expected[solution], abs=given["tol"])


@pytest.mark.parametrize("model", ["debtrank", "threshold"])
def test_09_three_banks_agree_with_network_risk_measures(model):
    given = case("09_nrm_toy3")
    expected = given["expected"]
    buffer, weights = np.array(given["buffer"], float), np.array(given["weights"]) / sum(given["weights"])
    solve = {"debtrank": debtrank, "threshold": threshold_cascade}[model]
    for bank in range(3):
        shock = np.eye(3)[bank]
        result = solve(given["assets"], buffer, shock)
        final = result.losses / buffer
        close = {"abs": given["tol"]}
        assert final == pytest.approx(expected[f"{model}_final"][bank], **close)
        assert (np.minimum(1, final) - shock) @ weights == pytest.approx(expected[f"{model}_additional_stress"][bank], **close)
        assert (result.losses - shock * buffer).sum() == pytest.approx(expected[f"{model}_additional_losses"][bank], **close)
        assert len(result.defaulted) - 1 == expected[f"additional_defaults_{model}"][bank]


def test_09_a_first_step_is_the_impact_of_the_risk_measures():
    given = case("09_nrm_toy3")
    impact = np.array(given["assets"]) / np.array(given["buffer"], float)[:, None]
    first = debtrank(given["assets"], given["buffer"], [1, 0, 0], max_rounds=1)
    assert not first.converged
    assert first.losses / given["buffer"] - [1, 0, 0] == pytest.approx(impact[:, 0])
    assert first.distress.tolist() == [1, 1, 1]


@pytest.mark.parametrize(("given", "expected"), expectations("17_neva_linear_debtrank"))
def test_17_linear_debtrank_agrees_with_neva(given, expected):
    system = given["systems"][expected["system"]]
    claims = np.array(system["A"])
    equity = np.array(system["Ae"]) - np.array(system["Le"]) + claims.sum(axis=1) - claims.sum(axis=0)
    result = debtrank(claims, equity, np.array(expected["shock"]) / equity, tolerance=1e-13)
    assert equity - result.losses == pytest.approx(expected["E"], abs=given["tol"])
    assert result.converged


def test_22_two_that_owe_each_other_all_they_have_clear_at_any_level():
    given = case("22_en_nonunique_two_node")
    for solution in ("greatest", "least"):
        assert eisenberg_noe(given["L"], given["e"], solution=solution).payments.tolist() == given["expected"][solution]


def test_unequal_equities_in_a_chain_each_count_their_own():
    """By hand: C loses all its 0.5, B half of its 1, A half of B's half of 0.5: 1.5 - 0.25 = 1.25 (a late-bound loop gives 1.5)."""
    claims = [[0, 0.5, 0], [0, 0, 0.5], [0, 0, 0]]
    result = debtrank(claims, [1.5, 1.0, 0.5], [0, 0, 1])
    assert [1.5, 1.0, 0.5] - result.losses == pytest.approx([1.25, 0.5, 0.0])


def test_beta_below_one_enters_the_linear_solve():
    """By hand: both down, p1 = 0.5 + 0.5·p2/2 and p2 = 0.25 + 0.5·p1/2, so 0.6 and 0.4; without β in the solve they come out higher."""
    result = rogers_veraart([[0, 2], [2, 0]], [1, 0.5], [2, 2], alpha=0.5, beta=0.5)
    assert result.payments == pytest.approx([0.6, 0.4], abs=1e-12)
    assert result.defaulted.tolist() == [0, 1]
