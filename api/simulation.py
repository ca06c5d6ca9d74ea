"""From a scenario to its JSON answer: the one way in for the command line and for every other door.

An answer is a pure function of the network and the scenario: no ids of stores or runs, no clock times, no durations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import InvalidParameter
from graph.network import GuaranteeNetwork
from graph.progress import Progress, silent

if TYPE_CHECKING:
    from analysis.scenario.preparation import Prepared
    from analysis.scenario.specification import Scenario


def simulate(
    network: GuaranteeNetwork,
    scenario: Scenario,
    *,
    limit: int | None = None,
    why: str | None = None,
    threads: int | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Ask the model of the scenario; `limit` cuts the lists by party of distress and Monte Carlo, which then say so.

    `why` is the code of a party whose chain of falls a cascade explains. `threads` play Monte Carlo (default: all processors); they
    change no figure.

    Raises:
        UnknownCode: a party, loan, guarantee, county, sector or bank that is not in the network.
        InvalidScenario: a shock or edit that cannot be made, another day, nobody to start from.
        InvalidParameter: a parameter outside its choices; `why` of another model, or of a party that does not fall.
        InvalidNetwork: a value no model can compute with.

    """
    from analysis.scenario import models
    from analysis.scenario.preparation import prepare
    from api import outcomes
    from api.fields import notice_rows

    if why is not None and scenario.model != "cascade":
        raise InvalidParameter(f"why is {why!r}: only a cascade has a chain of falls, not the model {scenario.model}")
    asked = prepare(network, scenario)
    match scenario.model:
        case "cascade":
            told = _cascade(asked, why)
        case "clearing":
            told = outcomes.clearing(asked, models.run_clearing(asked))
        case "distress":
            told = outcomes.distress(asked, models.run_distress(asked), limit)
        case "montecarlo":
            told = outcomes.montecarlo(asked, models.run_montecarlo(asked, progress, threads), limit)
    return told | {
        "warnings": notice_rows(asked.notices),
        "scenario": scenario.model_dump(mode="json", exclude_none=True, exclude={"made_with"}),
    }


def compare(
    network: GuaranteeNetwork, before: Scenario, after: Scenario, *, limit: int | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Before against after, under the same random numbers. Arguments and errors as for `simulate`, for both scenarios."""
    from analysis.scenario import comparison
    from api import differences

    return differences.comparison(comparison.compare(network, before, after, progress=progress), limit)


def _cascade(asked: Prepared, why: str | None) -> dict[str, Any]:
    from analysis.contagion import simulation
    from api import messages

    network, options = asked.network, asked.scenario.cascade_parameters().options()
    found = simulation.simulate(network, asked.seeds, rescue=asked.rescue, **options)
    told = messages.simulation(network, found)
    return told if why is None else told | {"why": messages.chain(network, found, int(network.index([why])[0]))}
