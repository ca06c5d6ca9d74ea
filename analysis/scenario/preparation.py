"""A scenario put on a network: every code looked up and every shock and edit made, before any model computes anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from analysis.contagion.withdrawal import shares_by_bank
from analysis.scenario.applying import apply
from analysis.scenario.draft import Draft, Places, draft
from analysis.scenario.newcomers import with_places
from analysis.scenario.notices import Notice
from analysis.scenario.shaking import shake
from analysis.scenario.specification import Scenario
from graph.errors import InvalidScenario
from graph.network import GuaranteeNetwork


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a model is asked: the edited network, and parties by position."""

    scenario: Scenario
    network: GuaranteeNetwork
    seeds: Places
    rescue: Places
    initial_distress: dict[int, float]
    merged: tuple[tuple[int, int], ...]  # merged away, and into whom in the end
    notices: tuple[Notice, ...]


def prepare(network: GuaranteeNetwork, scenario: Scenario) -> Prepared:
    """The scenario on the network; nothing of the network changes.

    Raises:
        UnknownCode: a party, loan, guarantee, county, sector or bank that is not in the network.
        InvalidScenario: another day, a shock or edit that cannot be made, nobody to start from.
        InvalidNetwork: edits that leave a value no model can compute with.

    """
    return prepare_all(network, (scenario,))[0]


def prepare_all(network: GuaranteeNetwork, scenarios: Iterable[Scenario]) -> tuple[Prepared, ...]:
    """Scenarios on one network, so that every party has the same position in all of them. Raises as `prepare`."""
    plans = tuple(scenarios)
    roomy, newcomers = with_places(network, [plan.edits for plan in plans])
    return tuple(_prepare(roomy, newcomers, plan) for plan in plans)


def _prepare(network: GuaranteeNetwork, newcomers: dict[str, int], scenario: Scenario) -> Prepared:
    if scenario.as_of is not None and scenario.as_of != network.as_of:
        raise InvalidScenario(f"as_of is {scenario.as_of}: the network is of {network.as_of}", "as_of")
    _same_assumptions(network, scenario)
    _has_a_start(scenario)
    shares_by_bank(network, dict(scenario.withdrawal))
    made = draft(network, set(newcomers.values()))
    begun = [(made.party(code, f"seeds[{number}]"), code) for number, code in enumerate(scenario.seeds)]
    kept = [(made.party(code, f"rescue[{number}]"), code) for number, code in enumerate(scenario.rescue)]
    weak = {made.party(code, f"initial_distress.{code}"): share for code, share in scenario.initial_distress.items()}
    shake(made, scenario)
    apply(made, scenario.edits, newcomers)
    seeds = {_now(made, party, code) for party, code in begun}
    rescue = made.rescued | {_now(made, party, code) for party, code in kept}
    initial = dict.fromkeys(seeds, 1.0)
    for party, share in weak.items():
        now = _now(made, party, str(network.parties.code[party].as_py()))
        initial[now] = max(share, initial.get(now, 0.0))
    return Prepared(
        scenario=scenario,
        network=made.finish(),
        seeds=np.array(sorted(seeds), np.int64),
        rescue=np.array(sorted(rescue), np.int64),
        initial_distress=dict(sorted(initial.items())),
        merged=tuple((gone, _survivor(made, gone)) for gone in sorted(made.gone)),
        notices=tuple(made.notices),
    )


def _same_assumptions(network: GuaranteeNetwork, scenario: Scenario) -> None:
    """A file that says what the network assumed must not be answered under other assumptions."""
    here: dict[str, Any] = json.loads(json.dumps(asdict(network.assumptions)))
    for name, stated in (scenario.made_with.assumptions or {}).items():
        if name not in here or here[name] != stated:
            raise InvalidScenario(
                f"made_with.assumptions.{name} is {stated!r}: the network assumes {here.get(name)!r}; leave it out to use that",
                f"made_with.assumptions.{name}",
            )


def _has_a_start(scenario: Scenario) -> None:
    if scenario.model == "distress":
        if not scenario.seeds and not any(scenario.initial_distress.values()):
            raise InvalidScenario("seeds and initial_distress name nobody: distress must start somewhere", "seeds")
    elif scenario.model != "montecarlo" and not scenario.seeds:
        raise InvalidScenario("seeds names nobody: give at least one code", "seeds")


def _survivor(made: Draft, party: int) -> int:
    while party in made.gone:
        party = made.gone[party]
    return party


def _now(made: Draft, party: int, code: str) -> int:
    """The party, or the one it was merged into."""
    now = _survivor(made, party)
    if now != party:
        survivor = made.network.parties.code[now].as_py()
        made.notices.append(Notice(
            "merged-party-named", None,
            f"{code} 已并入 {survivor}，按 {survivor} 计",
            f"{code} was merged into {survivor}, which takes its place",
        ))  # fmt: skip
    return now
