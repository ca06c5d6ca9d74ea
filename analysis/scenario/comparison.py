"""Before against after: who is saved, who newly falls, what the banks lose; the same network, the same day, the same random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from analysis.contagion.cascade import CallResult
from analysis.contagion.distress import DistressOutcome
from analysis.contagion.montecarlo import MonteCarloComparison
from analysis.scenario.edits import CutGuarantee
from analysis.scenario.models import compare_montecarlo, run_cascade, run_clearing, run_distress
from analysis.scenario.notices import Notice
from analysis.scenario.preparation import Prepared, prepare_all
from analysis.scenario.specification import Scenario
from graph.errors import InvalidScenario
from graph.network import HALF_FEN, Bools, GuaranteeNetwork, Ints
from graph.progress import Progress, silent

FULL: Final = 1.0 - 1e-9  # distress from here on counts as failed
_ALIKE: Final = ("model", "as_of")
_DRAWN_ALIKE: Final = ("scenarios", "seed", "loadings", "alpha", "tail")


@dataclass(frozen=True, eq=False)
class Falls:
    """Parties down before and after, ascending positions.

    A party that was merged away counts as saved when it was down before and the one it was merged into stands after; it never falls newly.
    """

    before: Ints
    after: Ints
    saved: Ints
    newly_fallen: Ints


@dataclass(frozen=True, eq=False)
class CallChange:
    """Two cascades, or two clearings."""

    before: CallResult
    after: CallResult
    falls: Falls


@dataclass(frozen=True, eq=False)
class CascadeChange:
    """Both ends of the interval, before and after."""

    least: CallChange
    worst: CallChange


@dataclass(frozen=True, eq=False)
class DistressChange:
    """Distress before and after; a party in full distress counts as fallen."""

    before: DistressOutcome
    after: DistressOutcome
    falls: Falls


Change: TypeAlias = CascadeChange | CallChange | DistressChange | MonteCarloComparison


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two scenarios and what differs."""

    before: Prepared
    after: Prepared
    change: Change
    notices: tuple[Notice, ...]  # of the edits after, and what only the comparison shows


def compare(network: GuaranteeNetwork, before: Scenario, after: Scenario, *, progress: Progress = silent) -> Comparison:
    """Both scenarios on one network; every party has the same position in both, and so the same random numbers.

    Raises:
        InvalidScenario: scenarios of different models or days, or whose draws could not be the same; an edit that cannot be made.
        UnknownCode: a code that is not in the network.
        InvalidNetwork: a value no model can compute with.

    """
    for name in (*_ALIKE, *(_DRAWN_ALIKE if before.model == "montecarlo" else ())):
        one, other = getattr(before, name), getattr(after, name)
        if one != other and not (name == "as_of" and None in (one, other)):
            raise InvalidScenario(f"{name} is {one} before and {other} after: what is compared must agree in it", name)
    first, second = prepare_all(network, (before, after))
    change = _change(first, second, progress)
    return Comparison(first, second, change, (*second.notices, *_paradox(second, change)))


def _change(before: Prepared, after: Prepared, progress: Progress) -> Change:
    match before.scenario.model:
        case "cascade":
            one, other = run_cascade(before), run_cascade(after)
            return CascadeChange(least=_calls(before, after, one.least, other.least), worst=_calls(before, after, one.worst, other.worst))
        case "clearing":
            return _calls(before, after, run_clearing(before), run_clearing(after))
        case "distress":
            weak, weaker = run_distress(before), run_distress(after)
            full = [np.flatnonzero(outcome.distress >= FULL) for outcome in (weak, weaker)]
            return DistressChange(weak, weaker, _falls(before, after, full[0], full[1]))
        case "montecarlo":
            return compare_montecarlo(before, after, progress)


def _calls(before: Prepared, after: Prepared, one: CallResult, other: CallResult) -> CallChange:
    return CallChange(one, other, _falls(before, after, one.defaulted, other.defaulted))


def _falls(before: Prepared, after: Prepared, one: Ints, other: Ints) -> Falls:
    down_before, down_after = _down(before, one), _down(after, other)
    shells = np.array([gone for gone, _ in after.merged], np.int64)
    newly = down_after & ~down_before
    newly[shells] = False
    return Falls(before=one, after=other, saved=np.flatnonzero(down_before & ~down_after), newly_fallen=np.flatnonzero(newly))


def _down(asked: Prepared, defaulted: Ints) -> Bools:
    """Who is down, a party merged away when the one it was merged into is."""
    down = np.zeros(len(asked.network.parties.code), bool)
    down[defaulted] = True
    for gone, into in asked.merged:
        down[gone] = down[into]
    return down


def _paradox(after: Prepared, change: Change) -> tuple[Notice, ...]:
    """The notice that a cut guarantee made things worse, where it did."""
    if not any(isinstance(edit, CutGuarantee) for edit in after.scenario.edits):
        return ()
    change = change.least if isinstance(change, CascadeChange) else change
    zh, en = [], []
    if not isinstance(change, MonteCarloComparison) and (newly := len(change.falls.newly_fallen)):
        zh.append(f"新增违约 {newly} 家")
        en.append(f"{newly} more fall{'s' if newly == 1 else ''}")
    if isinstance(change, MonteCarloComparison) and (more := change.expected_loss.value or 0.0) > HALF_FEN:
        zh.append(f"银行预期损失增加 {more:,.2f} 元")
        en.append(f"banks expect to lose {more:,.2f} yuan more")
    if isinstance(change, CallChange) and (more := change.after.bank_loss - change.before.bank_loss) > HALF_FEN:
        zh.append(f"银行损失增加 {more:,.2f} 元")
        en.append(f"banks lose {more:,.2f} yuan more")
    if not zh:
        return ()
    return (Notice(
        "cutting-made-it-worse", None,
        f"解除担保后反而更糟：{'，'.join(zh)}；应以抵质押物或融资担保公司替代，而非单纯解除",
        f"cutting a guarantee made it worse: {' and '.join(en)}; replace it by collateral or by a guarantee company instead",
    ),)  # fmt: skip
