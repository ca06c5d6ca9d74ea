"""What a visitor may ask of a simulation: city, analyst and admin anything; a county and a bank what is their own.

What is not theirs is refused in the very words of what does not exist, before anything is looked up in the whole network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from analysis.contagion.parameters import EVERY_BANK
from analysis.scenario.edits import CutGuarantee, Merge, Repay, ReplaceByCollateral, ReplaceByCompany, ReplaceByGuarantor
from graph.errors import InvalidScenario, UnknownCode

if TYPE_CHECKING:
    from analysis.scenario.edits import Edit
    from analysis.scenario.specification import Scenario
    from api.security.views import View


def check_scenario(scenario: Scenario, view: View) -> None:
    """Let a scenario pass that names only what its author may simulate.

    Raises:
        UnknownCode: a party, loan, guarantee or bank that is not the visitor's, or none at all.
        InvalidScenario: nobody to start from; an edit that only those who see the whole city can make.

    """
    if view.whole:
        return
    if not scenario.seeds and not any(scenario.initial_distress.values()):
        raise InvalidScenario("seeds names nobody: give at least one code", "seeds")
    for where, code in _parties(scenario):
        _require(code in view.own_codes, f"{where}: no party has the code {code!r}")
    for where, code in _banks(scenario):
        _require(code in view.bank_codes, f"{where}: no bank has the code {code!r}")
    near = view.own_codes | view.stub_codes
    for number, edit in enumerate(scenario.edits):
        _check_edit(edit, f"edits[{number}]", near, view)


def _parties(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Where a scenario names whom it does something to."""
    yield from ((f"seeds[{number}]", code) for number, code in enumerate(scenario.seeds))
    yield from ((f"rescue[{number}]", code) for number, code in enumerate(scenario.rescue))
    yield from ((f"initial_distress.{code}", code) for code in scenario.initial_distress)
    for name in ("probability_shocks", "capacity_shocks"):
        for number, shock in enumerate(getattr(scenario, name)):
            if shock.party is not None:
                yield f"{name}[{number}].party", shock.party
    for number, edit in enumerate(scenario.edits):
        for field in ("party", "absorbed", "into", "successor"):
            if (code := getattr(edit, field, None)) is not None:
                yield f"edits[{number}].{field}", code


def _banks(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield from (("withdrawal", code) for code in scenario.withdrawal if code != EVERY_BANK)
    for number, shock in enumerate(scenario.collateral_shocks):
        if shock.bank is not None:
            yield f"collateral_shocks[{number}].bank", shock.bank


def _check_edit(edit: Edit, where: str, near: frozenset[str], view: View) -> None:
    if isinstance(edit, Merge) and view.bank is not None:
        raise InvalidScenario(f"{where}.do is 'merge': a bank does not merge firms", f"{where}.do")
    if isinstance(edit, ReplaceByCompany):
        if edit.new is not None:  # whether the network has the code already would tell
            raise InvalidScenario(f"{where}.new: only who sees the whole city can bring in a company", f"{where}.new")
        _require(edit.company in near, f"{where}.company: no party has the code {edit.company!r}")
    if isinstance(edit, CutGuarantee | ReplaceByCollateral | ReplaceByCompany | ReplaceByGuarantor):
        _require(_is_seen(edit.guarantee, view), f"{where}.guarantee: no guarantee in force has the number {edit.guarantee!r}")
        if edit.guarantor is not None:
            _require(edit.guarantor in near, f"{where}.guarantor: no party has the code {edit.guarantor!r}")
    if isinstance(edit, Repay | CutGuarantee | ReplaceByCollateral | ReplaceByCompany | ReplaceByGuarantor) and edit.loan is not None:
        _require(edit.loan in view.loan_numbers, f"{where}.loan: no live loan has the number {edit.loan!r}")


def _is_seen(contract: str, view: View) -> bool:
    """Whether every loan a contract covers is seen one by one."""
    promises = view.network.guarantees
    rows = pc.equal(promises.contract, contract).to_numpy(zero_copy_only=False)
    return bool(rows.any() and view.loans[promises.loan[rows]].all())


def _require(seen: bool, sentence: str) -> None:  # noqa: FBT001 - the sentence says what
    if not seen:
        raise UnknownCode(sentence)
