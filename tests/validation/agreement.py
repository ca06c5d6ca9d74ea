"""Every case of `cases/` put to the engine: what is compared, what was wanted and what was found. Tests and docs/validation.md share it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.contagion import cascade, clearing, distress, textbook
from graph.network import GuaranteeNetwork, Liability
from graph.pools import pools, split

CASES = Path(__file__).parent / "cases"
EXACT = 1e-9


@dataclass(frozen=True)
class Compared:
    """One figure, list of figures or table of figures."""

    what: str
    wanted: Any
    found: Any
    tolerance: float = EXACT  # absolute; sets and counts agree exactly

    @property
    def agrees(self) -> bool:
        return close(self.wanted, self.found, self.tolerance)


def close(wanted: Any, found: Any, tolerance: float) -> bool:
    if isinstance(wanted, dict):
        return wanted.keys() == found.keys() and all(close(wanted[key], found[key], tolerance) for key in wanted)
    if isinstance(wanted, list):
        return len(wanted) == len(found) and all(close(one, other, tolerance) for one, other in zip(wanted, found, strict=True))
    if isinstance(wanted, float):
        return math.isfinite(found) and abs(wanted - found) <= tolerance
    return bool(wanted == found)


def case(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return read


def names() -> list[str]:
    """All cases: by letter, then number."""
    found = [path.stem for path in CASES.glob("*.json")]
    return sorted(found, key=lambda name: (name[:1].isalpha(), name[:1] if name[:1].isalpha() else "", _number(name), name))


def _number(name: str) -> int:
    head = name.split("_", maxsplit=1)[0].lstrip("GT")
    return int(head) if head.isdigit() else 0


def compare(name: str) -> list[Compared]:
    """Everything compared in a case; nothing when a test of its own has it (`ELSEWHERE`)."""
    given = case(name)
    return list(RUNNERS[given["model"]](given)) if given["model"] in RUNNERS else []


def figures(values: Any) -> list[float]:
    return [float(value) for value in values]


def flags(marks: list[int]) -> list[int]:
    return [place for place, mark in enumerate(marks) if mark]


def eisenberg_noe(given: dict[str, Any]) -> Iterator[Compared]:
    for end in ("greatest", "least"):
        result = textbook.eisenberg_noe(given["L"], given["e"], given["el"], solution=end)  # type: ignore[arg-type]
        yield Compared(f"payments, {end}", figures(given["expected"]["p"]), result.payments.tolist(), given["tol"])
        yield Compared(f"defaulted, {end}", flags(given["expected"]["default"]), result.defaulted.tolist())


def rogers_veraart(given: dict[str, Any]) -> Iterator[Compared]:
    for wanted in given["expected"]:
        alpha, beta = wanted["alpha"], wanted["beta"]
        result = textbook.rogers_veraart(given["L"], given["e"], given["el"], alpha=alpha, beta=beta)
        yield Compared(f"payments, α={alpha} β={beta}", figures(wanted["p"]), result.payments.tolist(), given["tol"])


def rogers_veraart_multi(given: dict[str, Any]) -> Iterator[Compared]:
    for number, wanted in enumerate(given["expected"], 1):
        for end in ("greatest", "least"):
            if end in wanted:
                result = textbook.rogers_veraart(
                    wanted["L"], wanted["e"], alpha=wanted["alpha"], beta=wanted["beta"], solution=end  # type: ignore[arg-type]
                )  # fmt: skip
                yield Compared(f"payments of system {number}, {end}", figures(wanted[end]), result.payments.tolist(), given["tol"])


def non_unique(given: dict[str, Any]) -> Iterator[Compared]:
    for end, wanted in given["expected"].items():
        result = textbook.eisenberg_noe(given["L"], given["e"], solution=end)
        yield Compared(f"payments, {end}", figures(wanted), result.payments.tolist())


def furfine(given: dict[str, Any]) -> Iterator[Compared]:
    for wanted in given["expected"]:
        result = textbook.furfine(given["L"], given["e"], given["el"], recovery=wanted["R"])
        yield Compared(f"defaulted, R={wanted['R']}", flags(wanted["default"]), result.defaulted.tolist())


def risk_measures(given: dict[str, Any]) -> Iterator[Compared]:
    wanted, tolerance = given["expected"], given["tol"]
    assets, buffer = np.array(given["assets"], float), np.array(given["buffer"], float)
    weights = np.array(given["weights"]) / sum(given["weights"])
    impact = (assets / buffer[:, None]).T
    susceptibility = [float(impact[:, bank].sum()) for bank in range(3)]
    first = [
        textbook.debtrank(assets, buffer, np.eye(3)[bank], max_rounds=1).losses / buffer - np.eye(3)[bank] for bank in range(3)
    ]  # fmt: skip
    yield Compared("first step of every bank's fall = column sums of the impact matrix", susceptibility, figures(np.sum(first, axis=0)))
    solvers: tuple[tuple[str, Callable[..., Any]], ...] = (("debtrank", textbook.debtrank), ("threshold", textbook.threshold_cascade))
    for model, solve in solvers:
        results = [solve(assets, buffer, np.eye(3)[bank]) for bank in range(3)]
        final = [result.losses / buffer for result in results]
        stress = [float((np.minimum(1, end) - np.eye(3)[bank]) @ weights) for bank, end in enumerate(final)]
        losses = [float((result.losses - np.eye(3)[bank] * buffer).sum()) for bank, result in enumerate(results)]
        yield Compared(
            f"final distress by {model}", [figures(row) for row in wanted[f"{model}_final"]], [f.tolist() for f in final], tolerance
        )
        yield Compared(f"additional stress by {model}", figures(wanted[f"{model}_additional_stress"]), stress, tolerance)
        yield Compared(f"additional losses by {model}", figures(wanted[f"{model}_additional_losses"]), losses, tolerance)
        yield Compared(f"additional defaults by {model}", wanted[f"additional_defaults_{model}"], [len(r.defaulted) - 1 for r in results])


def linear_debtrank(given: dict[str, Any]) -> Iterator[Compared]:
    for wanted in given["expected"]:
        system = given["systems"][wanted["system"]]
        claims = np.array(system["A"])
        equity = np.array(system["Ae"]) - np.array(system["Le"]) + claims.sum(axis=1) - claims.sum(axis=0)
        result = textbook.debtrank(claims, equity, np.array(wanted["shock"]) / equity, tolerance=1e-13)
        what = f"equities of the {wanted['system']} after {wanted['shock']}"
        yield Compared(what, figures(wanted["E"]), (equity - result.losses).tolist(), given["tol"])


def textbook_calls(given: dict[str, Any]) -> Iterator[Compared]:
    """Runs of a function with its arguments; what is expected are fields of its result."""
    for run in given["runs"]:
        result = getattr(textbook, run["call"])(**run["with"])
        for field, wanted in run["expected"].items():
            found = getattr(result, field)
            listed = found.tolist() if isinstance(found, np.ndarray) else found
            told = f"{field} of {run['name']}" if "name" in run else f"{field} of {run['call']}"
            real = field in {"payments", "losses", "distress", "default_probability"}
            yield Compared(told, figures(wanted) if real else wanted, listed, run.get("tol", given.get("tol", EXACT)))


def network_of(given: dict[str, Any], loans: str = "loans") -> GuaranteeNetwork:
    """The network of a case: C, or e and d; kinds and stated shares by guarantee, in order of loan and guarantor."""
    capacity = given.get("C") or [max(0.0, e - d) for e, d in zip(given["e"], given["d"], strict=True)]
    network = GuaranteeNetwork.from_loans(given[loans], capacity, given.get("e"), given.get("d"))
    promises = network.guarantees
    if "kinds" in given:
        promises = replace(promises, liability=np.array([Liability[kind.upper()] for kind in given["kinds"]], np.int8))
    if "shares" in given:
        promises = replace(promises, share=np.array([math.nan if share is None else share for share in given["shares"]]))
    return replace(network, guarantees=promises)


def by_number(calls: dict[str, Any]) -> dict[int, Any]:
    return {int(key): by_number(value) if isinstance(value, dict) else float(value) for key, value in calls.items()}


def called(result: Any, wanted: dict[str, Any], label: str = "") -> Iterator[Compared]:
    """The fields of a cascade or clearing that a case gives."""
    prefix = f"{label}: " if label else ""
    if "default" in wanted:
        yield Compared(f"{prefix}defaulted", wanted["default"], result.defaulted.tolist())
    if "rounds" in wanted:
        yield Compared(f"{prefix}rounds", wanted["rounds"], result.rounds)
    if "bank_loss" in wanted:
        yield Compared(f"{prefix}bank loss", float(wanted["bank_loss"]), result.bank_loss)
    if "recovery" in wanted:
        yield Compared(f"{prefix}recovery ρ", figures(wanted["recovery"]), result.recovery.tolist())
    for field in ("calls", "paid"):
        if field in wanted:
            yield Compared(f"{prefix}{field}", by_number(wanted[field]), getattr(result, field))


def guarantee_cascade(given: dict[str, Any]) -> Iterator[Compared]:
    """Runs of model A: the least fixed point, and the greatest where its set is given."""
    for run in given["runs"]:
        network = network_of(given | run)
        assumptions = run.get("with", {})
        yield from called(cascade.run(network, run["seed"], **assumptions), run["expected"], run.get("name", ""))
        if "worst" in run["expected"]:
            worst = cascade.worst_case(network, run["seed"], **assumptions)
            name = f"{run['name']}: worst case" if "name" in run else "worst case"
            yield Compared(name, run["expected"]["worst"], worst.defaulted.tolist())
            if "worst_loss" in run["expected"]:
                yield Compared(f"{name}, bank loss", float(run["expected"]["worst_loss"]), worst.bank_loss)


def pooled_cascade(given: dict[str, Any]) -> Iterator[Compared]:
    """Runs of model A whose guarantees name their contracts, in order of loan and guarantor: rows of one contract share its cap."""
    for run in given["runs"]:
        network = network_of(run)
        promises, loans = network.guarantees, network.loans
        borrower, bank = loans.borrower[promises.loan], loans.bank[promises.loan]
        pool = pools(promises.guarantor, borrower, bank, pa.array(run["contracts"]), promises.stated_cap)
        cap = split(promises.stated_cap, pool, loans.shortfall[promises.loan])
        result = cascade.run(replace(network, guarantees=replace(promises, cap=cap)), run["seed"])
        yield from called(result, run["expected"], run["name"])


def guarantee_clearing(given: dict[str, Any]) -> Iterator[Compared]:
    for run in given["runs"]:
        result = clearing.run(network_of(given | run), run["seed"], alpha=run["alpha"], **run.get("with", {}))
        yield from called(result, run["expected"], run.get("name", f"α={run['alpha']}"))


def guarantee_distress(given: dict[str, Any]) -> Iterator[Compared]:
    for run in given["runs"]:
        result = distress.run(network_of(given | run), np.array(run["h0"], float), **run.get("with", {}))
        name = run.get("name", "")
        yield Compared(f"{name}: distress" if name else "distress", figures(run["expected"]["h"]), result.distress.tolist())


def first_cases(given: dict[str, Any]) -> Iterator[Compared]:
    """G1 to G4, whose files came in forms of their own."""
    wanted = given["expected"]
    if "joint" in wanted:
        for liability, label in (("contract", "joint"), ("joint", "joint"), ("several", "several_equal_share")):
            result = cascade.run(network_of(given), given["seed"], liability=liability)  # type: ignore[arg-type]
            yield from called(result, wanted[label] | {"calls": {"0": wanted[label]["calls"]}}, liability)
    elif "level" in wanted:
        result = cascade.run(network_of(given), given["seed"])
        yield from called(result, {"calls": {"0": wanted["calls"]}, "bank_loss": 0.0})
    elif "least_fixed_point" in wanted:
        yield Compared("least fixed point", wanted["least_fixed_point"], cascade.run(network_of(given), given["seed"]).defaulted.tolist())
        worst = cascade.worst_case(network_of(given), given["seed"]).defaulted.tolist()
        yield Compared("greatest fixed point", wanted["greatest_fixed_point"], worst)
    else:
        for label, loans in (
            ("before", "loans_before"), ("released", "loans_edge_released"), ("replaced", "loans_edge_replaced_by_collateral_5"),
        ):  # fmt: skip
            yield from called(cascade.run(network_of(given, loans), given["seed"]), wanted[label], label)


def closed_form(given: dict[str, Any]) -> Iterator[Compared]:
    wanted, network = given["expected"], network_of(given)
    result = clearing.run(network, given["seed"], alpha=given["alpha"])
    level = {"0": {"1": wanted["level"], "2": wanted["level"]}}
    ours = {"recovery": [wanted["rho0"], wanted["rho1"], 1.0], "calls": level, "paid": {"0": wanted["pay"]}}
    yield from called(result, wanted | ours, "α=1")
    yield Compared("α=1: shortfall of the borrower", float(wanted["shortfall"]), float(result.unpaid_of_loan[0]))
    bound = given["model_A_bound"] | {"calls": {"0": given["model_A_bound"]["calls"]}}
    yield from called(cascade.run(network, given["seed"]), bound, "cascade")
    nothing_paid = {key: bound[key] for key in ("default", "bank_loss")}  # its calls are claims on the fallen too
    yield from called(clearing.run(network, given["seed"], alpha=0.0), nothing_paid, "α=0")


def distress_chain(given: dict[str, Any]) -> Iterator[Compared]:
    # W as calls over capacities of 10: party 0's loan calls 5 and 1, party 1's loan calls 4
    network = GuaranteeNetwork.from_loans([(0, 6.0, [(1, None, 5), (2, None, 1)]), (1, 4.0, [(2, None, 1)])], [0, 10, 10])
    result = distress.run(network, np.array(given["h0"], dtype=float), value=np.array(given["v"]))
    yield Compared("distress", figures(given["expected"]["h"]), result.distress.tolist())
    yield Compared("group figure R", float(given["expected"]["group_R"]), result.group)


ELSEWHERE = {"vasicek": "tests/validation/test_montecarlo.py"}  # too long for a page
RUNNERS: dict[str, Callable[[dict[str, Any]], Iterator[Compared]]] = {
    "eisenberg_noe": eisenberg_noe,
    "rogers_veraart": rogers_veraart,
    "rogers_veraart_multi": rogers_veraart_multi,
    "en_nonunique": non_unique,
    "furfine": furfine,
    "nrm_toy": risk_measures,
    "neva_lindr": linear_debtrank,
    "textbook": textbook_calls,
    "guarantee_A": first_cases,
    "guarantee_B": closed_form,
    "guarantee_debtrank": distress_chain,
    "cascade": guarantee_cascade,
    "pooled": pooled_cascade,
    "clearing": guarantee_clearing,
    "distress": guarantee_distress,
}
