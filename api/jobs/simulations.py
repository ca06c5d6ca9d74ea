"""The work of a simulation: the scenario on the network of its snapshot, as the server's own snapshot has it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from graph.errors import UnknownCode
from graph.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.scenario.specification import Scenario
    from api.settings import Settings
    from graph.network import GuaranteeNetwork

KIND: Final = "simulation"


def request_of(scenario: Scenario, store_id: str, as_of: date, run: int, bank: str | None) -> dict[str, Any]:
    """What a job keeps: all that was asked, of which day of which store as known after which run, and by which bank."""
    told = scenario.model_dump(mode="json", exclude={"made_with"})
    return {"scenario": told, "store": store_id, "as_of": as_of.isoformat(), "run": run, "bank": bank}


def scenario_of(request: dict[str, Any]) -> Scenario:
    """The scenario of a job."""
    from analysis.scenario.specification import Scenario
    from analysis.scenario.values import validated

    return validated(Scenario, request["scenario"])


@dataclass(eq=False)
class Simulations:
    """Does simulations one after the other, and keeps the network of the last."""

    settings: Settings
    threads: int
    _kept: tuple[object, GuaranteeNetwork] | None = None

    shares: ClassVar[Mapping[str, tuple[float, float]]] = {"scenarios": (0.0, 0.95), "tail scenarios": (0.95, 1.0)}

    def work(self, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """The answer.

        Raises:
            SuretygraphError: as `api.simulation.simulate`, or of the store.

        """
        from api.security.rounded import is_plain, rounded
        from api.simulation import simulate

        network, scenario, bank = self._network(request, progress), scenario_of(request), request.get("bank")
        if bank is None or is_plain(scenario):
            return simulate(network, scenario, threads=self.threads, progress=progress)
        told = simulate(rounded(network, bank), scenario, threads=self.threads, progress=progress)
        return told | {"others_rounded": True}

    def _network(self, request: dict[str, Any], progress: Progress) -> GuaranteeNetwork:
        from api.pseudonyms import city
        from api.wiring import open_store

        store_id, day, run = request["store"], date.fromisoformat(request["as_of"]), request["run"]
        if self._kept is None or self._kept[0] != (store_id, day, run):
            with closing(open_store(self.settings)) as store:
                state = store.state()
                if state.store_id != store_id or run > state.last_run:
                    raise UnknownCode("the store does not hold the data any more that this was asked of")
                self._kept = (store_id, day, run), city(store, day, run, self.settings, progress)[1]
        return self._kept[1]
