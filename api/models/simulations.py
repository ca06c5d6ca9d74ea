"""Simulations: what is asked for, and how a job stands."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from analysis.scenario.specification import Model, Scenario
from analysis.scenario.values import validated
from api.models.results import CascadeResult, ClearingResult, DistressResult, Fall, MonteCarloResult
from api.problems import NO_JSON
from graph.errors import InvalidScenario
from graph.side_store import JobStatus

_MOST_SIGNS: Final = 2_000  # of a name, a description: lists of jobs hold them


def _checked(given: Any) -> Scenario:
    if isinstance(given, bytes):
        raise InvalidScenario(NO_JSON)
    found = validated(Scenario, given)
    for field in ("name", "description"):
        if len(getattr(found, field)) > _MOST_SIGNS:
            raise InvalidScenario(f"{field}: it has more than {_MOST_SIGNS} signs", field)
    return found


ScenarioBody = Annotated[Scenario, BeforeValidator(_checked)]
"""A scenario that is refused in the words in which a file of one is."""

EXAMPLES: Final[dict[str, Any]] = {
    "cascade": {"summary": "One firm fails", "value": {"model": "cascade", "seeds": ["91330100MA2XXXXX0A"]}},
    "rescue": {
        "summary": "The same, with a guarantee replaced by collateral",
        "value": {
            "model": "cascade",
            "seeds": ["91330100MA2XXXXX0A"],
            "edits": [{"do": "replace_by_collateral", "guarantee": "G1", "amount": 2_000_000.0}],
        },
    },
    "montecarlo": {
        "summary": "How likely all of it is",
        "value": {"model": "montecarlo", "as_of": "2026-06-30", "scenarios": 10_000, "seed": 7},
    },
}


class JobError(BaseModel):
    """Why there is no result."""

    code: str = Field(examples=["worker-ended"])
    detail: str = Field(examples=["the process that did the work ended before it was done"])


class SimulationJob(BaseModel):
    """How a simulation stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "id": "5f0c2f6e4b1d4c0f9a8b7c6d", "model": "cascade", "name": "one firm fails", "status": "running", "progress": 0.42,
        "stage": "scenarios", "snapshot": "2026-06-30-r4", "submitted_at": "2026-07-01T08:00:00.000+00:00",
        "started_at": "2026-07-01T08:00:00.080+00:00", "finished_at": None, "error": None,
    }]})  # fmt: skip

    id: str
    model: Model
    name: str = Field(description="Of the scenario.")
    status: JobStatus
    progress: float = Field(ge=0, le=1)
    stage: str | None
    snapshot: str = Field(description="Fixed when the job was submitted: later runs change nothing.", examples=["2026-06-30-r4"])
    submitted_at: str
    started_at: str | None
    finished_at: str | None
    error: JobError | None = Field(description="Of a job that failed.")


class Simulation(SimulationJob):
    """A simulation with its result, which follows from snapshot and request alone."""

    result: CascadeResult | ClearingResult | DistressResult | MonteCarloResult | None = Field(
        None, description="Null until the job is done; left out with `result=false`."
    )


class Result(RootModel[CascadeResult | ClearingResult | DistressResult | MonteCarloResult]):
    """The result of any model."""


class SimulationEvent(BaseModel):
    """What an event tells: `progress` while the job goes on, `end` once, last."""

    id: str
    status: JobStatus
    progress: float
    stage: str | None


class Explanation(BaseModel):
    """From the seeds to one party, fall by fall."""

    party: str
    falls: list[Fall]
    elsewhere: int = Field(description="Falls on the way that the visitor may not see.")
    snapshot: str


ResultFormat = Literal["json", "parquet"]
