"""Edits made on a draft: what each changes, what it refuses, and what its author should be told."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from analysis.scenario.draft import Draft, Places
from analysis.scenario.edits import (
    AddCapacity,
    CutGuarantee,
    Edit,
    Merge,
    Repay,
    ReplaceByCollateral,
    ReplaceByCompany,
    ReplaceByGuarantor,
    Rescue,
)
from analysis.scenario.notices import Notice
from graph.errors import InvalidScenario
from graph.network import HALF_FEN, PartyKind


def apply(made: Draft, edits: tuple[Edit, ...], newcomers: dict[str, int]) -> None:
    """Make the edits one after the other; a draft after an error is of no use.

    Raises:
        UnknownCode: a party, loan or guarantee that is not in the network.
        InvalidScenario: an edit that cannot be made.

    """
    for number, edit in enumerate(edits):
        if isinstance(edit, ReplaceByCompany) and edit.new is not None:
            _bring_in(made, edit, newcomers[edit.company])
        _apply(edit, made, number)


@singledispatch
def _apply(edit: object, made: Draft, number: int) -> None:
    raise NotImplementedError(type(edit), made, number)


@_apply.register
def _(edit: Rescue, made: Draft, number: int) -> None:
    made.rescued.add(made.party(edit.party, f"edits[{number}].party"))


@_apply.register
def _(edit: AddCapacity, made: Draft, number: int) -> None:
    party = made.party(edit.party, f"edits[{number}].party")
    if not made.known[party]:
        made.notices.append(Notice(
            "unknown-becomes-known", number,
            f"{edit.party} 原代偿能力未知，现按注入的 {edit.amount:,.2f} 元计",
            f"nobody stated the capacity of {edit.party}; it now counts as the {edit.amount:,.2f} yuan put in",
        ))  # fmt: skip
    made.known[party] = True
    made.resources[party] = round(made.resources[party] + edit.amount, 2)


@_apply.register
def _(edit: Repay, made: Draft, number: int) -> None:
    where = f"edits[{number}]"
    loan = made.loan(edit.loan, f"{where}.loan")
    owed = float(made.exposure[loan])
    amount = owed if edit.amount is None else edit.amount
    if amount > owed + HALF_FEN:
        raise InvalidScenario(f"{where}.amount is {amount:,.2f}: loan {edit.loan!r} owes {owed:,.2f}", f"{where}.amount")
    borrower = made.borrower[loan]
    if made.network.loans.due[loan]:
        made.own_debt[borrower] = max(0.0, round(made.own_debt[borrower] - amount, 2))
    made.exposure[loan] = max(0.0, round(owed - amount, 2))
    if made.exposure[loan] == 0.0:
        made.loan_stays[loan] = False


@_apply.register
def _(edit: CutGuarantee, made: Draft, number: int) -> None:
    rows = made.guarantees(edit.guarantee, edit.guarantor, edit.loan, f"edits[{number}]")
    made.end(rows)
    promises = made.network.guarantees
    for loan in np.unique(promises.loan[rows]).tolist():
        number_of_loan = made.network.loans.number[loan].as_py()
        stay = (promises.loan == loan) & made.guarantee_stays
        others = made.network.parties.code.take(np.unique(made.guarantor[stay])).to_pylist()
        zh = f"由其余担保人 {'、'.join(others)} 承担" if others else "不再有担保人，由银行承担"
        en = f"lands on {', '.join(others)}" if others else "finds no guarantor: the bank bears it"
        made.notices.append(Notice(
            "call-lands-on-others", number,
            f"担保合同 {edit.guarantee} 解除且无替代：借据 {number_of_loan} 的代偿{zh}",
            f"guarantee {edit.guarantee} is cut without replacement: the call for loan {number_of_loan} {en}",
        ))  # fmt: skip


@_apply.register
def _(edit: ReplaceByCollateral, made: Draft, number: int) -> None:
    where = f"edits[{number}]"
    rows = made.guarantees(edit.guarantee, edit.guarantor, edit.loan, where)
    loans = np.unique(made.network.guarantees.loan[rows])
    if len(loans) > 1:
        known = ", ".join(made.network.loans.number.take(loans).to_pylist()[:5])
        message = f"{where}.loan: guarantee {edit.guarantee!r} covers {len(loans)} loans ({known}): name the one pledged for"
        raise InvalidScenario(message, f"{where}.loan")
    made.end(rows)
    made.collateral[loans[0]] = round(made.collateral[loans[0]] + edit.amount, 2)


@_apply.register
def _(edit: ReplaceByCompany, made: Draft, number: int) -> None:
    where = f"edits[{number}].company"
    company = made.party(edit.company, where)
    if made.network.parties.kind[company] != PartyKind.GUARANTEE_COMPANY:
        raise InvalidScenario(f"{where} is {edit.company!r}: it is no financing guarantee company", where)
    _hand_over(edit, made, number, company, where)


@_apply.register
def _(edit: ReplaceByGuarantor, made: Draft, number: int) -> None:
    where = f"edits[{number}].successor"
    _hand_over(edit, made, number, made.party(edit.successor, where), where)


def _hand_over(edit: ReplaceByCompany | ReplaceByGuarantor, made: Draft, number: int, to: int, where: str) -> None:
    rows = made.guarantees(edit.guarantee, edit.guarantor, edit.loan, f"edits[{number}]")
    code = made.network.parties.code[to].as_py()
    if (made.borrower[made.network.guarantees.loan[rows]] == to).any():
        raise InvalidScenario(f"{where} is {code!r}: it is the borrower itself", where)
    if (made.guarantor[rows] == to).any():
        raise InvalidScenario(f"{where} is {code!r}: it gives this guarantee already", where)
    made.hand_over(rows, to)


@_apply.register
def _(edit: Merge, made: Draft, number: int) -> None:
    where = f"edits[{number}]"
    gone, stays = made.party(edit.absorbed, f"{where}.absorbed"), made.party(edit.into, f"{where}.into")
    if gone == stays:
        raise InvalidScenario(f"{where}.into is {edit.into!r}: a firm cannot be merged into itself", f"{where}.into")
    for party, role, code in ((gone, "absorbed", edit.absorbed), (stays, "into", edit.into)):
        if made.network.parties.kind[party] != PartyKind.ENTERPRISE:
            raise InvalidScenario(f"{where}.{role} is {code!r}: it is no enterprise", f"{where}.{role}")
    made.borrower[made.borrower == gone] = stays
    made.guarantor[made.guarantor == gone] = stays
    own = made.guarantee_stays & (made.borrower[made.network.guarantees.loan] == stays) & (made.guarantor == stays)
    _tell_of_merger(made, edit, number, np.flatnonzero(own), int(made.known[gone]) + int(made.known[stays]))
    made.end(np.flatnonzero(own))
    made.resources[stays] = round(made.resources[stays] + made.resources[gone], 2)
    made.own_debt[stays] = round(made.own_debt[stays] + made.own_debt[gone], 2)
    made.known[stays] |= made.known[gone]
    heads = made.employees[[stays, gone]]
    made.employees[stays] = heads[heads >= 0].sum() if (heads >= 0).any() else -1
    made.application[stays] = max(made.application[stays], made.application[gone])
    larger = np.fmax(made.probability[stays], made.probability[gone])
    made.probability[stays] = larger if edit.default_probability is None else edit.default_probability
    made.resources[gone] = made.own_debt[gone] = made.employees[gone] = made.application[gone] = 0
    made.probability[gone] = 0.0
    made.known[gone] = True
    made.gone[gone] = stays
    if gone in made.rescued:
        made.rescued.add(stays)
        made.rescued.remove(gone)


def _tell_of_merger(made: Draft, edit: Merge, number: int, own: Places, known: int) -> None:
    if len(own):
        contracts = made.network.guarantees.contract.take(np.unique(own)).unique().to_pylist()
        made.notices.append(Notice(
            "mutual-guarantees-vanish", number,
            f"{edit.absorbed} 并入 {edit.into}：相互担保 {'、'.join(contracts)} 因担保人与债务人合一而消灭",
            f"{edit.absorbed} merges into {edit.into}: the guarantees {', '.join(contracts)} vanish, nobody guarantees itself",
        ))  # fmt: skip
    if known == 1:
        made.notices.append(Notice(
            "unknown-counts-as-zero", number,
            f"{edit.absorbed} 与 {edit.into} 中一方代偿能力未知，合并时按零计",
            f"one of {edit.absorbed} and {edit.into} has no stated capacity: it counts as zero in the merged firm",
        ))  # fmt: skip


def _bring_in(made: Draft, edit: ReplaceByCompany, place: int) -> None:
    new = edit.new
    if new is None:
        return
    made.waiting.remove(place)
    made.resources[place] = new.net_assets
    usual = made.network.assumptions.probability_without_loans
    made.probability[place] = usual if new.default_probability is None else new.default_probability
