"""What help can and cannot do: a rescue or more capacity never raises a loss; nothing done changes nothing, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.scenario.comparison import CascadeChange, compare
from analysis.scenario.specification import Scenario
from api.simulation import compare as message
from graph.network import HALF_FEN

NOTHING = {
    "probability_shocks": [{"factor": 1.0}],
    "capacity_shocks": [{"factor": 1.0}],
    "collateral_shocks": [{"haircut_change": 0.0}],
}
DRAWS = {"model": "montecarlo", "scenarios": 200, "seed": 5}


def cases(networks, count, seed):
    """Random networks, one or two seeds, and a party to help."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        network = networks.random_network(rng)
        n = len(network.parties.capacity)
        yield rng, network, sorted({str(i) for i in rng.choice(n, 2)}), str(rng.integers(n))


def losses(change):
    ends = (change.least, change.worst) if isinstance(change, CascadeChange) else (change,)
    return [(end.before.bank_loss, end.after.bank_loss) for end in ends]


@pytest.mark.parametrize("model", ["cascade", "clearing"])
@pytest.mark.parametrize("do", ["rescue", "add_capacity"])
def test_help_never_raises_a_loss(model, do, networks):
    for rng, network, seeds, party in cases(networks, 60, 3):
        edit = {"do": do, "party": party, **({"amount": float(rng.integers(1, 20))} if do == "add_capacity" else {})}
        asked = {"model": model, "seeds": seeds, "edits": [edit]}
        if model == "clearing":
            asked["alpha"] = float(rng.choice([0.0, 0.5, 1.0]))
        after = Scenario.model_validate(asked)
        found = compare(network, after.undisturbed(), after)
        for before_loss, after_loss in losses(found.change):
            assert after_loss <= before_loss + HALF_FEN
        falls = (found.change.least if isinstance(found.change, CascadeChange) else found.change).falls
        assert falls.newly_fallen.tolist() == []
        assert set(falls.saved.tolist()) == set(falls.before.tolist()) - set(falls.after.tolist())


def test_in_no_draw_a_rescue_raises_a_loss(networks):
    for _, network, _, party in cases(networks, 8, 4):
        after = Scenario.model_validate({**DRAWS, "edits": [{"do": "rescue", "party": party}]})
        change = compare(network, after.undisturbed(), after).change
        assert change.higher == 0
        assert (change.after.loss <= change.before.loss + HALF_FEN).all()
        assert (change.after.seeds <= change.before.seeds).all()


@pytest.mark.parametrize("model", ["cascade", "clearing", "distress", "montecarlo"])
def test_nothing_done_changes_no_bit(model, networks):
    for _, network, seeds, _ in cases(networks, 6, 6):
        after = Scenario.model_validate({**DRAWS, "model": model, "seeds": seeds, **NOTHING})
        found = compare(network, after.undisturbed(), after)
        assert found.after.network is found.before.network
        told = message(network, after.undisturbed(), after)
        if model == "montecarlo":
            assert found.change.before.loss.tobytes() == found.change.after.loss.tobytes()
            assert told["result_before"] == told["result_after"]
            assert told["change"]["expected_loss"]["value"] == 0.0
        elif model == "distress":
            assert found.change.before.distress.tobytes() == found.change.after.distress.tobytes()
            assert told["distress"] == []
        else:
            parts = [told["least"], told["worst_case"]] if model == "cascade" else [told]
            for part in parts:
                assert part["bank_loss"]["before"] == part["bank_loss"]["after"]
                assert part["defaulted"]["before"] == part["defaulted"]["after"]


def test_a_newcomer_and_a_shell_move_nobody(networks):
    """A company brought in guarantees a loan worth nothing to it; all other draws stay what they were."""
    for _, network, _, _ in cases(networks, 8, 8):
        if not len(network.guarantees.cap):
            continue
        edit = {
            "do": "replace_by_company",
            "guarantee": "0",
            "company": "G",
            "new": {"name": "g", "net_assets": 1e9, "default_probability": 0.5},
        }
        after = Scenario.model_validate({**DRAWS, "edits": [edit]})
        change = compare(network, after.undisturbed(), after).change
        n = len(network.parties.capacity)
        assert change.before.times_seed[:n].tolist() == change.after.times_seed[:n].tolist()
        assert change.before.times_seed[n] == 0
        assert change.after.times_seed[n] > 0
