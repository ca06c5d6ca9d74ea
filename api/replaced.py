"""The guarantees a cascade called, by what replacing each alone would save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from analysis.scenario.specification import Scenario
    from graph.network import GuaranteeNetwork

MOST: Final = 40  # of the largest calls


def replaced(network: GuaranteeNetwork, scenario: Scenario, told: dict[str, Any]) -> dict[str, Any]:
    """`told` is the result of the cascade; what is lost no less is listed too, so that nobody tries it again."""
    from analysis.scenario.replacements import Promise, try_each

    calls = [
        (call, Promise(call["contract"], fall["party"], call["loan"]))
        for fall in told["defaulted"]
        for call in fall["calls"]
        if call["contract"] and call["loan"]
    ]
    calls.sort(key=lambda pair: (-pair[0]["amount"], pair[1].guarantee, pair[1].guarantor, pair[1].loan))
    kept = calls[:MOST]
    tried = try_each(network, scenario, [promise for _, promise in kept])
    rows = [
        {
            "guarantee": one.promise.guarantee, "guarantor": one.promise.guarantor, "borrower": call["borrower"], "loan": one.promise.loan,
            "called": call["amount"], "defaulted": one.defaulted, "bank_loss": one.bank_loss, "paid": one.paid,
            "spared": len(told["defaulted"]) - one.defaulted, "saved": round(told["bank_loss"] - one.bank_loss, 2),
        }
        for (call, _), one in zip(kept, tried, strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row["saved"], -row["spared"], row["guarantee"], row["guarantor"], row["loan"]))
    return {"items": rows, "truncated": len(calls) > len(kept)}
