"""Everything that is said of one simulated default: what falls and why, what banks lose, what panic and missing statements add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from analysis.contagion import cascade, missing, self_fulfilling
from analysis.contagion.bank_losses import BankLoss, bank_losses
from analysis.contagion.cascade import CallResult
from analysis.contagion.explanation import DefaultRecord, explain
from analysis.contagion.missing import Bounds, MissingStatements
from analysis.contagion.parameters import CascadeOptions
from analysis.contagion.self_fulfilling import SelfFulfillingCircle
from analysis.contagion.sentences import Sentence, sentences
from graph.network import GuaranteeNetwork, Ints


@dataclass(frozen=True, eq=False)
class Simulation:
    """One question answered in full."""

    result: CallResult  # the least fixed point
    records: tuple[DefaultRecord, ...]  # one a fall, in the order of the rounds
    sentences: tuple[Sentence, ...]  # one a record
    worst: CallResult  # the greatest, in the weakly connected parts that hold a seed
    worst_records: tuple[DefaultRecord, ...]  # one a fall, each with all the others down
    worst_sentences: tuple[Sentence, ...]
    self_fulfilling: tuple[SelfFulfillingCircle, ...]  # what the worst case has beyond
    banks: tuple[BankLoss, ...]
    bounds: Bounds
    missing: MissingStatements


def simulate(
    network: GuaranteeNetwork, seeds: Sequence[int] | Ints, *, rescue: Sequence[int] | Ints = (), **assumed: Unpack[CascadeOptions]
) -> Simulation:
    """Let the seeds fail. Arguments and errors as for `cascade.run`."""
    result = cascade.run(network, seeds, rescue=rescue, **assumed)
    worst = cascade.worst_case_near(network, seeds, rescue=rescue, **assumed)
    records, worst_records = explain(network, result), explain(network, worst)
    return Simulation(
        result=result,
        records=records,
        sentences=sentences(network, result, records),
        worst=worst,
        worst_records=worst_records,
        worst_sentences=sentences(network, worst, worst_records),
        self_fulfilling=self_fulfilling.between(network, result, worst),
        banks=bank_losses(network, result),
        bounds=missing.bounds(network, seeds, rescue=rescue, **assumed),
        missing=missing.for_seeds(network, seeds, rescue=rescue, **assumed),
    )
