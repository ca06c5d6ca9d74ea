"""A comparison of two scenarios as the JSON that leaves the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.fields import UNKNOWN, as_of, built_from, by_bank, by_county, employees, notice_rows, party_codes, who, yuan
from graph.network import HALF_FEN, Floats

if TYPE_CHECKING:
    from analysis.contagion.montecarlo import MonteCarloComparison
    from analysis.scenario.comparison import CallChange, Comparison, DistressChange, Falls
    from analysis.scenario.preparation import Prepared


def comparison(found: Comparison, limit: int | None = None) -> dict[str, Any]:
    """Before and after, and what differs; `limit` cuts the lists by party of distress and Monte Carlo."""
    from analysis.contagion.montecarlo import MonteCarloComparison
    from analysis.scenario.comparison import CallChange, CascadeChange

    network, change = found.before.network, found.change
    if isinstance(change, CascadeChange):
        told = {"least": _calls(found, change.least), "worst_case": _calls(found, change.worst)}
    elif isinstance(change, CallChange):
        told = _calls(found, change) | {"converged": _converged(change)}
    elif isinstance(change, MonteCarloComparison):
        told = _draws(found, change, limit)
    else:
        told = _distress(found, change, limit)
    return {
        "as_of": as_of(network),
        "model": {"name": found.after.scenario.model, **built_from(network)},
        "before": _asked(found.before),
        "after": _asked(found.after),
        "warnings": notice_rows(found.notices),
        **told,
    }


def _asked(asked: Prepared) -> dict[str, Any]:
    """The scenario without what it was made on, so that the answer depends on the question alone."""
    return asked.scenario.model_dump(mode="json", exclude_none=True, exclude={"made_with"})


def _calls(found: Comparison, change: CallChange) -> dict[str, Any]:
    one, other = found.before.network, found.after.network
    return {
        "defaulted": _falls(found, change.falls),
        "bank_loss": _pair(change.before.bank_loss, change.after.bank_loss),
        "by_bank": _pairs(one.banks.code.to_pylist(), by_bank(one, change.before.loss_of_loan), by_bank(other, change.after.loss_of_loan)),
        "by_county": _pairs(
            one.counties.code.to_pylist(), by_county(one, change.before.loss_of_loan), by_county(other, change.after.loss_of_loan)
        ),
        "employees": {"before": employees(one, change.falls.before), "after": employees(other, change.falls.after)},
    }


def _falls(found: Comparison, falls: Falls) -> dict[str, Any]:
    return {
        "before": party_codes(found.before.network, falls.before),
        "after": party_codes(found.after.network, falls.after),
        "saved": [who(found.before.network, party) for party in falls.saved.tolist()],
        "newly_fallen": [who(found.after.network, party) for party in falls.newly_fallen.tolist()],
    }


def _converged(change: CallChange) -> dict[str, bool]:
    return {"before": getattr(change.before, "converged", True), "after": getattr(change.after, "converged", True)}


def _distress(found: Comparison, change: DistressChange, limit: int | None) -> dict[str, Any]:
    """Distress by party, the largest changes first."""
    import numpy as np

    moved = change.after.distress - change.before.distress
    ordered = np.lexsort((np.arange(len(moved)), -np.abs(moved)))
    touched = ordered[np.abs(moved[ordered]) > 0.0]
    return {
        "defaulted": _falls(found, change.falls),
        "group": {"before": change.before.group, "after": change.after.group, "change": change.after.group - change.before.group},
        "converged": {"before": change.before.converged, "after": change.after.converged},
        "parties": len(touched),
        "truncated": limit is not None and len(touched) > limit,
        "distress": [
            {
                **who(found.after.network, party), "before": float(change.before.distress[party]),
                "after": float(change.after.distress[party]), "change": float(moved[party]),
            }
            for party in touched[:limit].tolist()
        ],
    }  # fmt: skip


def _draws(found: Comparison, change: MonteCarloComparison, limit: int | None) -> dict[str, Any]:
    """Both runs and the paired differences."""
    from api.outcomes import montecarlo

    told = change.as_dict()
    return {
        "change": {name: value for name, value in told.items() if name not in ("before", "after")},
        "same_random_numbers": True,
        "result_before": montecarlo(found.before, change.before, limit),
        "result_after": montecarlo(found.after, change.after, limit),
    }


def _pair(before: float, after: float) -> dict[str, float | None]:
    one, other = round(float(before), 2), round(float(after), 2)
    return {"before": yuan(one), "after": yuan(other), "change": yuan(other - one)}


def _pairs(codes: list[str], before: Floats, after: Floats) -> dict[str, dict[str, float | None]]:
    return {
        code: _pair(one, other)
        for code, one, other in zip([*codes, UNKNOWN], before, after, strict=True)
        if one > HALF_FEN or other > HALF_FEN
    }
